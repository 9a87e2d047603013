"""Podman and compose for tests, with images of Debian's packages alone."""

import ctypes
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import ROOT

# The last two: without them, Podman finds no container by its name on an internal network.
NEEDED = ("podman", "runc", "debootstrap", "catatonit", "netavark", "aardvark-dns")
_HELPERS = (Path("/usr/libexec/podman"), Path("/usr/lib/podman"))
BASE = "localhost/unabridged-test-base"
# Debian 12's own, 1.0.3, takes neither empty defaults nor health checks as they are written.
COMPOSE = (str(ROOT / ".venv/bin/uv"), "tool", "run", "--from", "podman-compose==1.5.0",
           "podman-compose")  # fmt: skip
_CERTIFICATES = Path("/usr/local/share/ca-certificates")
_POSTGRES = r"""#!/bin/sh -e
cd /var/lib/postgresql
bin=$(echo /usr/lib/postgresql/*/bin)
if ! test -s data/PG_VERSION; then
  echo "$POSTGRES_PASSWORD" > secret
  "$bin/initdb" --username="$POSTGRES_USER" --pwfile=secret --auth-host=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 -D data
  echo "host all all all scram-sha-256" >> data/pg_hba.conf
  "$bin/pg_ctl" start -w -D data -o "-c listen_addresses="
  "$bin/createdb" --username="$POSTGRES_USER" "$POSTGRES_DB" || test "$POSTGRES_DB" = postgres
  "$bin/pg_ctl" stop -w -D data
fi
exec "$bin/postgres" -D data -c listen_addresses='*'
"""
_IMAGES = {
    "postgres:17-alpine": """\
RUN apt-get update && apt-get install -y --no-install-recommends postgresql \\
    && install -d -o postgres /var/lib/postgresql/data && chmod 700 /var/lib/postgresql/data
COPY start /start
USER postgres
ENTRYPOINT ["sh", "/start"]
""",
    "caddy:2-alpine": """\
RUN apt-get update && apt-get install -y --no-install-recommends caddy
ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
""",
}


def missing() -> list[str]:
    """Return the programs of Debian's packages that this machine lacks for containers."""
    return [
        name
        for name in NEEDED
        if not shutil.which(name) and not any((folder / name).exists() for folder in _HELPERS)
    ]


class Engine:
    """Compose as docs/installing.md has it, on Podman, with a copy of the working tree."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "packaging" / "container"
        settings = folder / "containers.conf"
        # For machines without systemd or the right to raise limits, with cgroups of either version.
        settings.write_text(
            '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n'
            '[engine]\nruntime = "runc"\nevents_logger = "file"\ncgroup_manager = "cgroupfs"\n'
        )
        self._environ = {**os.environ, "CONTAINERS_CONF": str(settings)}
        known = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True, text=True,
        ).stdout  # fmt: skip
        for name in filter(None, known.split("\0")):
            if (ROOT / name).exists() or (ROOT / name).is_symlink():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name, follow_symlinks=False)
        compose = self.folder / "compose.yaml"
        # The images of Debian's packages have these names, and other bytes.
        compose.write_text(re.sub(r"@sha256:\w+", "", compose.read_text("utf-8")))

    def podman(self, *arguments: object, status: int = 0) -> str:
        """Run podman; return what it prints."""
        return self._run(["podman", *map(str, arguments)], status)

    def compose(self, line: str, *, status: int = 0) -> str:
        """Run a documented line that begins with `docker compose`."""
        assert line.startswith("docker compose "), line
        flags = f"--isolation=chroot --network=host --build-arg BASE={BASE}"
        words = [*COMPOSE, f"--podman-build-args={flags}", *line.split()[2:]]
        return self._run(words, status)

    def _run(self, command: list[str], status: int) -> str:
        done = subprocess.run(
            command, cwd=self.folder, env=self._environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def has(self, image: str) -> bool:
        """Return whether an image is there."""
        return json.loads(self.podman("images", "--format", "json", image) or "[]") != []

    def make_base(self, folder: Path) -> None:
        """Make the base from Debian's packages, as this machine gets them."""
        if self.has(BASE):
            return
        sources = Path("/etc/apt/sources.list.d/debian.sources")
        found = re.search(r"^URIs: *(\S+)", sources.read_text(), re.M) if sources.exists() else None
        mirror = [found[1]] if found else []
        root = folder / "root"
        made = ["debootstrap", "--variant=minbase", "trixie", str(root), *mirror]
        self._run(made, 0)
        # A machine may reach its registries by an authority of its own.
        own = root / _CERTIFICATES.relative_to("/")
        shutil.copytree(_CERTIFICATES, own, dirs_exist_ok=True)
        trusted = Path("/etc/ssl/certs/ca-certificates.crt")
        (root / "etc/ssl/certs").mkdir(parents=True, exist_ok=True)
        shutil.copy(trusted, root / "etc/ssl/certs")
        (root / "etc/pip.conf").write_text(f"[global]\ncert = {trusted}\n")
        self._run(["tar", "-C", str(root), "-cf", str(folder / "root.tar"), "."], 0)
        self.podman("import", folder / "root.tar", BASE)

    def make_others(self, folder: Path) -> None:
        """Make PostgreSQL and Caddy under the names of compose.yaml."""
        (folder / "start").write_text(_POSTGRES)
        for name, lines in _IMAGES.items():
            if not self.has(f"docker.io/library/{name}"):
                (folder / "Containerfile").write_text(f"FROM {BASE}\n{lines}")
                self.podman("build", "--isolation=chroot", "--network=host", "--tag",
                            f"docker.io/library/{name}", folder)  # fmt: skip

    def container(self, service: str) -> dict:
        """Return what podman knows of the container of a service."""
        named = f"name=^unabridged_{service}_1$"
        key = self.podman("ps", "--all", "--quiet", "--filter", named).split()[0]
        return json.loads(self.podman("inspect", key))[0]

    @contextmanager
    def network_of(self, service: str) -> Iterator[None]:
        """Open this thread's sockets in the network of a container for a block."""
        setns = ctypes.CDLL(None, use_errno=True).setns
        process = self.container(service)["State"]["Pid"]
        other_place = Path(f"/proc/{process}/ns/net")
        with Path("/proc/thread-self/ns/net").open() as own, other_place.open() as other:
            assert setns(other.fileno(), 0) == 0
            try:
                yield
            finally:
                assert setns(own.fileno(), 0) == 0

"""Make a Debian package of the last commit: pinned dependencies, a command and a systemd unit.

    python packaging/debian.py [FOLDER [EXTRA…]]

Without extras it holds `team`. It runs on the Debian that it is made on: its Python is the
system's, whose version the wheels are for. The same commit gives the same bytes.
"""

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from release import build_wheel, check_out, git

ROOT = Path(__file__).parents[1]
PYTHON = "/usr/bin/python3"
_CONTROL = """Package: unabridged
Version: {version}
Architecture: {architecture}
Maintainer: the authors of Unabridged <unabridged@unabridged.invalid>
Installed-Size: {kilobytes}
Depends: python3 (>= {python}), python3 (<< {next_python}), ca-certificates, passwd
Section: web
Priority: optional
Description: {summary}
 Compares a news page with its original, on your own machine or for a team.
 Settings are in /etc/unabridged.env; `systemctl enable --now unabridged` starts
 the server.
"""
_POSTINST = """#!/bin/sh
set -e
getent passwd unabridged > /dev/null || useradd --system --user-group --no-create-home \\
  --home-dir /var/lib/unabridged --shell /usr/sbin/nologin unabridged
install -d -m 700 -o unabridged -g unabridged /var/lib/unabridged
# The service must not write below /usr: it would compile all modules at each start.
/usr/bin/python3 -m compileall -q /usr/lib/unabridged || true
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
"""
_PRERM = """#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl disable --now unabridged || true
fi
find /usr/lib/unabridged -name __pycache__ -prune -exec rm -rf {} +
"""
_MANUAL = """
project = "unabridged"
extensions = ["myst_parser"]
man_pages = [("index", "unabridged", "is this page the whole story?", [], 1)]
suppress_warnings = ["myst.xref_missing"]
"""


def main() -> None:
    """Write the package into the folder given, or dist."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    extras = sys.argv[2:] or ["team"]
    target.mkdir(parents=True, exist_ok=True)
    epoch = git("log", "-1", "--format=%ct")
    with tempfile.TemporaryDirectory() as folder:
        source, stage = Path(folder) / "source", Path(folder) / "stage"
        check_out(source)
        wheel = build_wheel(source, Path(folder), epoch)
        fill(stage, source, wheel, extras)
        write_manual(source / "docs" / "commands.md", stage / "usr/share/man/man1", int(epoch))
        made = build(stage, source, target, int(epoch))
    sys.stdout.write(f"{made}\n")


def fill(stage: Path, source: Path, wheel: Path, extras: list[str]) -> None:
    """Put what is installed below `stage`."""
    modules = stage / "usr" / "lib" / "unabridged"
    locks = [f"-r{source}/packaging/lock/{name}.lock" for name in ("run", *extras)]
    _install(modules, "--require-hashes", "--only-binary", ":all:", *locks)
    _install(modules, "--no-deps", str(wheel))
    for left in [*modules.rglob("__pycache__"), modules / "bin", modules / ".lock"]:
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    for record in modules.glob("*.dist-info/*"):  # which say when and where from
        if record.name in ("RECORD", "direct_url.json", "REQUESTED", "INSTALLER", "uv_cache.json"):
            record.unlink()
    (ours,) = modules.glob("unabridged-*.dist-info")
    _write(ours / "INSTALLER", "debian\n")  # server/installed.py reads it
    launcher = (source / "packaging" / "debian_command.py").read_text("utf-8")
    _write(stage / "usr" / "bin" / "unabridged", launcher, 0o755)
    unit = (source / "packaging" / "unabridged.service").read_text("utf-8")
    unit = unit.replace("/opt/unabridged/bin/unabridged", "/usr/bin/unabridged")
    unit = unit.replace("DynamicUser=yes", "User=unabridged")
    _write(stage / "usr" / "lib" / "systemd" / "system" / "unabridged.service", unit)
    documents = stage / "usr" / "share" / "doc" / "unabridged"
    _write(documents / "copyright", (source / "LICENSE").read_text("utf-8"))


def write_manual(page: Path, folder: Path, epoch: int) -> None:
    """Write the man page of `page`, which the command line's parser made."""
    with tempfile.TemporaryDirectory() as source:
        shutil.copy(page, Path(source) / "index.md")
        (Path(source) / "conf.py").write_text(_MANUAL, "utf-8")
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "man", source, f"{source}/made"]
        subprocess.run(command, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}, check=True)
        manual = (Path(source) / "made" / "unabridged.1").read_bytes()
    folder.mkdir(parents=True)
    (folder / "unabridged.1.gz").write_bytes(gzip.compress(manual, mtime=epoch))


def build(stage: Path, source: Path, target: Path, epoch: int) -> Path:
    """Pack `stage` with its description; return the package."""
    project = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]
    asked = "import sys; print(*sys.version_info[:2])"
    major, minor = map(int, _output(PYTHON, "-c", asked).split())
    size = sum(path.lstat().st_size for path in stage.rglob("*") if path.is_file())
    architecture = _output("dpkg", "--print-architecture")
    control = _CONTROL.format(
        version=project["version"],
        architecture=architecture,
        kilobytes=size // 1024,
        python=f"{major}.{minor}",
        next_python=f"{major}.{minor + 1}",
        summary="is this page the whole story?",
    )
    _write(stage / "DEBIAN" / "control", control)
    _write(stage / "DEBIAN" / "postinst", _POSTINST, 0o755)
    _write(stage / "DEBIAN" / "prerm", _PRERM, 0o755)
    for path in [stage, *stage.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    made = target / f"unabridged_{project['version']}_{architecture}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(stage), str(made)],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return made


def _install(target: Path, *what: str) -> None:
    uv = str(Path(sys.executable).parent / "uv")
    command = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--target", str(target), *what]
    subprocess.run(command, check=True)


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(mode)


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()

"""A real PostgreSQL for tests, as the programs of Debian's package `postgresql` start it."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


class PostgresServer:
    """A server in a folder of its own, reached by a socket in there; it may be stopped and started.

    PostgreSQL refuses to run as root; then it runs as the user nobody.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._user = "nobody" if os.getuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self._run("initdb", "--auth=trust", "--username=unabridged", "--encoding=UTF8", "--no-sync",
                  "--locale=C.UTF-8", "-D", folder / "data")  # fmt: skip
        self.start()

    def address(self, database: str) -> str:
        """Address of a database on it."""
        return f"postgresql://unabridged@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "start", "-w", "-D", self.folder / "data", "-o", options,
                  "-l", self.folder / "log")  # fmt: skip

    def stop(self) -> None:
        """Stop it at once; whoever is connected is cut off."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self.folder / "data")

    def create(self, database: str) -> str:
        """Create a database; return its address."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'create database "{database}"'.encode())
        return self.address(database)

    def _run(self, program: str, *arguments: object) -> None:
        # pg_ctl's server keeps the output open, so that it is a file and no pipe.
        with (self.folder / "output").open("wb") as output:
            command = [str(_bin() / program), *map(str, arguments)]
            done = subprocess.run(
                command,
                user=self._user,
                group=pwd.getpwnam(self._user).pw_gid if self._user else None,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            )
        assert done.returncode == 0, f"{program}: {(self.folder / 'output').read_text()}"


def _bin() -> Path:
    """Return the folder of the newest PostgreSQL's programs, or UNABRIDGED_TEST_POSTGRES."""
    if folder := os.environ.get("UNABRIDGED_TEST_POSTGRES"):
        return Path(folder)
    paths = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    assert paths or on_path, "The tests need PostgreSQL: `sh tests/browsers.sh` installs it."
    return paths[-1].parent if paths else Path(str(on_path)).parent


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Run a server for a block."""
    # Short, for a socket's path has 107 bytes at most, and open to the user that it runs as.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    server = PostgresServer(folder)
    try:
        yield server
    finally:
        server.stop()
        for _ in range(20):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.1)

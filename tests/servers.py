"""A real Unabridged server for tests: gunicorn, a port and a data folder of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

ROOT = Path(__file__).parents[1]
# What `unabridged serve` does, without loading the other commands: a second less each time.
_SERVE = (
    "import sys; from server.cli.serve import serve; from server.config import Settings; "
    "sys.exit(serve(Settings.from_env()))"
)
_RESTRICT = "from tests.families import restrict; restrict({!r}); "


class Server:
    """A real server under gunicorn, on a port and with a data folder of its own."""

    def __init__(
        self,
        data: Path,
        host: str = "127.0.0.1",
        cwd: Path | str = ROOT,
        families: tuple[str, ...] = (),
        **environ: str,
    ) -> None:
        """Start it; with `families` it may have sockets of these alone."""
        self.port = port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.log = data / "log"
        self._output = self.log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-c", (_RESTRICT.format(families) if families else "") + _SERVE],
            cwd=cwd,
            env={
                **os.environ,
                "UNABRIDGED_BIND": f"{host}:{port}",
                "UNABRIDGED_DATA": str(data),
                "UNABRIDGED_WORKERS": "1",
                **environ,
            },
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )

    def wait(self, seconds: float = 120.0) -> "Server":
        """Return once it answers; fails with its log otherwise."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._process.poll() is None:
            try:
                if httpx2.get(f"{self.base}/healthz", trust_env=False).status_code == 200:
                    return self
            except httpx2.HTTPError:
                time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    def stop(self) -> int:
        """End it; returns its exit status."""
        self._process.terminate()
        self._output.close()
        return self._process.wait(timeout=60)

    @property
    def pid(self) -> int:
        """The process that was started."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(data: Path, **options: str) -> Iterator[Server]:
    """Run a server for a block; `options` as for Server."""
    server = Server(data, **options)
    try:
        yield server.wait()
    finally:
        server.stop()

"""A real Unabridged server for tests: gunicorn, a port and a data folder of its own."""

import json
import os
import pkgutil
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import HTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self, TypeVar

import httpx2
from gunicorn.app.wsgiapp import run

from server.cli.serve import COMMAND
from server.store import owner_token
from tests import forks

ROOT = Path(__file__).parents[1]
DOCUMENT = json.loads((ROOT / "docs/openapi.json").read_text("utf-8"))
_SERVE = "from server.cli.main import main; main(['serve'])"
_CHANCE = random.SystemRandom()  # Hypothesis seeds the common one
# Settings that are read while modules load: such a server starts from nothing.
_READ_FIRST = {"PYTHONPATH", "PROMETHEUS_MULTIPROC_DIR"}
# Seconds between looks whether a test's own server shall end: what the end of a block may wait.
_END_SECONDS = 0.05

MadeServer = TypeVar("MadeServer", bound=HTTPServer)


class _Forked:
    """A server forked from a process that has its modules."""

    def __init__(
        self,
        cwd: str,
        env: dict[str, str],
        log: Path,
        sooner: Mapping[str, object],
    ) -> None:
        self._process = forks.context().Process(target=_serve, args=(cwd, env, log, dict(sooner)))
        self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("the server", timeout)
        return self._process.exitcode


def _serve(
    cwd: str,
    env: dict[str, str],
    log: Path,
    sooner: dict[str, object],
) -> None:
    """Become what `unabridged serve` becomes."""
    with log.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    forks.assert_loaded()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    for place, value in sooner.items():
        holder, _, name = place.rpartition(".")
        setattr(pkgutil.resolve_name(holder), name, value)
    sys.argv[:] = ["gunicorn", *COMMAND[3:]]
    run(prog="gunicorn")


class Server:
    """A real server under gunicorn, on a port and with a data folder of its own."""

    def __init__(
        self,
        data: Path,
        host: str = "127.0.0.1",
        cwd: Path | str = ROOT,
        port: int = 0,
        sooner: Mapping[str, object] = MappingProxyType({}),
        **environ: str,
    ) -> None:
        """Start it.

        `sooner` are constants, by their places, that would keep a test waiting for a round.
        """
        self.port = port = port or free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.log = data / "log"
        self.data = data
        env = {
            **os.environ,
            "UNABRIDGED_BIND": f"{host}:{port}",
            "UNABRIDGED_DATA": str(data),
            "UNABRIDGED_WORKERS": "1",
            **environ,
        }
        self._process: _Forked | subprocess.Popen[bytes]
        if cwd == ROOT and _READ_FIRST.isdisjoint(environ):
            self._process = _Forked(str(cwd), env, self.log, sooner)
        else:
            assert not sooner
            with self.log.open("ab") as output:
                self._process = subprocess.Popen(
                    [sys.executable, "-c", _SERVE], cwd=cwd, env=env, stdout=output, stderr=output
                )

    def wait(self, seconds: float = 120.0) -> "Server":
        """Return once it answers; fails with its log otherwise."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._process.poll() is None:
            try:
                if (
                    httpx2.get(f"{self.base}/healthz", trust_env=False, timeout=60).status_code
                    == 200
                ):
                    return self
            except httpx2.HTTPError:
                time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    def stop(self, how: int = signal.SIGTERM) -> int:
        """End it by a signal; returns its exit status."""
        if self.alive:
            self._process.send_signal(how)
        return self._process.wait(timeout=60)

    @property
    def pid(self) -> int:
        """Return the process that was started."""
        return self._process.pid

    def wait_for_processes(self, count: int, seconds: float = 120.0) -> None:
        """Return once `count` processes serve: those that gunicorn's first one forked."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        end = time.monotonic() + seconds
        while len(children.read_text().split()) < count:
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    @property
    def owner(self) -> dict[str, str]:
        """Return the header with which its owner calls, where others can't reach it."""
        return {"Authorization": f"Bearer {owner_token(self.data)}"}

    @property
    def alive(self) -> bool:
        """Return whether the process runs."""
        return self._process.poll() is None


def free_port() -> int:
    """Return a free port, which the kernel gives nobody else before it is used."""
    # Linux gives those above by itself; each process of the tests draws its own.
    of_process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 8
    while True:
        port = _CHANCE.randrange(10_000 + of_process, 32_768, 8)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def running_server(data: Path, **options: Any) -> Iterator[Server]:
    """Run a server for a block; `options` as for Server."""
    server = Server(data, **options)
    try:
        yield server.wait()
    finally:
        server.stop()


@contextmanager
def serving(server: MadeServer) -> Iterator[MadeServer]:
    """Answer with a test's own `server` for a block."""
    thread = threading.Thread(target=server.serve_forever, args=(_END_SECONDS,), daemon=True)
    with server:
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def until(holds: Callable[[], Any], seconds: float = 120.0) -> Any:
    """Return the first true value of `holds`."""
    end = time.monotonic() + seconds
    while not (value := holds()):
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.1)
    return value


class AtWork:
    """Threads that do `works` for a block, until `over` is set at its end."""

    def __init__(self, works: Iterable[Callable[[], object]]) -> None:
        self.over = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in works]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(90)

"""Worker processes forked from one that has their modules, as the server's own nursery does.

A worker that starts from nothing loads for seconds; some tests start one each. Tests of that start
(tests/unit/workers) take `started_anew`.
"""

import signal
import subprocess
from multiprocessing.connection import Connection

from server.workers.pool import WorkerPool
from server.workers.worker import main
from tests import forks

STARTED_ANEW = WorkerPool._start_anew


def fork(pool: WorkerPool, pipe: int) -> "_Forked":
    """Start a worker for `pool` with `pipe`, in place of `WorkerPool._start_anew`."""
    return _Forked(pipe, pool._settings.worker_megabytes, pool._warm)


class _Forked:
    """A forked worker, with what the pool uses of subprocess.Popen."""

    def __init__(self, pipe: int, megabytes: int, modules: tuple[str, ...]) -> None:
        connection = Connection(pipe)
        self._process = forks.context().Process(
            target=_work, args=(connection, megabytes, modules), daemon=True
        )
        self._process.start()
        connection._handle = None  # the caller's to close
        self.pid = self._process.pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._process.exitcode
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.poll() is None:
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        return self.returncode or 0

    def kill(self) -> None:
        if self.poll() is None:
            self._process.kill()


def _work(connection: Connection, megabytes: int, modules: tuple[str, ...]) -> None:
    forks.assert_loaded()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    main(connection.fileno(), megabytes, modules)

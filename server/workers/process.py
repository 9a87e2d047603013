"""One worker process and the pipe to it."""

import pickle
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe

from server.workers.nursery import Forked
from server.workers.worker import Reply

# Seconds in which a new worker must have loaded its modules; a busy machine takes long.
_START_SECONDS = 60.0
# A task goes on beyond its wall time while it gets this share of it in processor time.
_AT_WORK = 0.01
# How often a caller's wish to stop is looked at, in seconds.
POLL_SECONDS = 0.05


class WorkerProcess:
    """One process and the pipe to it."""

    def __init__(self, start: "Callable[[int], Forked | subprocess.Popen[bytes]]") -> None:
        """Start a process by `start`, which gets the process's end of the pipe."""
        self._ready = False
        self.tasks = 0
        self._pipe, worker_end = Pipe()
        with worker_end:
            self._process = start(worker_end.fileno())

    @property
    def died_idle(self) -> bool:
        """Whether the process was ready once and is gone."""
        return self._ready and self.ended

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    @property
    def ready(self) -> bool:
        """Whether an idle worker has loaded its modules and said so."""
        return not self.ended and (self._ready or self._pipe.poll())

    def ask(self, task: bytes, seconds: float, cancelled: threading.Event) -> Reply:
        """Return what comes of `task`: a reply, or start, stuck, time, crash or cancelled."""
        if not self._ready:
            reply = self._started(cancelled)
            self._ready = reply[0] == "ready"
            if not self._ready:
                return reply
        try:
            self.tasks += 1
            self._pipe.send_bytes(task)
            return self._receive(seconds, cancelled)
        except (EOFError, OSError):
            return ("time" if self._worked_too_long() else "crash"), None

    def _started(self, cancelled: threading.Event) -> Reply:
        """Wait for the worker's word that it is ready; return start where none comes."""
        try:
            reply = self._receive(_START_SECONDS, cancelled)
        except (EOFError, OSError):
            return "start", None
        return reply if reply[0] in {"ready", "cancelled"} else ("start", None)

    def _worked_too_long(self) -> bool:
        """Return whether the process was ended by its limit of processor time."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        return self._process.returncode == -signal.SIGPROF

    def _receive(self, seconds: float, cancelled: threading.Event) -> Reply:
        """Return the next message; stuck if it takes longer than `seconds` without work."""
        deadline, worked = time.monotonic() + seconds, self._worked()
        while not self._pipe.poll(POLL_SECONDS):
            if cancelled.is_set():
                return "cancelled", None
            if time.monotonic() > deadline:
                before, worked = worked, self._worked()
                if worked - before < _AT_WORK * seconds:
                    return "stuck", None
                deadline = time.monotonic() + seconds
        reply: Reply = pickle.loads(self._pipe.recv_bytes())  # noqa: S301 - our own worker's
        return reply

    def _worked(self) -> float:
        """Return the process's seconds of processor time; 0 where the system does not say."""
        with suppress(OSError, AttributeError):
            # What clock_getcpuclockid makes of a process id, on Linux.
            return time.clock_gettime((~self._process.pid << 3) | 2)
        return 0.0

    def kill(self) -> None:
        """End the process, whatever it does; a thread that waits for it gets a crash."""
        self._process.kill()
        self._process.wait()

    def leave(self) -> None:
        """Close the pipe in a forked process; the worker is the parent's."""
        self._pipe.close()
        self._process.returncode = 0  # the parent waits for it

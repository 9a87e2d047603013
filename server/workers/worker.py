"""A worker process, and the one that forks workers so that they share the memory of its modules.

Messages to a worker are pickled: down `(working, function, args)` with the limit of processor time,
up a `Reply`. Exceptions other than problems go up as their places, as not each can be pickled.

The process that forks is forked itself, before there are threads, from a process that has loaded
the modules. Each worker is its child; the server gets its number and sees its end by a descriptor
of the process.
"""

import gc
import math
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import threading
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from typing import Any, Literal, NamedTuple

from server.errors import Problem, places
from server.model import remembering

# Outcomes of a task; the last five are seen by the pool, from outside.
Kind = Literal[
    "ready", "done", "problem", "memory", "error", "time", "crash", "cancelled", "start", "stuck"
]


class Reply(NamedTuple):
    """What comes of a task, and the seconds of processor time that it took."""

    kind: Kind
    value: Any = None
    seconds: float = 0.0


def main(descriptor: int, megabytes: int, modules: tuple[str, ...]) -> None:
    """Serve the connection at file `descriptor` until its other end is gone.

    `megabytes` limits the address space; `modules` are loaded first, their `warm()` called.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to handle
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads' stacks are address space too
    warnings.simplefilter("ignore")  # what libraries say of strange pages would fill the log
    connection = Connection(descriptor)
    try:
        for name in modules:
            getattr(import_module(name), "warm", lambda: None)()
        settle()
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        connection.send_bytes(pickle.dumps(tuple(Reply("ready"))))
        while _serve(connection):
            if not connection.poll(0.1):  # Without a task for so long a worker has time to tidy up.
                gc.collect()  # what holds itself
    except (EOFError, OSError):
        return  # the server is gone


def settle() -> None:
    """Exclude loaded objects from garbage collection, and collect less often."""
    gc.collect()
    gc.freeze()
    # New objects between two searches for cycles, in which few of a page's objects are.
    gc.set_threshold(10_000)


def _serve(connection: Connection) -> bool:
    """Answer one message; False where this process had better end."""
    message = connection.recv_bytes()
    started = time.process_time()
    try:
        kind, value = _run(message)
        answer = pickle.dumps((kind, value, time.process_time() - started))
    except MemoryError:
        kind = "memory"
        answer = pickle.dumps((kind, None, time.process_time() - started))
    except (pickle.PicklingError, AttributeError, TypeError, RecursionError) as error:
        answer = pickle.dumps(("error", places(error), time.process_time() - started))
    connection.send_bytes(answer)
    return kind != "memory"


def _run(message: bytes) -> tuple[Kind, Any]:
    try:
        working, function, args = pickle.loads(message)  # noqa: S301 - the server's
        # SIGPROF ends the process too, wherever it is.
        signal.setitimer(signal.ITIMER_PROF, working)
        # SIGXCPU ends the process where something has stopped the timer.
        spent = math.ceil(time.process_time() + working) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (spent, resource.RLIM_INFINITY))
        with remembering():
            return "done", function(*args)
    except Problem as problem:
        return "problem", problem
    except MemoryError:
        return "memory", None
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this task and no more
        return "error", places(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


# Requests: F forks, with a number for the worker; W asks how the process ended.
_REQUEST = struct.Struct("!cq")
_ANSWER = struct.Struct("!q")
_NONE = -(2**31)
# Names of signals that the server handles and a worker should not.
_HANDLED = ("HUP", "QUIT", "TERM", "USR1", "USR2", "WINCH", "CHLD", "ABRT", "PROF", "XCPU")


def can_fork() -> bool:
    """Whether this system has what a nursery needs, and this process no threads."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return threading.active_count() == 1


class Nursery:
    """Run the process that forks; each worker runs `work(descriptor, number)`."""

    def __init__(self, work: Callable[[int, int], None]) -> None:
        self._pipe, nursery_end = Pipe()
        self._lock = threading.Lock()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                _only(nursery_end.fileno())
                gc.freeze()
                while _answer(nursery_end, work):
                    pass
            finally:
                os._exit(0)
        nursery_end.close()

    def fork(self, descriptor: int, number: int) -> "Forked":
        """Start a new worker with `descriptor` as its pipe; raise OSError."""
        return Forked(self, self._ask(b"F", number, descriptor))

    def status_of(self, pid: int) -> int:
        """Return the status of an ended process, as subprocess says it; raise OSError."""
        return self._ask(b"W", pid)

    def close(self) -> None:
        """End it; its workers end with their pipes."""
        self._pipe.close()
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def leave(self) -> None:
        """Drop the connection in a forked process: it belongs to the parent."""
        self._pipe.close()

    def _ask(self, what: bytes, number: int, descriptor: int | None = None) -> int:
        with self._lock:
            try:
                self._pipe.send_bytes(_REQUEST.pack(what, number))
                if descriptor is not None:
                    send_handle(self._pipe, descriptor, self._pid)
                if not self._pipe.poll(30.0):  # one that takes longer is of no use
                    raise EOFError
                (value,) = _ANSWER.unpack(self._pipe.recv_bytes())
            except (EOFError, OSError) as error:
                self._pipe.close()  # a late answer would be taken for the next one
                raise OSError("the process that forks workers is gone") from error
        if value == _NONE:
            raise OSError("no process could be forked")
        return int(value)


class Forked:
    """A forked worker, with what the pool uses of subprocess.Popen."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery
        self._descriptor = os.pidfd_open(pid)
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Return the exit status, negative for a signal; None while it runs."""
        with self._lock:
            if self.returncode is None and self._ended(0):
                try:
                    self.returncode = self._nursery.status_of(self.pid)
                except OSError:
                    self.returncode = -signal.SIGKILL  # the nursery died first: nobody knows
                os.close(self._descriptor)
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status, once it has ended; raise subprocess.TimeoutExpired."""
        if self.returncode is None and not self._ended(timeout):
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        status = self.poll()
        return -signal.SIGKILL if status is None else status

    def kill(self) -> None:
        """End it, whatever it does."""
        with self._lock, suppress(ProcessLookupError):
            if self.returncode is None:
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def _ended(self, timeout: float | None) -> bool:
        watched = select.poll()
        watched.register(self._descriptor, select.POLLIN)
        return bool(watched.poll(None if timeout is None else timeout * 1_000))


def _only(descriptor: int) -> None:
    """Reset signals, and close the server's sockets and files except `descriptor`."""
    signal.set_wakeup_fd(-1)
    for name in _HANDLED:
        signal.signal(getattr(signal, f"SIG{name}"), signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX"))


def _answer(connection: Connection, work: Callable[[int, int], None]) -> bool:
    """Answer one request; False once the server is gone."""
    try:
        what, number = _REQUEST.unpack(connection.recv_bytes())
        if what == b"F":
            value = _forked(connection, work, recv_handle(connection), number)
        else:
            value = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        connection.send_bytes(_ANSWER.pack(value))
    except (EOFError, OSError):
        return False
    return True


def _forked(
    connection: Connection, work: Callable[[int, int], None], pipe: int, number: int
) -> int:
    try:
        pid = os.fork()
    except OSError:
        pid = _NONE
    if pid == 0:
        try:
            connection.close()
            work(pipe, number)
        finally:
            os._exit(0)
    os.close(pipe)
    return pid

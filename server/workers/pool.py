"""Worker processes that may die: a page that crashes, hangs or eats memory costs one request.

Each worker has a pipe of its own and one task at a time, so killing it disturbs no other.
"""

import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import Pipe
from typing import Any, TypeVar

from server.config import Settings, variable
from server.errors import (
    Busy,
    Cancelled,
    ComparisonFailed,
    ExtractionFailed,
    Problem,
    places,
)
from server.model import counted
from server.workers.share import CURRENT, Share
from server.workers.worker import Forked, Nursery, Reply, can_fork, main

log = logging.getLogger(__name__)
T = TypeVar("T")
# Seconds between two checks whether the caller wants to stop.
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
        """Whether an idle worker has loaded its modules."""
        return not self.ended and (self._ready or self._pipe.poll())

    def ask(self, task: bytes, seconds: float, cancelled: threading.Event) -> Reply:
        """Return what comes of `task`: a reply, or start, stuck, time, crash or cancelled."""
        if not self._ready:
            reply = self._started(cancelled)
            self._ready = reply.kind == "ready"
            if not self._ready:
                return reply
        try:
            self.tasks += 1
            self._pipe.send_bytes(task)
            return self._receive(seconds, cancelled)
        except (EOFError, OSError):
            return Reply("time" if self._worked_too_long() else "crash")

    def _started(self, cancelled: threading.Event) -> Reply:
        """Wait for the worker's word that it is ready; return start where none comes."""
        try:
            # Seconds in which a new worker must have loaded its modules; a busy machine takes long.
            reply = self._receive(60.0, cancelled)
        except (EOFError, OSError):
            return Reply("start")
        return reply if reply.kind in {"ready", "cancelled"} else Reply("start")

    def _worked_too_long(self) -> bool:
        """Whether the process was ended by its limit of processor time."""
        with suppress(subprocess.TimeoutExpired):
            # Its pipe is closed; a busy machine may take seconds for the rest of its end.
            self._process.wait(30)
        return self._process.returncode in (-signal.SIGPROF, -signal.SIGXCPU)

    def _receive(self, seconds: float, cancelled: threading.Event) -> Reply:
        """Return the next message; stuck if it takes longer than `seconds` without work."""
        deadline, worked = time.monotonic() + seconds, self._worked()
        while not self._pipe.poll(POLL_SECONDS):
            if cancelled.is_set():
                return Reply("cancelled")
            if time.monotonic() > deadline:
                before, worked = worked, self._worked()
                # A task goes on while it gets this share of its wall time in processor time.
                if worked - before < 0.01 * seconds:
                    return Reply("stuck")
                deadline = time.monotonic() + seconds
        return Reply(*pickle.loads(self._pipe.recv_bytes()))  # noqa: S301 - our own worker's

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


@dataclass(frozen=True, slots=True, eq=False)
class _Ticket:
    """A task that waits for a worker: of which caller, and when it is due."""

    whose: str
    due: float
    since: float = field(default_factory=time.monotonic)


# A worker is replaced after this many tasks; libxml2 and the extractors' caches creep.
_TASKS_PER_WORKER = 200
# Processor time that a task is not begun with, and callers whose last turn is known.
_SHORTEST_TASK_SECONDS, _CALLERS_REMEMBERED = 0.01, 1_000
_STOPPED = "Reading was stopped before it was done."
_CLOSING = "The server is shutting down; try again in a minute."
_OVERLOADED = (
    "The worker did not start or got no processor time, twice; the machine is too busy. Try again "
    "in a minute."
)
# Outcomes that say nothing about the task: the worker was not ready, did no work, or died.
_AGAIN = frozenset({"start", "stuck", "crash"})


class WorkerPool:
    """Runs functions in processes with limits on wall time, CPU time and memory.

    One process starts with `start` or the first task, each further one when a task has to wait.
    Callers take turns. No caller has more tasks at work than the settings' workers; where others
    have taken all of these, one worker more starts for a caller with nothing at work.

    After a fork, the child starts its own. `warm` names the modules that workers load when they
    start; a `warm()` function of each is called.
    """

    def __init__(
        self, settings: Settings, warm: tuple[str, ...] = ("server.article.read",)
    ) -> None:
        self._settings = settings
        self._warm = warm
        self._closed = False
        self._idle: deque[WorkerProcess] = deque()  # the readiest last
        self._workers: set[WorkerProcess] = set()
        self._change = threading.Condition()
        self._waiting: list[_Ticket] = []
        self._at_work: Counter[str] = Counter()  # tasks, by their callers
        self._turns = count()
        self._last_turn: dict[str, int] = {}  # of each caller
        self._busy = self._waited = 0.0
        self._nursery: Nursery | None = None
        os.register_at_fork(after_in_child=self._leave_to_parent)

    def fork_from_here(self) -> None:
        """Fork workers from this process as it is now, warm; no effect where it has threads."""
        if not self._nursery and can_fork():
            self._nursery = Nursery(lambda pipe, megabytes: main(pipe, megabytes, ()))

    def start(self) -> None:
        """Start a worker, so that the first page finds it ready; does not wait."""
        with self._change:
            if not self._closed and not self._workers:
                self._idle.appendleft(self._new_worker())

    def run(
        self,
        function: Callable[..., T],
        *args: Any,
        timeout: float | None = None,
        cancelled: threading.Event | None = None,
        failure: type[Problem] = ExtractionFailed,
        due: float | None = None,
        share: Share | None = None,
    ) -> T:
        """Run `function(*args)` in a worker and return its result; wait for one to be free.

        Of the waiting tasks of a caller, the one that is `due` first has the first turn: a time of
        the monotonic clock, or None for now.

        `timeout` is in seconds of the worker's processor time (the settings' without it), and no
        more than is left of the request's `share` (without it, of the one that this thread works
        for). The wall time, as long or the settings', only ends a worker that does no work. A task
        whose worker died or did nothing is tried again once.

        Raises the Problem that the function raised, `failure` with a `reason` of time, budget,
        memory, crash or error, Cancelled once `cancelled` is set, or Busy: the pool is closed, or
        no worker came to do the work.
        """
        share = share or CURRENT.get() or Share()
        allowed = timeout or self._settings.worker_cpu_seconds
        seconds = max(allowed, timeout or self._settings.worker_seconds)
        working = min(allowed, share.left)
        if working < _SHORTEST_TASK_SECONDS:
            raise _used_up(share, failure)
        task = pickle.dumps((working, function, args))
        cancelled = cancelled or threading.Event()
        for _ in range(2):  # once more where a worker was killed, did not start or did nothing
            worker = self._take(cancelled, share.whose, due)
            taken, reply = time.monotonic(), Reply("crash")
            try:
                reply = worker.ask(task, seconds, cancelled)
            finally:
                self._give_back(worker, reply, time.monotonic() - taken, share.whose)
            share.spend(_spent(reply, working, time.monotonic() - taken))
            if reply.kind not in _AGAIN or self._closed:
                break
        if reply.kind == "time" and working < allowed:
            raise _used_up(share, failure)
        result: T = self._result(reply, working, failure)
        return result

    def busy_seconds(self) -> float:
        """Return the wall time that all workers together have worked."""
        with self._change:
            return self._busy

    def waited_seconds(self) -> float:
        """Return the time that all tasks together have waited for a worker."""
        with self._change:
            return self._waited

    def up(self) -> int:
        """Count workers that are ready or at work; replace workers that ended while idle."""
        with self._change:
            for worker in [each for each in self._idle if each.ended]:
                self._idle.remove(worker)
                self._workers.discard(worker)
                self._idle.appendleft(self._new_worker())
            idle = set(self._idle)
            return sum(worker.ready or worker not in idle for worker in self._workers)

    def close(self) -> None:
        """Stop the workers and what they work on."""
        with self._change:
            self._closed = True
            self._change.notify_all()
            for worker in self._workers:
                worker.kill()
            self._workers.clear()
            self._idle.clear()
            if self._nursery:
                self._nursery.close()

    def _take(self, cancelled: threading.Event, whose: str, due: float | None) -> WorkerProcess:
        self.start()
        started = time.monotonic()
        ticket = _Ticket(whose, started if due is None else due)
        with self._change:
            self._waiting.append(ticket)
            try:
                self._wait_for_turn(ticket, cancelled)
                worker = self._idle.pop()
            finally:
                self._waited += time.monotonic() - started
                self._waiting.remove(ticket)
                self._change.notify_all()
            if worker.died_idle:
                self._workers.discard(worker)
                worker = self._new_worker()
            self._at_work[whose] += 1
            self._last_turn[whose] = next(self._turns)
            return worker

    def _wait_for_turn(self, ticket: _Ticket, cancelled: threading.Event) -> None:
        """Wait until a worker is idle and no other task goes first."""
        while True:
            if self._closed:
                raise Busy(_CLOSING, stage="article")
            if cancelled.is_set():
                raise Cancelled(_STOPPED, stage="article")
            if self._is_next(ticket) and self._has_ready(ticket.whose):
                return
            self._change.wait(POLL_SECONDS)

    def _is_next(self, ticket: _Ticket) -> bool:
        """Whether no other waiting task goes first; a caller has so many at work at most."""
        may_go = [
            waiting
            for waiting in self._waiting
            if self._at_work[waiting.whose] < self._settings.workers
        ]
        return min(may_go, key=self._order, default=None) is ticket

    def _order(self, ticket: _Ticket) -> tuple[int, int, float, float]:
        """Return what decides among waiting tasks: first who has least, and waits longest."""
        last_turn = self._last_turn.get(ticket.whose, -1)
        return self._at_work[ticket.whose], last_turn, ticket.due, ticket.since

    def _has_ready(self, whose: str) -> bool:
        """Say whether to wait for the last of the idle workers; start another if none is idle."""
        # One more for who would wait for others alone.
        worker_limit = self._settings.workers + (not self._at_work[whose])
        if not self._idle and len(self._workers) < worker_limit:
            self._idle.appendleft(self._new_worker())
        if not self._idle:
            return False
        # While others are at work, one of them is free earlier than a new one is ready.
        nearest = self._idle[-1]
        return nearest.ready or nearest.ended or len(self._idle) == len(self._workers)

    def _give_back(self, worker: WorkerProcess, reply: Reply, seconds: float, whose: str) -> None:
        reusable = reply.kind in {"done", "problem", "error"} and worker.tasks < _TASKS_PER_WORKER
        with self._change:
            self._busy += seconds
            self._at_work[whose] -= 1
            if not self._at_work[whose]:
                del self._at_work[whose]
            if len(self._last_turn) > _CALLERS_REMEMBERED:
                self._last_turn.clear()
            if reusable and not self._closed:
                self._idle.append(worker)
            else:
                worker.kill()
                self._workers.discard(worker)
                if not self._closed:
                    self._idle.appendleft(self._new_worker())
            self._change.notify_all()

    def _new_worker(self) -> WorkerProcess:
        worker = self._forked() or WorkerProcess(self._start_anew)
        self._workers.add(worker)
        return worker

    def _forked(self) -> WorkerProcess | None:
        if not self._nursery:
            return None
        megabytes, nursery = self._settings.worker_megabytes, self._nursery
        try:
            worker = WorkerProcess(lambda pipe: nursery.fork(pipe, megabytes))
        except OSError as error:
            log.warning("Workers are started anew from now on: %s", places(error))
            nursery.close()
            self._nursery = None
            return None
        return worker

    def _start_anew(self, pipe: int) -> "subprocess.Popen[bytes]":
        """Start a worker that loads its modules itself."""
        code = (
            f"import sys; sys.path[:] = {sys.path!r}; from server.workers.worker import main; "
            f"main({pipe}, {self._settings.worker_megabytes}, {self._warm!r})"
        )
        # Not multiprocessing's own: that runs the main module again, and at its exit a forked
        # process would end its parent's workers.
        return subprocess.Popen(  # noqa: S603 - this interpreter and our own code
            [sys.executable, "-c", code], pass_fds=[pipe], stdin=subprocess.DEVNULL
        )

    def _result(self, reply: Reply, seconds: float, failure: type[Problem]) -> Any:
        kind, value, _ = reply
        if kind == "done":
            return value
        if kind == "problem":
            raise value
        if kind == "cancelled":
            raise Cancelled(_STOPPED, stage="article")
        if self._closed:
            raise Busy(_CLOSING, stage="article")
        if kind in {"start", "stuck"}:
            raise Busy(_OVERLOADED, stage="article")
        if kind == "error":
            log.error("A worker failed: %s", ", ".join(value))
        time_limit = "align_seconds" if failure is ComparisonFailed else "worker_cpu_seconds"
        details = {
            "time": f"Reading or comparing took over {counted(seconds, 'second')} of processor "
            f"time and was stopped. {_limit_of_server(time_limit)}",
            "memory": "Reading or comparing took over "
            f"{self._settings.worker_megabytes} MB of memory and was stopped. "
            f"{_limit_of_server('worker_megabytes')}",
            "error": f"{failure.title}, by a fault of this program; please report it.",
        }
        crash = f"{failure.title}: the process at work died twice; send the page's text instead."
        raise failure(details.get(kind, crash), reason=kind)

    def _leave_to_parent(self) -> None:
        for worker in self._workers:
            worker.leave()
        self._idle, self._workers = deque(), set()
        self._change, self._waiting = threading.Condition(), []
        if self._nursery:
            self._nursery.leave()
            self._nursery = None


def _spent(reply: Reply, working: float, elapsed: float) -> float:
    """Return the seconds of processor time that a task took, as far as that is known."""
    if reply.kind == "time":
        return working
    return min(working, elapsed) if reply.kind == "crash" else reply.seconds


def _limit_of_server(setting: str) -> str:
    """Say what to do where a task reached a limit: it is not a fault of the page."""
    return (
        "That is a limit of this server, not of the page: send a part of it, or ask the operator "
        f"to raise {variable(setting)}."
    )


def _used_up(share: Share, failure: type[Problem]) -> Problem:
    """Return the problem of a request that has had its processor time."""
    return failure(
        f"The request has used up its {counted(share.seconds, 'second')} of processor time; send "
        "less at once.",
        reason="budget",
    )

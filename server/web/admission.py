"""Runs the pipeline for a request: a place among those at work, and an end when the caller goes."""

import math
import queue
import socket
import threading
import time
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import g, request

from server import compare as pipeline
from server.compare import Done, Engine
from server.errors import Busy, Cancelled
from server.model import CompareRequest, Comparison
from server.web import metrics
from server.web.metrics import AT_WORK
from server.workers import forget_pages

T = TypeVar("T")
_POLL_SECONDS = 0.25
# A caller that was refused wants a place for this long.
_WANTED_SECONDS = 5.0
# How far back refusals are counted, in seconds; and how many of them for each worker are a crowd.
# In a crowd fewer requests wait for a worker.
_LOOKED_BACK, _CROWD = 10.0, 10
# What a refused caller is asked to wait, in seconds.
_SHORTEST_RETRY, _LONGEST_RETRY = 2, 30
# Seconds of a request, at the start: of the workers, and of its own without waiting for them.
_FIRST_WORK = 0.3
_FIRST_ALONE = 2.0
# The time of its own that counts, at most: on a busy machine it grows with what is admitted.
_MOST_ALONE = 2.0
# Requests after which the averages say more than what they began with.
_ENOUGH = 40
# Worker seconds of a request, at least; and the weight of the latest request.
_LEAST_SECONDS = 0.01
_WEIGHT = 0.05


class Admission:
    """Decides at once whether a request may work: no thread waits for a place.

    Of `places` a caller gets an equal share while others want some, too. With `load`, there are no
    more than the workers keep up with.
    """

    def __init__(self, places: int, load: "Load | None" = None) -> None:
        self._most = places
        self._load = load
        self._lock = threading.Lock()
        self._at_work: Counter[str] = Counter()
        self._refused: dict[str, float] = {}  # callers, and when they were last refused
        self._refusals: list[float] = []  # when, within `_LOOKED_BACK`
        self._asked = _SHORTEST_RETRY

    @contextmanager
    def place(self, whose: str = "") -> Iterator[None]:
        """Hold one of the places for the caller `whose`; raises Busy without a free one."""
        self._take(whose)
        AT_WORK.inc()
        begun = time.monotonic()
        try:
            yield
        finally:
            AT_WORK.dec()
            self._give_back(whose)
            if self._load:
                self._load.finished(time.monotonic() - begun)

    def turn_away(self, whose: str = "") -> None:
        """Raise Busy where no place is free for the caller `whose`: before a body is parsed."""
        self._take(whose, keep=False)

    def _take(self, whose: str, *, keep: bool = True) -> None:
        """Take a place, or with `keep` false only look whether there is one; raises Busy."""
        with self._lock:
            now = time.monotonic()
            places = self._places(now)
            self._refused = {
                caller: at for caller, at in self._refused.items() if now - at < _WANTED_SECONDS
            }
            callers = {*self._at_work, *self._refused, whose}
            share = max(1, places // len(callers))
            if self._at_work.total() < places and self._at_work[whose] < share:
                if keep:
                    self._refused.pop(whose, None)
                    self._at_work[whose] += 1
                return
            self._at_work += Counter()  # drop the caller if it has nothing at work
            self._refused[whose] = now
            self._refusals.append(now)
            seconds = self._retry_after(now)
        raise Busy(
            f"The server is busy with other requests ({places} at a time, of which each of "
            f"{len(callers)} callers gets {share}). Try again in {seconds} seconds.",
            retry_after=seconds,
        )

    def _places(self, now: float) -> int:
        """How many requests may work now."""
        del self._refusals[: bisect(self._refusals, now - _LOOKED_BACK)]
        if not self._load:
            return self._most
        is_crowd = len(self._refusals) > _CROWD * self._load.workers
        return min(self._most, self._load.places(is_crowd=is_crowd))

    def _retry_after(self, now: float) -> int:
        """Seconds that the workers need for half of those who came since a caller's last try.

        If all were counted, the workers would idle before the first of them comes again.
        """
        waiting = len(self._refusals) - bisect(self._refusals, now - self._asked)
        needed = self._load.seconds_for(waiting) / 2 if self._load else 0.0
        self._asked = min(_LONGEST_RETRY, max(_SHORTEST_RETRY, round(needed)))
        return self._asked

    def _give_back(self, whose: str) -> None:
        with self._lock:
            self._at_work[whose] -= 1
            self._at_work += Counter()


class Load:
    """How many requests at a time keep all workers busy, as measured.

    A request that waits for other sites most of the time leaves its worker to others: as many
    fit beside it as the work of one fits into its time. With more, each waits for the others.
    `busy_seconds` is the time that all `workers` together were at work for, `waited_seconds` that
    for which requests waited for them.
    """

    def __init__(
        self,
        busy_seconds: Callable[[], float],
        waited_seconds: Callable[[], float],
        workers: int,
    ) -> None:
        self._busy_seconds, self._waited_seconds = busy_seconds, waited_seconds
        self.workers = workers
        self._lock = threading.Lock()
        self._worked = self._waited = 0.0
        self._work, self._alone = _FIRST_WORK, _FIRST_ALONE
        self._counted = 0

    def finished(self, seconds: float) -> None:
        """Count a request that took `seconds`: what the workers did since the last was for it."""
        with self._lock:
            self._counted += 1
            worked, self._worked = self._worked, self._busy_seconds()
            waited, self._waited = self._waited, self._waited_seconds()
            self._work += _WEIGHT * (self._worked - worked - self._work)
            self._alone += _WEIGHT * (seconds - (self._waited - waited) - self._alone)

    def seconds_for(self, count: int) -> float:
        """How long the workers need for `count` requests; 0 while nobody knows."""
        with self._lock:
            return count * self._work / self.workers if self._counted >= _ENOUGH else 0.0

    def places(self, *, is_crowd: bool = False) -> int:
        """How many requests keep the workers busy; at least two for each worker.

        In a crowd at least one: there is always somebody else when it is done.
        """
        with self._lock:
            fitting = self.workers * min(self._alone, _MOST_ALONE) / max(self._work, _LEAST_SECONDS)
        return max(self.workers if is_crowd else 2 * self.workers, round(fitting))


def caller() -> str:
    """Whose request this is, for a fair share: the token's id, else the address."""
    token = g.get("token")
    return token.id if token else f"address {request.remote_addr}"


def caller_gone() -> Callable[[], bool]:
    """A function that checks whether this request's caller has closed the connection.

    Where the WSGI server does not show its socket, the answer is always no.
    """
    connection: socket.socket | None = request.environ.get("gunicorn.socket")

    def gone() -> bool:
        if connection is None:
            return False
        try:
            return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    return gone


def watched(
    source: Iterator[T],
    cancelled: threading.Event,
    gone: Callable[[], bool],
    silence: float = math.inf,
) -> Iterator[T | None]:
    """Each item of `source`, which works in a thread; None after `silence` seconds without one.

    Raises what `source` raised, or Cancelled once `gone()`; sets `cancelled` at the end, so that
    the work stops where it is.
    """
    handover: queue.Queue[tuple[str, Any]] = queue.Queue()
    threading.Thread(target=_work, args=(source, handover), daemon=True).start()
    last = time.monotonic()
    try:
        while True:
            try:
                kind, item = handover.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                if gone():
                    raise Cancelled("The caller closed the connection.") from None
                if time.monotonic() - last < silence:
                    continue
                kind, item = "item", None
            last = time.monotonic()
            if kind == "end":
                return
            if kind == "error":
                raise item
            yield item
    finally:
        cancelled.set()


def _work(source: Iterator[Any], handover: queue.Queue[tuple[str, Any]]) -> None:
    try:
        for item in source:
            handover.put(("item", item))
    except BaseException as error:  # noqa: BLE001 - it is raised again where the items are read
        handover.put(("error", error))
    else:
        handover.put(("end", None))
    finally:
        forget_pages()


def finish(work: Callable[[], T], cancelled: threading.Event, gone: Callable[[], bool]) -> T:
    """What `work` returns, unless the caller goes away first (Cancelled)."""

    def once() -> Iterator[T]:
        yield work()

    for item in watched(once(), cancelled, gone):
        if item is not None:
            return item
    raise RuntimeError("the work ended without a result")


class Desk:
    """One for the API and the pages, so that both share the places."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        pool = engine.pool
        load = Load(pool.busy_seconds, pool.waited_seconds, engine.settings.workers)
        self.admission = Admission(engine.settings.admitted, load)

    def run(self, function: Callable[..., T], *args: Any) -> T:
        """`function(engine, *args, cancelled)`; raises Busy, Cancelled, and what it raises."""
        cancelled = threading.Event()
        with self.admission.place(caller()):
            return finish(lambda: function(self.engine, *args, cancelled), cancelled, caller_gone())

    def compare(self, wanted: CompareRequest) -> Comparison:
        """The whole comparison."""
        return self.run(_whole, wanted)


def _whole(engine: Engine, wanted: CompareRequest, cancelled: threading.Event) -> Comparison:
    for event in pipeline.compare(engine, wanted, cancelled):
        if isinstance(event, Done):
            metrics.count(event.comparison)
            return event.comparison
    raise RuntimeError("a comparison ended without its last event")

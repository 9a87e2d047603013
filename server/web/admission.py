"""Admits requests to the pipeline, and ends their work when the caller goes."""

import math
import queue
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar, cast

from flask import g, request

from server.calls import CALLS
from server.errors import Busy, Cancelled, ComparisonFailed
from server.model import CompareRequest, Comparison, PageInput, counted, remembering
from server.pipeline.engine import Engine
from server.urls import host_of
from server.web import auth, monitoring
from server.web.monitoring import AT_WORK
from server.workers import CURRENT, Share

T = TypeVar("T")
ending = threading.Event()  # set shortly before the process ends: what is at work is refused
# Seconds that a request waits for a place; a reader who sees nothing for longer goes away.
LONGEST_WAIT_SECONDS = 10.0
# Seconds between two looks whether who waits has gone.
_LOOK_SECONDS = 0.25
# Seconds that a refused caller is asked to wait.
_SHORTEST_RETRY, _LONGEST_RETRY = 2, 30
_CALLERS_REMEMBERED = 1_000
_WEIGHT = 0.05  # of the latest request in the averages


@dataclass(eq=False, slots=True)
class _Waiting:
    """A request in the queue; `decided` is set once it has its place or is refused."""

    whose: str
    since: float
    decided: threading.Event = field(default_factory=threading.Event)
    is_refused: bool = False


class Admission:
    """Places for requests at work, and a queue for those that wait for one.

    Callers take turns: the next place is for who has least at work, and of these for who had the
    last turn longest ago, so that nobody's second request goes before another's first. The last
    free place is for callers with nothing at work.

    At most `most` requests are at work or wait. The next one is refused, but one of a caller with
    less in the queue, for which the newest of the caller with most is refused. With `load` there
    are only as many places as the workers keep up with, else `places`, or one for each request.
    """

    def __init__(self, most: int, load: "Load | None" = None, places: int | None = None) -> None:
        self._most = most
        self._places = places or most
        self._load = load
        self._lock = threading.Lock()
        self._at_work: Counter[str] = Counter()
        self._queue: list[_Waiting] = []
        self._turns = count()
        self._last_turn: dict[str, int] = {}

    @contextmanager
    def place(
        self,
        whose: str = "",
        charge: Callable[[], None] | None = None,
        gone: Callable[[], bool] = lambda: False,
    ) -> Iterator[None]:
        """Hold a place for the caller `whose`, then `charge`; wait for one while it isn't `gone`.

        Raises Busy where too many wait or none got free in time, and Cancelled.
        """
        self._take(whose, gone)
        try:
            if charge:
                charge()
        except BaseException:
            self._give_back(whose)
            raise
        AT_WORK.inc()
        started = time.monotonic()
        try:
            yield
        finally:
            AT_WORK.dec()
            if self._load:
                self._load.finished(time.monotonic() - started)
            self._give_back(whose)

    def waiting(self) -> int:
        """Return how many requests wait for a place."""
        with self._lock:
            return len(self._queue)

    def turn_away(self, whose: str = "") -> None:
        """Raise Busy before a body is parsed, if there is no room in the queue for this caller."""
        with self._lock:
            if self._is_full() and not self._longest_before(whose):
                raise self._busy()

    def _take(self, whose: str, gone: Callable[[], bool]) -> None:
        waiting = _Waiting(whose, time.monotonic())
        with self._lock:
            if self._is_full():
                longest = self._longest_before(whose)
                if not longest:
                    raise self._busy()
                newest = [queued for queued in self._queue if queued.whose == longest][-1]
                self._queue.remove(newest)
                newest.is_refused = True
                newest.decided.set()
            self._queue.append(waiting)
            self._hand_out()
        try:
            self._wait(waiting, gone)
        except BaseException:
            with self._lock:
                if waiting in self._queue:
                    self._queue.remove(waiting)
                elif not waiting.is_refused:
                    self._free(whose)
            raise

    def _wait(self, waiting: _Waiting, gone: Callable[[], bool]) -> None:
        """Return once `waiting` has its place; raise Busy or Cancelled."""
        while not waiting.decided.wait(_LOOK_SECONDS):
            if gone():
                raise Cancelled("The caller closed the connection.")
            if ending.is_set():
                raise Busy("The server is stopping; send the request again.")
            if time.monotonic() > waiting.since + LONGEST_WAIT_SECONDS:
                with self._lock:
                    raise self._busy()
        if waiting.is_refused:
            with self._lock:
                raise self._busy()

    def _give_back(self, whose: str) -> None:
        with self._lock:
            self._free(whose)

    def _free(self, whose: str) -> None:
        self._at_work[whose] -= 1
        if not self._at_work[whose]:
            del self._at_work[whose]
        self._hand_out()

    def _hand_out(self) -> None:
        """Give free places to who waits, as long as there are some."""
        while True:
            may_work = [waiting for waiting in self._queue if self._may_work(waiting.whose)]
            if not may_work:
                return
            waiting = min(may_work, key=self._order)
            self._queue.remove(waiting)
            self._at_work[waiting.whose] += 1
            if len(self._last_turn) > _CALLERS_REMEMBERED:
                self._last_turn.clear()
            self._last_turn[waiting.whose] = next(self._turns)
            waiting.decided.set()

    def _may_work(self, whose: str) -> bool:
        """Whether a place is free for `whose`."""
        places = self._count_places()
        if self._at_work[whose]:
            return self._at_work.total() < places - 1
        # Only callers count here: the places may have become fewer than one of them has taken.
        return len(+self._at_work) < places

    def _order(self, waiting: _Waiting) -> tuple[int, int, float]:
        """Return what decides who is next."""
        whose = waiting.whose
        return self._at_work[whose], self._last_turn.get(whose, -1), waiting.since

    def _count_places(self) -> int:
        return min(self._places, self._load.places()) if self._load else self._places

    def _is_full(self) -> bool:
        return self._at_work.total() + len(self._queue) >= self._most

    def _longest_before(self, whose: str) -> str:
        """Return the caller with most in the queue, if `whose` would have less; else nobody."""
        queued = Counter(waiting.whose for waiting in self._queue)
        ((longest, number),) = queued.most_common(1) or [("", 0)]
        return longest if number > queued[whose] + 1 else ""

    def _busy(self) -> Busy:
        """Return the refusal, with the seconds that the workers need for those who wait."""
        needed = self._load.seconds_for(len(self._queue)) if self._load else 0.0
        seconds = min(_LONGEST_RETRY, max(_SHORTEST_RETRY, round(needed)))
        return Busy(
            f"The server is busy: {counted(self._at_work.total(), 'request')} at work and "
            f"{len(self._queue)} that wait. Try again in {counted(seconds, 'second')}.",
            retry_after=seconds,
        )


class Load:
    """Measures how many requests at a time keep all workers busy.

    A request that mostly waits for other sites leaves its worker to others: their number is its
    time divided by its work. `busy_seconds` returns the working time of all `workers`,
    `waited_seconds` the time that requests waited for them.
    """

    def __init__(
        self, busy_seconds: Callable[[], float], waited_seconds: Callable[[], float], workers: int
    ) -> None:
        self._busy_seconds, self._waited_seconds = busy_seconds, waited_seconds
        self.workers = workers
        self._lock = threading.Lock()
        self._worked = self._waited = 0.0
        # First guesses, in seconds: work of the workers, and time without waiting for them.
        self._work, self._alone = 0.3, 2.0
        self._counted = 0

    def finished(self, seconds: float) -> None:
        """Count a request of `seconds`, and the work of all workers since the last one."""
        with self._lock:
            self._counted += 1
            worked, self._worked = self._worked, self._busy_seconds()
            waited, self._waited = self._waited, self._waited_seconds()
            self._work += _WEIGHT * (self._worked - worked - self._work)
            self._alone += _WEIGHT * (seconds - (self._waited - waited) - self._alone)

    def seconds_for(self, count: int) -> float:
        """Return the seconds that `count` requests need; 0 while that is unknown."""
        with self._lock:
            # Requests after which the averages are better than the guesses.
            return count * self._work / self.workers if self._counted >= 40 else 0.0

    def places(self) -> int:
        """Return how many requests keep the workers busy, at least two per worker."""
        with self._lock:
            # Limit of the second: on a busy machine it grows with the number of admitted requests.
            fitting = self.workers * min(self._alone, 2.0) / max(self._work, 0.01)  # no zero
        return max(2 * self.workers, round(fitting))


def caller() -> str:
    """Return the caller's name for a fair share: the token's id, else the address."""
    token = g.get("token")
    return token.id if token and token.id else f"address {request.remote_addr}"


def caller_gone() -> Callable[[], bool]:
    """Return a function that checks whether the caller closed the connection.

    Where the WSGI server does not expose its socket, the answer is always no.
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


Handover = queue.Queue[tuple[str, Any]]


def watched(
    source: Iterator[T],
    cancelled: threading.Event,
    gone: Callable[[], bool],
    silence: float = math.inf,
    handover: Handover | None = None,
    share: Share | None = None,
) -> Iterator[T | None]:
    """Yield the items of `source`, which runs in a thread; None after `silence` seconds.

    What others put into `handover` comes among them. The thread works for the request that `share`
    is of. Raises what `source` raises, or Cancelled once
    `gone()`; sets `cancelled` at the end, so that the work stops.
    """
    handover = handover or queue.Queue()
    threading.Thread(target=_work, args=(source, handover, share), daemon=True).start()
    last = time.monotonic()
    try:
        while True:
            try:
                kind, item = handover.get(timeout=0.25)  # until a look at the caller's connection
            except queue.Empty:
                if gone():
                    raise Cancelled("The caller closed the connection.") from None
                if ending.is_set():
                    raise Busy("The server is stopping; send the request again.") from None
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


def _work(source: Iterator[Any], handover: Handover, share: Share | None) -> None:
    CURRENT.set(share)
    try:
        with remembering():
            for item in source:
                handover.put(("item", item))
    except BaseException as error:  # noqa: BLE001 - it is raised again where the items are read
        handover.put(("error", error))
    else:
        handover.put(("end", None))


class Gateway:
    """The shared entrance of API and pages to the pipeline, with one set of places."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        pool = engine.pool
        load = Load(pool.busy_seconds, pool.waited_seconds, engine.settings.workers)
        self.admission = Admission(engine.settings.admitted, load)

    @contextmanager
    def place(
        self,
        body: Any,
        whose: str,
        charge: Callable[[], None],
        gone: Callable[[], bool] = lambda: False,
    ) -> Iterator[Share]:
        """Hold a place for a call with this `body`, and `charge`; return its share of workers.

        Raises Busy, QuotaExceeded, or Cancelled where the caller is `gone` before it is its turn.
        """
        page = getattr(body, "page", body)
        url = page.url if isinstance(page, PageInput) and not page.sent_by_reader else None
        if url and self.engine.fetcher and self.engine.fetcher.is_crowded(url):
            raise Busy(
                f"Many pages of {host_of(url)} are being fetched, two at a time. Try again in "
                f"{_SHORTEST_RETRY} seconds, or send the page's HTML along.",
                retry_after=_SHORTEST_RETRY,
            )
        with self.admission.place(whose, charge, gone):
            yield Share(whose, self.engine.settings.request_cpu_seconds)

    def run(self, function: Callable[[Engine, Any, threading.Event], T], body: Any) -> T:
        """Return what `function` makes of a call's `body`; raise Busy, Cancelled and its errors."""
        cancelled, gone = threading.Event(), caller_gone()
        with self.place(body, caller(), auth.charge(), gone) as share:
            work = map(function, [self.engine], [body], [cancelled])
            (result,) = watched(work, cancelled, gone, share=share)
            return cast("T", result)

    def in_worker(self, function: Callable[..., T], *args: Any) -> T:
        """Return what `function` makes of a saved comparison, in the time that comparing has."""
        seconds = self.engine.settings.align_seconds
        return self.engine.pool.run(function, *args, timeout=seconds, failure=ComparisonFailed)

    def compare(self, body: CompareRequest) -> Comparison:
        """Return the whole comparison."""
        comparison: Comparison = self.run(CALLS["compare"].function, body)
        monitoring.count(comparison)
        return comparison

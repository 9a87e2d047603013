"""Admits requests to the pipeline, and ends their work when the caller goes."""

import math
import queue
import socket
import threading
import time
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from flask import g, request

from server.calls import CALLS
from server.errors import Busy, Cancelled, ComparisonFailed
from server.model import CompareRequest, Comparison, PageInput, counted, remembering
from server.pipeline.engine import Engine
from server.urls import host_of
from server.web import auth, monitoring
from server.web.monitoring import AT_WORK

T = TypeVar("T")
ending = threading.Event()  # set shortly before the process ends: what is at work is refused
# Seconds for which refusals are counted, and how many per worker are a crowd.
_LOOKED_BACK, _CROWD = 10.0, 10
# Seconds that a refused caller is asked to wait.
_SHORTEST_RETRY, _LONGEST_RETRY = 2, 30
_WEIGHT = 0.05  # of the latest request in the averages


class Admission:
    """Decides at once whether a request may work: no thread waits for a place.

    Of `places` a caller gets an equal share while others want some, too, and yields to callers
    that wait since before its last turn. With `load`, there are only as many places as the
    workers keep up with.
    """

    def __init__(self, places: int, load: "Load | None" = None) -> None:
        self._most = places
        self._load = load
        self._lock = threading.Lock()
        self._at_work: Counter[str] = Counter()
        # Refused callers: since when they wait, and by when they are to come again.
        self._waiting: dict[str, tuple[float, float]] = {}
        self._served: dict[str, float] = {}  # callers, with the time of their last turn
        self._refusals: list[tuple[float, str]] = []  # times within `_LOOKED_BACK`, with callers
        self._asked = _SHORTEST_RETRY

    @contextmanager
    def place(self, whose: str = "", charge: Callable[[], None] | None = None) -> Iterator[None]:
        """Hold a place for the caller `whose`, then `charge`; raise Busy if all are taken."""
        self._take(whose)
        try:
            if charge:
                charge()
        except BaseException:
            self._give_back(whose)
            raise
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
        """Raise Busy before a body is parsed, if this caller has no free place."""
        self._take(whose, keep=False)

    def _take(self, whose: str, *, keep: bool = True) -> None:
        """Take a place, or with `keep` false only check for one; raise Busy."""
        with self._lock:
            now = time.monotonic()
            del self._refusals[: bisect(self._refusals, (now - _LOOKED_BACK, ""))]
            places = self._most
            if self._load:
                is_crowd = len(self._refusals) > _CROWD * self._load.workers
                places = min(places, self._load.places(is_crowd=is_crowd))
            # Seconds for which a refused caller counts as waiting.
            lately = self._refusals[bisect(self._refusals, (now - 5.0, "")) :]
            wanting = {who for at, who in lately if at > self._served.get(who, -math.inf)}
            callers = {*self._at_work, *wanting, whose}
            share = max(1, places // len(callers))
            free = places - self._at_work.total()
            if self._at_work[whose] < share and free > self._before(whose, now):
                if keep:
                    self._waiting.pop(whose, None)
                    self._served[whose] = now
                    self._at_work[whose] += 1
                return
            self._at_work += Counter()  # drop the caller if it has nothing at work
            self._refusals.append((now, whose))
            since, _ = self._waiting.get(whose, (now, now))
            seconds = self._retry_after(now, whose)
            self._waiting[whose] = since, now + seconds + 2.0  # by which it may come late
        raise Busy(
            f"The server is busy with {counted(places, 'request')} at a time, at most {share} from "
            f"one caller. Try again in {counted(seconds, 'second')}.",
            retry_after=seconds,
        )

    def _before(self, whose: str, now: float) -> int:
        """Return how many callers with nothing at work wait since before `whose` last turn."""
        self._waiting = {who: one for who, one in self._waiting.items() if one[1] > now}
        last = self._served.get(whose, -math.inf)
        self._served = {who: at for who, at in self._served.items() if now - at < 60.0}
        waiting = ((who, since) for who, (since, _) in self._waiting.items() if who != whose)
        return sum(since < last and not self._at_work[who] for who, since in waiting)

    def _retry_after(self, now: float, whose: str) -> int:
        """Return the seconds that the workers need for half of the refused requests.

        If all were counted, the workers would idle before the first of them comes again. Callers
        with nothing at work only wait for those who were refused before them, and themselves.
        """
        recent = self._refusals[bisect(self._refusals, (now - self._asked, "")) :]
        waiting = len(recent)
        if not self._at_work[whose]:
            mine, _ = self._waiting.get(whose, (now, now))
            before = sum(since < mine for since, _ in self._waiting.values())
            waiting = before + sum(who == whose for _, who in recent)
        needed = self._load.seconds_for(waiting) / 2 if self._load else 0.0
        seconds = min(_LONGEST_RETRY, max(_SHORTEST_RETRY, round(needed)))
        self._asked = max(self._asked, seconds) if not self._at_work[whose] else seconds
        return seconds

    def _give_back(self, whose: str) -> None:
        with self._lock:
            self._at_work[whose] -= 1
            self._at_work += Counter()


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

    def places(self, *, is_crowd: bool = False) -> int:
        """Return how many requests keep the workers busy, at least two per worker.

        In a crowd at least one: the next request is waiting anyway.
        """
        with self._lock:
            # Limit of the second: on a busy machine it grows with the number of admitted requests.
            fitting = self.workers * min(self._alone, 2.0) / max(self._work, 0.01)  # no zero
        return max(self.workers if is_crowd else 2 * self.workers, round(fitting))


def caller() -> str:
    """Return the caller's name for a fair share: the token's id, else the address."""
    token = g.get("token")
    return token.id if token else f"address {request.remote_addr}"


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
) -> Iterator[T | None]:
    """Yield the items of `source`, which runs in a thread; None after `silence` seconds.

    What others put into `handover` comes among them. Raises what `source` raises, or Cancelled once
    `gone()`; sets `cancelled` at the end, so that the work stops.
    """
    handover = handover or queue.Queue()
    threading.Thread(target=_work, args=(source, handover), daemon=True).start()
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


def _work(source: Iterator[Any], handover: Handover) -> None:
    try:
        with remembering():
            for item in source:
                handover.put(("item", item))
    except BaseException as error:  # noqa: BLE001 - it is raised again where the items are read
        handover.put(("error", error))
    else:
        handover.put(("end", None))


class Desk:
    """The shared entrance of API and pages to the pipeline, with one set of places."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        pool = engine.pool
        load = Load(pool.busy_seconds, pool.waited_seconds, engine.settings.workers)
        self.admission = Admission(engine.settings.admitted, load)

    @contextmanager
    def place(self, wanted: Any, whose: str, charge: Callable[[], None]) -> Iterator[None]:
        """Hold a place for `wanted` and `charge` for it; raise Busy or QuotaExceeded."""
        page = getattr(wanted, "page", wanted)
        url = page.url if isinstance(page, PageInput) and not page.sent_by_reader else None
        if url and self.engine.fetcher and self.engine.fetcher.is_crowded(url):
            raise Busy(
                f"Many pages of {host_of(url)} are being fetched, two at a time. Try again in "
                f"{_SHORTEST_RETRY} seconds, or send the page's HTML along.",
                retry_after=_SHORTEST_RETRY,
            )
        with self.admission.place(whose, charge):
            yield

    def run(self, function: Callable[[Engine, Any, threading.Event], T], wanted: Any) -> T:
        """Return what `function` makes of `wanted`; raise Busy, Cancelled and its errors."""
        cancelled = threading.Event()
        with self.place(wanted, caller(), auth.charge()):
            work = map(function, [self.engine], [wanted], [cancelled])
            (result,) = watched(work, cancelled, caller_gone())
            return cast("T", result)

    def in_worker(self, function: Callable[..., T], *args: Any) -> T:
        """Return what `function` makes of a saved comparison, in the time that comparing has."""
        seconds = self.engine.settings.align_seconds
        return self.engine.pool.run(function, *args, timeout=seconds, failure=ComparisonFailed)

    def compare(self, wanted: CompareRequest) -> Comparison:
        """Return the whole comparison."""
        comparison: Comparison = self.run(CALLS["compare"].function, wanted)
        monitoring.count(comparison)
        return comparison

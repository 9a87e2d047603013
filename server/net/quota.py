"""Limits how often a provider is asked, and pauses after failures.

A budget per hour and day keeps to what the operator allows. A circuit breaker (Nygard, Release
It!, 2007) stops asking one that fails: after `FAILURES` in a row, or at once where it asks for
a pause (429, 503 with Retry-After). When the pause is over one question goes through; its answer
closes the circuit, its failure doubles the pause.
"""

import email.utils
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from typing import Any

from server.errors import Problem
from server.model import counted


def retry_after(params: Mapping[str, Any]) -> float | None:
    """Return the seconds that Retry-After asks for (RFC 9110 10.2.3), None if not readable."""
    header = str(params.get("retry_after") or "").strip()
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - time.time())


def failure_of(problem: Problem, advice: Mapping[int, str]) -> str:
    """Say how a service failed, with `advice` for its status; an address may contain a key."""
    if status := problem.params.get("http_status"):
        return f"answered with status {status}{advice.get(status, '')}"
    return _REASONS.get(problem.slug, "could not be reached")


_REASONS = {
    "deadline_exceeded": "did not answer in time",
    "page_too_large": "sent more than an answer can be",
    "blocked_address": "is at an address that may not be reached",
    "invalid_address": "has an address that can't be read",
}
FAILURES = 3  # in a row before a pause
FIRST_PAUSE = 60.0  # seconds
LONGEST_PAUSE = 3600.0  # seconds


class Health:
    """The budget and the circuit breaker of one service; safe to share between threads.

    It is asked at most `hourly` and `daily` times; `pauses` are the seconds of the first pause and
    of the longest.
    """

    def __init__(
        self,
        hourly: float = math.inf,
        daily: float = math.inf,
        clock: Callable[[], float] = time.monotonic,
        *,
        pauses: tuple[float, float] = (FIRST_PAUSE, LONGEST_PAUSE),
    ) -> None:
        (first, self._longest), self._clock = pauses, clock
        self._hourly, self._daily, self._first = hourly, daily, first
        self._asked: deque[float] = deque()
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = first
        self._until: float | None = None
        self._trying = False

    def admit(self) -> str | None:
        """Return None if the service may be asked now, else the reason in a sentence."""
        with self._lock:
            now = self._clock()
            if refused := self._resting(now) or self._spent(now):
                return refused
            self._trying = self._until is not None
            if self._hourly < math.inf:
                self._asked.append(now)
            return None

    def succeeded(self) -> None:
        """Close the circuit after an answer as documented."""
        with self._lock:
            self._failures, self._pause, self._until, self._trying = 0, self._first, None, False

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Count a problem as the service's failure, unless its caller gave up."""
        try:
            yield
        except Problem as problem:
            is_pause = problem.params.get("http_status") in (429, 503)
            self.failed(retry_after(problem.params) or 0.0 if is_pause else None)
            raise
        except BaseException:
            with self._lock:
                self._trying = False  # a caller gave up, which says nothing about the service
            raise

    def failed(self, retry_after: float | None = None) -> None:
        """Count a failure; `retry_after` seconds is the pause that the service asks for."""
        with self._lock:
            self._failures += 1
            again, self._trying = self._until is not None, False
            if retry_after is None and not again and self._failures < FAILURES:
                return
            if again:
                self._pause = min(self._longest, 2 * self._pause)
            pause = max(self._pause, min(retry_after or 0.0, self._longest))
            self._until = self._clock() + pause

    def _resting(self, now: float) -> str | None:
        if self._until is None:
            return None
        if now < self._until:
            left = self._until - now
            time_left = f"{max(1, round(left / 60))} min" if left > 50 else f"{math.ceil(left)} s"
            return f"it failed before and is left alone for another {time_left}."
        return "another search is just trying whether it is back." if self._trying else None

    def _spent(self, now: float) -> str | None:
        while self._asked and self._asked[0] <= now - 86_400:
            self._asked.popleft()
        if len(self._asked) >= self._daily:
            return f"the limit of {counted(self._daily, 'question')} a day is used up."
        if sum(time > now - 3_600 for time in self._asked) >= self._hourly:
            return f"the limit of {counted(self._hourly, 'question')} an hour is used up."
        return None

"""How often a provider may be asked, and when it is better left alone.

A budget per hour and day keeps to what the operator allows. A circuit breaker (Nygard, Release
It!, 2007) stops asking one that fails: after `FAILURES` in a row, or at once where it asks for
peace (429, 503 with Retry-After). When the pause is over one question goes through; its answer
closes the circuit, its failure doubles the pause.
"""

import email.utils
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Literal


def pause_of(params: Mapping[str, Any]) -> float:
    """Seconds that Retry-After asks for (RFC 9110 10.2.3), 0 where it says nothing readable."""
    header = str(params.get("retry_after", ""))
    if header.isdigit():
        return float(header[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
    except ValueError:
        return 0.0


FAILURES = 3
FIRST_PAUSE = 60.0  # seconds
LONGEST_PAUSE = 3600.0
_HOUR, _DAY = 3600.0, 86_400.0

State = Literal["closed", "open", "half_open"]


class Health:
    """The budget and the circuit breaker of one provider; safe to share between threads."""

    def __init__(
        self, hourly: int, daily: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._hourly, self._daily, self._clock = hourly, daily, clock
        self._lock = threading.Lock()
        self._asked: deque[float] = deque()
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._until: float | None = None
        self._trying = False

    @property
    def state(self) -> State:
        """`open` while it is left alone, `half_open` when one question may try it."""
        if self._until is None:
            return "closed"
        return "open" if self._clock() < self._until else "half_open"

    def admit(self) -> str | None:
        """Count a question, or say in a sentence why it must not be asked now."""
        with self._lock:
            now = self._clock()
            if refused := self._resting(now) or self._spent(now):
                return refused
            self._trying = self._until is not None
            self._asked.append(now)
            return None

    def succeeded(self) -> None:
        """It answered as documented: the circuit is closed."""
        with self._lock:
            self._failures, self._pause, self._until, self._trying = 0, FIRST_PAUSE, None, False

    def abandoned(self) -> None:
        """The caller gave up; that says nothing about the provider."""
        with self._lock:
            self._trying = False

    def failed(self, retry_after: float | None = None) -> None:
        """It did not; `retry_after` seconds is what it asks to be left alone for."""
        with self._lock:
            self._failures += 1
            again, self._trying = self._until is not None, False
            if retry_after is None and not again and self._failures < FAILURES:
                return
            if again:
                self._pause = min(LONGEST_PAUSE, 2 * self._pause)
            pause = max(self._pause, min(retry_after or 0.0, LONGEST_PAUSE))
            self._until = self._clock() + pause

    def _resting(self, now: float) -> str | None:
        if self._until is None:
            return None
        if now < self._until:
            minutes = max(1, round((self._until - now) / 60))
            return f"it failed before and is left alone for another {minutes} min."
        return "another search is just trying whether it is back." if self._trying else None

    def _spent(self, now: float) -> str | None:
        while self._asked and self._asked[0] <= now - _DAY:
            self._asked.popleft()
        if len(self._asked) >= self._daily:
            return f"the {self._daily} questions of this day are used up."
        if sum(at > now - _HOUR for at in self._asked) >= self._hourly:
            return f"the {self._hourly} questions of this hour are used up."
        return None

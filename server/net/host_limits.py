"""Politeness: few connections at a time to one host."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from server.net.budget import Budget

MOST_AT_ONCE = 2


class Turns:
    """Lets at most `most` fetches at a time go to the same host."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._most = most
        self._busy: Counter[str] = Counter()
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, host: str, budget: Budget) -> Iterator[None]:
        """Wait for a turn at `host`; the waiting counts against `budget`."""
        with self._changed:
            while self._busy[host] >= self._most:
                self._changed.wait(budget.glance())
            self._busy[host] += 1
        try:
            yield
        finally:
            with self._changed:
                self._busy[host] -= 1
                if not self._busy[host]:
                    del self._busy[host]
                self._changed.notify_all()

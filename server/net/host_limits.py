"""Politeness: few connections at a time to one host."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from server.net.budget import Budget

MOST_AT_ONCE = 2  # requests to one host, fewer than a browser makes


class Turns:
    """Lets at most `most` fetches at a time go to the same host."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._most = most
        self._busy: Counter[str] = Counter()
        self._wanted: Counter[str] = Counter()
        self._changed = threading.Condition()

    def is_crowded(self, host: str) -> bool:
        """Return whether as many fetches wait for `host` as may go to it."""
        with self._changed:
            return self._wanted[host] >= 2 * self._most

    @contextmanager
    def turn(self, host: str, budget: Budget) -> Iterator[None]:
        """Wait for a turn at `host`; the waiting counts against `budget`."""
        has_turn = False
        with self._changed:
            self._wanted[host] += 1
        try:
            with self._changed:
                while self._busy[host] >= self._most:
                    self._changed.wait(budget.glance())
                self._busy[host] += 1
                has_turn = True
            yield
        finally:
            with self._changed:
                self._wanted[host] -= 1
                self._busy[host] -= has_turn
                for counter in (self._wanted, self._busy):
                    if not counter[host]:
                        del counter[host]
                self._changed.notify_all()

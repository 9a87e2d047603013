"""Limits of one fetch: its time, its bytes, its cancellation and its turn at a host."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from server.errors import Cancelled, DeadlineExceeded, FetchFailed, Problem
from server.model import counted

# Reads and chunks of one answer, of 8 µs each; 5 MB are 3,500 of an Ethernet frame's size.
_MOST_PIECES = 16_000
_LONGEST_BLOCK = 0.2  # seconds of a blocking read until it is asked whether anyone still waits


class Budget:
    """One total deadline over names, connections, handshakes, headers, bodies and redirects.

    Each wait takes its timeout from here, so a server that sends a byte now and then can't
    stretch it. `waiting_for` names the host in the problem.
    """

    def __init__(self, seconds: float, cancelled: threading.Event | None = None) -> None:
        self.waiting_for = "The other site"
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._cancelled = cancelled
        self._bytes = 0
        self._pieces = _MOST_PIECES
        self._too_much: Problem | None = None

    def renew(self) -> None:
        """Begin anew, for the next request over the same connection."""
        self._end = time.monotonic() + self._seconds

    def seconds_left(self) -> float:
        """Return the seconds left, above 0; raise DeadlineExceeded or Cancelled."""
        if self._cancelled is not None and self._cancelled.is_set():
            raise Cancelled("The caller closed the connection before the page was fetched.")
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise DeadlineExceeded(
                f"{self.waiting_for} did not answer completely within "
                f"{counted(self._seconds, 'second')}. Try again, or send the page's HTML along.",
                host=self.waiting_for,
                seconds=self._seconds,
            )
        return seconds

    def glance(self) -> float:
        """Return the seconds for which a read may block; raise like `seconds_left`."""
        return min(self.seconds_left(), _LONGEST_BLOCK)

    @contextmanager
    def part(self, seconds: float) -> Iterator[None]:
        """Limit the block to at most `seconds` of what is left."""
        whole_end, whole_seconds = self._end, self._seconds
        self._end = min(whole_end, time.monotonic() + seconds)
        self._seconds = min(whole_seconds, seconds)
        try:
            yield
        finally:
            self._end, self._seconds = whole_end, whole_seconds

    def allow(self, number: int, otherwise: Problem) -> None:
        """Allow `number` more bytes to be received; raise `otherwise` beyond.

        The pieces they come in are counted anew.
        """
        self._bytes, self._too_much = number, otherwise
        self._pieces = _MOST_PIECES

    def count_received(self, number: int) -> None:
        """Count bytes as they came over the line, before any decoding."""
        self.piece()
        self._bytes -= number
        if self._bytes < 0 and self._too_much is not None:
            raise self._too_much

    def piece(self) -> None:
        """Count a read or a chunk; raises FetchFailed for an answer in tiny pieces."""
        self._pieces -= 1
        if self._pieces < 0:
            raise FetchFailed(
                f"{self.waiting_for} sends its answer in more than {_MOST_PIECES:,} tiny pieces, "
                "which was not read to the end. Send the page's HTML along.",
                host=self.waiting_for,
                why="protocol",
            )


MOST_AT_ONCE = 2  # requests to one host, fewer than a browser makes


class HostQueue:
    """Lets at most `most` fetches at a time go to the same host."""

    def __init__(self, limit: int = MOST_AT_ONCE) -> None:
        self._most = limit
        self._busy: Counter[str] = Counter()
        self._wanted: Counter[str] = Counter()
        self._changed = threading.Condition()

    def is_crowded(self, host: str) -> bool:
        """Whether as many fetches wait for `host` as may go to it."""
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

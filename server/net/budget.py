"""What one fetch may still spend: time, received bytes, and whether anyone still waits for it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from server.errors import Cancelled, DeadlineExceeded, Problem

# How long a blocking wait may overlook that the caller went away.
_GLANCE_SECONDS = 0.2


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
        self._too_much: Problem | None = None

    def left(self) -> float:
        """Seconds left, above 0; raises DeadlineExceeded or Cancelled."""
        if self._cancelled is not None and self._cancelled.is_set():
            raise Cancelled("The caller closed the connection before the page was fetched.")
        left = self._end - time.monotonic()
        if left <= 0:
            raise DeadlineExceeded(
                f"{self.waiting_for} did not answer completely within {self._seconds:g} seconds. "
                "Try again, or send the page's HTML along.",
                host=self.waiting_for,
                seconds=self._seconds,
            )
        return left

    def glance(self) -> float:
        """Seconds to wait before looking up again; raises like `left`."""
        return min(self.left(), _GLANCE_SECONDS)

    @contextmanager
    def part(self, seconds: float) -> Iterator[None]:
        """Inside, at most `seconds` of what is left."""
        end, whole = self._end, self._seconds
        self._end, self._seconds = min(end, time.monotonic() + seconds), min(seconds, whole)
        try:
            yield
        finally:
            self._end, self._seconds = end, whole

    def allow(self, number: int, otherwise: Problem) -> None:
        """From here on, `number` bytes may be received; `otherwise` is raised beyond that."""
        self._bytes, self._too_much = number, otherwise

    def received(self, number: int) -> None:
        """Count bytes as they came over the line, before any decoding."""
        self._bytes -= number
        if self._bytes < 0 and self._too_much is not None:
            raise self._too_much

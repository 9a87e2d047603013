"""Remembers facts about sites, by origin: for a while, and within a number of bytes."""

import threading
import time
from typing import Generic, TypeVar

T = TypeVar("T")
_MOST_BYTES = 8_000_000  # of all sites together
# What an entry costs beyond its own size.
_OVERHEAD = 1_000


class Remembered(Generic[T]):
    """Values by key; the oldest go where all together would be too large. For all threads."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._kept: dict[str, tuple[T, float, int]] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> T | None:
        """Return what is remembered under `key`, if it is not too old."""
        with self._lock:
            value, until, _ = self._kept.get(key, (None, 0.0, 0))
        return value if until > time.monotonic() else None

    def keep(self, key: str, value: T, seconds: float, size: int) -> None:
        """Remember `value`, of some `size` bytes, for `seconds`."""
        size += _OVERHEAD
        with self._lock:
            self._bytes -= self._kept.pop(key, (None, 0.0, 0))[2]
            while self._kept and self._bytes + size > self._most:
                self._bytes -= self._kept.pop(next(iter(self._kept)))[2]
            self._kept[key] = value, time.monotonic() + seconds, size
            self._bytes += size

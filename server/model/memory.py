"""Keeps results: of functions as long as a task, of sites for a while and to a number of bytes.

What functions return dies with the task, and so does its page.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, Generic, ParamSpec, TypeVar
from urllib import parse

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class _Memory(dict[Callable[..., Any], Callable[..., Any]]):
    def __missing__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        cached = self[function] = lru_cache(maxsize=65_536)(function)  # results of a function
        return cached


_memory: ContextVar[_Memory | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Let functions remember within; urllib has a memory of its own, emptied at the end."""
    token = _memory.set(_Memory())
    try:
        yield
    finally:
        _memory.reset(token)
        parse.clear_cache()  # type: ignore[attr-defined]


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Ask `function` once for the same arguments, while something is `remembering`."""

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        memory = _memory.get()
        cached: Callable[P, R] = function if memory is None else memory[function]
        return cached(*args, **kwargs)

    return ask


class ExpiringCache(Generic[T]):
    """Values by key; the oldest go where all together would be too large. For all threads."""

    def __init__(self, most_bytes: int = 8_000_000) -> None:
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
        size += 1_000  # What an entry costs beyond its own size.
        with self._lock:
            self._bytes -= self._kept.pop(key, (None, 0.0, 0))[2]
            while self._kept and self._bytes + size > self._most:
                self._bytes -= self._kept.pop(next(iter(self._kept)))[2]
            self._kept[key] = value, time.monotonic() + seconds, size
            self._bytes += size

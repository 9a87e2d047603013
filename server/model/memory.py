"""Keeps what functions return as long as a task: it dies with the task, and so does its page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar
from urllib import parse

P = ParamSpec("P")
R = TypeVar("R")

_MOST = 65_536  # results of a function


class _Memory(dict[Callable[..., Any], Callable[..., Any]]):
    def __missing__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        known = self[function] = lru_cache(maxsize=_MOST)(function)
        return known


_memory: ContextVar[_Memory | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Let functions remember within; urllib has a memory of its own, emptied at the end."""
    held = _memory.set(_Memory())
    try:
        yield
    finally:
        _memory.reset(held)
        parse.clear_cache()  # type: ignore[attr-defined]


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Ask `function` once for the same arguments, while something is `remembering`."""

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        memory = _memory.get()
        result: R = (function if memory is None else memory[function])(*args, **kwargs)
        return result

    return ask

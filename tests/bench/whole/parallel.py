"""Work on many pages at once, in order."""

import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from multiprocessing import get_context
from os import cpu_count
from typing import TypeVar

from server.model.memory import remembering

T = TypeVar("T")
R = TypeVar("R")


def each_of(work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """`work` done on each of `items` by as many processes as there are processors."""
    with get_context("fork").Pool(cpu_count(), initializer=_quiet) as pool:
        yield from pool.imap(partial(_as_a_task, work), items, chunksize=8)


def _as_a_task(work: Callable[[T], R], item: T) -> R:
    with remembering():
        return work(item)


def _quiet() -> None:
    warnings.simplefilter("ignore")

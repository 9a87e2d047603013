"""Work on many pages at once, in order."""

import warnings
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from os import cpu_count
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def each_of(work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """`work` done on each of `items` by as many processes as there are processors."""
    with get_context("fork").Pool(cpu_count(), initializer=_quiet) as pool:
        yield from pool.imap(work, items, chunksize=8)


def _quiet() -> None:
    warnings.simplefilter("ignore")

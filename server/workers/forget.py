"""Forget pages: what was remembered of one does not outlive the work on it.

A function that remembers what pages say is an `lru_cache` with a bound, here as in the libraries
that read them; what has no bound (`cache`) is made of our own tables.
"""

import sys
from functools import _lru_cache_wrapper, cache
from typing import Any

_READERS = frozenset({"server", "urllib", "trafilatura", "htmldate", "courlan", "readability"})


def forget_pages() -> None:
    """Empty whatever remembers words or addresses of pages in this process."""
    for remembered in _bounded_caches(len(sys.modules)):
        remembered.cache_clear()


@cache
def _bounded_caches(_modules: int) -> list[Any]:
    """Return the bounded caches of the loaded modules."""
    named = [each for name, each in list(sys.modules.items()) if name.split(".")[0] in _READERS]
    caches = {
        value
        for module in named
        for value in list(vars(module).values())
        if isinstance(value, _lru_cache_wrapper)
    }
    return [one for one in caches if one.cache_parameters()["maxsize"] is not None]

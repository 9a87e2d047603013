"""The words in the names that a page's markup gives to its parts."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def names_of(element: HtmlElement) -> frozenset[str]:
    """The words in an element's class, id and role."""
    return _words(*(element.get(name) or "" for name in ("class", "id", "role")))


@lru_cache(maxsize=4096)
def _words(*said: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(" ".join(said)))

"""The words in the names that a page's markup gives to its parts."""

import re

from lxml.html import HtmlElement

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def names_of(element: HtmlElement) -> set[str]:
    """The words in an element's class, id and role."""
    said = " ".join(element.get(name) or "" for name in ("class", "id", "role"))
    return {word.lower() for word in _WORD.findall(said)}

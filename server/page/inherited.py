"""What an element has from itself or from what holds it, each element looked at once."""

from collections.abc import Callable
from typing import Generic, TypeVar

from lxml.html import HtmlElement

T = TypeVar("T")
_OUTER = frozenset({"html", "body", "main", "article"})


class Inherited(Generic[T]):
    """The first answer of `look` for an element and its ancestors below the article and page."""

    def __init__(self, look: Callable[[HtmlElement], T | None]) -> None:
        self._look = look
        self._known: dict[HtmlElement, T | None] = {}

    def of(self, element: HtmlElement | None) -> T | None:
        """The answer for the nearest element that has one; None without any."""
        steps: list[HtmlElement] = []
        found: T | None = None
        while element is not None:
            if element in self._known:
                found = self._known[element]
                break
            steps.append(element)
            found = None if element.tag in _OUTER else self._look(element) or None
            if found is not None:
                break
            element = element.getparent()
        self._known.update(dict.fromkeys(steps, found))
        return found


def is_outer(element: HtmlElement) -> bool:
    """Whether `element` is the page or the article itself."""
    return element.tag in _OUTER

"""Which parts of a page are not about this article: menus, related stories, comments."""

import re
from collections.abc import Callable
from typing import Generic, TypeVar

from lxml.html import HtmlElement

from server.page.document import names_of
from server.page.paywall_markup import named_lock

T = TypeVar("T")
_OUTER = frozenset({"html", "body", "main", "article"})
# Parts that a reader passes over; their words say nothing about this article.
APART_TAGS = frozenset({"nav", "aside", "dialog", "figcaption", "address"})
APART_WORDS = frozenset(
    re.findall(
        r"\w+",
        "related relatedposts recommend recommended recommendations associated share sharing "
        "social tags tag topics bio breadcrumb breadcrumbs nav navbar navigation menu sidebar "
        "newsletter advertisement ad ads advert sponsored outbrain taboola trending popular "
        "cookie cookies consent caption byline",
    )
)
# Parts after which nothing about this article follows.
END_WORDS = frozenset({"comment", "comments", "disqus", "respond"})
_BESIDE_WORDS = APART_WORDS | frozenset(
    {
        "author", "authors", "authorbio", "authorbox", "authorprofile", "biography", "profile",
        "teaser", "teasers",
    }
)  # fmt: skip


def is_named_apart(element: HtmlElement) -> bool:
    """Whether `element` is named as something beside the article; a wall is not."""
    return bool(names_of(element) & _BESIDE_WORDS) and named_lock(element) is None


class Regions:
    """Separates other parts from an article's body, seen from the body's last block."""

    def __init__(self, end: HtmlElement) -> None:
        # Whatever holds the body is not apart from it, however it is called.
        self._around = {end, *end.iterancestors()}

    def is_apart(self, element: HtmlElement) -> bool:
        """Whether `element` belongs to something that is not this article."""
        return any(
            (step.tag in APART_TAGS and not self._is_next(step))
            or step.tag == "article"
            or is_named_apart(step)
            for step in self._own(element)
        )

    def _is_next(self, step: HtmlElement) -> bool:
        """Whether `step` is a side note right after the body; walls are marked up so too."""
        if step.tag != "aside":
            return False
        first: HtmlElement = step
        for _ in range(2):
            # Walls are often wrapped.
            parent = first.getparent()
            if first.getprevious() is None and parent is not None and parent not in self._around:
                first = parent
        before = first.getprevious()
        return (
            before is not None
            and before in self._around
            and before.tag not in ("article", "main", "body")
        )

    def is_over(self, element: HtmlElement) -> bool:
        """Whether `element` is where the page has left the article for good."""
        return any(
            (step.tag == "footer" and not self._in_article(step)) or names_of(step) & END_WORDS
            for step in self._own(element)
        )

    def _own(self, element: HtmlElement) -> list[HtmlElement]:
        steps = []
        step: HtmlElement | None = element
        while step is not None and step not in self._around:
            steps.append(step)
            step = step.getparent()
        return steps

    @staticmethod
    def _in_article(element: HtmlElement) -> bool:
        return next(element.iterancestors("article", "main", "section"), None) is not None


class Inherited(Generic[T]):
    """The first answer of `look` for an element and its ancestors below the article and page."""

    def __init__(self, look: Callable[[HtmlElement], T | None]) -> None:
        self._look = look
        self._known: dict[HtmlElement, T | None] = {}

    def of(self, element: HtmlElement | None) -> T | None:
        """The answer for the nearest element that has one; None without any."""
        if element in self._known:
            return self._known[element]
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

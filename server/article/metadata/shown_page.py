"""The short lines that a page shows, and the elements that it marks as its author's."""

from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from lxml.etree import XPath
from lxml.html import HtmlElement

from server.page.document import Document, is_shown
from server.page.roles import BESIDE, Parts, Role, marks_of, rows_of

# The roles of an author's element, the clearest first.
_MARKED: tuple[Role, ...] = ("named", "signed", "written")
_MAY_BE_MARKED: Any = XPath(
    "//body//*[@class or @rel='author' or self::byline or self::address or @id='author']"
)
# Parts that name other people.
_ELSEWHERE = (BESIDE - {"author"}) | {"foot"}
_LONGEST = 160  # characters of a text that may be a byline
NEAR = 15  # lines from the heading to a byline


class ShownLine(NamedTuple):
    """A short line of the page: its text in pieces, and the first's element.

    `at` counts lines below the heading, 0 in it; None before it, or without one.
    """

    at: int | None
    pieces: list[str]
    element: HtmlElement
    text: str

    def is_below(self, most: int = NEAR) -> bool:
        """Return whether it is within `most` lines below the heading."""
        return bool(self.at) and (self.at or 0) <= most


class ShownPage:
    """A page's short lines, and its parts seen from the first heading, read on demand."""

    def __init__(self, document: Document) -> None:
        self.document, self.root = document, document.root
        headings = filter(is_shown, self.root.iter("h1"))
        self.heading: HtmlElement | None = next(headings, None)

    @cached_property
    def _parts(self) -> Parts:
        return Parts(None if self.heading is None else self.heading.getparent())

    def is_elsewhere(self, element: HtmlElement) -> bool:
        """Return whether `element` is among comments, teasers and the like."""
        return self._parts.of(element).role in _ELSEWHERE

    @cached_property
    def marked(self) -> dict[Role, list[HtmlElement]]:
        """Sort the elements by their role of an author; links to one count as names."""
        found: dict[Role, list[HtmlElement]] = {role: [] for role in _MARKED}
        rows = rows_of(_MARKED)
        for element in _MAY_BE_MARKED(self.root):
            roles = {mark.role for mark in marks_of(element, rows)}
            if element.get("rel") == "author":
                roles.add("named")
            for role in roles if roles and is_shown(element) else ():
                found[role].append(element)
        return found

    @cached_property
    def lines(self) -> list[ShownLine]:
        """Return the short lines in order."""
        return list(self._read())

    def _read(self) -> Iterator[ShownLine]:
        is_text = self.heading is not None and bool(self.heading.text_content().strip())
        marks: Any = () if self.heading is None else self.heading.iter()
        if self.heading is not None and not is_text:  # a picture
            marks = self.heading.xpath("following::*")
        head, at = frozenset(marks), None
        for _, group in groupby(self.document.text_map.runs, key=lambda run: run.line):
            runs = list(group)
            text = " ".join("".join(run.text for run in runs).split())
            if not text:
                continue
            at = None if at is None else at + 1
            if runs[0].element in head and (is_text or at is None):
                at = 0 if is_text else 1
            if len(text) <= _LONGEST:
                yield ShownLine(at, [run.text for run in runs], runs[0].element, text)

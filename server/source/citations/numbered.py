"""Numbered sources at the end of a text, which it cites as "[3]" without a link."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from server.page.document import BLOCK

CITED = re.compile(r"\s?\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
_NUMBERED = re.compile(r"\s*\[(\d{1,3})\]\s*(?=\S)|\s*(\d{1,3})\.\s+(?=\S)")
_SILENT = frozenset({"a", "script", "style", "code", "pre", "sup"})
_LONGEST = 1_000  # characters of a source
_MOST_IN_A_RANGE = 20  # notes of one “[3-22]”: a typing error must not cite hundreds


class CitingText(NamedTuple):
    """A text of an element (its `tail` or its own) in which numbers in brackets are cited."""

    element: HtmlElement
    is_tail: bool


def in_lines(markdown: str) -> str:
    """Return a text in which each line that begins with a number in brackets is a paragraph."""
    return re.sub(r"^(?=\[\d{1,3}\] \S)", "\n", markdown, flags=re.M)


def numbered_sources(root: HtmlElement) -> dict[str, HtmlElement]:
    """Return the sources by number: blocks that begin with it, or the last ordered list."""
    found: dict[str, HtmlElement] = {}
    for element in root.iter("p", "li", "div", "dd"):
        words = element.text_content()
        number = _NUMBERED.match(words)
        is_leaf = not any(child.tag in BLOCK for child in element.iterdescendants())
        if number and is_leaf and len(words) <= _LONGEST:
            found.setdefault(number[1] or number[2], element)
    for items in list(root.iter("ol"))[-1:]:
        for at, item in enumerate(items.iterchildren("li"), _first(items)):
            found.setdefault(str(at), item)
    return found


def _first(items: HtmlElement) -> int:
    start = items.get("start", "").strip()
    return int(start) if re.fullmatch(r"\d{1,3}", start) else 1


def mentions(root: HtmlElement) -> Iterator[CitingText]:
    """Yield the texts with numbers in brackets, outside of links."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.text and element.tag not in _SILENT and CITED.search(element.text):
            yield CitingText(element, is_tail=False)
        parent = element.getparent()
        is_prose = parent is not None and parent.tag not in _SILENT
        if element.tail and is_prose and CITED.search(element.tail):
            yield CitingText(element, is_tail=True)


def numbers_in(words: str) -> list[str]:
    """Return the numbers of "2, 4-6"."""
    numbers: list[str] = []
    for part in re.split(r"\s*[,;]\s*", words):
        first, _, last = (one.strip() for one in part.replace("–", "-").partition("-"))
        span = range(int(first), int(last or first) + 1)
        numbers += map(str, span[:_MOST_IN_A_RANGE])
    return numbers

"""Numbered sources at the end of a text, which it cites as "[3]" without a link."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from server.page.document import BLOCK

CITED = re.compile(r"\s?\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
_NUMBERED = re.compile(r"\s*\[(\d{1,3})\]\s*(?=\S)|\s*(\d{1,3})\.\s+(?=\S)")
_SILENT = frozenset({"a", "script", "style", "code", "pre", "sup"})
_LONGEST = 1_000  # characters of a source
_MOST_IN_A_RANGE = 20  # notes of one “[3-22]”: a typing error must not cite hundreds


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


def mentions(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield elements whose `text` or `tail` has numbers in brackets, outside of links."""
    for element in root.iter():
        if isinstance(element.tag, str):
            for where, holder in (("text", element), ("tail", element.getparent())):
                is_prose = holder is not None and holder.tag not in _SILENT
                if is_prose and CITED.search(getattr(element, where) or ""):
                    yield element, where


def numbers_in(words: str) -> list[str]:
    """Return the numbers of "2, 4-6"."""
    numbers: list[str] = []
    for part in re.split("[,;]", words):
        first, _, last = (one.strip() for one in part.replace("–", "-").partition("-"))
        span = range(int(first), int(last or first) + 1)
        numbers += map(str, span[:_MOST_IN_A_RANGE])
    return numbers

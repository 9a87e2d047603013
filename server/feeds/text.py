"""Extracts text from the HTML fragments of feeds, and words what is wrong with them."""

from collections.abc import Sequence

import lxml.html
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from server.errors import NotAFeed, UnreadableFeed
from server.language.scripts import CONTROLS
from server.page.block import paragraphs

_MOST_CHARACTERS = 500_000  # of an item's HTML
_LONGEST_LINE = 1_000  # characters of a title or lead
_DOTS = ("…", "...")  # a cut text ends with them, or with a link after them
_LAST_WORDS = 120  # characters
# Latin letters; a Chinese, Japanese or Korean character counts as three of them.
_WHOLE_CHARACTERS = 700


def line(html: str | None, *, plain: bool = False) -> str:
    """Return `html` (`plain`: text) as one line of at most 1,000 characters."""
    text = (html or "")[:_MOST_CHARACTERS].translate(CONTROLS)
    if not plain and ("<" in text or "&" in text):
        root = _tree(text)
        text = "" if root is None else " ".join(paragraphs(root))
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_LINE else words[: _LONGEST_LINE - 1] + "…"


def blocks(html: str | None) -> str:
    """Return `html` as paragraphs between blank lines."""
    text = (html or "")[:_MOST_CHARACTERS].translate(CONTROLS)
    root = _tree(text) if text.strip() else None
    return "" if root is None else "\n\n".join(paragraphs(root))


def is_whole(text: str) -> bool:
    """Return whether `text` can be a whole article: long, and not cut at its end."""
    length = sum(3 if char > "\u2e80" else 1 for char in text)
    return length >= _WHOLE_CHARACTERS and not any(dots in text[-_LAST_WORDS:] for dots in _DOTS)


def _tree(text: str) -> HtmlElement | None:
    try:
        return lxml.html.document_fromstring(
            f"<html><body><div>{text}</div></body></html>".encode("utf-8", "replace"),
            parser=lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
        )
    except (LxmlError, ValueError):
        return None


def malformed(url: str, what: str, why: object) -> UnreadableFeed:
    """Return the problem of a feed that is broken XML or JSON."""
    return UnreadableFeed(f"{url} is broken {what} ({why}).", url=url, why="malformed")


def not_a_feed(url: str, what: str, detail: str, feeds: Sequence[str] = ()) -> NotAFeed:
    """Return the problem of an address that holds `what`; it may name `feeds`."""
    return NotAFeed(f"{url} is {detail}", url=url, what=what, feeds=list(feeds))

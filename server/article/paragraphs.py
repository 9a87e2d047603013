"""A tree's text as paragraphs, whatever vocabulary an extractor's result is in."""

import re
from collections.abc import Iterator

from lxml import etree

from server.article.document import BLOCK

# What trafilatura calls paragraphs, list items, headings, line breaks and table rows.
_CELLS = frozenset({"cell", "td", "th"})
_BREAKS = (BLOCK - _CELLS) | {"ab", "br", "head", "item", "lb", "list", "quote", "row"}
_SILENT = frozenset({"script", "style", "noscript", "template", "graphic", "svg", "iframe"})
_SENTENCE_ENDS = re.compile(r"[.!?:;…。！？؟।|\"”»)\]]$")


def paragraphs(root: etree._Element) -> list[str]:
    """The text of `root`, one entry a block; white space is single spaces."""
    lines = [" ".join(line.split()) for line in "".join(_pieces(root)).split("\0")]
    return _join_wrapped([line.strip("| ") for line in lines if line.strip("|-•* ")])


def _pieces(root: etree._Element) -> Iterator[str]:
    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if skipped is None and element.tag in _SILENT:
                skipped = element
            if skipped is None:
                yield " | " if element.tag in _CELLS else _break(element)
                yield element.text or ""
            continue
        if skipped is None:
            yield _break(element)
        elif skipped is element:
            skipped = None
        if skipped is None and element is not root:
            yield element.tail or ""


def _break(element: etree._Element) -> str:
    return "\0" if element.tag in _BREAKS else ""


def _join_wrapped(lines: list[str]) -> list[str]:
    """Lines that a page broke in the middle of a sentence, whole again."""
    joined: list[str] = []
    for line in lines:
        if joined and line[0].islower() and not _SENTENCE_ENDS.search(joined[-1]):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined

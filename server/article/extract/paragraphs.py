"""Splits a tree's text into paragraphs, in any extractor's vocabulary."""

from collections.abc import Iterator

from lxml import etree

from server.page.block import SENTENCE_ENDS
from server.page.document import BLOCK

# Trafilatura's names of paragraphs, list items, headings, line breaks and table rows.
_CELLS = frozenset({"cell", "td", "th"})
_LINE_BREAKS = frozenset({"br", "lb"})
_BLOCKS = (BLOCK - _CELLS) | {"ab", "head", "item", "list", "quote", "row"}
_SILENT = frozenset({"script", "style", "noscript", "template", "graphic", "svg", "iframe"})
# Marks that no text of a tree can contain.
_END_OF_BLOCK, _END_OF_LINE, _CELL = "\0", "\1", "\2"


def paragraphs(root: etree._Element) -> list[str]:
    """Return the text of `root`, one entry per block or line, with single spaces."""
    return [
        line
        for block in "".join(_pieces(root)).split(_END_OF_BLOCK)
        for line in _join_wrapped([_clean(line) for line in block.split(_END_OF_LINE)])
        if line.strip("-•* ")
    ]


def _clean(line: str) -> str:
    cells = [" ".join(cell.split()) for cell in line.split(_CELL)]
    return " | ".join(filter(None, cells))


def _pieces(root: etree._Element) -> Iterator[str]:
    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if skipped is None and element.tag in _SILENT:
                skipped = element
            if skipped is None:
                yield _mark(element)
                yield element.text or ""
            continue
        if skipped is None and element.tag in _BLOCKS:
            yield _END_OF_BLOCK
        elif skipped is element:
            skipped = None
        if skipped is None and element is not root:
            yield element.tail or ""


def _mark(element: etree._Element) -> str:
    if element.tag in _CELLS:
        return _CELL
    if element.tag in _LINE_BREAKS:
        return _END_OF_LINE
    return _END_OF_BLOCK if element.tag in _BLOCKS else ""


def _join_wrapped(lines: list[str]) -> list[str]:
    """Join lines that a page broke in the middle of a sentence."""
    joined: list[str] = []
    for line in filter(None, lines):
        if joined and line[0].islower() and joined[-1][-1:] not in SENTENCE_ENDS:
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined

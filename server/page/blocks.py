"""A page's text as blocks: the text between two edges of block elements or line breaks.

Block classifiers have used this unit since Kohlschütter et al. 2010 (Boilerpipe). Nothing is
rendered: `<br>` divides text like `<p>`, because some pages use it instead of paragraphs.
"""

from dataclasses import dataclass
from itertools import groupby

from lxml.html import HtmlElement

from server.language.scripts import TERMINAL
from server.page.document import Run, TextMap, block_of

_SENTENCE_ENDS = frozenset(f'{TERMINAL}:;|"”»)]')
_BETWEEN_CELLS = " | "
# Elements among which a text's link is, from its own upwards.
_NEAR = 4
_CELLS = frozenset({"td", "th"})
# Folded characters: of a cell that is data rather than a column of text; of what is still joined.
_LONGEST_CELL, _MOST_JOINED = 60, 5_000


@dataclass(slots=True)
class Block:
    """A stretch of text, the block element around it, and its place in the folded text.

    `linked` counts its folded characters in links; `is_row` marks a table's row of data.
    """

    element: HtmlElement
    text: str
    start: int
    end: int
    linked: int
    is_row: bool = False

    @property
    def length(self) -> int:
        """Folded characters."""
        return self.end - self.start


def blocks_of(text_map: TextMap) -> list[Block]:
    """The blocks of a page in document order; those without a letter or digit are left out.

    Lines that a page broke within a sentence are one block, and so are a table row's cells.
    """
    blocks: list[Block] = []
    for _, members in groupby(text_map.runs, key=lambda run: run.line):
        group = list(members)
        if group[-1].end == group[0].start:
            continue
        block = _block(group)
        joint = _joint(blocks[-1], block) if blocks else None
        if joint is None:
            blocks.append(block)
        else:
            last = blocks[-1]
            last.text = f"{last.text}{joint}{block.text}"
            last.end, last.linked = block.end, last.linked + block.linked
            last.is_row = last.is_row or joint == _BETWEEN_CELLS
    return _separated_by_links(blocks)


def _separated_by_links(blocks: list[Block]) -> list[Block]:
    """`blocks`; without links where one unclosed link holds the whole page."""
    if sum(block.linked for block in blocks) > 0.95 * sum(block.length for block in blocks):
        for block in blocks:
            block.linked = 0
    return blocks


def _block(runs: list[Run]) -> Block:
    text = " ".join("".join(run.text for run in runs).split())
    linked = sum(
        run.end - run.start for run in runs if run.end > run.start and in_link(run.element)
    )
    return Block(block_of(runs[0].element), text, runs[0].start, runs[-1].end, linked)


def in_link(element: HtmlElement | None) -> bool:
    """Whether `element` is a link or inside one."""
    for _ in range(_NEAR):
        if element is None or element.tag == "a":
            return element is not None
        element = element.getparent()
    return False


def _joint(before: Block, block: Block) -> str | None:
    """What joins the two blocks into one; None where they are two."""
    if before.length > _MOST_JOINED:
        return None
    if before.element is block.element:
        wrapped = block.text[0].islower() and before.text[-1] not in _SENTENCE_ENDS
        return " " if wrapped else None
    same_row = before.element.getparent() is block.element.getparent()
    cells = before.element.tag in _CELLS and block.element.tag in _CELLS
    is_short = max(before.length, block.length) <= _LONGEST_CELL
    return _BETWEEN_CELLS if same_row and cells and is_short else None

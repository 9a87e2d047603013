"""A page's text as blocks: the text between two edges of block elements or line breaks.

Block classifiers have used this unit since Kohlschütter et al. 2010 (Boilerpipe). Nothing is
rendered: `<br>` divides text like `<p>`, because some pages use it instead of paragraphs.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from weakref import WeakKeyDictionary

from lxml.html import HtmlElement

from server.language.scripts import SENTENCE_END, TERMINAL, letters_in
from server.page.document import BLOCK, Link, Place, Run, TextMap, block_of, fold
from server.page.roles import BESIDE, PAGES, Mark, Part, Parts
from server.text.sentences import last_words

_BETWEEN_CELLS = " | "
_CELLS = frozenset({"td", "th"})
_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]{}]+[^\s<>\"'()\[\]{}.,;:!?]")
_TAIL = ")]）】»›→>.。 \u00a0"

# The blocks of each text map that is alive, made once.
_BLOCKS_OF: WeakKeyDictionary[TextMap, list["Block"]] = WeakKeyDictionary()


class Block:
    """A stretch of text, the block element around it, and its place in the folded text.

    `is_row` marks a table's row of data; `in_body`: the article has most of it.
    """

    is_row = in_body = False

    def __init__(
        self,
        text: str,
        element: HtmlElement,
        links: Sequence[Link] | None = None,
        *,
        runs: Sequence[Run] = (),
        parts: Parts | None = None,
    ) -> None:
        """Make a block that isn't set in its page yet; `links` are read off `runs` when asked for.

        Links that are given stand for those.
        """
        self.text, self.element, self.runs = text, element, list(runs)
        self._parts = parts or Parts()
        self.start, self.end = (runs[0].start, runs[-1].end) if runs else (0, 0)
        self._place = Place(None, None)  # until `of_page` sets it
        if links is not None:
            self.links = tuple(links)

    def of_page(self, place: Place, parts: Parts, *, in_body: bool) -> "Block":
        """Return this block, set in its page."""
        self._place, self._parts, self.in_body = place, parts, in_body
        return self

    def join(self, block: "Block", joint: str) -> None:
        """Append `block` to this one."""
        self.text = f"{self.text}{joint}{block.text}"
        self.runs += block.runs
        self.end, self.is_row = block.end, self.is_row or joint == _BETWEEN_CELLS

    @property
    def length(self) -> int:
        """The number of its folded characters."""
        return self.end - self.start

    @cached_property
    def linked(self) -> int:
        """The number of its folded characters in links."""
        return sum(
            run.end - run.start for run in self.runs if run.end > run.start and in_link(run.element)
        )

    @property
    def linked_share(self) -> float:
        """The share of its text in links."""
        return self.linked / max(1, self.length)

    @cached_property
    def lead(self) -> tuple[str, str]:
        """Its first words that are set off from the rest, and by what: "b", "a", "span"."""
        words, kind = "", ""
        for run in self.runs:
            if not words and not any(map(str.isalnum, run.text)):
                continue
            now = _emphasis(run)
            if not now or (kind and now != kind):
                break
            kind, words = now, words + run.text
        return " ".join(words.split()), kind

    @cached_property
    def letters(self) -> float:
        """Its length; Han, Kana and Hangul count 2.5."""
        return letters_in(self.text)

    @cached_property
    def sentences(self) -> list[str]:
        """Its sentences, each verbatim from `text`."""
        return [part for part in SENTENCE_END.split(self.text) if part]

    @property
    def last_words(self) -> str:
        """The end of its last sentence, to be quoted."""
        return last_words(self.sentences[-1])

    @cached_property
    def folded(self) -> str:
        """Its letters and digits without case and typography."""
        return fold(self.text)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Its links to web pages, else the addresses written in it."""
        return tuple(_links_of(self.runs, self.text, self.element, self._place))

    def is_led_by(self, link: Link) -> bool:
        """Whether the words of `link` are most of its text, or its end."""
        ends = self.text.rstrip(_TAIL).endswith(link.text.rstrip(_TAIL))
        return ends or len(link.text) > 0.6 * len(self.text)

    @cached_property
    def around(self) -> tuple[HtmlElement, ...]:
        """Its element and the ones around it, below the article."""
        elements = (self.element, *self.element.iterancestors())
        return tuple(element for element in elements if element.tag not in PAGES)

    @property
    def holder(self) -> HtmlElement:
        """The parent of its element."""
        return self.element.getparent()

    @property
    def is_caption(self) -> bool:
        """Whether it is in a figure."""
        return any(element.tag in ("figure", "figcaption") for element in self.around)

    @cached_property
    def is_control(self) -> bool:
        """Whether it is in a link or a button."""
        start = self.runs[0].element if self.runs else self.element
        return any(element.tag in ("a", "button") for element in (start, *start.iterancestors()))

    @property
    def _part(self) -> Part:
        return self._parts.of(self.element)

    @property
    def wall(self) -> str | None:
        """The name of the paywall around it."""
        return self._part.wall

    @property
    def is_closed(self) -> bool:
        """Whether markup hides it until something is pressed."""
        return self._part.is_closed

    @property
    def mark(self) -> Mark | None:
        """The part of the page around it, with the reason."""
        return Mark("wall", self.wall) if self.wall else self._part.mark

    @property
    def is_beside(self) -> bool:
        """Whether it is beside the story: in menus, comments, related stories."""
        return self.mark is not None and self.mark.role in BESIDE


def blocks_of(text_map: TextMap) -> list[Block]:
    """Return the blocks of a page in order, made once; each has a letter or a digit.

    Lines that a page broke within a sentence are one block, and so are a table row's cells.
    """
    blocks = _BLOCKS_OF.get(text_map)
    if blocks is not None:
        return blocks
    blocks = _BLOCKS_OF[text_map] = []
    parts = Parts()  # until they are set in their page
    for _, members in groupby(text_map.runs, key=lambda run: run.line):
        runs = list(members)
        if runs[-1].end == runs[0].start:
            continue
        text = " ".join("".join(run.text for run in runs).split())
        block = Block(text, block_of(runs[0].element), runs=runs, parts=parts)
        joint = _joint(blocks[-1], block) if blocks else None
        if joint is None:
            blocks.append(block)
        else:
            blocks[-1].join(block, joint)
    return blocks


def paragraphs(root: HtmlElement) -> list[str]:
    """Return the visible text of `root`, one entry per block or line, with single spaces."""
    return [block.text for block in blocks_of(TextMap(root))]


def separate_from_links(blocks: list[Block]) -> list[Block]:
    """Return `blocks`, without links where one unclosed link holds the whole page."""
    if sum(block.linked for block in blocks) > 0.95 * sum(block.length for block in blocks):
        for block in blocks:
            block.linked = 0
    return blocks


def in_link(element: HtmlElement | None) -> bool:
    """Whether `element` is a link or inside one."""
    for _ in range(4):  # a text's link is so near
        if element is None or element.tag == "a":
            return element is not None
        element = element.getparent()
    return False


def _emphasis(run: Run) -> str:
    """Return the tag that sets `run` off in its block: bold before a link before any other."""
    kind, element = "", run.element
    while element.tag not in BLOCK and (above := element.getparent()) is not None:
        if element.tag in ("b", "strong") or "font-weight" in (element.get("style") or ""):
            return "b"
        kind = "a" if element.tag == "a" else kind or element.tag
        element = above
    return kind


def _links_of(runs: Sequence[Run], text: str, element: HtmlElement, place: Place) -> Iterator[Link]:
    anchors: dict[HtmlElement, str] = {}
    for run in runs:
        if run.anchor is not None:
            anchors[run.anchor] = anchors.get(run.anchor, "") + run.text
    bare_addresses = () if anchors else _ADDRESS.finditer(text)
    targets = [(anchor.get("href"), words, anchor) for anchor, words in anchors.items()]
    for href, words, holder in (
        *targets,
        *((address[0], address[0], element) for address in bare_addresses),
    ):
        if link := place.link(href, " ".join(words.split()), holder):
            yield link


def _joint(before: Block, block: Block) -> str | None:
    """Return what joins the two blocks into one; None where they are two."""
    if before.length > 5_000:  # a bound of work
        return None
    if before.element is block.element:
        wrapped = block.text[0].islower() and before.text[-1] not in f'{TERMINAL}:;|"”»)]'
        return " " if wrapped else None
    same_row = before.element.getparent() is block.element.getparent()
    cells = before.element.tag in _CELLS and block.element.tag in _CELLS
    is_data = max(before.length, block.length) <= 60  # rather than a column of text
    return _BETWEEN_CELLS if same_row and cells and is_data else None

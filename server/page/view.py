"""A page as the verdict and the finders see it: made once, everything else is asked of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from typing import Literal

from lxml.html import HtmlElement

from server.model import Article
from server.page.boundary import Boundary, boundary
from server.page.document import Document, Reading, Run, TextSpan, block_of
from server.page.link_blocks import LinkBlock, letters_in, links_of
from server.page.links import Place, declared_address, place_of
from server.page.main_column import LONGEST_OFFER, column_of, is_in
from server.page.roles import PAGES, Inherited, Roles, is_closed, mark_of
from server.page.structured import Structured, read_structured
from server.text.cue_words import is_offer
from server.text.notices import LANGUAGES

# Where a block is, seen from where the body ends: in its container or right after it; close to
# its end, but in another part of the page; anywhere else.
Where = Literal["here", "near", "far"]
PARAGRAPH = 100  # letters from which a block of the body counts as prose
GOES_ON = 250  # letters of prose after a block with which the body goes on
_SHARED_LEVELS = 3  # levels between the body's last block and the container it shares
_BEFORE, _AFTER = 4, 6  # blocks around the body's end that are close to it
_SPACE = re.compile(r"\s+")


class Marks:
    """What a page's markup says of its parts, seen from the story's `column`."""

    def __init__(self, column: HtmlElement | None = None) -> None:
        self.roles = Roles([column])
        self.lock: Inherited[str] = Inherited(lambda element: mark_of(element, "wall"))
        self.anchor: Inherited[int] = Inherited(_link_at)
        self.is_closed: Inherited[bool] = Inherited(is_closed)


class PageBlock:
    """A block of the page in reading order; `start` and `end` are places in the folded text.

    `in_body`: the article's text has it. Text without HTML has no element.
    """

    def __init__(
        self, runs: list[Run], text: str, place: Place, marks: Marks, *, in_body: bool
    ) -> None:
        self.text = text
        self.element: HtmlElement | None = block_of(runs[0].element) if runs else None
        self.in_body = in_body
        self.start, self.end = (runs[0].start, runs[-1].end) if runs else (0, 0)
        self._runs, self._place, self._marks = runs, place, marks

    @cached_property
    def letters(self) -> float:
        """Its length; Han, Kana and Hangul count 2.5."""
        return letters_in(self.text)

    @cached_property
    def block(self) -> LinkBlock:
        """It with its links and sentences."""
        return LinkBlock(
            self.text, self.element, tuple(links_of(self._runs, self.text, self._place))
        )

    @cached_property
    def _linked(self) -> list[tuple[int, int]]:
        """The links of its text nodes with their lengths, wherever they lead."""
        anchors = ((self._marks.anchor.of(run.element), len(run.text)) for run in self._runs)
        return [(anchor, length) for anchor, length in anchors if anchor is not None]

    @cached_property
    def links(self) -> int:
        """How many links it has."""
        return len({anchor for anchor, _ in self._linked})

    @cached_property
    def linked_share(self) -> float:
        """The share of its text that is in links."""
        return sum(length for _, length in self._linked) / max(1, len(self.text))

    @cached_property
    def around(self) -> tuple[HtmlElement, ...]:
        """Its element and what holds it, below the article and the page."""
        if self.element is None:
            return ()
        steps = (self.element, *self.element.iterancestors())
        return tuple(step for step in steps if step.tag not in PAGES)

    @cached_property
    def is_control(self) -> bool:
        """Whether it is what a link or button says."""
        start = self._runs[0].element if self._runs else None
        steps = () if start is None else (start, *start.iterancestors())
        return any(step.tag in ("a", "button") for step in steps)

    @cached_property
    def lock(self) -> str | None:
        """The name of the paywall that it is a part of."""
        return self._marks.lock.of(self.element)

    @cached_property
    def is_closed(self) -> bool:
        """Whether markup hides it until something is pressed."""
        return bool(self._marks.is_closed.of(self.element))

    @cached_property
    def is_apart(self) -> bool:
        """Whether its markup says that it is about something else: menus, comments, related."""
        return self.lock is None and self._marks.roles.is_beside(self.element)


@dataclass(eq=False)
class PageView:
    """What a reading shows of its page; `status` is the HTTP status that the page came with."""

    reading: Reading
    status: int | None = None

    @property
    def article(self) -> Article:
        """The article that was extracted."""
        return self.reading.article

    @property
    def document(self) -> Document | None:
        """The parsed page; None for text without HTML."""
        return self.reading.document

    @property
    def language(self) -> str | None:
        """The article's language (BCP 47)."""
        return self.reading.article.language

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages whose phrases are looked for: the page's and English, else all."""
        primary = (self.language or "").split("-")[0].lower()
        return tuple(dict.fromkeys((primary, "en"))) if primary in LANGUAGES else LANGUAGES

    @cached_property
    def place(self) -> Place:
        """Where the page is, and what its links build on."""
        return place_of(self.article, self.document)

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """The page's own addresses: the one it was read at and the one it declares."""
        declared = declared_address(self.document) if self.document else None
        return tuple(dict.fromkeys(filter(None, (self.place.address, declared))))

    @cached_property
    def boundary(self) -> Boundary:
        """The lines around the body's end, as the finders read them."""
        return boundary(self.reading, self.column)

    @cached_property
    def structured(self) -> Structured:
        """Its structured data and metas; empty without HTML."""
        return read_structured(self.document.root) if self.document else Structured([], {})

    @cached_property
    def spans(self) -> list[TextSpan]:
        """The paragraphs of the body that were found in the page."""
        return [span for span in self.reading.body.paragraphs if span] if self.reading.body else []

    @cached_property
    def blocks(self) -> list[PageBlock]:
        """All blocks of the page in reading order."""
        if self.document is None:
            lines = (_SPACE.sub(" ", line).strip() for line in self.article.text.split("\n"))
            return [
                PageBlock([], line, self.place, Marks(), in_body=True) for line in lines if line
            ]
        return list(self._page_blocks(self.document.text_map.runs))

    @cached_property
    def marks(self) -> Marks:
        """What the page's markup says of its parts."""
        return Marks(self.column)

    def _page_blocks(self, runs: list[Run]) -> Iterator[PageBlock]:
        spans = sorted(self.spans, key=lambda span: span.start)
        first, marks = 0, self.marks
        for _, members in groupby(runs, key=lambda run: run.line):
            group = list(members)
            whole = "".join(run.text for run in group)
            if not whole or whole.isspace():
                continue
            text = _SPACE.sub(" ", whole).strip()
            start, end = group[0].start, group[-1].end
            while first < len(spans) and spans[first].end <= start:
                first += 1
            held = 0
            for span in spans[first:]:
                if span.start >= end:
                    break
                held += min(end, span.end) - max(start, span.start)
            yield PageBlock(group, text, self.place, marks, in_body=2 * held > end - start)

    @cached_property
    def linked_runs(self) -> list[Run]:
        """The page's text nodes that are in links and have letters."""
        runs = self.document.text_map.runs if self.document else []
        anchor: Inherited[int] = Inherited(_link_at)
        return [r for r in runs if r.end > r.start and anchor.of(r.element) is not None]

    @cached_property
    def column(self) -> HtmlElement | None:
        """The element that holds most of the body."""
        if self.document is None or self.reading.body is None:
            return None
        return column_of(self.document.text_map, self.reading.body, self.language)

    @cached_property
    def body_numbers(self) -> list[int]:
        """The numbers of the blocks that make up the body, without what is beside its column."""
        numbers = [number for number, block in enumerate(self.blocks) if block.in_body]
        column = self.column
        inside = [
            number
            for number in numbers
            if column is not None
            and (element := self.blocks[number].element) is not None
            and is_in(element, column)
        ]
        return inside or numbers

    @property
    def first(self) -> int:
        """The number of the body's first block; 0 without a body."""
        return self.body_numbers[0] if self.body_numbers else 0

    @property
    def last(self) -> int:
        """The number of the body's last block; -1 without a body."""
        return self.body_numbers[-1] if self.body_numbers else -1

    @cached_property
    def _prose_after(self) -> list[float]:
        """Letters of the body's prose after each block."""
        counted = [self._prose_of(block) for block in reversed(self.blocks)]
        return list(accumulate([0.0, *counted]))[:-1][::-1]

    @cached_property
    def last_prose(self) -> int:
        """The number of the body's last paragraph; what follows in the body advertises."""
        prose = (n for n in reversed(self.body_numbers) if self._prose_of(self.blocks[n]))
        return next(prose, self.last)

    def _prose_of(self, block: PageBlock) -> float:
        """Letters of a paragraph of the body that does not advertise a subscription."""
        if not block.in_body or block.letters < PARAGRAPH or block.is_apart:
            return 0.0
        is_short = len(block.text) <= LONGEST_OFFER
        return 0.0 if is_short and is_offer(block.text, self.language) else block.letters

    def is_at_end(self, number: int) -> bool:
        """Whether the body does not go on after the block `number`."""
        return self._prose_after[number] < GOES_ON

    @cached_property
    def _holders(self) -> dict[HtmlElement, int]:
        """What holds the body's last block, by how many levels it is up."""
        end = self.blocks[self.last].element if self.body_numbers else None
        if end is None:
            return {}
        return {step: level for level, step in enumerate((end, *end.iterancestors()))}

    def where(self, number: int) -> Where:
        """Where the block `number` is, seen from the body's end."""
        block = self.blocks[number]
        close = -_BEFORE <= number - self.last <= _AFTER or self.last_prose <= number <= self.last
        if not close or block.is_apart:
            return "far"
        steps = () if block.element is None else (block.element, *block.element.iterancestors())
        shared = next((step for step in steps if step in self._holders), None)
        if shared is None:
            return "here" if self.document is None else "near"
        level = self._holders[shared]
        inner = shared.tag not in ("body", "html") or level <= 1
        return "here" if inner and level <= _SHARED_LEVELS else "near"

    def near_end(self, before: int = 8, after: int = 25) -> Iterator[tuple[int, PageBlock]]:
        """The blocks around the body's end that a reader sees without pressing anything."""
        begin = max(0, min(self.last - before, self.last_prose))
        for number in range(begin, min(len(self.blocks), self.last + after + 1)):
            if not self.blocks[number].is_closed:
                yield number, self.blocks[number]


def _link_at(element: HtmlElement) -> int | None:
    """A number for the link that `element` is."""
    return id(element) if element.tag == "a" and element.get("href") is not None else None

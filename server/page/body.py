"""A page's blocks, and which of them are its body.

Most of a story's letters are in paragraphs that look alike, in one container, its column.
"""

from collections import Counter
from collections.abc import Collection
from functools import cached_property

from lxml.html import HtmlElement

from server.language.data import languages_to_try
from server.model import Article
from server.page.block import Block, blocks_of
from server.page.document import (
    Document,
    Place,
    Places,
    Reading,
    TextMap,
    block_of,
    declared_address,
    place_in,
)
from server.page.edges import StoryEdges
from server.page.roles import Parts
from server.page.windows import NOTE_BLOCK
from server.text.calls import is_offer
from server.text.credits.forms import languages_for

Look = tuple[str, str]
Letters = Counter[HtmlElement]

# Shares.
COLUMN = 0.7  # of the body's letters, that the column holds
COMMON_LOOK = 0.2  # of the paragraphs, that have a look at least if it is the story's
LEAST_NOT_BESIDE = 0.4  # of the body; where less is left, names of parts mean nothing


class PageBody:
    """The blocks of a page, and which of them its article has.

    `status` is the HTTP status of the page; `beside` are elements of other stories.
    """

    def __init__(
        self, reading: Reading, status: int | None = None, beside: Collection[HtmlElement] = ()
    ) -> None:
        self.reading = reading
        self.status: int | None = status
        self.article: Article = reading.article
        self.document: Document = reading.document
        self.language: str | None = reading.article.language
        self._beside = beside

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its phrases: the page's and English, else all."""
        return languages_to_try(self.language, "calls.phrases")

    @property
    def credit_languages(self) -> tuple[str, ...]:
        """The languages in which it may credit others."""
        return languages_for(self.language)

    @cached_property
    def place(self) -> Place:
        """The page's address and the base of its links."""
        return place_in(self.document, self.article.url)

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """The address that was read and the one that the page declares."""
        declared = declared_address(self.document)
        return tuple(dict.fromkeys(filter(None, (self.place.address, declared))))

    @cached_property
    def column(self) -> HtmlElement | None:
        """The element that holds most of the body."""
        return column_of(self.document.text_map, self.reading.body, self.language)

    @cached_property
    def parts(self) -> Parts:
        """The parts of the page by its markup."""
        return Parts(self.column, beside=self._beside)

    @cached_property
    def blocks(self) -> list[Block]:
        """All blocks of the page in reading order."""
        spans = sorted((span for span in self.reading.body if span), key=lambda span: span.start)
        first = 0  # of the spans that may overlap the block
        blocks = blocks_of(self.document.text_map)
        for block in blocks:
            while first < len(spans) and spans[first].end <= block.start:
                first += 1
            letters_within, index = 0, first
            while index < len(spans) and spans[index].start < block.end:
                letters_within += min(block.end, spans[index].end) - max(
                    block.start, spans[index].start
                )
                index += 1
            block.of_page(self.place, self.parts, in_body=2 * letters_within > block.length)
        return blocks

    @cached_property
    def body_numbers(self) -> list[int]:
        """The numbers of the body's blocks in its column."""
        numbers = [number for number, block in enumerate(self.blocks) if block.in_body]
        within = [n for n in numbers if is_in(self.blocks[n].element, self.column)]
        return within or numbers

    @cached_property
    def body(self) -> list[Block]:
        """The blocks of the body."""
        return [self.blocks[number] for number in self.body_numbers]

    @property
    def first(self) -> int:
        """The number of the body's first block; 0 without a body."""
        return self.body_numbers[0] if self.body_numbers else 0

    @property
    def last(self) -> int:
        """The number of the body's last block; -1 without a body."""
        return self.body_numbers[-1] if self.body_numbers else -1

    @cached_property
    def edges(self) -> StoryEdges:
        """Where its story begins and ends, and what is around that."""
        return StoryEdges(self.blocks, self.body_numbers, self.parts, self.language)


def look_of(element: HtmlElement) -> Look:
    """Return the tag and class that paragraphs of one kind share."""
    return str(element.tag), element.get("class") or ""


def is_in(element: HtmlElement, column: HtmlElement | None) -> bool:
    """Whether `element` is `column` or inside it."""
    return element is column or any(ancestor is column for ancestor in element.iterancestors())


def column_of(text_map: TextMap, body: Places, language: str | None) -> HtmlElement | None:
    """Return the deepest element with 70 % of the body; None where the body wasn't found.

    Paragraphs count that are neither named as beside the story nor offers to subscribe, and whose
    look a fifth of these have.
    """
    letters: Letters = Counter()
    for span in body:
        if span:
            block = block_of(text_map.run_at(span.start).element)
            letters[block] += span.end - span.start

    parts = Parts()
    paragraphs = {
        block: count
        for block, count in letters.items()
        if not parts.of(block).is_beside
        and not (count <= NOTE_BLOCK and is_offer(block.text_content(), language))
    }
    # Where most of the body is named so, names mean nothing.
    if sum(paragraphs.values()) < LEAST_NOT_BESIDE * sum(letters.values()):
        paragraphs = letters

    looks: Counter[Look] = Counter()
    for block, count in paragraphs.items():
        looks[look_of(block)] += count
    least = COMMON_LOOK * sum(looks.values())
    alike = {b: count for b, count in paragraphs.items() if looks[look_of(b)] >= least}
    alike = alike or paragraphs

    letters_held: Letters = Counter()
    for block, count in alike.items():
        for element in (block, *block.iterancestors()):
            letters_held[element] += count
    enough = [
        element for element, count in letters_held.items() if count >= COLUMN * sum(alike.values())
    ]
    # Those that hold enough lie within each other.
    return max(enough, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)

"""A page's blocks, and where its body is among them.

Extraction errs at the edges: an author's box, a teaser or a form after the story, a lead above
it. Most of a story's letters are in paragraphs that look alike, in one container, its column.
Extractors delete or swallow the lines at the end, so they are read from the page itself: from the
last blocks of the story on, until the page moves on to other things.
"""

from collections import Counter
from collections.abc import Collection
from functools import cached_property
from typing import Literal

from lxml.html import HtmlElement

from server.language.data import tried
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
from server.page.roles import BESIDE, Parts
from server.page.teasers import teaser_addresses
from server.page.windows import HEAD, NOTE_BLOCK
from server.text.calls import find_phrases, is_offer, word_classes
from server.text.credits.forms import languages_for

Look = tuple[str, str]
Letters = Counter[HtmlElement]
# Where a block is, seen from where the body ends: in its container or right after it; close to
# its end, but in another part of the page; anywhere else.
Where = Literal["here", "near", "far"]

# Blocks.
HEAD_BLOCKS = 3  # above a text without a headline of its own
MOST_AFTER = 30  # after the story, among which other things begin
TEASERS_BEFORE, TEASERS_AFTER = 1, 13  # around the text's end, where other stories are named
CLOSE_BEFORE, CLOSE_AFTER = 4, 6  # around the text's last block: close to its end
CLOSE_LEVELS = 3  # elements above the last block that are still its own part

# Letters and characters.
LINE = 25  # letters of a block that may be the story's last line
PROSE = 100  # letters of a paragraph
GOES_ON = 250  # letters of prose after a block, from which the body goes on
STATEMENT = 250  # letters of a block after the story that may begin something else
LONG_STATEMENT = 300  # characters from which a block says something of a story
MOST_NOTES = 1_500  # characters of notes after the story

# Shares.
COLUMN = 0.7  # of the body's letters, that the column holds
COMMON_LOOK = 0.2  # of the paragraphs, that have a look at least if it is the story's
LEAST_NOT_BESIDE = 0.4  # of the body; where less is left, names of parts mean nothing
MOST_LINKED = 0.5  # of a statement's characters


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
        return tried(self.language, "calls.phrases")

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
            taken, index = 0, first
            while index < len(spans) and spans[index].start < block.end:
                taken += min(block.end, spans[index].end) - max(block.start, spans[index].start)
                index += 1
            block.of_page(self.place, self.parts, in_body=2 * taken > block.length)
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
    def story_end(self) -> int:
        """The number of the last line beside most of the body.

        Extractors swallow teasers, notes and pagers after it.
        """
        letters: Counter[HtmlElement] = Counter()
        last: dict[HtmlElement, int] = {}
        for number in self.body_numbers:
            block = self.blocks[number]
            if block.letters >= LINE and not block.is_caption:
                letters[block.holder] += int(block.letters)
                last[block.holder] = number
        holder, most_letters = letters.most_common(1)[0] if letters else (None, 0)
        if holder is None or 2 * most_letters < letters.total():
            return max(last.values(), default=self.last)
        return last[holder]

    @cached_property
    def top(self) -> int:
        """The number of the headline's block, where the text's head begins."""
        above = range(max(0, self.first + HEAD.before), self.first)
        headings = [n for n in above if self.blocks[n].element.tag in ("h1", "h2")]
        return headings[-1] if headings else max(0, self.first - HEAD_BLOCKS)

    @cached_property
    def turn(self) -> int:
        """The number of the block after the story with which other things begin."""
        number, characters = self.story_end, 0
        for number in range(self.story_end + 1, min(len(self.blocks), self.story_end + MOST_AFTER)):
            block = self.blocks[number]
            part = self.parts.of(block.element)
            if part.role in ("comments", "footer") or characters > MOST_NOTES:
                return number
            if part.role in BESIDE or part.role == "offer":
                continue
            if block.letters >= STATEMENT and _is_statement(block, self.language):
                return number
            characters += len(block.text)
        return number + 1

    @cached_property
    def teasers(self) -> set[str]:
        """The addresses of other stories that the blocks at the body's end name."""
        start = max(0, min(self.last - TEASERS_BEFORE, self.story_end))
        near = self.blocks[start : self.last + TEASERS_AFTER]
        near = [block for block in near if not block.is_closed and not block.is_beside]
        return teaser_addresses(near, self.language)

    def is_at_end(self, number: int) -> bool:
        """Whether the body does not go on after the block `number`, with prose."""
        return self._prose_after[number] < GOES_ON

    @cached_property
    def _prose_after(self) -> list[float]:
        """The letters of the body's prose after each block, without offers to subscribe."""
        after = [0.0]
        for block in reversed(self.blocks[1:]):
            is_prose = block.in_body and block.letters >= PROSE and not block.is_beside
            if is_prose and len(block.text) <= NOTE_BLOCK:
                is_prose = not is_offer(block.text, self.language)
            after.append(after[-1] + block.letters * is_prose)
        return after[::-1]

    def holder_of(self, block: Block) -> HtmlElement | None:
        """Return the nearest element that holds both `block` and the body's end."""
        steps = (block.element, *block.element.iterancestors())
        return next((step for step in steps if step in self._holders), None)

    @cached_property
    def _holders(self) -> dict[HtmlElement, int]:
        """The elements around the body's last block, with their level above it."""
        if not self.body_numbers:
            return {}
        end = self.blocks[self.last].element
        return {step: level for level, step in enumerate((end, *end.iterancestors()))}

    def where(self, number: int) -> Where:
        """Return where the block `number` is, seen from the body's end."""
        block = self.blocks[number]
        is_close = -CLOSE_BEFORE <= number - self.last <= CLOSE_AFTER
        is_close = is_close or self.story_end <= number <= self.last
        if not is_close or block.is_beside:
            return "far"
        shared = self.holder_of(block)
        if shared is None:
            return "near"
        level = self._holders[shared]
        is_inner = shared.tag not in ("body", "html") or level <= 1
        return "here" if is_inner and level <= CLOSE_LEVELS else "near"


def _is_statement(block: Block, language: str | None) -> bool:
    """Whether `block` says something of the story, rather than about the page."""
    if sum(len(link.text) for link in block.links) > MOST_LINKED * len(block.text):
        return False
    if len(block.text) > LONG_STATEMENT:
        return True
    if find_phrases(block.text).keys() & {"cut_for_subscribers", "says_summary"}:
        return False
    return not word_classes(block.text, language) >= {"access", "other"}


def look_of(element: HtmlElement) -> Look:
    """Return the tag and class that paragraphs of one kind share."""
    return str(element.tag), element.get("class") or ""


def is_in(element: HtmlElement, column: HtmlElement | None) -> bool:
    """Whether `element` is `column` or inside it."""
    return element is column or any(step is column for step in element.iterancestors())


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
        for step in (block, *block.iterancestors()):
            letters_held[step] += count
    enough = [step for step, count in letters_held.items() if count >= COLUMN * sum(alike.values())]
    # Those that hold enough lie within each other.
    return max(enough, key=lambda step: sum(1 for _ in step.iterancestors()), default=None)

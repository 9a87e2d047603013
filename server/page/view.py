"""A page as the verdict and the finders see it: read once, everything else is asked of it.

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
from server.language.scripts import letters_in
from server.model import Article, Sentence
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
from server.page.own import OwnNames
from server.page.pagination import Pager, pager_of
from server.page.remarks import (
    BLOCK_LENGTHS,
    MOST_READ,
    OFF,
    WINDOWS,
    Remark,
    links_of,
    remarks_of,
    teaser_addresses,
)
from server.page.roles import Parts
from server.page.structured import Structured, structured_of
from server.text.calls import find_phrases, is_offer, word_classes
from server.text.credits import has_part, languages_for

Look = tuple[str, str]
Letters = Counter[HtmlElement]
# Where a block is, seen from where the body ends: in its container or right after it; close to
# its end, but in another part of the page; anywhere else.
Where = Literal["here", "near", "far"]


class PageView:
    """The parts of a page that signals look at.

    `status` is the HTTP status of the page; `beside` are elements of other stories.
    """

    def __init__(
        self, reading: Reading, status: int | None = None, beside: Collection[HtmlElement] = ()
    ) -> None:
        self.reading, self._beside = reading, beside
        self.status: int | None = status
        self.article: Article = reading.article
        self.document: Document = reading.document
        self.language: str | None = reading.article.language

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of its phrases: the page's and English, else all."""
        return tried(self.language, "calls.phrases")

    @cached_property
    def credit_languages(self) -> tuple[str, ...]:
        """Return the languages in which it may credit others."""
        return languages_for(self.language)

    @cached_property
    def letters(self) -> float:
        """Count the letters of its text."""
        return letters_in(self.article.text)

    @cached_property
    def reporting(self) -> list[Sentence]:
        """Return the first sentences with a word of reporting."""
        told, languages = self.article.beginning, self.credit_languages
        return [
            one
            for one in told
            if has_part("before", one.text, languages) or has_part("after", one.text, languages)
        ]

    @property
    def reporting_share(self) -> float:
        """Return the share of the first sentences that have a word of reporting."""
        return len(self.reporting) / max(1, len(self.article.beginning))

    @cached_property
    def linked_share(self) -> float:
        """Return the share of the body's letters that is in links."""
        blocks = self.body[:MOST_READ]
        linked = sum(block.letters * block.linked_share for block in blocks)
        return linked / max(1, sum(block.letters for block in blocks))

    @cached_property
    def place(self) -> Place:
        """Return the page's address and the base of its links."""
        return place_in(self.document, self.article.url)

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Return the address that was read and the one that the page declares."""
        declared = declared_address(self.document)
        return tuple(dict.fromkeys(filter(None, (self.place.address, declared))))

    @cached_property
    def links(self) -> list[Remark]:
        """Return the remarks around its links to other sites."""
        return [*links_of(self)]

    @cached_property
    def top(self) -> int:
        """Return the number of the headline's block, where the text's head begins."""
        above = range(max(0, self.first + WINDOWS["head"][1]), self.first)
        heads = [at for at in above if self.blocks[at].element.tag in ("h1", "h2")]
        return heads[-1] if heads else max(0, self.first - 3)

    @cached_property
    def turn(self) -> int:
        """Return the number of the block after the story with which other things begin."""
        number, characters = self.story_end, 0
        for number in range(self.story_end + 1, min(len(self.blocks), self.story_end + 30)):
            block = self.blocks[number]
            role = self.parts.of(block.element).role
            if role in ("comments", "footer") or characters > 1500:
                return number
            if role not in OFF:
                if block.letters >= 250 and _is_statement(block, self.language):
                    return number
                characters += len(block.text)
        return number + 1

    @cached_property
    def remarks(self) -> list[Remark]:
        """Return its remarks to the reader, around its text's ends and in paywalls."""
        return [*remarks_of(self)]

    @cached_property
    def pager(self) -> Pager | None:
        """Return the first row of links to other pages of its text."""
        return pager_of(self)

    @cached_property
    def own(self) -> OwnNames:
        """Return the names of its own publisher."""
        return OwnNames(self)

    @cached_property
    def teasers(self) -> set[str]:
        """Return the addresses of other stories that the blocks at the body's end name."""
        near = self.blocks[max(0, min(self.last - 1, self.story_end)) : self.last + 13]
        near = [block for block in near if not block.is_closed and not block.is_beside]
        return teaser_addresses(near, self.language)

    @property
    def structured(self) -> Structured:
        """Return its structured data and metas."""
        return structured_of(self.document)

    @cached_property
    def parts(self) -> Parts:
        """Return the parts of the page by its markup."""
        return Parts(self.column, beside=self._beside)

    @cached_property
    def blocks(self) -> list[Block]:
        """Return all blocks of the page in reading order."""
        spans = sorted((span for span in self.reading.body if span), key=lambda span: span.start)
        first, blocks = 0, blocks_of(self.document.text_map)
        for block in blocks:
            while first < len(spans) and spans[first].end <= block.start:
                first += 1
            held, at = 0, first
            while at < len(spans) and spans[at].start < block.end:
                held += min(block.end, spans[at].end) - max(block.start, spans[at].start)
                at += 1
            block.of_page(self.place, self.parts, in_body=2 * held > block.length)
        return blocks

    @cached_property
    def column(self) -> HtmlElement | None:
        """Return the element that holds most of the body."""
        return column_of(self.document.text_map, self.reading.body, self.language)

    @cached_property
    def body_numbers(self) -> list[int]:
        """Return the numbers of the body's blocks in its column."""
        numbers = [number for number, block in enumerate(self.blocks) if block.in_body]
        return [n for n in numbers if is_in(self.blocks[n].element, self.column)] or numbers

    @cached_property
    def body(self) -> list[Block]:
        """Return the blocks of the body."""
        return [self.blocks[number] for number in self.body_numbers]

    @property
    def first(self) -> int:
        """Return the number of the body's first block; 0 without a body."""
        return self.body_numbers[0] if self.body_numbers else 0

    @property
    def last(self) -> int:
        """Return the number of the body's last block; -1 without a body."""
        return self.body_numbers[-1] if self.body_numbers else -1

    @cached_property
    def _prose_after(self) -> list[float]:
        """Return the letters of the body's prose after each block, without offers to subscribe."""
        after = [0.0]
        for block in reversed(self.blocks[1:]):
            is_prose = block.in_body and block.letters >= 100 and not block.is_beside
            if is_prose and len(block.text) <= BLOCK_LENGTHS["note"]:
                is_prose = not is_offer(block.text, self.language)
            after.append(after[-1] + block.letters * is_prose)
        return after[::-1]

    @cached_property
    def story_end(self) -> int:
        """Return the number of the last line beside most of the body.

        Extractors swallow teasers, notes and pagers after it.
        """
        letters: Counter[HtmlElement] = Counter()
        last: dict[HtmlElement, int] = {}
        for number in self.body_numbers:
            block = self.blocks[number]
            if block.letters >= 25 and not block.is_caption:
                letters[block.holder] += int(block.letters)
                last[block.holder] = number
        holder, most = letters.most_common(1)[0] if letters else (None, 0)
        if holder is None or 2 * most < letters.total():
            return max(last.values(), default=self.last)
        return last[holder]

    def is_at_end(self, number: int) -> bool:
        """Return whether the body does not go on after the block `number`, with prose."""
        return self._prose_after[number] < 250

    @cached_property
    def _holders(self) -> dict[HtmlElement, int]:
        """Return the elements around the body's last block, with their level above it."""
        if not self.body_numbers:
            return {}
        end = self.blocks[self.last].element
        return {step: level for level, step in enumerate((end, *end.iterancestors()))}

    def holder_of(self, block: Block) -> HtmlElement | None:
        """Return the nearest element that holds both `block` and the body's end."""
        steps = (block.element, *block.element.iterancestors())
        return next((step for step in steps if step in self._holders), None)

    def where(self, number: int) -> Where:
        """Return where the block `number` is, seen from the body's end."""
        block = self.blocks[number]
        close = -4 <= number - self.last <= 6 or self.story_end <= number <= self.last
        if not close or block.is_beside:
            return "far"
        shared = self.holder_of(block)
        if shared is None:
            return "near"
        level = self._holders[shared]
        inner = shared.tag not in ("body", "html") or level <= 1
        return "here" if inner and level <= 3 else "near"  # levels above the body's last block


def _is_statement(block: Block, language: str | None) -> bool:
    """Return whether `block` says something of the story, rather than about the page."""
    if sum(len(link.text) for link in block.links) > 0.5 * len(block.text):
        return False
    if len(block.text) > 300:
        return True
    calls = find_phrases(block.text).keys() & {"cut_for_subscribers", "says_summary"}
    return not calls and not word_classes(block.text, language) >= {"access", "other"}


def look_of(element: HtmlElement) -> Look:
    """Return the tag and class that paragraphs of one kind share."""
    return str(element.tag), element.get("class") or ""


def is_in(element: HtmlElement, column: HtmlElement | None) -> bool:
    """Return whether `element` is `column` or inside it."""
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
    parts, longest = Parts(), BLOCK_LENGTHS["note"]
    told = {
        block: count
        for block, count in letters.items()
        if not parts.of(block).is_beside
        and not (count <= longest and is_offer(block.text_content(), language))
    }
    # Where most of the body is named so, names mean nothing.
    told = told if sum(told.values()) >= 0.4 * sum(letters.values()) else letters
    looks: Counter[Look] = Counter()
    for block, count in told.items():
        looks[look_of(block)] += count
    least = 0.2 * sum(looks.values())
    alike = {one: n for one, n in told.items() if looks[look_of(one)] >= least} or told
    held: Letters = Counter()
    for block, count in alike.items():
        for step in (block, *block.iterancestors()):
            held[step] += count
    most = 0.7 * sum(alike.values())
    enough = [step for step, count in held.items() if count >= most]
    # Those that hold enough lie within each other.
    return max(enough, key=lambda step: sum(1 for _ in step.iterancestors()), default=None)

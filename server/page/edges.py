"""Where a page's story begins and ends, and what is around its ends.

Extraction errs at the edges: an author's box, a teaser or a form after the story, a lead above
it. Extractors delete or swallow the lines at the end, so they are read from the page itself: from
the last blocks of the story on, until the page moves on to other things.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from lxml.html import HtmlElement

from server.page.block import Block
from server.page.roles import BESIDE, Parts
from server.page.teasers import teaser_addresses
from server.page.windows import HEAD, NOTE_BLOCK
from server.text.calls import find_phrases, is_offer, word_classes

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

MOST_LINKED = 0.5  # of a statement's characters


class StoryEdges:
    """The ends of the story among the `blocks` of a page; `body` has the numbers of the body's."""

    def __init__(
        self, blocks: Sequence[Block], body: Sequence[int], parts: Parts, language: str | None
    ) -> None:
        self._blocks, self._body, self._parts = blocks, body, parts
        self._language = language
        # As the page has them: 0 and -1 without a body.
        self._first, self._last = (body[0], body[-1]) if body else (0, -1)

    @cached_property
    def story_end(self) -> int:
        """The number of the last line beside most of the body.

        Extractors swallow teasers, notes and pagers after it.
        """
        letters: Counter[HtmlElement] = Counter()
        last: dict[HtmlElement, int] = {}
        for number in self._body:
            block = self._blocks[number]
            if block.letters >= LINE and not block.is_caption:
                letters[block.holder] += int(block.letters)
                last[block.holder] = number
        holder, most_letters = letters.most_common(1)[0] if letters else (None, 0)
        if holder is None or 2 * most_letters < letters.total():
            return max(last.values(), default=self._last)
        return last[holder]

    @cached_property
    def top(self) -> int:
        """The number of the headline's block, where the text's head begins."""
        above = range(max(0, self._first + HEAD.before), self._first)
        headings = [number for number in above if self._blocks[number].element.tag in ("h1", "h2")]
        return headings[-1] if headings else max(0, self._first - HEAD_BLOCKS)

    @cached_property
    def turn(self) -> int:
        """The number of the block after the story with which other things begin."""
        number, characters = self.story_end, 0
        limit = min(len(self._blocks), self.story_end + MOST_AFTER)
        for number in range(self.story_end + 1, limit):
            block = self._blocks[number]
            part = self._parts.of(block.element)
            if part.role in ("comments", "footer") or characters > MOST_NOTES:
                return number
            if part.role in BESIDE or part.role == "offer":
                continue
            if block.letters >= STATEMENT and _is_statement(block, self._language):
                return number
            characters += len(block.text)
        return number + 1

    @cached_property
    def teasers(self) -> set[str]:
        """The addresses of other stories that the blocks at the body's end name."""
        start = max(0, min(self._last - TEASERS_BEFORE, self.story_end))
        near = [
            block
            for block in self._blocks[start : self._last + TEASERS_AFTER]
            if not block.is_closed and not block.is_beside
        ]
        return teaser_addresses(near, self._language)

    def is_at_end(self, number: int) -> bool:
        """Whether the body does not go on after the block `number`, with prose."""
        return self._prose_after[number] < GOES_ON

    @cached_property
    def _prose_after(self) -> list[float]:
        """The letters of the body's prose after each block, without offers to subscribe."""
        after = [0.0]
        for block in reversed(self._blocks[1:]):
            is_prose = block.in_body and block.letters >= PROSE and not block.is_beside
            if is_prose and len(block.text) <= NOTE_BLOCK:
                is_prose = not is_offer(block.text, self._language)
            after.append(after[-1] + block.letters * is_prose)
        return after[::-1]

    def holder_of(self, block: Block) -> HtmlElement | None:
        """Return the nearest element that holds both `block` and the body's end."""
        ancestors = (block.element, *block.element.iterancestors())
        return next((ancestor for ancestor in ancestors if ancestor in self._holders), None)

    @cached_property
    def _holders(self) -> dict[HtmlElement, int]:
        """The elements around the body's last block, with their level above it."""
        if not self._body:
            return {}
        end = self._blocks[self._last].element
        return {element: level for level, element in enumerate((end, *end.iterancestors()))}

    def where(self, number: int) -> Where:
        """Return where the block `number` is, seen from the body's end."""
        block = self._blocks[number]
        is_close = -CLOSE_BEFORE <= number - self._last <= CLOSE_AFTER
        is_close = is_close or self.story_end <= number <= self._last
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

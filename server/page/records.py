"""Finds what repeats on a page: lists of records that look alike, by structure alone.

This is the mining of data records (MDR: Liu, Grossman and Zhai 2003; tag paths: Miao et al. 2009)
over the page's blocks. Records begin alike: with an element at the same tag path or of the same
class, a heading of one rank, words in bold or a link, or a short line with a number. A record is
its element, or a flat run up to the next one. No word and no name means anything here; whoever
reads a list decides what it is. All steps are linear in the page.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import accumulate, islice
from typing import Any

from lxml.html import HtmlElement

from server.language.scripts import DIGIT, ends_sentence
from server.model import remembered
from server.page.block import Block, blocks_of
from server.page.document import HEADINGS, Document
from server.text.tokens import Extent

FEWEST = 3  # records of a list
_MOST_LISTS = 60  # of a page: the ones with the most text
_MOST_LETTERS = 600  # of a record, that count for its list: a list is not its longest record
_SHORTEST = 15  # letters of a record
_MOST_CLASSES = 2  # of an element
_BEFORE_TITLE = 4  # blocks of a record, of which one may be its heading
_MOST_STEPS = 40  # from the start of a record to what holds the next one, too
NO_RANK = 9  # below each heading's, 1 to 6
_HEADING_LEVELS = 2  # elements around a block of which one may be its heading
_LONGEST_LABEL = 90  # letters of a line with a number: a name and a day over a post
_DIGITS = str.maketrans("", "", "0123456789")
_NAMED = HEADINGS | {"article", "li", "dt"}  # tags that records share at any depth


@dataclass(frozen=True, slots=True)
class Records:
    """A list: what its records begin with, and the blocks of each, `start` to `end`."""

    trait: tuple[Any, ...]
    extents: tuple[Extent, ...]


@remembered
def records_of(document: Document) -> list[Records]:
    """Return the lists of a page, those with the most text first; records do not overlap."""
    return _RecordFinder(blocks_of(document.text_map)).lists


def rank_of(element: HtmlElement) -> int:
    """Return the rank of the heading that `element` is or is right in, 1 to 6, else 9."""
    around = (element, *islice(element.iterancestors(), _HEADING_LEVELS))
    return next((int(ancestor.tag[1]) for ancestor in around if ancestor.tag in HEADINGS), NO_RANK)


class _RecordFinder:
    """Follow the elements that open and close along the blocks of a page.

    Elements have numbers in the order of the page; an element's blocks are `first` to `last`.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.parent: list[int] = []
        self.first: list[int] = []
        self.last: list[int] = []
        self.ranks: list[int] = []
        # What each trait is seen at: the block and the element that begin with it.
        self.starts: dict[tuple[Any, ...], list[tuple[int, int]]] = defaultdict(list)
        self._walk()
        self.higher = list(_next_higher(self.ranks))
        self.letters = list(accumulate((block.length for block in blocks), initial=0))

    def _walk(self) -> None:
        """Give numbers to the elements around the blocks, and note what begins with each."""
        paths: dict[tuple[int, str], int] = {}
        path, ranks = list[int](), list[int]()
        opened, around = list[HtmlElement](), dict[HtmlElement, int]()
        for number, block in enumerate(self.blocks):
            steps, ancestor = list[HtmlElement](), block.element
            while ancestor is not None and ancestor not in around:
                steps.append(ancestor)
                ancestor = ancestor.getparent()
            while opened and opened[-1] is not ancestor:
                self.last[around.pop(opened.pop())] = number - 1
            for element in reversed(steps):
                above, depth = around[opened[-1]] if opened else -1, len(path)
                key = (path[above] if opened else -1, element.tag)
                path.append(paths.setdefault(key, len(paths)))
                heading = int(element.tag[1]) if element.tag in HEADINGS else NO_RANK
                ranks.append(min(heading, ranks[above] if opened else NO_RANK))
                self.parent.append(above)
                self.first.append(number)
                self.last.append(len(self.blocks) - 1)
                opened.append(element)
                around[element] = depth
                for trait in _traits(element, path[depth]):
                    self.starts[trait].append((number, depth))
            index = around[block.element]
            self.ranks.append(ranks[index])
            if kind := block.lead[1]:
                self.starts["lead", kind].append((number, index))
            elif _is_label(block.text):
                self.starts["lead", "label", *look_of(block.element)].append((number, index))

    @property
    def lists(self) -> list[Records]:
        """The lists with the most text."""
        lists: dict[tuple[Extent, ...], Records] = {}
        for trait, starts in self.starts.items():
            if len(starts) >= FEWEST:
                for extents in self._extents(starts, is_lead=trait[0] == "lead"):
                    records = tuple(
                        extent for extent in extents if self._letter_count(extent) >= _SHORTEST
                    )
                    if len(records) >= FEWEST:
                        lists.setdefault(records, Records(trait, records))
        return nlargest(_MOST_LISTS, lists.values(), key=self._text)

    def _letter_count(self, extent: Extent) -> int:
        return self.letters[extent.end] - self.letters[extent.start]

    def _text(self, records: Records) -> int:
        return sum(min(self._letter_count(extent), _MOST_LETTERS) for extent in records.extents)

    def _extents(self, starts: list[tuple[int, int]], *, is_lead: bool) -> Iterator[list[Extent]]:
        """Yield the records that begin at `starts`: as elements, and as runs up to the next."""
        first: list[tuple[int, int]] = []
        last_held = -1  # the last block of the record before: others of its kind within it are its
        for number, element in starts:
            if number > last_held:
                first.append((number, element))
                last_held = number if is_lead else self.last[element]
        if len(first) < FEWEST:
            return
        if not is_lead:
            inside = [Extent(number, self.last[element] + 1) for number, element in first]
            yield inside
            if (
                sum(extent.end - extent.start for extent in inside)
                == inside[-1].end - inside[0].start
            ):
                return  # nothing is between them
        head = self._heading(first)
        runs = [
            Extent(start, self._end(first, index, head)) for index, (start, _) in enumerate(first)
        ]
        longest = max(run.end - run.start for run in runs[:-1])
        last = runs[-1]
        yield [*runs[:-1], Extent(last.start, min(last.end, last.start + longest))]

    def _end(self, starts: list[tuple[int, int]], index: int, head: int) -> int:
        """Return where a flat record ends: at the next, a higher heading or its container's end."""
        number, element = starts[index]
        before = starts[index - 1][0] if index else -1
        after = starts[index + 1][0] if index + 1 < len(starts) else len(self.blocks)
        end, current = after, element
        for _ in range(_MOST_STEPS):
            if current < 0 or self.first[current] <= before or self.last[current] >= after:
                break
            current = self.parent[current]
        if (
            current >= 0 and self.last[current] < after
        ):  # it holds the record before: a group's last
            end = self.last[current] + 1
        below = number + head
        return min(end, self.higher[below] if below < end else end)

    def _heading(self, starts: list[tuple[int, int]]) -> int:
        """Return how many blocks after its start a record has its heading, as most of them do."""
        for below in range(_BEFORE_TITLE):
            positions = [
                number + below for number, _ in starts if number + below < len(self.blocks)
            ]
            if 2 * sum(self.ranks[place] < NO_RANK for place in positions) > len(starts):
                return below
        return 0


def _traits(element: HtmlElement, path: int) -> Iterator[tuple[Any, ...]]:
    """Yield what `element` may have in common with the beginnings of other records."""
    tag = element.tag
    yield "path", path
    if tag in _NAMED:
        yield (tag,)
    for name in (element.get("class") or "").split()[:_MOST_CLASSES]:
        yield tag, name.translate(_DIGITS)


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and bool(DIGIT.search(text)) and not ends_sentence(text)


def look_of(element: HtmlElement) -> tuple[str, ...]:
    """Return the tags and classes of `element` and its parent."""
    parent = element.getparent()
    around = (parent.tag, parent.get("class") or "") if parent is not None else ()
    return element.tag, element.get("class") or "", *around


def _next_higher(ranks: Sequence[int]) -> Iterator[int]:
    """Return the next block with a heading above the rank of each."""
    next_higher, waiting = [len(ranks)] * len(ranks), list[int]()
    for number, rank in enumerate(ranks):
        while waiting and ranks[waiting[-1]] > rank:
            next_higher[waiting.pop()] = number
        waiting.append(number)
    return iter(next_higher)

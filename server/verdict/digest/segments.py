"""Splits a page at each start of an item, by whatever its items have in common.

Items begin alike: with the same element or class, a heading, words in bold, or a linked
headline. Each start of this kind is tried, and the one that gives most good items is taken.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise, takewhile

from lxml.html import HtmlElement

from server.page.block import letters_in
from server.page.links import Link
from server.text.lines import heads_offer
from server.verdict.digest.lines import NO_RANK, ItemLine

FEWEST = 3  # items
PROSE = 60  # letters of an item
_TITLE, _SHORT_TITLE = 20, 12  # letters of a headline, of a section's name
_LONGEST_TITLE = 200  # letters; longer lines are paragraphs
_BEFORE_TITLE = 6  # lines of an item in which its title is
_REPEATED = 3  # items with a link from which it belongs to none
# How much an item's title shows that it is one, by what the title is.
HEADING, _OTHER, UNTITLED = 1.0, 0.7, 0.4
_BAD = 0.2
_LEAST_OF_SECTION = 0.5  # share of good items in a section with stories

# What items may have in common, and where each begins and ends.
Extent = tuple[int, int]


@dataclass(eq=False)
class Segment:
    """Hold the lines of one item; `title` is the line that names it."""

    lines: list[ItemLine]
    title: ItemLine | None
    links: list[Link]

    @property
    def name(self) -> str:
        """Return its title: a line of its own, or the lead of its first line."""
        if self.title is None:
            return self.lines[0].text
        return self.title.lead if self.title.opens_with_lead else self.title.text

    @property
    def prose(self) -> float:
        """Count the letters of its story."""
        return sum(self._prose_of(line) for line in self.lines if line.is_prose)

    @property
    def told(self) -> list[ItemLine]:
        """Return the lines of its text, without its title, links and labels."""
        return [line for line in self.lines if self._prose_of(line) > 0 and line.is_prose]

    def _prose_of(self, line: ItemLine) -> float:
        if line is not self.title:
            return line.prose
        if not line.opens_with_lead:
            return 0.0
        return line.prose - (letters_in(line.lead) if line.is_bold else 0)

    @property
    def is_good(self) -> bool:
        """Say whether it has a story and leads to a source."""
        return bool(self.links) and self.prose >= PROSE

    @property
    def is_item(self) -> bool:
        """Say whether it has a story: a sentence where its headline links it, else more."""
        is_linked = bool(self.links) and self.worth == HEADING
        return self.prose >= PROSE or (is_linked and self.prose > 0)

    @property
    def is_offer(self) -> bool:
        """Say whether it is a sponsor's or of jobs, by the lines above its text or by a link."""
        above = takewhile(lambda line: not line.is_prose, self.lines)
        paid = any(
            "sponsored" in (link.element.get("rel") or "")
            for link in self.links
            if link.element is not None
        )
        return paid or any(heads_offer(line.text) for line in above)

    @property
    def worth(self) -> float:
        """Rate how much its title makes it an item of its own."""
        letters = letters_in(self.name) if self.title else 0
        if self.title is None or letters < _SHORT_TITLE:
            return UNTITLED
        return HEADING if letters >= _TITLE and self.title.rank < NO_RANK else _OTHER

    @property
    def names_source(self) -> bool:
        """Say whether its source is its title's link or below the story, not amid a sentence."""
        return any(line.names_source or (line is self.title and line.links) for line in self.lines)

    @property
    def begins_or_ends(self) -> bool:
        """Say whether it has a title, or links its source at its beginning or its end."""
        return self.title is not None or self.names_source or bool(self.lines[0].lead)


def split(lines: Sequence[ItemLine]) -> list[Segment]:
    """Return the items of the split with the most good ones, in order."""
    best: tuple[float, float, float] = (0.0, 0.0, 0.0)
    chosen: list[Segment] = []
    tried = set()
    links = list(accumulate((len(line.links) for line in lines), initial=0))
    prose = list(accumulate((line.prose for line in lines), initial=0.0))

    def may_be_best(extents: Sequence[Extent]) -> bool:
        told = (links[b + 1] > links[a] and prose[b + 1] - prose[a] >= PROSE for a, b in extents)
        return sum(told) >= max(FEWEST, best[0])

    for extents in _extents(lines, may_be_best):
        if not may_be_best(extents) or (key := tuple(extents)) in tried:
            continue
        tried.add(key)
        segments = _with_stories([_segment(lines[a : b + 1]) for a, b in extents], lines)
        good = [segment for segment in segments if segment.is_good]
        if len(good) < FEWEST:
            continue
        worth = sum(segment.worth for segment in good) / len(good)
        score = len(good) * worth**2 - _BAD * min(len(segments) - len(good), len(good))
        told = sum(segment.prose for segment in good)
        size = sum(len(line.text) for segment in good for line in segment.lines)
        if (rank := (round(score, 1), told, -size)) > best:
            best, chosen = rank, segments
    return chosen


def _extents(
    lines: Sequence[ItemLine], may_be_best: Callable[[Sequence[Extent]], bool]
) -> Iterator[list[Extent]]:
    """Yield first and last line of each item, for each possible common trait."""
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    ends: dict[HtmlElement, int] = {}
    opened: dict[tuple[tuple[str, ...], int], HtmlElement] = {}
    before: tuple[HtmlElement, ...] = ()
    for number, line in enumerate(lines):
        known = len(_shared(before, line.path))
        for step in before[known:]:
            ends[step] = number - 1
        for step in line.path[known:]:
            for key in _marks_of(step):
                opened.setdefault((key, number), step)
                starts[key].append(number)
        if line.lead:
            starts["bold" if line.is_bold else "link",].append(number)
        before = line.path
    ends.update(dict.fromkeys(before, len(lines) - 1))
    ranks = [line.rank for line in lines]
    headings = [number for number, rank in enumerate(ranks) if rank < NO_RANK]
    for key, numbers in starts.items():
        firsts = list(dict.fromkeys(numbers))
        if len(firsts) < FEWEST:
            continue
        shared = _shared(lines[firsts[0]].path, lines[firsts[-1]].path)
        last = ends[shared[-1]] if shared else len(lines) - 1
        up_to_next = [(one, other - 1) for one, other in pairwise([*firsts, last + 1])]
        if not may_be_best(up_to_next):  # and so none of the shorter ones below
            continue
        yield _short_of_headings(ranks, headings, up_to_next)
        inside = [(at, ends[opened[key, at]]) for at in firsts if (key, at) in opened]
        if any(last > first for first, last in inside) and all(
            one[1] < other[0] for one, other in pairwise(inside)
        ):
            yield inside


def _marks_of(element: HtmlElement) -> Iterator[tuple[str, ...]]:
    yield (element.tag,)
    for name in (element.get("class") or "").split():
        yield (element.tag, name)


def _shared(
    one: tuple[HtmlElement, ...], other: tuple[HtmlElement, ...]
) -> tuple[HtmlElement, ...]:
    """Return the elements around both of two lines, and so around all lines between them."""
    pairs = zip(one, other, strict=False)
    return tuple(step for step, _ in takewhile(lambda pair: pair[0] is pair[1], pairs))


def _short_of_headings(
    ranks: Sequence[int], headings: Sequence[int], whole: Sequence[Extent]
) -> list[Extent]:
    """Return items up to a higher heading; the last one is no longer than the others."""
    extents = [(first, _to_heading(ranks, headings, first, end)) for first, end in whole]
    longest = max(end - first for first, end in extents[:-1])
    first, end = extents[-1]
    return [*extents[:-1], (first, max(first, min(end, first + longest)))]


def _to_heading(ranks: Sequence[int], headings: Sequence[int], first: int, end: int) -> int:
    """Return the last line before a higher heading than the item's own."""
    own, rank = min(ranks[first : first + _BEFORE_TITLE]), ranks[first]
    for number in headings[bisect_right(headings, first) : bisect_right(headings, end)]:
        is_own = rank == NO_RANK and ranks[number] == own and number - first < 4
        if ranks[number] < rank and not is_own:
            return number - 1
    return max(first, end)


def _segment(lines: Sequence[ItemLine]) -> Segment:
    kept = [at for at, line in enumerate(lines) if line.links or line.is_prose]
    inside = list(lines[: kept[-1] + 1] if kept else lines[:1])
    links = {link.url: link for line in reversed(inside) for link in line.links[::-1]}
    return Segment(inside, _title_of(inside), list(links.values())[::-1])


def _title_of(lines: Sequence[ItemLine]) -> ItemLine | None:
    """Return the heading, headline or lead that an item begins with, after labels at most."""
    for line in lines[:_BEFORE_TITLE]:
        letters = letters_in(line.text)
        if line.rank < NO_RANK and letters >= _SHORT_TITLE / 2:
            return line
        if letters < _SHORT_TITLE:
            continue
        is_line = letters <= _LONGEST_TITLE and not line.ends and line is not lines[-1]
        if line.opens_with_lead or is_line or line.lead == line.text:
            heading = next((one for one in lines[1:_BEFORE_TITLE] if one.rank < NO_RANK), None)
            return line if heading is None or line.is_prose or line.links else heading
        return None
    return None


def _with_stories(segments: Sequence[Segment], lines: Sequence[ItemLine]) -> list[Segment]:
    """Return `segments` without links that several have, and sections without a story."""
    common = Counter(link.url for one in segments for link in one.links)
    for one in segments:
        one.links = [link for link in one.links if common[link.url] < _REPEATED]
    numbers = {line: number for number, line in enumerate(lines)}
    headings = [number for number, line in enumerate(lines) if line.rank < NO_RANK]

    def heading_of(one: Segment) -> int:
        rank = one.title.rank if one.title else NO_RANK
        above = headings[: bisect_left(headings, numbers[one.lines[0]])]
        return next((at for at in reversed(above) if lines[at].rank < rank), -1)

    sections = [(head, list(group)) for head, group in groupby(segments, key=heading_of)]
    return [
        one
        for head, section in sections
        if sum(each.is_good for each in section) >= _LEAST_OF_SECTION * len(section)
        and (head < 0 or not heads_offer(lines[head].text))
        for one in section
        if not one.is_offer
    ]

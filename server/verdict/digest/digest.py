"""Decides whether a page is a digest of stories of other sites, and which items it has."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from lxml.html import HtmlElement

from server.article import folded_places, part_of
from server.model import remembered
from server.page.document import Reading, fold
from server.page.links import Link
from server.page.view import PageView
from server.text.numbers.dates import WRITTEN_DAY
from server.urls import host_of, is_story
from server.verdict.digest.lines import NO_RANK, ItemLine, lines_of
from server.verdict.digest.segments import FEWEST, PROSE, UNTITLED, Segment, split

_FEWEST_HOSTS = 3  # other sites that an undated page leads to
_MANY = 5  # items that may all be from one other site
_LEAST_OF_PAGE = 0.5  # share of the page's prose that is in items
_HALF, _MOST, _NEARLY_ALL = 0.5, 0.65, 0.9  # share of items
_MOST_LETTERS = 2400  # of the middle item
_FEW_LINKS = 2.5  # of an item, on average
_MOST_BEFORE = 0.2  # share of the article before the first item
_LONG_LEAD, _LEAST_LEAD = 2, 400  # a lead story, by the longest item and in letters
_LONGEST_DAY = 60  # letters of a line that shows a day


@dataclass(frozen=True, slots=True)
class DigestItem:
    """Hold a story; `start` and `end` index `Article.text`, None where it lacks the story."""

    title: str
    text: str
    start: int | None
    end: int | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """Hold the stories of a page of several; `lead` is the index of the one that the page is about.

    `beside` are the elements of the others then.
    """

    items: list[DigestItem]
    lead: int | None = None
    beside: frozenset[HtmlElement] = frozenset()


@remembered
def find_digest(view: PageView) -> Digest | None:
    """Return the page's items; None where it is no digest."""
    # Most pages end here: nothing links to a story of another site.
    links = (link for block in view.blocks if not block.is_closed for link in block.links)
    if not any(link.elsewhere and is_story(link.url) for link in links):
        return None
    lines = lines_of(view)
    if sum(bool(line.links) for line in lines) < FEWEST:
        return None
    shape = _Shape(view, lines, split(lines))
    if not shape.is_digest:
        return None
    items = [shape.lead] if shape.lead else []
    items += [one for one in shape.segments if one.is_item]
    told = list(_placed(items, view))
    if shape.lead is None:
        return Digest(told)
    return Digest(told, 0, frozenset(line.block.element for one in items[1:] for line in one.lines))


def view_of_lead(view: PageView, digest: Digest) -> PageView:
    """Return `view` with the story that the page is about alone, the others beside it."""
    lead = digest.items[digest.lead] if digest.lead is not None else None
    if lead is None or lead.start is None or lead.end is None:
        return view
    part = part_of(view.article, lead.start, lead.end)
    if part is None:
        return view
    first = next(one.paragraph for one in view.article.sentences if one.end > lead.start)
    body = view.reading.body[first : first + part.sentences[-1].paragraph + 1]
    return PageView(Reading(part, view.document, body), view.status, digest.beside)


class _Shape:
    """Distinguish a digest by where its links are and where they lead."""

    def __init__(self, view: PageView, lines: Sequence[ItemLine], segments: list[Segment]) -> None:
        self.view, self.segments = view, segments
        self.good = [one for one in segments if one.is_good]
        self.before = lines[: lines.index(segments[0].lines[0])] if segments else []
        self.all = _told(lines)

    @property
    def is_digest(self) -> bool:
        """Say whether its items are stories of other sites, and most of the page."""
        if len(self.good) < max(FEWEST, _HALF * len(self.segments)):
            return False
        told = _told([line for one in self.good for line in one.lines])
        if self.lead:
            told += _told(self.lead.lines)
        return (
            told >= _LEAST_OF_PAGE * self.all
            and median(one.prose for one in self.good) <= _MOST_LETTERS
            and (self._is_issue if self._is_dated else self._is_review)
        )

    @property
    def _is_issue(self) -> bool:
        """Say whether the items of a page with its day as title lead to other sites."""
        hosts = 1 if len(self.good) >= _MANY else _FEWEST_HOSTS - 1
        return (
            len(self._hosts) >= hosts
            and self._share(lambda one: any(host_of(x.url) in self._hosts for x in one.links))
            >= _HALF
            and (self._named >= _HALF or self._links <= _FEW_LINKS)
            and self._share(lambda one: one.begins_or_ends) >= _HALF
        )

    @property
    def _is_review(self) -> bool:
        """Say whether nearly all links of a page without a day are sources below short stories."""
        lines = [(one, line) for one in self.good for line in one.lines]
        told = [one for one in self.segments if one.prose >= PROSE]
        short = (line.text for line in self.before if len(line.text) <= _LONGEST_DAY)
        shows_day = any(map(WRITTEN_DAY.search, short))
        links = sum(len(line.links) for _, line in lines)
        at_end = sum(len(x.links) for one, x in lines if x.names_source or x is one.title)
        return (
            len(self._hosts) >= _FEWEST_HOSTS
            and len(self.good) >= (_MOST if len(self.good) >= _MANY else 1) * len(told)
            and self._share(lambda one: any(map(self._leads_to_story, one.links))) >= _MOST
            and (at_end >= _NEARLY_ALL * links or (len(self.good) >= _MANY and shows_day))
            and self._named >= _NEARLY_ALL
            and self._links <= _FEW_LINKS
            and self._has_short_beginning
        )

    @property
    def _has_short_beginning(self) -> bool:
        if self.lead:
            return all(one.worth > UNTITLED for one in self.good)
        return _told(self.before) <= _MOST_BEFORE * self.all

    @cached_property
    def lead(self) -> Segment | None:
        """Return the page's own story, before the items and longer than any of them."""
        longest = max((one.prose for one in self.good), default=0.0)
        told = _told([line for line in self.before if line.block.in_body])
        if self._is_dated or told < max(_LEAST_LEAD, _LONG_LEAD * longest):
            return None
        lines = [line for line in self.before if line.block.in_body or line.rank == 1]
        title = next((line for line in lines if line.rank == 1), None)
        return Segment(lines, title, [link for line in lines for link in line.links])

    @property
    def _links(self) -> float:
        return sum(len(one.links) for one in self.good) / len(self.good)

    @cached_property
    def _hosts(self) -> set[str | None]:
        """Return the hosts of the items, without those of the page's head."""
        own = {host_of(link.url) for line in self.before for link in line.links}
        return {host_of(link.url) for one in self.good for link in one.links} - own

    @property
    def _is_dated(self) -> bool:
        """Say whether a title of the page is a date, as of an issue."""
        heads = [line.text for line in self.before if line.rank == 1]
        named = self.view.document.root.findtext(".//title")
        heads += [named or "", self.view.article.title or ""]
        return any(map(WRITTEN_DAY.search, heads))

    def _leads_to_story(self, link: Link) -> bool:
        return host_of(link.url) in self._hosts and is_story(link.url)

    @property
    def _named(self) -> float:
        return self._share(lambda one: one.names_source)

    def _share(self, holds: Callable[[Segment], bool]) -> float:
        return sum(map(holds, self.good)) / len(self.good)


def _told(lines: Sequence[ItemLine]) -> float:
    """Return the letters of prose in `lines`."""
    return sum(line.prose for line in lines if line.is_prose and line.rank == NO_RANK)


def _placed(segments: Sequence[Segment], view: PageView) -> Iterator[DigestItem]:
    """Yield the items of `segments` with their places in the article's text."""
    folded, places = folded_places(view.article.text)
    after = 0
    for segment in segments:
        name = " ".join(segment.name.split())
        told = [line.text for line in segment.told]
        start = end = None
        for text in map(fold, told):
            at = folded.find(text, after) if text else -1
            if at < 0:
                continue
            if start is None:
                title = folded.rfind(fold(name), after, at)
                start = places[at if title < 0 else title]
            after = at + len(text)
            end = places[after - 1] + 1
        yield DigestItem(name, "\n\n".join(told), start, end, tuple(segment.links))

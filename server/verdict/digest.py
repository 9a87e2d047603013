"""Decides whether a page is a digest: several stories, each with the page it was taken from.

The page's lists of records (`server.page.records`) are read as stories, and each list is judged
by features that hold on any site and in any language: how much of the page is in its stories,
where they lead, how unlike they are. `digest.json` has the weights of a logistic model, learned
on digests and on pages that look like them (`python -m tests.bench.verdict.digests_train`). The
likeliest list is the page's.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise
from statistics import median

from lxml.html import HtmlElement

from server.article import folded_places, part_of
from server.model import counted, linear_models, remembered
from server.page.document import Link, Reading, fold
from server.page.records import FEWEST, NO_RANK, Records, records_of
from server.page.view import PageView
from server.text.dates import WRITTEN_DAY
from server.text.lines import heads_offer
from server.urls import host_of, is_story
from server.verdict.briefs import own_brief
from server.verdict.digest_items import STORY, ItemLine, Segment, items_of, lines_of, prose_of
from server.verdict.signals import Signal

_MOST_COMPARED = 60  # items of a list whose words are compared
_MOST_STORIES = 300  # of a list: six times those of the longest digest that was read
_LIKELY = 0.35  # chance from which on a page is a digest
_LEAD = 400  # letters of prose of a story of the page's own above others
_LEAD_LENGTH = 2  # times the longest of the others, at least


def features_of(
    view: PageView,
    records: Records,
    items: Sequence[Segment],
    lines: Sequence[ItemLine],
    *,
    has_lead: bool,
) -> dict[str, float]:
    """Return the features of a list, each 0..1; `items` are its records that have a story.

    `lines` are the page's; with `has_lead` a story of its own is above the list, and not counted.
    """
    count, stories = len(items), [item for item in items if item.prose >= STORY]
    linked = [item for item in items if item.links]
    first, last = records.extents[0].start, records.extents[-1].end
    inside = sum(end - start for start, end in records.extents)
    links = [link for item in items for link in item.links]
    hosts = Counter(host_of(link.url) for link in links)
    prose = [line for item in items for line in item.lines if line.is_prose]
    prose_letters = prose_of(prose)
    compared = items[:_MOST_COMPARED]
    pairs = list(pairwise(items[: _MOST_COMPARED + 1]))
    titled = ItemLine.words_of(view.article.title or "")
    items_with_word = (sum(word in item.words for item in compared) for word in titled)
    declared = [*view.structured.kinds, *view.structured.metas.get("og:type", [])]
    page = max(1.0, prose_letters + prose_of((*(() if has_lead else lines[:first]), *lines[last:])))

    def share(holds: Callable[[Segment], object], among: Sequence[Segment] = items) -> float:
        return sum(bool(holds(item)) for item in among) / max(1, len(among))

    return {
        # How many there are, how much of the page, and what is between them.
        "count": min(1.0, math.log10(count) / 1.5),
        "few": count < 5,
        "told": len(stories) / len(records.extents),
        "cover": prose_letters / page,
        "gaps": min(1.0, (last - first - inside) / len(records.extents)),
        # What they look like.
        "alike": _mean(
            _shared_share(upper.looks, lower.looks, all_of=True) for upper, lower in pairs
        ),
        "titled:heading": share(lambda item: item.title and item.title.rank < NO_RANK),
        "titles:same": 1 - len({item.name for item in items}) / count,
        "headings": min(1.0, _mean(sum(x.rank < NO_RANK for x in i.lines) for i in items) / 3),
        "numbered": share(lambda item: item.lines[0].is_numbered),
        "length": min(1.0, math.log10(1 + median(item.prose for item in stories)) / 3.5),
        "lines": min(1.0, _mean(len(item.told) for item in items) / 8),
        "ends": sum(line.ends for line in prose) / max(1, len(prose)),
        # Where they lead.
        "linked": len(linked) / count,
        "linked:few": share(lambda item: len(item.links) <= 2, linked),
        "links": min(1.0, len(links) / count / 6),
        "stories": share(lambda item: any(is_story(link.url) for link in item.links), linked),
        "sources": share(lambda item: any(line.names_source for line in item.lines), linked),
        "hosts": min(1.0, len(hosts) / max(1, len(linked))),
        "hosts:one": max(hosts.values(), default=0) / max(1, len(links)),
        # What they say, and what the page says of itself.
        "overlap": _mean(_shared_share(upper.words, lower.words) for upper, lower in pairs),
        # Those that have a word of the page's title, in its likeliest word.
        "headline": max(items_with_word, default=0) / len(compared),
        "dated": is_dated(view, lines[:first]),
        "author": bool(view.article.authors),
        "article": any(
            kind in declaration.lower()
            for declaration in declared
            for kind in ("article", "posting")
        ),
    }


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / max(1, len(listed))


def _shared_share(left: Set[object], right: Set[object], *, all_of: bool = False) -> float:
    """Return the share that two sets have in common of the smaller, or of all."""
    size = len(left | right) if all_of else min(len(left), len(right))
    return len(left & right) / max(1, size)


def is_dated(view: PageView, before: Sequence[ItemLine]) -> bool:
    """Whether a title of the page is a date, as of an issue."""
    heads = [line.text for line in before if line.rank == 1]
    return any(map(WRITTEN_DAY.search, (*heads, view.document.title, view.article.title or "")))


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A story; `start` and `end` index `Article.text`, None where it lacks the story.

    `links` are without their elements: a story outlives its page.
    """

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


@dataclass(frozen=True)
class Listed:
    """Hold a list of records read as stories, with its features for the model.

    `lead` is the page's own story above it, where there is one.
    """

    items: list[Segment]
    lead: Segment | None
    features: dict[str, float]


@remembered
def find_digest(view: PageView) -> Digest | None:
    """Return the page's items; None where it is not a digest."""
    if briefs := own_brief(view):
        return Digest(list(_with_places(briefs, view)), 0, _elements(briefs[1:]))
    model = linear_models(__package__, "digest.json")["digest"]
    weighed = [(model.probability(listed.features), listed) for listed in lists_in(view)]
    chance, listed = max(weighed, key=lambda pair: pair[0], default=(0.0, None))
    if listed is None or chance < _LIKELY:
        return None
    if listed.lead is None:
        return Digest(list(_with_places(listed.items, view)))
    return Digest(
        list(_with_places([listed.lead, *listed.items], view)), 0, _elements(listed.items)
    )


def _elements(items: Iterable[Segment]) -> frozenset[HtmlElement]:
    return frozenset(line.block.element for item in items for line in item.lines)


def lists_in(view: PageView) -> list[Listed]:
    """Return the lists of three stories or more that lead to other sites, with their features."""
    # Most pages end here: nothing links to a story of another site.
    links = (link for block in view.blocks if not block.is_closed for link in block.links)
    if not any(link.elsewhere and is_story(link.url) for link in links):
        return []
    page_lists = [
        records for records in records_of(view.document) if len(records.extents) <= _MOST_STORIES
    ]
    if not page_lists:
        return []
    lines = lines_of(view.blocks)
    prose_before = list(accumulate((line.prose for line in lines), initial=0.0))
    links_before = list(accumulate((len(line.links) for line in lines), initial=0))
    story_lists = []
    for records in page_lists:
        linked_stories = 0
        for start, end in records.extents:
            is_story_long = prose_before[end] - prose_before[start] >= STORY
            linked_stories += is_story_long and links_before[end] > links_before[start]
        if linked_stories < FEWEST:
            continue
        items = _stories(items_of([lines[start:end] for start, end in records.extents]), lines)
        if sum(item.prose >= STORY for item in items) < FEWEST:
            continue
        above = lines[: records.extents[0].start]
        lead = None if is_dated(view, above) else _lead_of(above, items)
        features = features_of(view, records, items, lines, has_lead=lead is not None)
        story_lists.append(Listed(items, lead, features))
    return story_lists


def _stories(items: Sequence[Segment], lines: Sequence[ItemLine]) -> list[Segment]:
    """Return the items that have a story, without offers and sections of few stories."""
    numbers = {line: number for number, line in enumerate(lines)}
    headings = (number for number, line in enumerate(lines) if line.rank < NO_RANK)
    ahead = next(headings, len(lines))
    over: list[int] = []  # the headings that what follows may be under, from the highest rank

    def heading_of(item: Segment) -> int:
        nonlocal ahead
        while ahead < numbers[item.lines[0]]:
            while over and lines[over[-1]].rank >= lines[ahead].rank:
                over.pop()
            over.append(ahead)
            ahead = next(headings, len(lines))
        rank = item.title.rank if item.title else NO_RANK
        return next((number for number in reversed(over) if lines[number].rank < rank), -1)

    sections = [(head, list(group)) for head, group in groupby(items, key=heading_of)]
    return [
        item
        for head, section in sections
        if 2 * sum(story.is_told for story in section) >= len(section)
        and (head < 0 or not heads_offer(lines[head].text))
        for item in section
        if item.is_told and not item.is_offer
    ]


def _lead_of(before: Sequence[ItemLine], items: Sequence[Segment]) -> Segment | None:
    """Return the page's own story, before the items and twice as long as any of them."""
    longest = max(item.prose for item in items)
    own_letters = prose_of(line for line in before if line.block.in_body)
    if own_letters < max(_LEAD, _LEAD_LENGTH * longest):
        return None
    lines = [line for line in before if line.block.in_body or line.rank == 1]
    title = next((line for line in lines if line.rank == 1), None)
    return Segment(lines, title, [link for line in lines for link in line.links])


def digest_signal(view: PageView) -> Signal | None:
    """Return the sign that the page retells several stories, none where it is about one."""
    digest = find_digest(view)
    if digest is None or digest.lead is not None:
        return None
    links = [link for item in digest.items for link in item.links]
    hosts = {host_of(link.url) for link in links}
    quote = next((link.text for link in links if link.text), digest.items[0].title)
    element = next((link.element for link in links if link.text), None)
    stories, publications = (
        counted(len(digest.items), "story"),
        counted(len(hosts), "other publication"),
    )
    message = f"{stories}, which lead to {publications}: “{quote}”."
    counts = (("items", len(digest.items)), ("publications", len(hosts)))
    return Signal("retells_report", message, quote, element, "digest", counts)


def view_of_lead(view: PageView, digest: Digest) -> PageView:
    """Return `view` with the story that the page is about alone, the others beside it."""
    lead = digest.items[digest.lead] if digest.lead is not None else None
    if lead is None or lead.start is None or lead.end is None:
        return view
    part = part_of(view.article, lead.start, lead.end)
    if part is None:
        return view
    first = next(
        sentence.paragraph for sentence in view.article.sentences if sentence.end > lead.start
    )
    body = view.reading.body[first : first + part.sentences[-1].paragraph + 1]
    return PageView(Reading(part, view.document, body), view.status, digest.beside)


def _with_places(items: Sequence[Segment], view: PageView) -> Iterator[DigestItem]:
    """Yield `items` with their places in the article's text."""
    folded, places = folded_places(view.article.text)
    after = 0
    for item in items:
        name = " ".join(item.name.split())
        paragraphs = [line.text for line in item.told]
        start = end = None
        for text in map(fold, paragraphs):
            offset = folded.find(text, after) if text else -1
            if offset < 0:
                continue
            if start is None:
                title = folded.rfind(fold(name), after, offset)
                start = places[offset if title < 0 else title]
            after = offset + len(text)
            end = places[after - 1] + 1
        links = tuple(replace(link, element=None) for link in item.links)
        yield DigestItem(name, "\n\n".join(paragraphs), start, end, links)

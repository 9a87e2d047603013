"""Describes a list of stories by features that hold on any site and in any language."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from statistics import median

from server.page.records import NO_RANK, Records
from server.page.view import PageView
from server.text.numbers.dates import WRITTEN_DAY
from server.urls import host_of, is_story
from server.verdict.digest.items import STORY, ItemLine, Segment

_MOST_READ = 60  # items of a list whose words are compared


def prose_of(lines: Iterable[ItemLine]) -> float:
    """Return the letters of prose in `lines`."""
    return sum(line.prose for line in lines if line.is_prose)


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
    count, told = len(items), [item for item in items if item.prose >= STORY]
    linked = [item for item in items if item.links]
    first, last = records.extents[0].start, records.extents[-1].end
    inside = sum(end - start for start, end in records.extents)
    links = [link for item in items for link in item.links]
    hosts = Counter(host_of(link.url) for link in links)
    prose = [line for item in items for line in item.lines if line.is_prose]
    held = prose_of(prose)
    page = max(1.0, held + prose_of((*(() if has_lead else lines[:first]), *lines[last:])))

    def share(holds: Callable[[Segment], object], of: Sequence[Segment] = items) -> float:
        return sum(bool(holds(item)) for item in of) / max(1, len(of))

    return {
        # How many there are, how much of the page, and what is between them.
        "count": min(1.0, math.log10(count) / 1.5),
        "few": count < 5,
        "told": len(told) / len(records.extents),
        "cover": held / page,
        "gaps": min(1.0, (last - first - inside) / len(records.extents)),
        # What they look like.
        "alike": _mean(map(_likeness, *_pairs(items))),
        "titled:heading": share(lambda item: item.title and item.title.rank < NO_RANK),
        "titles:same": 1 - len({item.name for item in items}) / count,
        "headings": min(1.0, _mean(sum(x.rank < NO_RANK for x in i.lines) for i in items) / 3),
        "numbered": share(lambda item: item.lines[0].is_numbered),
        "length": min(1.0, math.log10(1 + median(item.prose for item in told)) / 3.5),
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
        "overlap": _mean(map(_overlap, *_pairs(items))),
        "headline": _said(view.article.title or "", items),
        "dated": is_dated(view, lines[:first]),
        "author": bool(view.article.authors),
        "article": _declares(view, "article", "posting"),
    }


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / max(1, len(listed))


def _pairs(items: Sequence[Segment]) -> tuple[Sequence[Segment], Sequence[Segment]]:
    return items[:_MOST_READ], items[1 : _MOST_READ + 1]


def _likeness(one: Segment, other: Segment) -> float:
    """Return the share of the looks of two records' lines that both have."""
    looks, others = ({line.look for line in item.lines} for item in (one, other))
    return len(looks & others) / len(looks | others)


def _overlap(one: Segment, other: Segment) -> float:
    return len(one.words & other.words) / max(1, min(len(one.words), len(other.words)))


def _said(title: str, items: Sequence[Segment]) -> float:
    """Return the share of items that have a word of the page's title, in its likeliest word."""
    words = ItemLine.words_of(title)
    counts = [sum(word in item.words for item in items[:_MOST_READ]) for word in words]
    return max(counts, default=0) / len(items[:_MOST_READ])


def is_dated(view: PageView, before: Sequence[ItemLine]) -> bool:
    """Say whether a title of the page is a date, as of an issue."""
    heads = [line.text for line in before if line.rank == 1]
    named = view.document.root.findtext(".//title")
    return any(map(WRITTEN_DAY.search, (*heads, named or "", view.article.title or "")))


def _declares(view: PageView, *kinds: str) -> bool:
    """Return whether the page declares itself, or something on it, to be of one of `kinds`."""
    named = [node.get("@type") for node in view.structured.nodes]
    declared = [*named, *view.structured.metas.get("og:type", [])]
    return any(kind in str(one).lower() for one in declared for kind in kinds)

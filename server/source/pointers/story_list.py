"""The stories of a page that has several: newsletters, morning briefings, press reviews.

Such a page has no single source. Each of its items begins with the link to its own original, as a
headline, or ends with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from lxml.html import HtmlElement

from server.page.block import (
    LONGEST_LINK,
    is_long,
    letters_in,
    makes_up_or_ends,
    only_link,
)
from server.page.document import Reading, fold
from server.page.links import Link, Place, anchor_of, place_of
from server.source.pointers.pointer import LEVELS, Pointer
from server.urls import host_of, is_story, may_follow, normalise

FEWEST = 3  # items to different stories
_FEWEST_HOSTS = 2  # other sites; more links to one are a story on what it reports
_MOST_LETTERS = 900  # of prose for each item, on average
_MOST_OUTSIDE = 2  # paragraphs before the first item and after the last
_PROSE = 60  # letters
_BEFORE = 3  # text nodes before the body in which its headline is


@dataclass(frozen=True, slots=True)
class PageItem:
    """A story among several: `start` and `end` index the article's text."""

    title: str
    start: int
    end: int
    pointer: Pointer


class Paragraph(NamedTuple):
    """A paragraph of the article, with the links in it and right after it."""

    text: str
    start: int
    links: list[Link]


def find_items(reading: Reading) -> list[PageItem]:
    """The stories of a page of several, in order; none where it is one story."""
    paragraphs = [*_headline(reading), *paragraphs_of(reading)]
    leading = [(at, link) for at, one in enumerate(paragraphs) if (link := _leads(one))]
    hosts = {host_of(link.url) for _, link in leading}
    if len({link.url for _, link in leading}) < FEWEST or len(hosts) < _FEWEST_HOSTS:
        return []
    places = [at for at, _ in leading]
    if not _all_along(paragraphs, places):
        return []
    is_first = places[0] == 0 or not is_long(paragraphs[places[0]].text, _PROSE)
    bounds = _headed(places, len(paragraphs)) if is_first else _closed(places)
    return [
        _item(paragraphs[first : last + 1], link)
        for (first, last), (_, link) in zip(bounds, leading, strict=True)
    ]


def paragraphs_of(reading: Reading) -> Iterator[Paragraph]:
    """The paragraphs of the article with their links, as far as the page shows them."""
    document, body = reading.document, reading.body
    place = place_of(reading.article, document)
    spans = [*body.paragraphs, None]
    start = 0
    for text, (span, following) in zip(
        reading.article.text.split("\n\n"), pairwise(spans), strict=False
    ):
        if span:
            first = document.text_map.index_at(span.start)
            end = following.start - 1 if following else span.end - 1
            last = document.text_map.index_at(max(span.end - 1, end))
            runs = document.text_map.runs[first : last + 1]
            yield Paragraph(text, start, list(_links([run.element for run in runs], place)))
        start += len(text) + 2


def _headline(reading: Reading) -> Iterator[Paragraph]:
    """The linked headline of the first story, where the page has it as its own title."""
    document, body, title = reading.document, reading.body, reading.article.title
    if not title or not body.span:
        return
    first = document.text_map.index_at(body.span.start)
    before = document.text_map.runs[max(0, first - _BEFORE) : first]
    place = place_of(reading.article, document)
    for link in _links([run.element for run in before], place):
        if fold(link.text) == fold(title):
            yield Paragraph(link.text, 0, [link])


def _links(elements: Sequence[HtmlElement], place: Place) -> Iterator[Link]:
    """The links that text nodes of these elements are part of, once each."""
    anchors = dict.fromkeys(anchor_of(element) for element in elements)
    for anchor in anchors:
        if anchor is not None:
            words = " ".join(anchor.text_content().split())
            if link := place.link(anchor.get("href") or "", words, anchor):
                yield link


def _leads(paragraph: Paragraph) -> Link | None:
    """The one link to another site that a paragraph is made of, or ends with."""
    link = only_link(paragraph.links)
    if link is None or not is_story(link.url) or not may_follow(link.url):
        return None
    is_between = link.text not in paragraph.text  # a call between two paragraphs
    return link if is_between or makes_up_or_ends(link, paragraph.text) else None


def _all_along(paragraphs: Sequence[Paragraph], places: Sequence[int]) -> bool:
    """Whether the links come all along the text, and not only at one of its ends."""
    prose = [at for at, one in enumerate(paragraphs) if is_long(one.text, _PROSE)]
    letters = sum(letters_in(paragraphs[at].text) for at in prose)
    return (
        bool(prose)
        and letters <= _MOST_LETTERS * len(places)
        and sum(at < places[0] for at in prose) <= _MOST_OUTSIDE
        and sum(at > places[-1] for at in prose) <= _MOST_OUTSIDE
        and len(prose) >= len(places) / 2
    )


def _headed(places: Sequence[int], count: int) -> list[tuple[int, int]]:
    """First and last paragraph of items that begin with their link."""
    return [(first, after - 1) for first, after in pairwise([*places, count])]


def _closed(places: Sequence[int]) -> list[tuple[int, int]]:
    """First and last paragraph of items that end with their link."""
    return [(before + 1, last) for before, last in pairwise([-1, *places])]


def _item(paragraphs: Sequence[Paragraph], link: Link) -> PageItem:
    last = paragraphs[-1]
    says = f"Linked from this item as “{link.text}”."
    params = {"text": link.text, "kind": "item"}
    pointer = Pointer(
        normalise(link.url),
        "page_link_cta",
        says,
        link.text,
        0.7,
        params,
        LEVELS["call"],
    )
    title = link.text if is_long(link.text, 25) else paragraphs[0].text[:LONGEST_LINK]
    return PageItem(title, paragraphs[0].start, last.start + len(last.text), pointer)

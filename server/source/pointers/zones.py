"""The parts of a page in which it may say where its story is from: above, in and below the body."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lxml.html import HtmlElement

from server.page.block import Block, is_long
from server.page.calls_to_action import Call, find_calls
from server.page.links import Link, Place
from server.page.roles import BESIDE, Parts
from server.page.view import PageView
from server.source.lead import Lead
from server.text.calls.credits import begins, has, languages_for
from server.urls import is_story, normalise

Where = Literal["top", "body", "end"]
# A text whose end says nothing may still name its source in passing, in this many paragraphs.
_MOST_PARAGRAPHS = 400
_LONGEST_NOTE = 160  # characters
_SHORT = 80  # letters; in a longer note "photo" may be part of the story
_MOST_ABOVE = 12  # blocks between headline and body
_FARTHEST_ABOVE = 40  # blocks above the body among which its headline is


@dataclass(frozen=True, slots=True)
class Zone:
    """A block of the page with its place.

    `holder` is what holds it and the body's end; `loose`: nothing but the page itself does.
    """

    where: Where
    block: Block
    holder: HtmlElement | None = None
    loose: bool = False


@dataclass(frozen=True)
class Zones:
    """A page's blocks, the place it is at, and the languages to read it in."""

    place: Place
    languages: tuple[str, ...]
    zones: list[Zone]
    calls: list[Call]
    parts: Parts

    def of(self, *where: Where) -> Iterator[Block]:
        """Return the blocks of these zones, in order."""
        return (zone.block for zone in self.zones if zone.where in where)


def zones_of(view: PageView) -> Zones:
    """Return the blocks of the page that may name its source."""
    reading, place = view.reading, view.place
    languages = languages_for(reading.article.language)
    zones = [*_zones(view)]
    end = tuple(zone.block for zone in zones if zone.where == "end")
    return Zones(place, languages, zones, find_calls(end, reading.article.language), view.parts)


def is_aside(element: HtmlElement | None, parts: Parts) -> bool:
    """Return whether `element` is in a part about something else, or for sale."""
    return parts.of(element).role in BESIDE | {"offer"}


def story_links(block: Block, zones: Zones) -> list[Link]:
    """Return the links of a note to other sites, unless it is about something else."""
    if not is_long(block.text, _SHORT) and has("other", block.text, zones.languages):
        return []
    if begins("besides", block.text, zones.languages):
        return []
    return [
        link
        for link in block.links
        if link.elsewhere
        and not link.is_home
        and not has("other", link.text, zones.languages)
        and not is_aside(link.element, zones.parts)
        and not _is_excepted(link.element)
    ]


# How far each kind of link speaks for the source: calls, then credits.
_CALLS = {
    "says_summary": 0.95,
    "read_full": 0.9,
    "original": 0.9,
    "says_excerpt": 0.85,
    "made": 0.85,
    "headline": 0.75,
    "continue_reading": 0.7,
}
_STRENGTH = {
    **_CALLS,
    "republished": 0.8,
    "source_line": 0.7,
    "credit": 0.7,
    "class": 0.65,
    "isbasedon": 0.65,
    "isbasedonurl": 0.65,
    "translationofwork": 0.65,
    "reported": 0.6,
    "names_site": 0.6,
    "told": 0.55,
    "citation": 0.5,
    "alone": 0.45,
}


def pointing(link: Link, kind: str, quote: str, less: float = 0.0) -> Iterator[Lead]:
    """Yield the lead of a link, unless it is paid for or leads to the page's own copy."""
    if not _is_excepted(link.element):
        finder = "page_link_cta" if kind in _CALLS else "page_link_attribution"
        says = f"Linked from this page as “{link.text or quote}”."
        less += 0 if is_story(link.url) else 0.05
        strength = round(_STRENGTH[kind] - less, 2)
        params = {"text": link.text, "kind": kind}
        yield Lead(normalise(link.url), finder, says, quote, strength, params)


def _is_excepted(element: HtmlElement | None) -> bool:
    """Return whether a link is paid for, or leads to the page's own copy (microformats)."""
    if element is None:
        return False
    rels = (element.get("rel") or "").lower().split()
    is_copy = "u-syndication" in (element.get("class") or "").split()
    return is_copy or not {"syndication", "sponsored"}.isdisjoint(rels)


def _zones(view: PageView) -> Iterator[Zone]:
    parts, body = view.parts, view.blocks[view.first : view.last + 1]
    for block in _above(view):
        if not is_aside(block.element, parts):
            yield Zone("top", block)
    for block in body[:_MOST_PARAGRAPHS]:
        if any(link.elsewhere for link in block.links) and not is_aside(block.element, parts):
            # Extractors swallow notes at the body's ends.
            outer = block in (body[0], body[-1]) and len(block.text) <= _LONGEST_NOTE
            yield Zone("top" if outer else "body", block)
    last = body[-1].element if body else view.document.root
    holders = frozenset({last, *last.iterancestors()})
    for block in view.after:
        if not is_aside(block.element, parts):
            steps = (block.element, *block.element.iterancestors())
            holder = next((step for step in steps if step in holders), None)
            loose = holder is not None and holder.tag == "body" and last not in holder
            yield Zone("end", block, holder, loose)


def _above(view: PageView) -> Sequence[Block]:
    blocks = view.blocks[max(0, view.first - _FARTHEST_ABOVE) : view.first]
    heads = [at for at, block in enumerate(blocks) if block.element.tag in ("h1", "h2")]
    return blocks[heads[-1] :][:_MOST_ABOVE] if heads else blocks[-3:]

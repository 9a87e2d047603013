"""Finds links whose words name the story's source, above, in and below the body.

Calls, credits, "first appeared in", labels of icons, and a lone link to a story.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Literal, NamedTuple

from lxml.html import HtmlElement

from server.page.block import Block, is_long
from server.page.calls_to_action import Call, calls_in, find_calls
from server.page.document import Reading, fold
from server.page.links import Link, Place
from server.page.roles import BESIDE, Parts
from server.page.view import PageView
from server.source.lead import Lead
from server.text.calls.credits import begins, has, languages_for, said
from server.text.calls.made import WordClass, says
from server.urls import is_story, may_follow, normalise, parts_of

Where = Literal["top", "body", "end"]
# A text whose end says nothing may still name its source in passing, in this many paragraphs.
_MOST_PARAGRAPHS = 400
_LONGEST_OUTER = 160  # characters of a note at the body's ends, which extractors swallow
_SHORT = 80  # letters; in a longer note "photo" may be part of the story
_MOST_ABOVE = 12  # blocks between headline and body
_FARTHEST_ABOVE = 40  # blocks above the body among which its headline is
_LONGEST_NOTE = 240  # characters; a longer block is prose
_LONGEST_TOLD = 1_000  # characters of a sentence with a link; a longer one is a list
_LONGEST_ALONE = 120  # letters; in a longer sentence a link is one of many
_LONGEST_NAME = 60  # characters of a link that is a publisher's name
# What a page says in a phrase, below its body or beside a link.
_CALLING = ("says_summary", "read_full", "original", "says_excerpt", "continue_reading")
_CREDITING = ("republished", "source_line", "reported")


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
    """A page's blocks that may name its source, and its links with their words."""

    reading: Reading
    place: Place
    parts: Parts
    languages: tuple[str, ...]  # to read it in
    zones: list[Zone]
    links: dict[HtmlElement, str]
    calls: list[Call]

    def of(self, *where: Where) -> Iterator[Block]:
        """Return the blocks of these zones, in order."""
        return (zone.block for zone in self.zones if zone.where in where)


def zones_of(view: PageView) -> Zones:
    """Return the blocks of the page that may name its source."""
    reading, zones = view.reading, [*_zones(view)]
    language = reading.article.language
    links = {a: a.text_content() for a in view.document.root.iter("a") if a.get("href")}
    calls = find_calls(tuple(zone.block for zone in zones if zone.where == "end"), language)
    return Zones(reading, view.place, view.parts, languages_for(language), zones, links, calls)


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
    "reported": 0.6,
    "names_site": 0.6,
    "told": 0.55,
    "alone": 0.45,
}


class Pointed(NamedTuple):
    """A link that may lead to the source: the kind of words that say so, and the words.

    `less` is how much less it says than others of its kind.
    """

    link: Link
    kind: str
    quote: str
    less: float = 0.0

    def leads(self) -> Iterator[Lead]:
        """Yield its lead, unless it is paid for or leads to the page's own copy."""
        link, kind = self.link, self.kind
        if not _is_excepted(link.element):
            finder = "page_link_cta" if kind in _CALLS else "page_link_attribution"
            says = f"Linked from this page as “{link.text or self.quote}”."
            less = self.less + (0 if is_story(link.url) else 0.05)
            strength = round(_STRENGTH[kind] - less, 2)
            params = {"text": link.text, "kind": kind}
            yield Lead(normalise(link.url), finder, says, self.quote, strength, params)


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
            outer = block in (body[0], body[-1]) and len(block.text) <= _LONGEST_OUTER
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


def marked_links(zones: Zones) -> Iterator[Pointed]:
    """Yield the links to other sites whose words make them pointers."""
    yield from _from_calls(zones.calls, zones)
    for block in zones.of("top", "end"):
        if len(block.text) <= _LONGEST_NOTE:
            yield from _in_note(block, zones)
    for block in zones.of("body"):
        yield from _in_body(block, zones)
    for element, text in zones.links.items():
        if not any(map(str.isalnum, text)) and not fold(text):
            yield from _labelled(element, zones)


def lone_link(zones: Zones) -> Pointed | None:
    """Return the only story of another site at an end of the body.

    After it, what is held closest together with the body's end counts alone: further out are
    other stories. Above it are bylines too, so that only a link within a sentence counts.
    """
    groups: dict[HtmlElement | None, dict[str, Pointed]] = {}
    above = ""
    for zone in zones.zones:
        head, above = above, zone.block.text
        if len(head) <= _LONGEST_NAME and begins("besides", head, zones.languages):
            continue
        sentence = zone.where == "top" or zone.loose
        within = zone.where == "body" or zone.holder is zone.block.element
        if within or is_long(zone.block.text, _LONGEST_ALONE):
            continue
        for link in story_links(zone.block, zones):
            beside = len(zone.block.text) - len(link.text)
            if not (link.text and is_story(link.url) and may_follow(link.url)):
                continue
            if beside > 20 or not sentence:
                found = groups.setdefault(zone.holder, {})
                found[normalise(link.url)] = Pointed(link, "alone", zone.block.text)
    within_it = (holder for holder in groups if holder is not None)
    nearest = max(within_it, key=lambda one: len(list(one.iterancestors())), default=None)
    for found in (groups.get(nearest, {}), groups.get(None, {})):
        if len(found) == 1:
            return next(iter(found.values()))
    return None


def _from_calls(calls: list[Call], zones: Zones) -> Iterator[Pointed]:
    for call in calls:
        link, is_known = call.link, call.kind in (*_CALLING, *_CREDITING)
        if link is None or not is_known or not link.elsewhere or link.is_home:
            continue
        if not has("other", call.block.text, zones.languages):
            yield Pointed(link, call.kind, call.quote)


def _labelled(element: HtmlElement, zones: Zones) -> Iterator[Pointed]:
    """Yield a link that shows a picture or a sign and says in an attribute where it leads."""
    if is_aside(element, zones.parts) or not (label := _label(element)):
        return
    link = zones.place.link(element.get("href") or "", label, element)
    if not link or not link.elsewhere or link.is_home or len(label) > _LONGEST_OUTER:
        return
    if has("other", label, zones.languages):
        return
    block, language = Block(label, element, (link,)), zones.reading.article.language
    calls = [call for call in calls_in(block, (link,), language) if call.kind in _CALLING]
    if calls:
        yield from _from_calls(calls, zones)
    elif _calls_for_reading(label, zones.languages):
        yield Pointed(link, "made", label)
    else:
        speech = said(label, "", zones.languages, note=True)
        if speech and speech != "told":
            yield Pointed(link, speech, label)


def _label(element: HtmlElement) -> str:
    """Return the label of a link without words: `aria-label`, `title`, or its picture's text."""
    for step in (element, *element.iterdescendants("img", "svg", "i", "span")):
        for name in ("aria-label", "title", "alt"):
            if words := " ".join((step.get(name) or "").split()):
                return words
    return ""


def _in_note(block: Block, zones: Zones) -> Iterator[Pointed]:
    for link in story_links(block, zones):
        quote = sentence_with(link, block)
        # "First published by the Gazette. Read the original here."
        for words in dict.fromkeys((quote, block.text)):
            if speech := said(words, link.text, zones.languages, note=True):
                yield Pointed(link, speech, words)
                break
        if speech:
            continue
        if _calls_for_reading(block.text, zones.languages):
            yield Pointed(link, "made", quote)
        elif is_story(link.url) and _names_a_publisher(link, zones):
            yield Pointed(link, "names_site", quote)


def _calls_for_reading(text: str, languages: tuple[str, ...]) -> bool:
    """Return whether a note invites readers to read the whole story or more."""
    wanted: tuple[tuple[WordClass, ...], ...] = (
        ("read", "whole"),
        ("whole", "text"),
        ("read", "text"),
        ("on", "text"),
    )
    return any(says(text, words, language) for language in languages for words in wanted)


def _in_body(block: Block, zones: Zones) -> Iterator[Pointed]:
    for link in block.links:
        if not link.elsewhere or not link.text or not is_story(link.url):
            continue
        quote = sentence_with(link, block)
        if len(quote) > _LONGEST_TOLD:
            continue
        if speech := said(quote, link.text, zones.languages, note=False):
            yield Pointed(link, speech, quote, less=0.1)
        elif _names_a_publisher(link, zones):
            yield Pointed(link, "names_site", quote, less=0.2)
    for call in calls_in(block, block.links):
        if call.kind in _CREDITING:
            yield from _from_calls([call], zones)


def sentence_with(link: Link, block: Block) -> str:
    """Return the sentence of `block` with `link`; the whole block where it can't be found."""
    if link.text:
        return next((part for part in block.sentences if link.text in part), block.text)
    return block.text


def _names_a_publisher(link: Link, zones: Zones) -> bool:
    """Return whether a link's words are its site's name, or include a word of publishers."""
    if len(link.text) > _LONGEST_NAME:
        return False
    return names_its_site(link) or has("outlet", link.text, zones.languages)


def names_its_site(link: Link) -> bool:
    """Return whether a link's words are its domain, or mostly its site's name."""
    domain = (parts_of(link.url).hostname or "").removeprefix("www.")
    if fold(link.text).removeprefix("www") == fold(domain):
        return True
    host = fold(domain.rpartition(".")[0])
    words = link.text.split()
    # Names have capitals, articles before them ("dem Landboten") don't.
    names = list(dropwhile(str.islower, words)) or words
    known = [word for word in (fold(_plain(name)) for name in names) if len(word) > 2]
    if not known or len(words) > 6 or not all(word in host for word in known):
        return False
    return sum(map(len, known)) >= 0.7 * len(host)


def _plain(word: str) -> str:
    """Return `word` without its accents, as in domains."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))

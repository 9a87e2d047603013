"""Finds links whose words name the story's source, above, in and below the body.

Calls, credits, "first appeared in", labels of icons, and a lone link to a story.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import dropwhile
from typing import Literal, NamedTuple

from lxml.html import HtmlElement

from server.page.block import Block, is_long
from server.page.calls_to_action import Call, calls_in, find_calls
from server.page.document import Link, fold
from server.page.roles import BESIDE
from server.page.view import PageView
from server.source.lead import Lead
from server.text.calls import WordClass, says
from server.text.credits import begins, has, languages_for, said
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
# What a note says with words of these classes, to invite its readers to the whole story or more.
_INVITING: tuple[tuple[WordClass, ...], ...] = (
    ("read", "whole"),
    ("whole", "text"),
    ("read", "text"),
    ("on", "text"),
)
# How far each kind of link speaks for the source: what a page says in a phrase, below its body or
# beside a link; calls, then credits.
_PHRASED = {
    "says_summary": 0.95,
    "read_full": 0.9,
    "original": 0.9,
    "says_excerpt": 0.85,
    "continue_reading": 0.7,
}
_CALLS = {**_PHRASED, "made": 0.85, "headline": 0.75}
_CREDITS = {"republished": 0.8, "source_line": 0.7, "reported": 0.6}
_STRENGTH = {
    **_CALLS,
    **_CREDITS,
    "credit": 0.7,
    "class": 0.65,
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


class Zone(NamedTuple):
    """A block of the page with its place.

    `holder` is what holds it and the body's end; `loose`: nothing but the page itself does.
    """

    where: Where
    block: Block
    holder: HtmlElement | None = None
    loose: bool = False


class Zones:
    """A page's blocks that may name its source, and its links with their words."""

    def __init__(self, view: PageView) -> None:
        self.view, self.place = view, view.place
        self.languages = languages_for(view.language)
        self.links = {a: a.text_content() for a in view.document.root.iter("a") if a.get("href")}
        self.zones = [zone for zone in _zones(view) if not self.is_aside(zone.block.element)]
        self.calls = find_calls(tuple(self.of("end")), view.language)

    def of(self, *where: Where) -> Iterator[Block]:
        """Return the blocks of these zones, in order."""
        return (zone.block for zone in self.zones if zone.where in where)

    def is_aside(self, element: HtmlElement | None) -> bool:
        """Return whether `element` is in a part about something else, or for sale."""
        return self.view.parts.of(element).role in BESIDE | {"offer"}

    def is_other(self, text: str) -> bool:
        """Return whether `text` has a word for what leads to no story: newsletter, podcast."""
        return has("other", text, self.languages)

    def link_of(self, element: HtmlElement, text: str) -> Link | None:
        """Return the link of an `<a>` if it leads to another site's page."""
        link = self.place.link(element.get("href") or "", text, element)
        return link if link and _leads_away(link) else None

    def story_links(self, block: Block) -> list[Link]:
        """Return the links of a note to other sites, unless it is about something else."""
        is_other = not is_long(block.text, _SHORT) and self.is_other(block.text)
        if is_other or begins("besides", block.text, self.languages):
            return []
        return [
            link
            for link in block.links
            if _leads_away(link)
            and not self.is_other(link.text)
            and not self.is_aside(link.element)
            and not _is_excepted(link.element)
        ]


def _leads_away(link: Link) -> bool:
    return link.elsewhere and not link.is_home


def _zones(view: PageView) -> Iterator[Zone]:
    above = view.blocks[max(0, view.first - _FARTHEST_ABOVE) : view.first]
    heads = [at for at, block in enumerate(above) if block.element.tag in ("h1", "h2")]
    for block in above[heads[-1] :][:_MOST_ABOVE] if heads else above[-3:]:
        yield Zone("top", block)
    body = view.blocks[view.first : view.last + 1]
    for block in body[:_MOST_PARAGRAPHS]:
        if any(link.elsewhere for link in block.links):
            outer = block in (body[0], body[-1]) and len(block.text) <= _LONGEST_OUTER
            yield Zone("top" if outer else "body", block)
    last = body[-1].element if body else view.document.root
    holders = frozenset({last, *last.iterancestors()})
    for block in view.after:
        steps = (block.element, *block.element.iterancestors())
        holder = next((step for step in steps if step in holders), None)
        loose = holder is not None and holder.tag == "body" and last not in holder
        yield Zone("end", block, holder, loose)


def marked_links(zones: Zones) -> Iterator[Pointed]:
    """Yield the links to other sites whose words make them pointers."""
    yield from _from_calls(zones.calls, zones)
    for block in zones.of("top", "end"):
        if len(block.text) <= _LONGEST_NOTE:
            yield from _in_note(block, zones)
    for block in zones.of("body"):
        yield from _in_body(block, zones)
    for element, text in zones.links.items():
        if not fold(text):
            yield from _labelled(element, zones)


def _from_calls(calls: list[Call], zones: Zones) -> Iterator[Pointed]:
    for call in calls:
        link = call.link if call.kind in _PHRASED or call.kind in _CREDITS else None
        if link and _leads_away(link) and not zones.is_other(call.block.text):
            yield Pointed(link, call.kind, call.quote)


def _in_note(block: Block, zones: Zones) -> Iterator[Pointed]:
    for link in zones.story_links(block):
        quote = sentence_with(link, block)
        # "First published by the Gazette. Read the original here."
        for words in (quote, block.text):
            if speech := said(words, link.text, zones.languages, note=True):
                yield Pointed(link, speech, words)
                break
        else:
            if _invites(block.text, zones):
                yield Pointed(link, "made", quote)
            elif is_story(link.url) and _names_publisher(link, zones):
                yield Pointed(link, "names_site", quote)


def _in_body(block: Block, zones: Zones) -> Iterator[Pointed]:
    for link in block.links:
        if not link.elsewhere or not link.text or not is_story(link.url):
            continue
        quote = sentence_with(link, block)
        if len(quote) > _LONGEST_TOLD:
            continue
        if speech := said(quote, link.text, zones.languages, note=False):
            yield Pointed(link, speech, quote, less=0.1)
        elif _names_publisher(link, zones):
            yield Pointed(link, "names_site", quote, less=0.2)
    calls = [call for call in calls_in(block, block.links) if call.kind in _CREDITS]
    yield from _from_calls(calls, zones)


def _labelled(element: HtmlElement, zones: Zones) -> Iterator[Pointed]:
    """Yield a link that shows a picture or a sign and says in an attribute where it leads."""
    label = _label(element)
    if not label or len(label) > _LONGEST_OUTER or zones.is_aside(element):
        return
    link = zones.link_of(element, label)
    if link is None or zones.is_other(label):
        return
    calls = calls_in(Block(label, element, (link,)), (link,), zones.view.language)
    if phrased := [call for call in calls if call.kind in _PHRASED]:
        yield from _from_calls(phrased, zones)
    elif _invites(label, zones):
        yield Pointed(link, "made", label)
    elif (speech := said(label, "", zones.languages, note=True)) and speech != "told":
        yield Pointed(link, speech, label)


def _label(element: HtmlElement) -> str:
    """Return the label of a link without words: `aria-label`, `title`, or its picture's text."""
    for step in (element, *element.iterdescendants("img", "svg", "i", "span")):
        for name in ("aria-label", "title", "alt"):
            if words := " ".join((step.get(name) or "").split()):
                return words
    return ""


def _invites(text: str, zones: Zones) -> bool:
    return any(says(text, words, language) for language in zones.languages for words in _INVITING)


def sentence_with(link: Link, block: Block) -> str:
    """Return the sentence of `block` with `link`; the whole block where it can't be found."""
    if link.text:
        return next((part for part in block.sentences if link.text in part), block.text)
    return block.text


def lone_link(zones: Zones) -> Pointed | None:
    """Return the only story of another site at an end of the body.

    After it, what is held closest together with the body's end counts alone: further out are
    other stories. Above it are bylines too, so that only a link within a sentence counts.
    """
    groups = defaultdict[HtmlElement | None, dict[str, Pointed]](dict)
    above = ""
    for where, block, holder, loose in zones.zones:
        head, above = above, block.text
        if len(head) <= _LONGEST_NAME and begins("besides", head, zones.languages):
            continue
        if where == "body" or holder is block.element or is_long(block.text, _LONGEST_ALONE):
            continue
        for link in zones.story_links(block):
            in_sentence = len(block.text) - len(link.text) > 20
            is_enough = in_sentence or not (where == "top" or loose)
            if is_enough and link.text and is_story(link.url) and may_follow(link.url):
                groups[holder][normalise(link.url)] = Pointed(link, "alone", block.text)
    within_it = (holder for holder in groups if holder is not None)
    nearest = max(within_it, key=lambda one: len(list(one.iterancestors())), default=None)
    alone = [group for group in (groups[nearest], groups[None]) if len(group) == 1]
    return next(iter(alone[0].values())) if alone else None


def _names_publisher(link: Link, zones: Zones) -> bool:
    """Return whether a link's words are mostly its site's name, or have a word of publishers."""
    if len(link.text) > _LONGEST_NAME:
        return False
    return has("outlet", link.text, zones.languages) or _names_its_site(link)


def _names_its_site(link: Link) -> bool:
    domain = (parts_of(link.url).hostname or "").removeprefix("www.")
    if fold(link.text).removeprefix("www") == fold(domain):
        return True
    host = fold(domain.rpartition(".")[0])
    words = link.text.split()
    # Names have capitals, articles before them ("dem Landboten") don't; domains have no accents.
    names = list(dropwhile(str.islower, words)) or words
    decomposed = (unicodedata.normalize("NFKD", name) for name in names)
    plain = ("".join(c for c in name if not unicodedata.combining(c)) for name in decomposed)
    known = [word for word in map(fold, plain) if len(word) > 2]
    if not known or len(words) > 6 or not all(word in host for word in known):
        return False
    return sum(map(len, known)) >= 0.7 * len(host)

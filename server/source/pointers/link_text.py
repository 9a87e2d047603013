"""Finds links whose words name the story's source: calls, credits, "first appeared in"."""

import unicodedata
from collections.abc import Iterator
from itertools import dropwhile

from lxml.html import HtmlElement

from server.page.block import Block, is_long
from server.page.calls_to_action import Call, calls_in
from server.page.document import fold
from server.page.links import Link
from server.source.lead import Lead
from server.source.pointers.zones import Zones, pointing, story_links
from server.text.calls.credits import begins, has, said
from server.text.calls.made import WordClass, says
from server.urls import is_story, may_follow, parts_of

LONGEST_NOTE = 240  # characters; a longer block is prose
LONGEST_ALONE = 120  # letters; in a longer sentence a link is one of many
LONGEST_NAME = 60  # characters of a link that is a publisher's name
# What a page says in a phrase, below its body or beside a link.
_CALLING = ("says_summary", "read_full", "original", "says_excerpt", "continue_reading")
_CREDITING = ("republished", "source_line", "reported")


def marked_links(zones: Zones) -> Iterator[Lead]:
    """Yield the links to other sites whose words make them pointers."""
    yield from _from_calls(zones.calls, zones)
    for block in zones.of("top", "end"):
        if len(block.text) <= LONGEST_NOTE:
            yield from _in_note(block, zones)
    for block in zones.of("body"):
        yield from _in_body(block, zones)


def lone_link(zones: Zones) -> Lead | None:
    """Return the one story of another site at an end of the body, whatever the words beside it.

    After it, what is held closest together with the body's end counts alone: further out are
    other stories. Above it are bylines too, so that only a link within a sentence counts.
    """
    groups: dict[HtmlElement | None, dict[str, Lead]] = {}
    above = ""
    for zone in zones.zones:
        head, above = above, zone.block.text
        if len(head) <= LONGEST_NAME and begins("besides", head, zones.languages):
            continue
        sentence = zone.where == "top" or zone.loose
        within = zone.where == "body" or zone.holder is zone.block.element
        if within or is_long(zone.block.text, LONGEST_ALONE):
            continue
        for link in story_links(zone.block, zones):
            beside = len(zone.block.text) - len(link.text)
            if not (link.text and is_story(link.url) and may_follow(link.url)):
                continue
            if beside > 20 or not sentence:
                for lead in pointing(link, "alone", zone.block.text):
                    groups.setdefault(zone.holder, {})[lead.url] = lead
    within_it = (holder for holder in groups if holder is not None)
    nearest = max(within_it, key=lambda one: len(list(one.iterancestors())), default=None)
    for found in (groups.get(nearest, {}), groups.get(None, {})):
        if len(found) == 1:
            return next(iter(found.values()))
    return None


def _from_calls(calls: list[Call], zones: Zones) -> Iterator[Lead]:
    for call in calls:
        link, is_known = call.link, call.kind in (*_CALLING, *_CREDITING)
        if link is None or not is_known or not link.elsewhere or link.is_home:
            continue
        if not has("other", call.block.text, zones.languages):
            yield from pointing(link, call.kind, call.quote)


def from_label(block: Block, zones: Zones, language: str | None) -> Iterator[Lead]:
    """Yield the pointer of a link whose attribute says where it leads."""
    (link,) = block.links
    if has("other", block.text, zones.languages):
        return
    calls = [call for call in calls_in(block, block.links, language) if call.kind in _CALLING]
    if calls:
        yield from _from_calls(calls, zones)
    elif _calls_for_reading(block.text, zones.languages):
        yield from pointing(link, "made", block.text)
    else:
        speech = said(block.text, "", zones.languages, note=True)
        if speech and speech != "told":
            yield from pointing(link, speech, block.text)


def _in_note(block: Block, zones: Zones) -> Iterator[Lead]:
    for link in story_links(block, zones):
        quote = sentence_with(link, block)
        # "First published by the Gazette. Read the original here."
        for words in dict.fromkeys((quote, block.text)):
            if speech := said(words, link.text, zones.languages, note=True):
                yield from pointing(link, speech, words)
                break
        if speech:
            continue
        if _calls_for_reading(block.text, zones.languages):
            yield from pointing(link, "made", quote)
        elif is_story(link.url) and _names_a_publisher(link, zones):
            yield from pointing(link, "names_site", quote)


def _calls_for_reading(text: str, languages: tuple[str, ...]) -> bool:
    """Return whether a note calls for reading something whole, or on, in any words."""
    wanted: tuple[tuple[WordClass, ...], ...] = (
        ("read", "whole"),
        ("whole", "text"),
        ("read", "text"),
        ("on", "text"),
    )
    return any(says(text, words, language) for language in languages for words in wanted)


def _in_body(block: Block, zones: Zones) -> Iterator[Lead]:
    for link in block.links:
        if not link.elsewhere or not link.text or not is_story(link.url):
            continue
        quote = sentence_with(link, block)
        speech = said(quote, link.text, zones.languages, note=False)
        if speech:
            yield from pointing(link, speech, quote, less=0.1)
        elif _names_a_publisher(link, zones):
            yield from pointing(link, "names_site", quote, less=0.2)
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
    if len(link.text) > LONGEST_NAME:
        return False
    return names_its_site(link) or has("outlet", link.text, zones.languages)


def names_its_site(link: Link) -> bool:
    """Return whether a link's words are its domain, or the name of its site and most of that."""
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

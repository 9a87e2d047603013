"""Finds what a page says after its body about a longer text, and its links to it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from server.page.block import Block
from server.page.document import Link
from server.text.calls import Kind, WordClass, find_phrases, made_kind, says, share
from server.text.tokens import Extent
from server.urls import is_a

# The kind of a sentence that fits several: the first of these.
_ORDER: tuple[Kind, ...] = (
    "cut_for_subscribers",
    "says_excerpt",
    "says_summary",
    "republished",
    "read_full",
    "original",
    "source_line",
    "reported",
    "continue_reading",
)
_CALLING: frozenset[Kind] = frozenset({"read_full", "original", "continue_reading"})
_LEADING_ON: tuple[WordClass, ...] = ("on", "whole", "detail")
_SAID_ANYWHERE = frozenset({"cut_for_subscribers", "says_summary", "says_excerpt"})
NEAR = 8  # blocks after the end
LONGEST_BLOCK = 400  # characters; longer blocks are judged by their last sentences
LONGEST_CALL = 160  # characters of a sentence
LONGEST_LED = 90  # characters of a line that is mostly a link


class Call(NamedTuple):
    """One thing said: `quote` is verbatim from the page, `link` where it leads, if it does."""

    kind: Kind
    quote: str
    block: Block
    link: Link | None = None


def find_calls(blocks: tuple[Block, ...], language: str | None = None) -> list[Call]:
    """Return all that `blocks` of a page in `language` say about a longer text, in order."""
    teasers = teaser_addresses(blocks, language)
    calls: list[Call] = []
    for number, block in enumerate(blocks):
        links = tuple(link for link in block.links if link.url not in teasers)
        if block.links and not links:
            continue
        calls.extend(
            call
            for call in calls_in(block, links, language)
            # Farther on, without a link, it is about something else.
            if number <= NEAR or call.link or call.kind in _SAID_ANYWHERE
        )
    copied = {call.block.text for call in calls if call.kind == "republished"}
    return [call for call in calls if call.kind != "original" or call.block.text not in copied]


def calls_in(block: Block, links: tuple[Link, ...], language: str | None = None) -> Iterator[Call]:
    """Yield the calls of one block; `links` are the links to consider.

    A call leads to the story that its sentence links, else one of the block; to another site first.
    """
    all_stories = [link for link in links if not is_a(link.url, "document")]
    sentences = block.sentences if len(block.text) <= LONGEST_BLOCK else block.sentences[-2:]
    for sentence in sentences:
        if len(sentence) > LONGEST_CALL:
            continue
        hits, is_other = find_phrases(sentence), says(sentence, ("other",), language)
        within = [link for link in links if link.text and link.text in sentence]
        stories = [link for link in within if link in all_stories]
        link = min(stories or all_stories, key=lambda link: not link.elsewhere, default=None)
        if called := _kind(sentence, hits) or made_kind(sentence, language):
            about_it = share(sentence, hits[called])
            if not (is_other and about_it < 0.5) and not (within and not stories):
                yield Call(called, sentence, block, link)
        elif link and not is_other and (led := _led_kind(sentence, link, language)):
            yield Call(led, sentence, block, link)


def _led_kind(line: str, link: Link, language: str | None) -> Kind | None:
    """Return what a line that is mostly `link` leads to by its words."""
    if len(line) > min(LONGEST_LED, 2 * len(link.text)) or says(line, ("access",), language):
        return None
    if link.elsewhere and says(line, ("source",), language):
        return "source_line"
    leads_on = any(says(line, (word,), language) for word in _LEADING_ON)
    return "continue_reading" if leads_on else None


def _kind(sentence: str, hits: Mapping[Kind, list[Extent]]) -> Kind | None:
    # "Continue reading" within a longer sentence is a figure of speech.
    calling = share(sentence, (hit for kind in _CALLING & hits.keys() for hit in hits[kind]))
    found = (kind for kind in _ORDER if kind in hits)
    return next((kind for kind in found if kind not in _CALLING or calling >= 0.25), None)


def teaser_addresses(blocks: Sequence[Block], language: str | None) -> set[str]:
    """Return the addresses of other stories: with a headline, or words that link elsewhere too."""
    by_words: dict[str, set[str]] = defaultdict(set)
    longest: dict[str, str] = {}
    holders: dict[str, dict[int, Block]] = defaultdict(dict)
    for block, link in ((each, link) for each in blocks for link in each.links):
        by_words[link.text.casefold()].add(link.url)
        longest[link.url] = max(longest.get(link.url, ""), link.text, key=len)
        holders[link.url][id(block)] = block
    listed = {url for words, urls in by_words.items() if len(urls) > 1 and words for url in urls}
    headlines = {
        url
        for url, text in longest.items()
        if len(text) > 25 and not find_phrases(text) and made_kind(text, language) is None
    }
    return {
        url
        for url in listed | headlines
        # "Source: <headline>" is a block with other words, the only one with this link.
        if len(holders[url]) > 1
        or any(
            len(block.text) <= sum(len(link.text) for link in block.links) + 4
            for block in holders[url].values()
        )
    }

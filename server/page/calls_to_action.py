"""Finds what a page says after its body about a longer text, and its links to it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.page.block import Block
from server.page.links import Link
from server.text.calls.made import led_kind, made_kind, says
from server.text.calls.phrases import Kind, find_phrases, share
from server.text.spans import Extent
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
_SAID_ANYWHERE = frozenset({"cut_for_subscribers", "says_summary", "says_excerpt"})
NEAR = 8  # blocks after the end
LONGEST_BLOCK = 400  # characters; longer blocks are judged by their last sentences
LONGEST_CALL = 160  # characters of a sentence
LONGEST_LED = 90  # characters of a line


@dataclass(frozen=True, slots=True)
class Call:
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
    """Yield the calls of one block; `links` are the links to consider."""
    sentences = block.sentences if len(block.text) <= LONGEST_BLOCK else block.sentences[-2:]
    for sentence in sentences:
        if len(sentence) > LONGEST_CALL:
            continue
        hits, is_other = find_phrases(sentence), says(sentence, ("other",), language)
        kind, link = _kind(sentence, hits), _link_for(sentence, links)
        if called := kind or made_kind(sentence, language):
            about_it = share(sentence, hits[called])
            if not (is_other and about_it < 0.5) and not _names_documents(sentence, links):
                yield Call(called, sentence, block, link)
        elif link and not is_other and (led := _led_kind(sentence, link, language)):
            yield Call(led, sentence, block, link)


def _names_documents(sentence: str, links: tuple[Link, ...]) -> bool:
    """Return whether the links in a sentence lead to documents alone."""
    own = [link for link in links if link.text and link.text in sentence]
    return bool(own) and all(is_a(link.url, "document") for link in own)


def _led_kind(sentence: str, link: Link, language: str | None) -> Kind | None:
    """Return what a short line that is mostly a link leads to."""
    is_led = len(sentence) <= LONGEST_LED and 2 * len(link.text) >= len(sentence)
    return led_kind(sentence, language, elsewhere=link.elsewhere) if is_led else None


def _kind(sentence: str, hits: Mapping[Kind, list[Extent]]) -> Kind | None:
    # "Continue reading" within a longer sentence is a figure of speech.
    calling = share(sentence, (hit for kind in _CALLING & hits.keys() for hit in hits[kind]))
    found = (kind for kind in _ORDER if kind in hits)
    return next((kind for kind in found if kind not in _CALLING or calling >= 0.25), None)


def _link_for(sentence: str, links: tuple[Link, ...]) -> Link | None:
    """Return the link that a sentence offers: preferably within it, then to another site."""
    stories = [link for link in links if not is_a(link.url, "document")]
    within = [link for link in stories if link.text and link.text in sentence]
    ranked = sorted(within or stories, key=lambda link: not link.elsewhere)
    return ranked[0] if ranked else None


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
        url for url, text in longest.items() if len(text) > 25 and not _says_call(text, language)
    }
    return {url for url in listed | headlines if not _is_only_link([*holders[url].values()])}


def _says_call(text: str, language: str | None) -> bool:
    return bool(find_phrases(text)) or made_kind(text, language) is not None


def _is_only_link(holders: list[Block]) -> bool:
    """Return whether one block only has a link, and has other words ("Source: <headline>")."""
    return (
        len(holders) == 1
        and len(holders[0].text) > sum(len(link.text) for link in holders[0].links) + 4
    )

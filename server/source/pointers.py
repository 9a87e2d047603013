"""Where a page itself points to: the candidates for its source that cost no request.

Read from the page's own tree, since extractors drop the buttons and notes around a body.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from server.article.document import Document, Reading
from server.net.urls import normalise
from server.source.declared import declared_sources
from server.verdict.boundary import Block, blocks_from, boundary
from server.verdict.calls import Call, calls_in, find_calls
from server.verdict.links import Link, Place, place_of

Finder = Literal[
    "page_link_cta",
    "page_link_attribution",
    "canonical_elsewhere",
    "og_url_elsewhere",
    "structured_data",
]
FINDERS: tuple[Finder, ...] = get_args(Finder)
MOST_POINTERS = 10
# A text whose end says nothing may still name its source in passing, in this many paragraphs.
_MOST_PARAGRAPHS = 400


@dataclass(frozen=True, slots=True)
class Pointer:
    """An address that the page names as another place of its story.

    `quote` is verbatim from the page; `strength` (0..1) orders pointers and is no probability.
    """

    url: str
    finder: Finder
    says: str
    quote: str | None
    strength: float
    params: dict[str, Any] = field(default_factory=dict)


# How far each way of saying it speaks for the source, at the body's end.
_STRENGTH = {
    "read_full": 0.9,
    "original": 0.9,
    "continue_reading": 0.7,
    "republished": 0.8,
    "says_summary": 0.95,
    "says_excerpt": 0.85,
    "source_line": 0.7,
    "bare_domain": 0.65,
    "reported": 0.6,
}
_CTA = frozenset({"read_full", "original", "continue_reading", "says_summary", "says_excerpt"})
_SAME_SITE = 0.3

# Links that do something, or lead to a copy of a reader's own doings.
_NEVER_PATH = re.compile(
    r"unsubscribe|log-?out|log-?in|sign-?in|sign-?out|sign-?up|confirm|register|subscri|password"
    r"|/share|sharer|intent/|/account|/cart|/checkout|/feed/?$|/rss",
    re.I,
)
_NEVER_QUERY = re.compile(
    r"(?:^|&)(?:[\w-]*token|key|sig|signature|auth|session\w*|sid|otp|nonce|hash|unsubscribe"
    r"|confirm)=",
    re.I,
)
_NEVER_HOST = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|instagram|linkedin|pinterest|reddit|whatsapp|wa|telegram|t"
    r"|tumblr|threads|bsky|vk|weibo|apps\.apple|itunes\.apple|play\.google|addtoany|addthis"
    r"|getpocket|flipboard)\.(?:com|me|net|org|app|ru)$",
    re.I,
)


def find_pointers(reading: Reading) -> list[Pointer]:
    """The addresses that the page points to as its source, best first, at most 10."""
    place = place_of(reading.article, reading.document)
    end = boundary(reading)
    found = [*_from_calls(find_calls(end.blocks, reading.article.language), at_end=True)]
    if reading.document:
        found += _from_calls(_body_calls(reading, place), at_end=False)
        found += _declared(reading.document, place)
    own = {normalise(url) for url in (place.address, reading.article.url) if url}
    return _best(pointer for pointer in found if pointer.url not in own)


def may_follow(url: str) -> bool:
    """Whether following `url` only reads a page: no log-out, no token, no share dialog, no shop."""
    parts = urlsplit(url)
    return not (
        _NEVER_HOST.search(parts.hostname or "")
        or _NEVER_PATH.search(parts.path)
        or _NEVER_QUERY.search(parts.query)
    )


def _best(pointers: Iterable[Pointer]) -> list[Pointer]:
    strongest: dict[str, Pointer] = {}
    for pointer in pointers:
        known = strongest.get(pointer.url)
        if known is None or pointer.strength > known.strength:
            strongest[pointer.url] = pointer
    ranked = sorted(strongest.values(), key=lambda pointer: -pointer.strength)
    return ranked[:MOST_POINTERS]


def _from_calls(calls: Iterable[Call], *, at_end: bool) -> Iterator[Pointer]:
    for call in calls:
        link = call.link
        if link is None or link.is_home or call.kind not in _STRENGTH or not may_follow(link.url):
            continue
        if link.elsewhere:
            yield _pointer(call, link, _STRENGTH[call.kind] - (0 if at_end else 0.1))
        elif at_end and call.kind == "read_full":
            yield _pointer(call, link, _SAME_SITE)


def _pointer(call: Call, link: Link, strength: float) -> Pointer:
    finder: Finder = "page_link_cta" if call.kind in _CTA else "page_link_attribution"
    says = f"Linked from this page as “{link.text or call.quote}”."
    params = {"text": link.text, "kind": call.kind}
    return Pointer(normalise(link.url), finder, says, call.quote, round(strength, 2), params)


def _body_calls(reading: Reading, place: Place) -> Iterator[Call]:
    """Attributions within the body: "first reported by <a>", "originally published on <a>"."""
    document, body = reading.document, reading.body
    if document is None or body is None or body.span is None:
        return
    text_map = document.text_map
    runs = text_map.runs[
        text_map.index_at(body.span.start) : text_map.index_at(body.span.end - 1) + 1
    ]
    for block in _linking(blocks_from(runs, place)):
        for sentence in block.sentences:
            links = tuple(link for link in block.links if link.text and link.text in sentence)
            if links:
                part = Block(sentence, block.element, links)
                yield from (
                    call
                    for call in calls_in(part, links)
                    if call.kind in ("republished", "reported", "source_line")
                )


def _linking(blocks: Iterable[Block]) -> Iterator[Block]:
    for number, block in enumerate(blocks):
        if number >= _MOST_PARAGRAPHS:
            return
        if any(link.elsewhere for link in block.links):
            yield block


def _declared(document: Document, place: Place) -> Iterator[Pointer]:
    for source in declared_sources(document):
        link = place.link(source.address, source.address)
        if link and link.elsewhere and not link.is_home and place.address and may_follow(link.url):
            yield Pointer(
                normalise(link.url),
                source.finder,
                source.says,
                source.address,
                source.strength,
                {"field": source.field},
            )

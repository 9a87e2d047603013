"""The same publisher's longer version of a page: all on one page, the next page, AMP, print.

Never around a paywall: no page that is cut for subscribers, or declares itself paid, is looked
for in another version.
"""

import re
from collections.abc import Iterator
from typing import Literal

from lxml.html import HtmlElement

from server.model import Article
from server.page.document import Reading
from server.page.links import Link
from server.source.lead import Lead
from server.source.pointers.zones import Zones
from server.urls import is_a, normalise, parts_of

Version = Literal["single_page", "next", "amp", "print", "canonical", "full"]
# The order in which they are worth a request.
_STRENGTH: dict[Version, float] = {
    "single_page": 0.35,
    "full": 0.3,
    "canonical": 0.28,
    "next": 0.25,
    "print": 0.2,
    "amp": 0.15,
}
_MAYBE = re.compile(r"p(?:age|ag|g)?=|page|seite|full|all|single|komplett|2(?:\.\w+)?/?$", re.I)
# A match of either pattern has one of these: plain searches take a fifth of the time.
_HINTS = ("=", "page", "seite", "full", "all", "single", "komplett", "2")
_PRINT_HINTS = ("print", "druck", "imprim", "stampa", "druk", "yazdir")


def _may_be_version(href: str) -> bool:
    """Return whether an address may be that of another version."""
    plain = href.casefold()
    return bool(
        (any(hint in plain for hint in _HINTS) and _MAYBE.search(href))
        or (any(hint in plain for hint in _PRINT_HINTS) and is_a(href, "print"))
    )


def full_versions(reading: Reading, zones: Zones) -> Iterator[Lead]:
    """Yield other addresses of this story on its own site that may have more of it."""
    address = zones.place.address
    if address is None or reading.article.access.declared_free is False:
        return
    own = normalise(address)
    for version, link, quote in _versions(reading.document.root, zones, own):
        url = normalise(link.url)
        if url != own and not link.elsewhere:
            says = f"By the same publisher: {_NAMES[version]}."
            params = {"kind": version, "text": link.text}
            yield Lead(url, "same_publisher", says, quote, _STRENGTH[version], params)


def holds_more(other: Article, page: Article) -> bool:
    """Return whether another version of `page` is worth calling one: longer by a fifth."""
    return other.words > 1.2 * page.words


_NAMES: dict[Version, str] = {
    "single_page": "the text all on one page",
    "full": "the whole text",
    "canonical": "the page at its declared address",
    "next": "the text's next page",
    "print": "the page for printing",
    "amp": "the page as AMP",
}


def _versions(root: HtmlElement, zones: Zones, own: str) -> Iterator[tuple[Version, Link, str]]:
    for element in root.iter("link", "a"):
        # A quick look, since most links are to other stories.
        href = element.get("href") or ""
        if not (_may_be_version(href) or element.get("rel") or element.get("media")):
            continue
        words = " ".join((element.text_content() or "").split())
        link = zones.place.link(href, words, element)
        if link is None or link.elsewhere:
            continue
        version = _version(element, link, own)
        if version:
            yield version, link, words or link.url
    for call in zones.calls:
        if call.kind == "read_full" and call.link and not call.link.elsewhere:
            yield "full", call.link, call.quote


def _version(element: HtmlElement, link: Link, own: str) -> Version | None:
    rels = (element.get("rel") or "").lower().split()
    if "amphtml" in rels:
        return "amp"
    if "canonical" in rels:
        # Another query is the same page; another path may be the story of which this is a part.
        return "canonical" if parts_of(link.url).path != parts_of(own).path else None
    if not _is_of(link.url, own):
        return None
    if "next" in rels or is_a(_rest(link.url, own), "next"):
        return "next"
    if is_a(_rest(link.url, own), "single_page"):
        return "single_page"
    printed = element.get("media") == "print" or is_a(_rest(link.url, own), "print")
    return "print" if printed else None


def _stem(url: str) -> str:
    """Return `url` without query, extension and trailing slash."""
    return re.sub(r"(?:\.\w{2,5})?/?$", "", url.partition("?")[0].partition("#")[0])


def _is_of(url: str, own: str) -> bool:
    """Return whether `url` begins with the page's own address."""
    return len(parts_of(own).path) > 1 and url.startswith(_stem(own))


def _rest(url: str, own: str) -> str:
    """Return what `url` adds to the page's own address, with one character before it."""
    return url[len(_stem(own)) :]

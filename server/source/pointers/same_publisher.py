"""The same publisher's longer version of a page: called for, the next page, AMP, print.

Never around a paywall: no page that is cut for subscribers, or declares itself paid, is looked
for in another version.
"""

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from server.model import Article, Evidence
from server.page.links import Link
from server.source.lead import Lead
from server.source.pointers.link_text import Zones
from server.urls import is_a, normalise, parts_of

# What each version is, and its strength: the order in which they are worth a request.
_VERSIONS = {
    "full": ("the whole text", 0.3),
    "canonical": ("the page at its declared address", 0.28),
    "next": ("the text's next page", 0.25),
    "print": ("the page for printing", 0.2),
    "amp": ("the page as AMP", 0.15),
}


def full_versions(zones: Zones, seen: Sequence[Evidence] = ()) -> Iterator[Lead]:
    """Yield other addresses of this story on its own site that may have more of it.

    `seen` is the verdict's evidence, of which a pager leads to more.
    """
    address, reading = zones.place.address, zones.reading
    if address is None or reading.article.access.declared_free is False:
        return
    own = normalise(address)
    for version, link, quote in _versions(reading.document.root, zones, own, seen):
        if not link.elsewhere and (url := normalise(link.url)) != own:
            name, strength = _VERSIONS[version]
            params = {"kind": version, "text": link.text or quote}
            says = f"By the same publisher: {name}."
            yield Lead(url, "same_publisher", says, quote or link.url, strength, params)


def holds_more(other: Article, page: Article) -> bool:
    """Return whether another version of `page` is worth calling one: longer by a fifth."""
    return other.words > 1.2 * page.words


def _versions(
    root: HtmlElement, zones: Zones, own: str, seen: Sequence[Evidence]
) -> Iterator[tuple[str, Link, str]]:
    # Without query, extension and trailing slash.
    stem = re.sub(r"(?:\.\w{2,5})?/?$", "", own.partition("?")[0].partition("#")[0])
    for element in root.iter("link", "a"):
        link = zones.place.link(element.get("href") or "", "", element)
        if link and not link.elsewhere and (version := _version(element, link.url, own, stem)):
            yield version, link, " ".join((element.text_content() or "").split())
    for call in zones.calls:
        if call.kind == "read_full" and call.link:
            yield "full", call.link, call.quote
    for one in seen:
        url = str(one.params.get("url", "")) if one.signal == "more_pages" else ""
        if link := zones.place.link(url, one.quote or ""):
            yield "full" if one.params.get("whole") else "next", link, one.quote or ""


def _version(element: HtmlElement, url: str, own: str, stem: str) -> str | None:
    rels = (element.get("rel") or "").lower().split()
    if "amphtml" in rels:
        return "amp"
    path = parts_of(own).path
    if "canonical" in rels:
        # Another query is the same page; another path may be the story of which this is a part.
        return "canonical" if parts_of(url).path != path else None
    if len(path) <= 1 or not url.startswith(stem):
        return None
    rest = url[len(stem) :]  # with one character of the page's own address before it
    if "next" in rels or is_a(rest, "next"):
        return "next"
    return "print" if element.get("media") == "print" or is_a(rest, "print") else None

"""A page's own pointers: candidates for its source that cost no request.

Read from the page's own tree, since extractors drop the buttons and notes around a body: links by
their words (link_text.py), and, whatever its language, head, data, classes and headlines. Also the
same publisher's longer version: called for, the next page, AMP, print. Never around a paywall: no
page that is cut for subscribers, or declares itself paid, is looked for in another version.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import unquote

from lxml.html import HtmlElement

from server.model import Article, Evidence
from server.page.document import Link, fold
from server.page.roles import mark_of
from server.page.structured import SYNDICATION, Node, is_article
from server.page.view import PageView
from server.source.lead import DECLARING, Lead
from server.source.link_text import Pointed, Zones, lone_link, marked_links
from server.urls import is_a, is_section, is_story, may_follow, normalise, page_key, parts_of

# Fields of JSON-LD that name the work a text rests on, and how far each speaks for the source.
_FIELDS = {
    "isBasedOn": 0.65,
    "isBasedOnUrl": 0.65,
    "translationOfWork": 0.65,
    "mainEntityOfPage": 0.6,
    "url": 0.55,
    "citation": 0.45,
    "sameAs": 0.4,
}
_LONGEST = 160  # characters of an element that is a credit rather than a text
_SHORTEST_TITLE = 8  # letters
# What each version is, and its strength: the order in which they are worth a request.
_VERSIONS = {
    "full": ("the whole text", 0.3),
    "canonical": ("the page at its declared address", 0.28),
    "next": ("the text's next page", 0.25),
    "print": ("the page for printing", 0.2),
    "amp": ("the page as AMP", 0.15),
}


def markup_links(zones: Zones) -> Iterator[Pointed]:
    """Yield the links whose markup makes them pointers: called the source, or the headline."""
    for element in zones.links:
        holder = _source_part(element)
        if holder is not None and (link := _link(element, zones)):
            yield Pointed(link, "class", _words(holder) or link.url)
    title = fold(zones.view.article.title or "")
    for element, words in zones.links.items():
        text = fold(words)
        heading = next(element.iterancestors("h1"), None)
        titled = len(title) >= _SHORTEST_TITLE and text == title
        if text and (titled or heading is not None):  # as on aggregators
            link = _link(element, zones)
            if link and is_story(link.url):
                yield Pointed(link, "headline", link.text)


def _source_part(element: HtmlElement) -> HtmlElement | None:
    """Return the element, of a link and those nearest around it, that is called the source."""
    for step in (element, *islice(element.iterancestors(), 2)):
        if step.tag in ("body", "article", "main"):
            return None
        if mark_of(step, "source") and len(_words(step)) <= _LONGEST:
            return step
    return None


def _link(element: HtmlElement, zones: Zones) -> Link | None:
    return None if zones.is_aside(element) else zones.link_of(element, _words(element))


def _words(element: HtmlElement) -> str:
    return " ".join((element.text_content() or "").split())


def declared_sources(view: PageView) -> Iterator[Lead]:
    """Yield the addresses elsewhere that head or structured data declare for this story."""
    structured = view.structured
    for name, written, strength in _heads(view.document.root):
        says = f"The page declares this address as the story's own ({name})."
        yield from _lead(view, written, says, strength, name, DECLARING[name])
    for name, values in structured.metas.items():
        for value in filter(_is_address, values if SYNDICATION.fullmatch(name) else ()):
            says = f"The page's head names it as the original ({name})."
            yield from _lead(view, value, says, 0.6, name)
    works = {node["@id"]: node for node in structured.nodes if isinstance(node.get("@id"), str)}
    for node in filter(is_article, structured.nodes):
        for name, strength in _FIELDS.items():
            for address in _addresses(node.get(name), works):
                says = f"The page's structured data names it ({name})."
                yield from _lead(view, address, says, strength, name)


def _heads(root: HtmlElement) -> Iterator[tuple[str, str, float]]:
    """Yield what the head gives as the page's address: field, address and strength."""
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            yield "canonical", element.get("href") or "", 0.75
    for element in root.iter("meta"):
        if "og:url" in (element.get("property"), element.get("name")):
            yield "og:url", element.get("content") or "", 0.6


def _lead(
    view: PageView,
    written: str,
    says: str,
    strength: float,
    name: str,
    finder: str = "structured_data",
) -> Iterator[Lead]:
    address, place = written.strip(), view.place
    link = place.link(address, address) if address and place.address else None
    if link and link.elsewhere and not link.is_home and (name not in _FIELDS or is_story(link.url)):
        yield Lead(normalise(link.url), finder, says, address, strength, {"field": name})


def _addresses(value: Any, works: Mapping[str, Node]) -> Iterator[str]:
    """Yield the addresses in `value`; a work may be named by its "@id" alone."""
    if isinstance(value, list):
        for item in value[:20]:
            yield from _addresses(item, works)
    elif isinstance(value, dict):
        named = value.get("@id")
        known = works.get(named, {}) if isinstance(named, str) else {}
        for address in (value.get("url"), known.get("url"), named):
            if isinstance(address, str) and _is_address(address):
                yield address
                return
    elif isinstance(value, str) and _is_address(value):
        yield value


def _is_address(value: str) -> bool:
    return value.startswith(("http://", "https://", "//"))


def full_versions(zones: Zones, seen: Sequence[Evidence] = ()) -> Iterator[Lead]:
    """Yield other addresses of this story on its own site that may have more of it.

    `seen` is the verdict's evidence, of which a pager leads to more.
    """
    address = zones.place.address
    if address is None or zones.view.article.access.declared_free is False:
        return
    own = normalise(address)
    for version, link, quote in _versions(zones, own, seen):
        if not link.elsewhere and (url := normalise(link.url)) != own:
            name, strength = _VERSIONS[version]
            params = {"kind": version, "text": link.text or quote}
            says = f"By the same publisher: {name}."
            yield Lead(url, "same_publisher", says, quote or link.url, strength, params)


def holds_more(other: Article, page: Article) -> bool:
    """Return whether another version of `page` is worth calling one: longer by a fifth."""
    return other.words > 1.2 * page.words


def _versions(zones: Zones, own: str, seen: Sequence[Evidence]) -> Iterator[tuple[str, Link, str]]:
    # Without query, extension and trailing slash.
    stem = re.sub(r"(?:\.\w{2,5})?/?$", "", own.partition("?")[0].partition("#")[0])
    for element in zones.view.document.root.iter("link", "a"):
        link = zones.place.link(element.get("href") or "", "", element)
        if link and not link.elsewhere and (version := _version(element, link.url, own, stem)):
            yield version, link, _words(element)
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


MOST_POINTERS = 10  # of a page


def find_pointers(
    view: PageView, seen: Sequence[Evidence] = (), *, cut: bool = False
) -> list[Lead]:
    """Return the addresses that the page points to as its source, best first, at most 10.

    `seen` is its verdict's evidence. `cut`: it is cut for subscribers, so that no other version of
    it may be looked for.
    """
    zones = Zones(view)
    pointed = [*marked_links(zones), *markup_links(zones)]
    found = [lead for one in pointed for lead in one.leads()]
    found += declared_sources(view)
    if not cut:
        found += full_versions(zones, seen)
    allowed = [one for one in found if may_follow(one.url) and not is_section(one.url)]
    if not any(lead.finder != "same_publisher" for lead in allowed):
        alone = lone_link(zones)
        allowed += alone.leads() if alone else []
    own = {page_key(url) for url in (view.place.address, view.article.url) if url}
    strongest: dict[str, Lead] = {}
    for lead in allowed:
        known = strongest.get(page_key(lead.url))
        if not (known and lead.strength <= known.strength) and not _leads_back(lead.url, own):
            strongest[page_key(lead.url)] = lead
    return sorted(strongest.values(), key=lambda lead: -lead.strength)[:MOST_POINTERS]


def _leads_back(url: str, own: set[str]) -> bool:
    """Return whether `url` is the page's own, or passes its address on like share buttons."""
    if page_key(url) in own:
        return True
    handed = unquote(unquote(parts_of(url).query))
    return any("/" in key and key in handed for key in own)

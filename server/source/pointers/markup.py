"""Pointers in the page's markup, whatever its language: head, data, classes, headlines."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from server.page.document import Document, fold
from server.page.links import Link, Place
from server.page.roles import mark_of
from server.page.structured import SYNDICATION, Node, Structured, is_article
from server.source.lead import DECLARING, Lead
from server.source.pointers.link_text import Pointed, Zones, is_aside
from server.urls import is_story, normalise

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


def markup_links(zones: Zones) -> Iterator[Pointed]:
    """Yield the links whose markup makes them pointers."""
    for element in zones.links:
        holder = _source_part(element)
        link = None if holder is None or is_aside(element, zones.parts) else _link(element, zones)
        if holder is not None and link:
            yield Pointed(link, "class", _words(holder) or link.url)
    yield from _headline(zones)


def _source_part(element: HtmlElement) -> HtmlElement | None:
    """Return the element, of a link and those nearest around it, that is called the source."""
    for step in (element, *islice(element.iterancestors(), 2)):
        if step.tag in ("body", "article", "main"):
            return None
        if mark_of(step, "source") and len(_words(step)) <= _LONGEST:
            return step
    return None


def _headline(zones: Zones) -> Iterator[Pointed]:
    """Yield a headline that links to another site, as on aggregators."""
    title = fold(zones.reading.article.title or "")
    for element, words in zones.links.items():
        text = fold(words)
        heading = next(element.iterancestors("h1"), None)
        titled = len(title) >= _SHORTEST_TITLE and text == title
        if (heading is not None or titled) and text and not is_aside(element, zones.parts):
            link = _link(element, zones)
            if link and is_story(link.url):
                yield Pointed(link, "headline", link.text)


def _link(element: HtmlElement, zones: Zones) -> Link | None:
    link = zones.place.link(element.get("href") or "", _words(element), element)
    return link if link and link.elsewhere and not link.is_home else None


def _words(element: HtmlElement) -> str:
    return " ".join((element.text_content() or "").split())


def declared_sources(document: Document, structured: Structured, place: Place) -> Iterator[Lead]:
    """Yield the addresses elsewhere that head or structured data declare for this story."""
    for name, written, strength in _heads(document):
        says = f"The page declares this address as the story's own ({name})."
        yield from _lead(place, written, says, strength, name, DECLARING[name])
    for name, values in structured.metas.items():
        for value in filter(_is_address, values if SYNDICATION.fullmatch(name) else ()):
            says = f"The page's head names it as the original ({name})."
            yield from _lead(place, value, says, 0.6, name)
    works = {node["@id"]: node for node in structured.nodes if isinstance(node.get("@id"), str)}
    for node in filter(is_article, structured.nodes):
        for name, strength in _FIELDS.items():
            for address in _addresses(node.get(name), works):
                says = f"The page's structured data names it ({name})."
                yield from _lead(place, address, says, strength, name)


def _heads(document: Document) -> Iterator[tuple[str, str, float]]:
    """Yield what the head gives as the page's address: field, address and strength."""
    for element in document.root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            yield "canonical", element.get("href") or "", 0.75
    for element in document.root.iter("meta"):
        if "og:url" in (element.get("property"), element.get("name")):
            yield "og:url", element.get("content") or "", 0.6


def _lead(
    place: Place,
    written: str,
    says: str,
    strength: float,
    name: str,
    finder: str = "structured_data",
) -> Iterator[Lead]:
    address = written.strip()
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

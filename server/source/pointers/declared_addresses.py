"""Sources that a page declares for machines: canonical address, Open Graph, metas, JSON-LD."""

from collections.abc import Iterator, Mapping
from typing import Any

from server.page.document import Document
from server.page.links import Place
from server.page.structured import SYNDICATION, Node, Structured, is_article
from server.source.lead import LEVELS, Lead, Marker
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


_FINDERS = {"canonical": "canonical_elsewhere", "og:url": "og_url_elsewhere"}


def declared_sources(document: Document, structured: Structured, place: Place) -> Iterator[Lead]:
    """Yield the addresses elsewhere that head or structured data declare for this story."""
    for name, written, strength in _heads(document):
        says = f"The page declares this address as the story's own ({name})."
        yield from _lead(place, written, says, strength, name, "canonical")
    for name, values in structured.metas.items():
        for value in filter(_is_address, values if SYNDICATION.fullmatch(name) else ()):
            says = f"The page's head names it as the original ({name})."
            yield from _lead(place, value, says, 0.6, name, "meta")
    works = {node["@id"]: node for node in structured.nodes if isinstance(node.get("@id"), str)}
    for node in filter(is_article, structured.nodes):
        for name, strength in _FIELDS.items():
            for address in _addresses(node.get(name), works):
                says = f"The page's structured data names it ({name})."
                yield from _lead(place, address, says, strength, name, "data")


def _heads(document: Document) -> Iterator[tuple[str, str, float]]:
    """Yield what the head gives as the page's address: field, address and strength."""
    for element in document.root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            yield "canonical", element.get("href") or "", 0.75
    for element in document.root.iter("meta"):
        if "og:url" in (element.get("property"), element.get("name")):
            yield "og:url", element.get("content") or "", 0.6


def _lead(
    place: Place, written: str, says: str, strength: float, name: str, marker: Marker
) -> Iterator[Lead]:
    address = written.strip()
    link = place.link(address, address) if address and place.address else None
    if link and link.elsewhere and not link.is_home and (marker != "data" or is_story(link.url)):
        finder = _FINDERS.get(name, "structured_data")
        url, params = normalise(link.url), {"field": name}
        yield Lead(url, finder, says, address, strength, params, LEVELS[marker])


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

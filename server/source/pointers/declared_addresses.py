"""Sources that a page declares for machines: canonical address, Open Graph, metas, JSON-LD."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.page.document import Document
from server.page.structured import SYNDICATION, Node, Structured, is_article
from server.source.pointers.pointer import Marker

DeclaredBy = Literal["canonical_elsewhere", "og_url_elsewhere", "structured_data"]
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


@dataclass(frozen=True, slots=True)
class DeclaredSource:
    """An address as the page writes it, and the field that holds it."""

    address: str
    finder: DeclaredBy
    says: str
    strength: float
    field: str
    marker: Marker


def declared_sources(document: Document, structured: Structured) -> Iterator[DeclaredSource]:
    """Yield the addresses that the page's head or structured data declares for this story."""
    for element in document.root.iter("link"):
        address = (element.get("href") or "").strip()
        if address and "canonical" in (element.get("rel") or "").lower().split():
            says = "The page declares this address as the story's own (canonical)."
            yield DeclaredSource(
                address, "canonical_elsewhere", says, 0.75, "canonical", "canonical"
            )
    for element in document.root.iter("meta"):
        address = (element.get("content") or "").strip()
        if address and "og:url" in (element.get("property"), element.get("name")):
            says = "The page declares this address as the story's own (og:url)."
            yield DeclaredSource(address, "og_url_elsewhere", says, 0.6, "og:url", "canonical")
    yield from _metas(structured)
    works = {node["@id"]: node for node in structured.nodes if isinstance(node.get("@id"), str)}
    for node in structured.nodes:
        if is_article(node):
            yield from _based_on(node, works)


def _metas(structured: Structured) -> Iterator[DeclaredSource]:
    for name, values in structured.metas.items():
        if SYNDICATION.fullmatch(name):
            for value in filter(_is_address, values):
                says = f"The page's head names it as the original ({name})."
                yield DeclaredSource(value, "structured_data", says, 0.6, name, "meta")


def _based_on(node: Node, works: Mapping[str, Node]) -> Iterator[DeclaredSource]:
    for name, strength in _FIELDS.items():
        for address in _addresses(node.get(name), works):
            says = f"The page's structured data names it ({name})."
            yield DeclaredSource(address, "structured_data", says, strength, name, "data")


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

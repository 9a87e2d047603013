"""Sources that a page declares for machines: canonical address, Open Graph, JSON-LD."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from server.article.document import Document

DeclaredBy = Literal["canonical_elsewhere", "og_url_elsewhere", "structured_data"]
# JSON-LD fields that name the work a text rests on, and how far each speaks for the source.
_FIELDS = {"isBasedOn": 0.65, "isBasedOnUrl": 0.65, "citation": 0.4}
_MOST_DEPTH = 6


@dataclass(frozen=True, slots=True)
class DeclaredSource:
    """An address as the page writes it, and the field that holds it."""

    address: str
    finder: DeclaredBy
    says: str
    strength: float
    field: str


def declared_sources(document: Document) -> Iterator[DeclaredSource]:
    """Every address that the page's head or structured data declares for this story."""
    for element in document.root.iterfind(".//link[@rel='canonical']"):
        if address := (element.get("href") or "").strip():
            says = "The page declares this address as the story's own (canonical)."
            yield DeclaredSource(address, "canonical_elsewhere", says, 0.75, "canonical")
    for element in document.root.iterfind(".//meta[@property='og:url']"):
        if address := (element.get("content") or "").strip():
            says = "The page declares this address as the story's own (og:url)."
            yield DeclaredSource(address, "og_url_elsewhere", says, 0.6, "og:url")
    for element in document.root.iterfind(".//script[@type='application/ld+json']"):
        yield from _based_on(_loaded(element.text or ""))


def _loaded(text: str) -> Any:
    if not any(name in text for name in _FIELDS):
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _based_on(node: Any, depth: int = 0) -> Iterator[DeclaredSource]:
    if depth > _MOST_DEPTH:
        return
    if isinstance(node, list):
        for item in node:
            yield from _based_on(item, depth + 1)
    if not isinstance(node, dict):
        return
    for name, strength in _FIELDS.items():
        for address in _addresses(node.get(name)):
            says = f"The page's structured data names it ({name})."
            yield DeclaredSource(address, "structured_data", says, strength, name)
    if "@graph" in node:
        yield from _based_on(node["@graph"], depth + 1)


def _addresses(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _addresses(item)
    elif isinstance(value, dict):
        yield from _addresses(value.get("url") or value.get("@id"))
    elif isinstance(value, str) and value.startswith(("http://", "https://")):
        yield value

"""Names the originals of a comparison (as JSON), and the pages of documents."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

_OPENING = 8  # words
_LONGEST = 60  # characters of them


def originals(comparison: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the originals with their letters and names where there are several."""
    articles = comparison.get("sources") or ()
    found = [
        {"letter": chr(ord("A") + number), "name": _name(article), "article": article}
        for number, article in enumerate(articles)
    ]
    return found if len(found) > 1 else []


def _name(article: Mapping[str, Any]) -> str:
    host = urlsplit(article["url"] or "").netloc
    return str(article["publisher"] or host or article["title"] or opening(article["text"]))


def opening(text: str) -> str:
    """Quote the first words of a text without a name, as in text.js."""
    said = " ".join(text.split()[:_OPENING])[:_LONGEST]
    rest = " …" if len(" ".join(text.split())) > len(said) else ""
    return f"“{said}{rest}”" if said else ""


def page_at(article: Mapping[str, Any], place: int) -> int | None:
    """Return the page of a document that `place` in its text is on."""
    pages = article.get("pages") or ()
    return next((one["number"] for one in pages if one["start"] <= place < one["end"]), None)

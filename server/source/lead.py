"""Addresses that may be a page's source, with the words that led there."""

from dataclasses import dataclass, field
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from server.model import Article, FoundBy
from server.store import IndexArticle
from server.urls import same_site

# The seven classes of pointers, the most trusted first, and how far each speaks for the source.
Marker = Literal["call", "canonical", "republished", "data", "meta", "credit", "told"]
LEVELS: dict[Marker, int] = {marker: place for place, marker in enumerate(get_args(Marker), 1)}


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may be the source.

    `quote` is verbatim from the page. `strength` (0..1, no probability) is how clearly the page
    itself names it; `level` is then the class of the marker, 1 ("Read the full story at …") to 7
    ("according to …"). `article` is the article with its text where the index has it, for matching
    only.
    """

    url: str
    finder: str
    says: str
    quote: str | None = None
    strength: float = 0.0
    params: dict[str, Any] = field(default_factory=dict)
    level: int = 7
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    article: IndexArticle | None = None

    @property
    def found_by(self) -> FoundBy:
        """The finder, and the words that led there."""
        return FoundBy(self.finder, self.says, self.quote, self.params)


def own_address(article: Article, url: str) -> str:
    """Return the address of `article`, fetched from `url`: the declared one if plausible."""
    declared = article.canonical_url
    if declared and same_site(declared, url) and (is_home(url) or not is_home(declared)):
        return declared
    return url


def is_home(url: str) -> bool:
    """Return whether `url` is a site's home page, which is no story."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query

"""What the rest of the project asks of a store; sqlite.py answers it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token without its secret; `scopes` among compare, index, admin."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created: str = ""
    expires: str | None = None
    last_used: str | None = None


@dataclass(frozen=True, slots=True)
class SavedComparison:
    """A comparison as JSON, whose it is, and whether its id alone opens it."""

    body: bytes
    owner: str
    link: bool


class TokenStore(Protocol):
    """Keeps tokens as SHA-256 of their secret."""

    def create_token(self, name: str, scopes: tuple[str, ...], days: int | None) -> tuple[str, str]:
        """A new token's id and secret; the secret is not kept."""

    def token(self, secret: str) -> Token | None:
        """The valid token with this secret; notes that it was used."""

    def tokens(self) -> list[Token]:
        """All valid tokens."""

    def revoke_token(self, key: str) -> bool:
        """Whether there was a token `key` to revoke."""


class ComparisonStore(Protocol):
    """Keeps comparisons that somebody chose to save."""

    def save_comparison(self, key: str, body: bytes, *, owner: str, link: bool) -> None:
        """Keep `body` (JSON) as comparison `key`."""

    def comparison(self, key: str) -> SavedComparison | None:
        """The comparison `key`."""

    def delete_comparison(self, key: str, owner: str) -> bool:
        """Whether `owner` had a comparison `key` to delete."""


@dataclass(frozen=True, slots=True)
class IndexArticle:
    """An article as the index takes it; `text` is "" where only title and lead are known.

    `published` is an ISO 8601 date or time, `language` a BCP 47 tag.
    """

    url: str
    title: str
    text: str = ""
    lead: str = ""
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    canonical_url: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that a search found, without its text.

    `score` is BM25, up to doubled by runs of words shared with the page (larger is better,
    comparable within one search only); `copies` are the addresses of other articles with nearly
    this text, of which `url` is the credited or the earliest one; `whole` says that the full
    text is indexed, not the lead alone.
    """

    url: str
    title: str
    lead: str
    publisher: str | None
    published: str | None
    language: str | None
    score: float
    copies: list[str]
    whole: bool


Added = Literal["added", "updated", "unchanged"]
Term = str | tuple[str, float]


class ArticleIndex(Protocol):
    """Finds articles by their words."""

    def add_articles(self, articles: Iterable[IndexArticle]) -> list[Added]:
        """What became of each article; all are kept when this returns, or none if it raises.

        An article replaces the one that has its address.
        """

    def search_articles(
        self,
        terms: Sequence[Term],
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int = 10,
        exclude: Collection[str] = (),
        page: str = "",
    ) -> list[Hit]:
        """The best articles for `terms` (words or phrases, optionally with a weight).

        `since` and `until` are ISO days, both included; an article without a date counts when
        it came into the index on `since` or later. `exclude` are addresses never to be found.
        `page` is the text that the terms were taken from: articles that share whole runs of
        its words come first.
        """

    def article_text(self, url: str) -> IndexArticle | None:
        """The article at `url` with its text: for matching only, never to be given out."""

    def prune_articles(self, *, older_than_days: int, max_bytes: int | None) -> int:
        """How many articles were dropped: the old ones, then the oldest until the rest fits."""

    def count_articles(self) -> int:
        """How many articles the index holds."""

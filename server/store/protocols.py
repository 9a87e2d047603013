"""What the rest of the project asks of a store."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from server.store.database.sql import moment


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is for: scopes among compare, index, admin; calls a day; until when.

    `maker` is the token that it was paired by, `account` the first of that line, whose calls a
    day they share; None where it was made by an operator.
    """

    name: str
    scopes: tuple[str, ...]
    expires: str | None = None
    per_day: int | None = None
    maker: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token without its secret; `used` counts today's calls of its account."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created: str = ""
    expires: str | None = None
    last_used: str | None = None
    per_day: int | None = None
    account: str = ""
    maker: str | None = None
    used: int = 0

    @property
    def expired(self) -> bool:
        """Whether it opens nothing any more."""
        return self.expires is not None and self.expires <= moment()


class TokenStore(Protocol):
    """Keeps tokens as SHA-256 of their secret."""

    def create(self, grant: Grant) -> tuple[str, str]:
        """A new token's id and secret; the secret is not kept."""

    def find(self, secret: str) -> Token | None:
        """The token with this secret, also one that has expired; notes that it was used."""

    def valid(self) -> list[Token]:
        """All valid tokens."""

    def revoke(self, key: str) -> int:
        """How many tokens ended: `key`, and those that were paired by it."""

    def spend(self, token: Token) -> bool:
        """Count one call of `token`; False, uncounted, where its day's calls are used up."""

    def forget(self) -> None:
        """Drop what expired long ago."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A code that is good once, until `expires`."""

    code: str
    expires: str


@dataclass(frozen=True, slots=True)
class Paired:
    """What a code was good for: a fresh token's secret, and what it may do."""

    secret: str
    grant: Grant


class PairingStore(Protocol):
    """Keeps codes that become tokens, as their SHA-256."""

    def make(self, grant: Grant, minutes: float = 10) -> Pairing:
        """A code for a token with `grant`."""

    def claim(self, code: str) -> Paired:
        """The token that `code` stands for, once; raises Pairing{Unknown,Used,Expired}."""

    def forget(self) -> None:
        """Drop the codes that are long over."""


@dataclass(frozen=True, slots=True)
class SavedComparison:
    """What a list shows of a comparison; `link` is the key that opens it for anybody.

    `number` grows in the order of saving.
    """

    id: str
    title: str | None
    url: str | None
    source_title: str | None
    source_url: str | None
    label: str
    created: str
    expires: str
    link: str | None = None
    link_expires: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A comparison as JSON, and whether it is the caller's own."""

    body: bytes
    mine: bool


class ComparisonStore(Protocol):
    """Keeps comparisons that somebody chose to save; what has expired is not there."""

    def save(self, saved: SavedComparison, body: bytes, owner: str) -> None:
        """Keep `body` (JSON) with what a list shows of it."""

    def open(self, key: str, owner: str) -> Opened | None:
        """The comparison that is `owner`'s under this id, or that this link opens."""

    def listed(self, owner: str, limit: int, before: int | None) -> list[SavedComparison]:
        """`owner`'s comparisons, the newest first, at most `limit`; those before a `number`."""

    def link(self, key: str, owner: str, expires: str) -> SavedComparison | None:
        """`owner`'s comparison `key` with a link until `expires`, the one it has or a new one."""

    def unlink(self, key: str, owner: str) -> bool:
        """End the link of `owner`'s comparison `key`; whether there is that comparison."""

    def delete(self, key: str, owner: str) -> bool:
        """Whether `owner` had a comparison `key` to delete."""

    def forget(self) -> None:
        """Delete what has expired."""


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

"""What a store keeps, as plain records, and what is asked of an index of articles."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from server.store.database.sql import moment

# active: polled; gone: its site took it down for good.
FeedState = Literal["active", "gone"]
# new: not yet in the index; lead: indexed as the feed announced it, its page to be read;
# done: nothing left to do.
EntryState = Literal["new", "lead", "done"]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that fills the index.

    It is polled when `due`, usually every `seconds`; `failures` in a row led to `last_error`.
    `etag` and `modified` are what its server named the last version. `articles` counts what it
    has brought, the last of it at `newest`.
    """

    id: str
    url: str
    title: str | None = None
    state: FeedState = "active"
    added: str = ""
    polled: str | None = None
    due: float = 0.0
    seconds: float = 0.0
    failures: int = 0
    last_error: str | None = None
    etag: str | None = None
    modified: str | None = None
    articles: int = 0
    newest: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An item on its way into the index; `body` is the item as JSON, `digest` of its words."""

    url: str
    guid: str | None
    digest: str
    body: str
    tries: int = 0


# Account of the tokens that programs on the server's own machine paired without a token.
LOCAL_ACCOUNT = "local"


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


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person as a sign-in service names them, and the groups that it says they are in."""

    name: str
    groups: tuple[str, ...] = ()


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
class OpenedComparison:
    """A comparison as JSON, and whether it is the caller's own."""

    body: bytes
    mine: bool


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook: where messages about `owner`'s saved comparisons go, and of which `events`.

    `secret` signs them; `state` is active or gone; `waiting`, `failed` and `last_error` say what
    became of them.
    """

    id: str
    url: str
    secret: str
    events: tuple[str, ...]
    owner: str
    created: str
    state: str = "active"
    waiting: int = 0
    failed: int = 0
    last_error: str | None = None


@dataclass(frozen=True, slots=True)
class HookMessage:
    """A message on its way to the webhook `hook`; `id` is the same at each of its `tries`."""

    id: str
    hook: str
    kind: str
    body: str
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Watched:
    """A saved comparison, and what was seen of its page since, as digests of sentences.

    `known` are the sentences that stood there before, None until it was seen twice; `last` those
    of the last look.
    """

    comparison: str
    url: str | None
    known: frozenset[str] | None = None
    last: frozenset[str] | None = None
    due: float = 0.0


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


Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encodable:
    """What an article is about, to be made a vector of; `key` and `version` name the article."""

    key: int
    version: bytes
    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an article says, as a unit vector; `language` is the base tag of its own."""

    key: int
    version: bytes
    language: str
    vector: Vector


Added = Literal["added", "updated", "unchanged"]
Term = str | tuple[str, float]


class ArticleIndex(Protocol):
    """Finds articles by their words; safe for many threads and processes.

    Every call raises Busy or a StoreProblem where the index can't be used.
    """

    @property
    def kind(self) -> str:
        """The engine's name, for people."""

    def add_articles(self, articles: Iterable[IndexArticle]) -> list[Added]:
        """What became of each article; all are kept and found when this returns.

        An article replaces the one that has its address. Nothing is written where `articles`
        raises; where the engine fails, SQLite keeps none of them and a cluster may keep some.
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

    def size(self) -> int:
        """The bytes of its files, replicas left out."""

    def identity(self) -> str:
        """What distinguishes this index from one that replaced it."""

    def check(self) -> None:
        """Return if the index can be read, and no damage is known; raises Busy, StoreProblem."""

    def inspect(self) -> None:
        """Read all of a file that this server keeps; raises StoreDamaged if it is not sound."""

    def close(self) -> None:
        """Let go of connections that nobody uses (of SQLite: this thread's)."""


@runtime_checkable
class MeaningIndex(Protocol):
    """Finds articles in another language by what they say (the optional extra `languages`)."""

    def articles_without_meaning(self, most: int) -> list[Encodable]:
        """Articles of which no vector is kept, the newest first."""

    def add_meanings(self, made: Iterable[Meaning]) -> None:
        """Keep the vectors of articles."""

    def nearest_articles(
        self,
        vector: Vector,
        language: str,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int = 10,
        exclude: Collection[str] = (),
    ) -> list[Hit]:
        """The articles in other languages than `language` that say most nearly what `vector` does.

        `score` is the cosine; days and addresses are as in `search_articles`.
        """

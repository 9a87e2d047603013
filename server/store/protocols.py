"""What the rest of the project asks of a store."""

from collections.abc import Callable, Collection, Iterable, Sequence
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


class FeedStore(Protocol):
    """Keeps feeds, their items' way into the index, and who polls."""

    def add_feed(self, url: str, title: str | None, seconds: float, now: float) -> Feed:
        """The feed at `url`: the one that is there, or a new one that is due at once."""

    def feeds(self) -> list[Feed]:
        """All feeds, in the order they came."""

    def due_feeds(self, now: float | None) -> list[Feed]:
        """The active feeds that are due at `now`, the longest waiting first; None: all."""

    @property
    def is_shared(self) -> bool:
        """Whether several pollers may claim feeds of this database."""

    def claim_feeds(
        self, worker: str, now: float, until: float, most: int, *, passed: Collection[str]
    ) -> list[Feed]:
        """At most `most` due feeds that nobody has but for `passed`, leased to `worker`.

        The longest waiting come first. A lease is called `feed` and the feed's id.
        """

    def make_due(self, now: float) -> None:
        """Every active feed is due."""

    def remove_feed(self, key: str) -> bool:
        """Whether there was a feed `key` to remove; its articles stay in the index."""

    def polled(self, feed: Feed, entries: Iterable[Entry], now: float) -> int:
        """Keep what a poll brought: `feed` as it is now, and its items; how many were new.

        All of it is kept or nothing. A feed that moved to another feed's address is dropped.
        """

    def entries(self, state: EntryState, now: float, limit: int) -> list[Entry]:
        """Items in this state that are due, the newest first."""

    def mark(self, urls: Collection[str], state: EntryState) -> None:
        """These items are in `state` now."""

    def index_identity(self) -> str | None:
        """The identity of the index that the items went into; None before the first."""

    def refill(self, identity: str, has: Callable[[str], bool], now: float) -> int:
        """Start over for the index `identity`: put back the items that it has not.

        How many were put back. Every feed is due at once, whatever version of it is known.
        """

    def put_off(self, url: str, until: float) -> None:
        """One more try of this item failed; the next is not before `until`."""

    def forget_entries(self, before: float) -> None:
        """Forget the items that are done and were in no feed since `before`."""

    def pause_host(self, host: str, until: float) -> None:
        """Nothing is fetched from `host` before `until`."""

    def paused_hosts(self, now: float) -> dict[str, float]:
        """The hosts that are to be left alone, and until when."""

    def lease(self, name: str, holder: str, now: float, until: float) -> str:
        """Who holds the lease `name` now: `holder`, if it was free or already its own."""

    def renew(self, holder: str, until: float) -> int:
        """Have all leases of `holder` until then; how many it has."""

    def release(self, name: str, holder: str) -> None:
        """Give the lease `name` back, if `holder` has it."""

    def is_waiting(self, url: str, now: float) -> bool:
        """Whether the page of this item is still to be read."""


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


class TokenStore(Protocol):
    """Keeps tokens as SHA-256 of their secret."""

    def create(self, grant: Grant) -> tuple[str, str]:
        """A new token's id and secret; the secret is not kept."""

    def find(self, secret: str) -> Token | None:
        """The token with this secret, also one that has expired; notes that it was used."""

    def valid(self) -> list[Token]:
        """All valid tokens."""

    def any_made(self) -> bool:
        """Whether an operator made a token, also one that has expired."""

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
        """Exchange `code` for its token, once; raises Pairing{Unknown,Used,Expired}."""

    def forget(self) -> None:
        """Drop the codes that are long over."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person as a sign-in service names them, and the groups that it says they are in."""

    name: str
    groups: tuple[str, ...] = ()


class SessionStore(Protocol):
    """Keeps who is signed in, as SHA-256 of the secret in their cookie."""

    def begin(self, visitor: Visitor, hours: float) -> str:
        """A new session's secret, for a cookie."""

    def find(self, secret: str) -> Visitor | None:
        """Who has the session with this secret; None where it has ended."""

    def signed_in(self) -> dict[str, int]:
        """Names of the people who are signed in, with how often."""

    def end(self, secret: str) -> None:
        """Forget the session with this secret."""

    def end_all_of(self, name: str) -> int:
        """How many sessions of the person `name` ended."""

    def forget(self) -> None:
        """Drop those whose time is over."""


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


class ComparisonStore(Protocol):
    """Keeps comparisons that somebody chose to save; what has expired is not there."""

    def save(self, saved: SavedComparison, body: bytes, owner: str) -> None:
        """Keep `body` (JSON) with what a list shows of it."""

    def open(self, key: str, owner: str) -> OpenedComparison | None:
        """The comparison that is `owner`'s under this id, or that this link opens."""

    def listed(self, owner: str, limit: int, before: int | None) -> list[SavedComparison]:
        """`owner`'s comparisons, the newest first, at most `limit`; those before a `number`."""

    def link(self, key: str, owner: str, expires: str) -> SavedComparison | None:
        """`owner`'s comparison `key` with a link until `expires`, the one it has or a new one."""

    def unlink(self, key: str, owner: str) -> bool:
        """End the link of `owner`'s comparison `key`; whether there is that comparison."""

    def counts(self) -> dict[str, int]:
        """How many comparisons each owner has."""

    def delete(self, key: str, owner: str) -> bool:
        """Whether `owner` had a comparison `key` to delete."""

    def forget(self) -> None:
        """Delete what has expired."""


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


class HookStore(Protocol):
    """Keeps webhooks, their messages, and what was seen of the pages watched for them."""

    def add(self, url: str, events: Sequence[str], owner: str) -> Hook:
        """A new webhook with a fresh secret."""

    def hooks(self) -> list[Hook]:
        """All webhooks, oldest first, with what waits for them and what was given up."""

    def remove(self, key: str) -> bool:
        """Whether there was a webhook `key` to remove, with its messages."""

    def is_known(self, message: str) -> bool:
        """Whether there is or was a message of this id."""

    def put(self, message: HookMessage, now: float) -> bool:
        """Keep a message to be delivered; False where there is or was one of this id."""

    def take(self, now: float, until: float) -> HookMessage | None:
        """The next message that is due, counted as tried; nobody else gets it before `until`."""

    def sent(self, message: HookMessage) -> None:
        """`message` arrived."""

    def failed(self, message: HookMessage, error: str, due: float | None) -> None:
        """`message` did not arrive; it is tried again when it is `due`, or never (None)."""

    def retire(self, key: str) -> None:
        """The webhook `key` is gone: nothing more is sent to it."""

    def watched(self, hook: Hook) -> list[Watched]:
        """The newest comparisons of the hook's owner, and of those whom they paired."""

    def comparison(self, key: str) -> bytes | None:
        """The watched comparison `key` as JSON; None where it is gone."""

    def looked(self, watched: Watched) -> None:
        """Keep what was seen of a page, and when it is looked at again."""

    def forget(self) -> None:
        """Drop what is long over, and what was seen of pages whose comparison is gone."""


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

"""Records of the stores."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, NamedTuple, Self, TypedDict

import numpy as np
from numpy.typing import NDArray

from server.model import PageInput, Side, TokenRequest
from server.store.sql import iso, moment

# Later versions kept of a text: a month's, if it changes at every visit (12 hours apart).
MOST_VERSIONS = 60
# Articles found by a search that asks for no number: as many as a comparison lists.
MOST_HITS = 10
# active: polled; paused: by an operator; gone: removed by its site for good.
FeedState = Literal["active", "paused", "gone"]
# new: not yet in the index; lead: indexed from the feed, page not read yet; done: finished.
EntryState = Literal["new", "lead", "done"]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that fills the index.

    It is polled when `due`, usually every `seconds`; `failures` in a row led to `last_error`.
    `etag` and `modified` name the last version. `articles` counts the articles it brought, the
    latest at `newest`. `folder` has the folders of a reader's list that it came from, one a line.
    `every` are an operator's seconds between polls; None: as often as it has news.
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
    folder: str = ""
    every: float | None = None

    def to_api(self) -> dict[str, Any]:
        """Write the feed as the API shows it."""
        due = iso(self.due) if self.state == "active" else None
        minutes = round(self.every / 60) if self.every else None
        return {**{name: getattr(self, name) for name in _SHOWN}, "due": due, "minutes": minutes}


_SHOWN = (
    "id", "url", "title", "state", "added", "polled", "due", "articles", "newest", "failures",
    "last_error",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A feed item on its way into the index; `body` is JSON."""

    url: str
    guid: str | None
    digest: str
    body: str
    tries: int = 0


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed as its site served it at `fetched`; `reserved` is whether it reserves its texts."""

    url: str
    content_type: str
    reserved: bool
    fetched: str
    body: bytes


# A reader with an API of its own; the index's own feeds, given out again with lines.
BridgeKind = Literal["miniflux", "feeds"]
# waiting: not judged yet; marked: it has a line; plain: nothing is to be said; left: gone, or
# edited by a person; failed: its page can't be read; clearing: its line is to be removed; cleared.
BridgeState = Literal["waiting", "marked", "plain", "left", "failed", "clearing", "cleared"]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A bridge to the reader at `url`, in which `name` reads.

    `token` lets it write there, `secret` signs the reader's webhooks. `last_entry` is the number of
    the newest entry taken. The reader is asked for new ones when `due`, and for nothing before
    `resting`, after `failures` in a row. `refused` counts webhooks since it got its secret;
    `entries` its entries by state; `troubled` are the newest that got no line, or not yet, for a
    reason.
    """

    id: str
    kind: BridgeKind
    url: str
    name: str
    token: str
    secret: str
    language: str
    created: str
    last_entry: int = 0
    due: float = 0.0
    resting: float = 0.0
    failures: int = 0
    refused: int = 0
    last_error: str | None = None
    entries: Mapping[str, int] = field(default_factory=dict)
    troubled: Sequence["BridgeEntry"] = ()

    def to_api(self) -> dict[str, Any]:
        """Write the bridge as the API shows it, without token and secret."""
        values = {name: getattr(self, name) for name in _SHOWN_OF_BRIDGE}
        troubled = [
            {
                "url": entry.url,
                "title": entry.title,
                "state": entry.state,
                "reason": entry.last_error,
            }
            for entry in self.troubled
        ]
        signed = {"signed": bool(self.secret)}
        return {**values, **signed, "entries": dict(self.entries), "troubled": troubled}


_SHOWN_OF_BRIDGE = (
    "id", "kind", "url", "name", "language", "created", "failures", "refused", "last_error",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BridgeEntry:
    """An entry of a reader on its way to a line.

    `entry` and `feed` are the reader's names for it and its feed. `line` is JSON. `digest` is that
    of the entry's own content, by which an edit is noticed. It is looked at when `due`, and judged
    once more when that is `again` (0: it was not judged yet); `changed` is when its line last did.
    """

    bridge: str
    entry: str
    feed: str
    feed_title: str
    url: str
    title: str
    state: BridgeState = "waiting"
    line: str | None = None
    digest: str = ""
    tries: int = 0
    due: float = 0.0
    added: float = 0.0
    changed: float = 0.0
    again: float = 0.0
    last_error: str | None = None


# Account of the owner's token of a server for one person, and of those paired from it.
LOCAL_ACCOUNT = "local"


@dataclass(frozen=True, slots=True)
class Grant:
    """The rights of a token.

    Its scopes are among compare, index and admin. `maker` is the token that it was paired from,
    `account` the first token of that chain, which shares its daily calls; None for a token made by
    an operator.
    """

    name: str
    scopes: tuple[str, ...]
    expires: str | None = None
    per_day: int | None = None
    maker: str | None = None
    account: str | None = None

    @classmethod
    def from_request(cls, request: TokenRequest) -> Self:
        """Return the rights that an operator asks for."""
        expires = moment(days=request.days) if request.days else None
        scopes = tuple(dict.fromkeys(request.scopes))
        return cls(request.name, scopes, expires, request.per_day or None)


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
        """Whether its time is over."""
        return self.expires is not None and self.expires <= moment()

    def to_api(self) -> dict[str, Any]:
        """Write the token as the API shows it."""
        return {name: value for name, value in asdict(self).items() if name != "account"}


class Visitor(NamedTuple):
    """A signed-in person and their groups, as the sign-in service names them."""

    name: str
    groups: tuple[str, ...] = ()


PERSON = "user:"  # and a name: who signs in without a token


class SignedIn(NamedTuple):
    """Who signed in: `holder` is a token's id, user:NAME or `local`; a person has groups."""

    holder: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedComparison:
    """A comparison as lists show it.

    `link` is the key that opens it for anybody; `number` grows in order of saving. `title` is its
    owner's or its page's (`page_title`); `tags` and `note` are its owner's; `changed` is when a
    text of it was last seen to differ. `listing` is what a list shows of the answer, as JSON of
    server/show/listing.py. An `imported` one was brought by its owner, and gets no
    link.
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
    tags: tuple[str, ...] = ()
    note: str = ""
    imported: bool = False
    changed: str | None = None
    page_title: str | None = None
    listing: str = ""


class ImportRow(NamedTuple):
    """An imported comparison, and what is saved with it."""

    saved: SavedComparison
    # Its JSON, and that of its later versions by side and time.
    body: bytes
    versions: list[tuple[Side, str, bytes]]
    # What a search finds in its texts.
    words: str = ""


class FoundComparison(NamedTuple):
    """A comparison's id, title, whether it is the caller's, and the state of its versions."""

    id: str
    title: str
    is_own: bool
    versions: str


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook that receives messages about `owner`'s saved comparisons.

    `secret` signs them; `state` is active or gone; `waiting` and `failed` count its messages.
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

    def to_api(self) -> dict[str, Any]:
        """Write the webhook as the API shows it."""
        return {name: value for name, value in asdict(self).items() if name != "secret"}


@dataclass(frozen=True, slots=True)
class HookMessage:
    """A queued message to the webhook `hook`; all `tries` share its `id`."""

    id: str
    hook: str
    kind: str
    body: str
    tries: int = 0


@dataclass(frozen=True, slots=True)
class WatchedText:
    """A saved comparison's page or original, and its sentences at later visits, as digests.

    `known` are the sentences seen before, None until the second visit; `last` those of the last
    one. Of the side `citations`, `last` are the outcomes of what the page cites.
    """

    comparison: str
    url: str | None
    known: frozenset[str] | None = None
    last: frozenset[str] | None = None
    due: float = 0.0
    side: Side = "page"


@dataclass(frozen=True, slots=True)
class IndexArticle:
    """An article of the index.

    `text` is "" where only title and lead are known, `published` an ISO 8601 date or time,
    `language` a BCP 47 tag.
    """

    url: str
    title: str
    text: str = ""
    lead: str = ""
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    canonical_url: str | None = None

    def as_input(self) -> PageInput:
        """Return the article as a page for the reader; what feeds declare is not checked."""
        fields = {name: getattr(self, name) for name in ("url", "text", "language", "published")}
        return PageInput.model_construct(title=self.title or None, **fields)

    def sound(self) -> Self:
        """Return the article without what UTF-8 can't encode, such as lone surrogates."""
        encodable = {
            name: text.encode("utf-8", "replace").decode()
            for name, text in asdict(self).items()
            if text
        }
        return replace(self, **encodable)


@dataclass(frozen=True, slots=True)
class Hit:
    """A found article, without its text.

    `score` is BM25, up to doubled by runs of words shared with the page (larger is better,
    comparable within one search only); `copies` are the addresses of near copies, of which `url` is
    the credited or earliest one; `whole` means that the full text is indexed, not only the lead.
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
class TextToEncode:
    """A text to turn into a vector; `key` and `version` name its article."""

    key: int
    version: bytes
    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """An article's content as a unit vector; `language` is its base tag."""

    key: int
    version: bytes
    language: str
    vector: Vector


Added = Literal["added", "updated", "unchanged"]
Term = str | tuple[str, float]


class SearchLimits(TypedDict, total=False):
    """Limits a search.

    `since` and `until` are ISO days, both included; an article without a date counts if it was
    indexed on `since` or later. At most `limit` articles are found (`MOST_HITS`), and none at the
    addresses in `exclude`.
    """

    since: str | None
    until: str | None
    limit: int
    exclude: Collection[str]

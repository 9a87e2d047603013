"""What the API answers, beside the nouns of server.model: as types, whose schemas are published."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, NotRequired, cast, get_args

from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict

from server.cite import Citations, Reference
from server.errors import PROBLEMS, ProblemDetails
from server.model import (
    Alignment,
    Article,
    Comparison,
    Label,
    Scope,
    Search,
    Verdict,
)
from server.store import Hit
from server.story import ListedStory, Story

# A time with zone, as in RFC 3339.
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Stage = Literal["article", "verdict", "source", "align"]
Feature = Literal[
    "compare", "sources", "extract", "verdict", "find", "align", "cite", "story", "stream", "save",
    "link", "own_data", "pairing", "feeds", "index", "opinion", "sign_in", "hooks",
]  # fmt: skip
ProblemType = Annotated[
    str, Field(json_schema_extra={"enum": [f"/problems/{slug}" for slug in PROBLEMS]})
]
Scopes = tuple[Annotated[str, Field(json_schema_extra={"enum": [*get_args(Scope)]})], ...]
Count = Annotated[int, Field(ge=0)]
Number = Annotated[int, Field(ge=1)]


class Problem(TypedDict):
    """A problem (RFC 9457).

    `type` is from a closed list and stays, and so do the `params` of each, for programs. `title`
    is in the language of `Accept-Language` where it is known, else in English, as `detail` is.
    `retryable` says whether the same request may do better later.
    """

    type: ProblemType
    title: str
    status: int
    detail: str
    stage: Literal["request", "article", "verdict", "source", "align"]
    retryable: bool
    params: NotRequired[dict[str, Any]]


def as_answer(problem: ProblemDetails) -> Problem:
    """Return `problem` as a member of an answer."""
    return cast("Problem", problem.as_json())


class Judged(TypedDict):
    """A page's article, and what kind of page it is."""

    page: Article
    verdict: Verdict


class Found(TypedDict):
    """A page's article, what kind of page it is, and the search for its original."""

    page: Article
    verdict: Verdict
    search: Search


# The lines of streams.


class StageEvent(TypedDict):
    """A stage begins or ends, with what is known then."""

    event: Literal["stage"]
    stage: Stage
    state: Literal["started", "done"]
    page: NotRequired[Article]
    verdict: NotRequired[Verdict]
    search: NotRequired[Search | None]
    source: NotRequired[Article | None]
    alignment: NotRequired[Alignment | None]
    sources: NotRequired[list[Article]]


class ProgressEvent(TypedDict):
    """Something goes on within a stage; ignore events that you don't know.

    It names the `host` of the site that is opened or the search `service` that is asked now, or
    says which `number` `of` several originals is read.
    """

    event: Literal["progress"]
    stage: Stage
    host: NotRequired[str]
    service: NotRequired[str]
    number: NotRequired[Count]
    of: NotRequired[Count]


class ProblemEvent(TypedDict):
    """The last line of a stream that failed."""

    event: Literal["problem"]
    problem: Problem


class DoneEvent(TypedDict):
    """The last line of a comparison's stream."""

    event: Literal["done"]
    comparison: Comparison


class GrownEvent(TypedDict):
    """The story so far, and at last the whole one."""

    event: Literal["story", "done"]
    story: Story


class SourcesEvent(TypedDict):
    """The text, and the addresses that it cites, in its order."""

    event: Literal["sources"]
    page: Article
    urls: list[str]


class JudgedClaim(TypedDict):
    """A sentence with one page that it cites.

    `sentence` is its index in the page's sentences; `left` of its pages are still to be read.
    """

    sentence: Count
    left: Count
    reference: Reference


class SourceEvent(TypedDict):
    """Source `number` `of` all was read, or could not be, with each sentence that cites it."""

    event: Literal["source"]
    number: Number
    of: Number
    url: str
    claims: list[JudgedClaim]


class CitedEvent(TypedDict):
    """The last line of a stream of citations."""

    event: Literal["done"]
    citations: Citations


_LAST = "the last one is done or problem. Blank lines keep the connection open."
StreamEvent = TypeAliasType(
    "StreamEvent",
    Annotated[
        StageEvent | ProgressEvent | ProblemEvent | DoneEvent,
        Field(description=f"A line of a stream; {_LAST}"),
    ],
)
StoryEvent = TypeAliasType(
    "StoryEvent",
    Annotated[GrownEvent | ProblemEvent, Field(description=f"A line of a story's stream; {_LAST}")],
)
CiteEvent = TypeAliasType(
    "CiteEvent",
    Annotated[
        SourcesEvent | ProgressEvent | SourceEvent | CitedEvent | ProblemEvent,
        Field(description=f"A line of a stream of citations; {_LAST}"),
    ],
)


# The index, its feeds and its stories.


@dataclass(frozen=True, slots=True)
class Stories:
    """Stories of several texts in the index, those with most origins first."""

    stories: list[ListedStory]


class Rejected(TypedDict):
    """An article that was not taken, by its `index` in the request, and why."""

    index: int
    problem: Problem


class ArticlesAdded(TypedDict):
    """How many articles are new, changed or as they were, and which were rejected."""

    added: int
    updated: int
    unchanged: int
    rejected: list[Rejected]


@dataclass(frozen=True, slots=True)
class Hits:
    """The articles found, best first."""

    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that fills the index.

    It was last `polled` at that time and is `due` next at this one, null while it is not polled.
    `articles` counts what it brought; `newest` is the last of them. `failures` counts polls in a
    row that failed, and `last_error` says why the last one did. `minutes` are between two polls,
    as an operator set it; null: as often as it has news.
    """

    id: str
    url: str
    title: str | None
    state: Literal["active", "paused", "gone"]
    added: Time | None
    polled: Time | None
    due: Time | None
    articles: int
    newest: Time | None
    failures: int
    minutes: int | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Feeds:
    """All feeds."""

    feeds: list[Feed]


@dataclass(frozen=True, slots=True)
class AddedFeed(Feed):
    """A feed that was just added, what `kind` of feed it is, and how many `items` it has."""

    kind: str
    items: int


# Saved comparisons and all that is kept of a caller.


@dataclass(frozen=True, slots=True)
class SavedComparison:
    """A saved comparison, as lists show it.

    `link` is the path of the page that opens it without a token, if there is one. `tags` and
    `note` are its owner's. `imported` says whether its owner brought it from elsewhere. `changed`
    is when its page or its original was last seen to differ.
    """

    id: str
    title: str | None
    url: str | None
    source_title: str | None
    source_url: str | None
    label: Label
    created: Time
    expires: Time
    link: str | None
    link_expires: Time | None
    tags: tuple[str, ...]
    note: str
    imported: bool
    changed: Time | None


@dataclass(frozen=True, slots=True)
class SavedComparisons:
    """A page of the caller's comparisons, newest first.

    `tags` are all that the caller gave; `next` is the `before` of the next page, null at the end.
    """

    comparisons: list[SavedComparison]
    tags: list[str]
    next: str | None


@dataclass(frozen=True, slots=True)
class Imported:
    """The ids of what was imported (`added`), and of what was there already (`present`)."""

    added: list[str]
    present: list[str]


class OwnComparison(TypedDict):
    """A saved comparison as in lists, and whole, as it was saved."""

    id: str
    created: Time
    expires: Time
    comparison: dict[str, Any]
    label: NotRequired[str]
    title: NotRequired[str | None]
    url: NotRequired[str | None]
    source_title: NotRequired[str | None]
    source_url: NotRequired[str | None]
    link: NotRequired[str | None]
    tags: NotRequired[list[str]]
    note: NotRequired[str]
    versions: NotRequired[list[dict[str, Any]]]


class OwnData(TypedDict):
    """All that the server keeps of a caller; `sessions` counts where they are signed in."""

    owner: str
    made: Time
    tokens: list[dict[str, Any]]
    hooks: list[dict[str, Any]]
    pairings: list[dict[str, Any]]
    sessions: int
    comparisons: list[OwnComparison]


# Tokens, pairing and webhooks.


@dataclass(frozen=True, slots=True)
class Pairing:
    """A `code` for one extension, and the `link` that has it."""

    code: str
    link: str
    expires: Time


@dataclass(frozen=True, slots=True)
class PairedToken:
    """A token that a code was exchanged for."""

    token: str
    name: str
    scopes: Scopes
    expires: Time | None


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret.

    `per_day` is the most calls in a day (UTC), null for any number; `used` counts today's, of all
    tokens paired from each other. `maker` is the token that it was paired from.
    """

    id: str
    name: str
    scopes: Scopes
    created: Time
    expires: Time | None
    last_used: Time | None
    per_day: int | None
    maker: str | None
    used: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """The valid tokens."""

    tokens: list[Token]


@dataclass(frozen=True, slots=True)
class AddedToken(Token):
    """A token that was just made; `token` is its secret, shown only now."""

    token: str


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook without its secret.

    `events` are what it is told of, about the saved comparisons of `owner`. It is `gone` once its
    receiver said so; `waiting` and `failed` count messages.
    """

    id: str
    url: str
    events: tuple[str, ...]
    owner: str
    created: Time
    state: Literal["active", "gone"]
    waiting: int
    failed: int
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Hooks:
    """All webhooks."""

    hooks: list[Hook]


@dataclass(frozen=True, slots=True)
class AddedHook(Hook):
    """A webhook that was just made; its `secret` signs messages, and is shown only now."""

    secret: str


@dataclass(frozen=True, slots=True)
class TroubledEntry:
    """An entry without a line, or that has to wait for it, and the reason as a sentence."""

    url: str
    title: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bridge:
    """A bridge to the feed reader at `url`, in which `name` reads; without token and secret.

    The bridge `feeds` is that of annotated feeds. It is `signed` if its reader sends webhooks.
    `entries` counts them by state: `waiting` to be judged, `marked` with a line, `plain` where
    nothing is to be said, `left` because they are gone or were edited, `failed` because their page
    can't be read, `clearing` and `cleared`; `troubled` are the newest of those that something went
    wrong with. `failures` counts how often in a row the reader could not be asked, `refused` its
    webhooks that were refused since it got its secret.
    """

    id: str
    kind: Literal["miniflux", "feeds"]
    url: str
    name: str
    language: str
    created: Time
    signed: bool
    entries: dict[str, int]
    failures: int
    refused: int
    last_error: str | None
    troubled: list[TroubledEntry]


@dataclass(frozen=True, slots=True)
class Bridges:
    """All bridges."""

    bridges: list[Bridge]


# The server itself.


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits in bytes of a page, seconds, requests at a time, and days."""

    page_bytes: int
    fetch_seconds: float
    worker_seconds: float
    admitted: int
    saved_days: int
    saved_megabytes: int
    link_days: int


@dataclass(frozen=True, slots=True)
class OwnToken:
    """The caller's rights; `per_day` and `used_today` are null without a daily limit."""

    name: str
    scopes: Scopes
    expires: str | None
    per_day: int | None
    used_today: int | None


@dataclass(frozen=True, slots=True)
class Status:
    """The server's version, features and limits, and the caller's rights."""

    name: Literal["unabridged"]
    version: str
    engine: str
    features: list[Feature]
    limits: Limits
    token: OwnToken


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was checked; `notes` are for the operator, and make nothing fail."""

    status: Literal["ready"]
    checks: dict[str, str]
    notes: list[str]

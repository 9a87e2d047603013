"""Where the source is, and where it was looked for."""

from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["source", "same_story", "not_found", "not_needed"]

Relation = Literal["source", "copy", "same_story", "unverified", "mismatch"]

# Why a candidate is what it is to the page.
Reason = Literal[
    "confirmed",
    "same_text",
    "names_its_source",
    "same_event",
    "later",
    "another_is_named",
    "no_match",
    "other_language",
    "too_little",
    "cut",
    "no_text",
    "not_read",
]

# `nothing`: it was asked and named nothing. `failed`: it could not be asked.
TurnOutcome = Literal["source", "not_confirmed", "nothing", "not_asked", "failed"]

Access = Literal["open", "paywalled", "unreachable", "not_fetched"]


@dataclass(frozen=True, slots=True)
class FoundBy:
    """Who found a candidate (`finder`, a code), and the page's words that led there (`quote`)."""

    finder: str
    says: str
    quote: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may hold the full story, and what it is to the page.

    `relation`: `source` (what the page retells or is cut from), `copy` (the same text elsewhere),
    `same_story` (other coverage of the event), `mismatch` (another text), `unverified` (could not
    be decided); `why_code` and `why` say why. `confidence` (0..1) is that of the relation, 0 where
    none holds. `containment` (0..1) is the share of the page's information that it has, `margin`
    how far it is ahead of the best other candidate; both are null where it was not read. `access`:
    whether the server could open it.
    """

    url: str
    title: str | None
    publisher: str | None
    published: str | None
    relation: Relation
    confidence: float
    found_by: list[FoundBy]
    access: Access
    containment: float | None
    margin: float | None
    why_code: Reason
    why: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One finder's turn: what came of it, how many `candidates` it named, and its time (`ms`)."""

    finder: str
    outcome: TurnOutcome
    candidates: int
    ms: int
    detail: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Search services that could look further if the reader lets them see words of the page.

    `words[i]` is, word for word, what `providers[i]` would be sent.
    """

    providers: list[str]
    words: list[list[str]]


@dataclass(frozen=True, slots=True)
class SearchItem:
    """One story of a page of several; `start` and `end` index `Article.text`."""

    title: str
    start: int
    end: int
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True)
class Search:
    """Where the full story was looked for, and what was found (best first, at most 10).

    `outcome`: `source` (its address is `source`), `same_story` (other coverage alone), `not_found`,
    `not_needed` (the page is whole, or no article). `tried` is where it was looked. `items` are the
    stories of a page of several, which has no single source; compare one of them by its place in
    the list (`item`).
    """

    outcome: Outcome
    source: str | None
    candidates: list[Candidate]
    tried: list[Tried]
    offer: Offer | None = None
    items: list[SearchItem] = field(default_factory=list)

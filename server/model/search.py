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
    """Who found a candidate, and the words that led there."""

    finder: str
    says: str
    quote: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may hold the full story; `why` it is what `relation` says, in a sentence."""

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
    """One finder's turn: what came of it, and what it cost (`ms`, wall)."""

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

    `items` are the stories of a page of several, which has no single source; compare one of
    them by its place in the list (`item`).
    """

    outcome: Outcome
    source: str | None
    candidates: list[Candidate]
    tried: list[Tried]
    offer: Offer | None = None
    items: list[SearchItem] = field(default_factory=list)

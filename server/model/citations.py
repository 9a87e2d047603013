"""The checked citations of a text."""

from dataclasses import dataclass, field
from typing import Literal

from server.model.alignment import Alignment
from server.model.article import Article

# `matches`: every word of weight is in the passage, which is all that words can say; `partly`: some
# are not; `differs`: it has another value or the opposite; `not_there`: the page has too little of
# it; `not_compared`: it is in another language, or a note; `unreadable`: it could not be read.
CitationOutcome = Literal["matches", "partly", "differs", "not_there", "not_compared", "unreadable"]
# Why a link is not checked: it stays within the site; it leads to no page that is read, such as
# a picture or a log-in; no sentence cites it; a note that has no link; the text cites too much.
SkipReason = Literal["own_site", "not_followed", "no_sentence", "no_address", "too_many"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A page that a sentence cites.

    `label` is that of a note, such as "1"; `page` a page of a document; `passage` the sentences
    in a row there that come nearest, null where it has no word of weight in common. `detail` says
    why the page could not be read, or what the passage says otherwise or not at all.
    """

    label: str | None
    url: str
    page: int | None
    outcome: CitationOutcome
    passage: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence with what it cites: `outcome` is the best of its references.

    `sentence` indexes `Article.sentences`; `url` and `alignment` are those of the first
    reference; `alignment` is null where its page could not be read.
    """

    sentence: int
    outcome: CitationOutcome
    references: list[Reference]
    url: str
    alignment: Alignment | None = None


@dataclass(frozen=True, slots=True)
class SkippedLinks:
    """Links left unchecked for one reason: how many; `labels` are those of notes."""

    reason: SkipReason
    links: int
    labels: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Citations:
    """An article, its citations in order, and the links that were not checked."""

    page: Article
    citations: list[Citation]
    skipped: list[SkippedLinks]

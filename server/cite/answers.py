"""The answer to what a text cites: its citations, each with the pages that it cites."""

from dataclasses import dataclass, field
from typing import Literal

from server.model import Alignment, Article

# `matches`: the words that carry it are in the passage, which is all that words can say; `partly`:
# some are not; `differs`: it has another value or the opposite; `not_there`: the page has too
# little of it; `not_compared`: it is in another language, or a note; `unreadable`: it could not be
# read.
CitationOutcome = Literal["matches", "partly", "differs", "not_there", "not_compared", "unreadable"]
# Why a link is not checked: it stays within the site; it leads to no page that is read, such as
# a picture or a log-in; no sentence cites it; a note that has no link; the text cites too much.
SkipReason = Literal["own_site", "not_followed", "no_sentence", "no_address", "too_many"]
# Why a page could not be read, which says nothing of the claim: it is gone (404, 410), is for
# subscribers, the site refused it, it has no text, was not there in time, or no site is there.
WhyUnreadable = Literal["gone", "walled", "refused", "no_text", "too_slow", "not_found"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks: `text` is at `start`..`end` of the sentence (code points).

    They are `verbatim` where the source has them word for word, but for "…", "[…]", the case of a
    first letter, and words in brackets. `source_text` is what the source has in their place, null
    where it has nothing like them.
    """

    start: int
    end: int
    text: str
    verbatim: bool
    source_text: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A page that a sentence cites.

    `label` is that of a note, such as "1"; `page` a page of a document; `passage` the sentences
    in a row there that come nearest, null where it has no word of weight in common, and `fragment`
    the address that opens the page at them. `detail` says why the page could not be read, or what
    the passage says otherwise or not at all. `confidence` is the share, 0..1, of claims with signs
    like these that people found borne out, where half of all were; null where words can't show it.
    `why_unreadable` is null too where the server did not try.
    """

    label: str | None
    url: str
    page: int | None
    outcome: CitationOutcome
    passage: str | None = None
    detail: str = ""
    confidence: float | None = None
    fragment: str | None = None
    why_unreadable: WhyUnreadable | None = None
    quotations: list[Quotation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence with what it cites: `outcome` is the best of its references.

    `sentence` indexes `Article.sentences`; `url` and `alignment` are those of the first
    reference; `alignment` is null where its page could not be read, and has no account of the page:
    a claim leaves out nearly all of what it cites.
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

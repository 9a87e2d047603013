"""The nouns: what a page becomes on its way to a comparison.

The answers are frozen dataclasses with the field names of the API (docs/api.md);
the inputs are pydantic models that refuse what they do not know.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

Label = Literal["full", "excerpt", "paywalled", "summary", "not_article", "unknown"]
Stage = Literal["request", "article", "verdict", "source", "align"]
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
Scope = Literal["compare", "index", "admin"]
SentenceLabel = Literal[
    "verbatim", "near_verbatim", "paraphrase", "fused", "partly_found", "not_found", "boilerplate"
]
ChangeKind = Literal["number", "name", "date", "quote", "negation", "moved", "wording"]

FoundIn = Literal[
    "json_ld",
    "microdata",
    "rdfa",
    "opengraph",
    "twitter",
    "meta",
    "heading",
    "title_element",
    "byline",
    "time",
    "text",
    "address",
    "link",
    "html",
]


def _readable(address: str) -> str:
    try:
        urlsplit(address)
    except ValueError:
        raise ValueError(f"{address[:100]} is no address of a page") from None
    return address


Address = Annotated[str, AfterValidator(_readable)]


class PageInput(BaseModel):
    """A page as a caller describes it; with `html` or `text` nothing is fetched for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Address | None = Field(
        None, max_length=8192, description="Where the page is, or came from."
    )
    html: str | None = Field(None, description="The page's HTML, as the browser shows it.")
    text: str | None = Field(None, description="The page's text, where there is no HTML.")
    title: str | None = Field(None, max_length=4096)
    language: str | None = Field(None, max_length=64, description="BCP 47, for example `pt-BR`.")
    published: str | None = Field(None, max_length=64, description="ISO 8601.")
    status: int | None = Field(None, ge=100, le=599, description="HTTP status of the page.")

    @model_validator(mode="after")
    def _has_something(self) -> Self:
        if not any(value and value.strip() for value in (self.url, self.html, self.text)):
            raise ValueError("give at least one of url, html or text")
        return self

    @property
    def sent_by_reader(self) -> bool:
        """Whether the caller brought the content, so that it stays theirs."""
        return self.html is not None or self.text is not None

    @property
    def is_plain_text(self) -> bool:
        """Whether it is a text without markup, which can neither link nor say that it is cut."""
        return self.html is None and self.text is not None


class SentencesInput(BaseModel):
    """A text that the caller has already split into sentences."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentences: list[str] = Field(max_length=20_000)
    language: str | None = Field(None, max_length=64, description="BCP 47.")
    published: str | None = Field(None, max_length=64, description="ISO 8601.")

    @property
    def sent_by_reader(self) -> bool:
        """Always: the caller brought the text, so that it stays theirs."""
        return True


class SearchOptions(BaseModel):
    """What may be done to find a source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    providers: list[Annotated[str, Field(max_length=64)]] = Field(
        default_factory=list,
        max_length=20,
        description="The search services that may see words of a page that a reader sent, by "
        "their names in `search.offer.providers`. Without it none of them is asked.",
    )


class PageRequest(BaseModel):
    """What extract and verdict take."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: PageInput


class ArticleInput(BaseModel):
    """An article for the index, as a caller gives it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Address = Field(
        max_length=8192, pattern=r"^https?://[^\s/]+\S*$", description="Its address."
    )
    title: str = Field("", max_length=4096, description="Without it, what its HTML says.")
    text: str | None = Field(None, description="Its whole text.")
    html: str | None = Field(None, description="Its page, where there is no text.")
    lead: str | None = Field(None, max_length=8192, description="Its beginning or summary.")
    published: str | None = Field(None, max_length=64, description="ISO 8601.")
    publisher: str | None = Field(None, max_length=1024)
    language: str | None = Field(None, max_length=64, description="BCP 47.")


class ArticlesRequest(BaseModel):
    """What the index takes: at most 1,000 articles, each of them checked on its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    articles: list[Any] = Field(
        max_length=1000,
        json_schema_extra={"items": {"$ref": "#/components/schemas/ArticleInput"}},
    )


class FindRequest(BaseModel):
    """What find takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: PageInput
    search: SearchOptions = SearchOptions()


OPINION_LEAVE = (
    "Whether a model beyond this server may see sentences of a text that a reader sent (`html`, "
    "`text`, `sentences`) for a second opinion; it matters only where the operator set one up."
)


class CompareRequest(BaseModel):
    """What compare takes: a page and, if it is known, its source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: PageInput
    source: PageInput | None = None
    find: bool = Field(True, description="Whether to look for the source.")
    search: SearchOptions = SearchOptions()
    opinion: bool = Field(False, description=OPINION_LEAVE)
    save: bool | Literal["link"] = Field(
        False, description='true: keep the comparison; "link": its id opens it without a token.'
    )


def _kind_of_text(value: Any) -> str:
    has_sentences = "sentences" in value if isinstance(value, dict) else False
    return "sentences" if has_sentences or isinstance(value, SentencesInput) else "page"


TextInput = Annotated[
    Annotated[PageInput, Tag("page")] | Annotated[SentencesInput, Tag("sentences")],
    Discriminator(_kind_of_text),
]


class AlignRequest(BaseModel):
    """What align takes: two pages, or two texts already split into sentences."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: TextInput
    source: TextInput
    opinion: bool = Field(False, description=OPINION_LEAVE)


class PairingRequest(BaseModel):
    """A pairing link to make: whose token it becomes, and what that may do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = Field(
        None, min_length=1, max_length=100, description="Whose; without it, the caller's own name."
    )
    scopes: list[Scope] = Field(
        ["compare"],
        min_length=1,
        max_length=3,
        description="At most the caller's own.",
    )


class ClaimRequest(BaseModel):
    """A pairing code to be exchanged for a token."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(min_length=1, max_length=200, description="What stands after # in the link.")


class FeedRequest(BaseModel):
    """A feed or news site map to fill the index from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(min_length=1, max_length=8192, description="Where the feed is.")


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the API's word for it
    """Something that went wrong on the way without stopping it."""

    type: str
    stage: Stage
    detail: str
    retryable: bool = False
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article; `text` is exactly `Article.text[start:end]` (code points)."""

    text: str
    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class ArticleAccess:
    """What the publisher declares about access to the article."""

    declared_free: bool | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page says about itself, and which part of the page says so."""

    value: str
    found_in: FoundIn


@dataclass(frozen=True, slots=True)
class Told:
    """Where a fact about an article was found, and what else the page says instead."""

    found_in: FoundIn
    others: list[Claim]


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says: its main content and who published it when.

    `text` is the paragraphs joined by two line feeds; `sentences` cover it in order.
    `metadata` has an entry for `title`, `authors`, `published`, `modified` or `publisher` where
    the page contradicts itself.
    """

    url: str | None
    canonical_url: str | None
    title: str | None
    authors: list[str]
    publisher: str | None
    published: str | None
    modified: str | None
    language: str | None
    text: str
    sentences: list[Sentence]
    words: int
    access: ArticleAccess
    extractor: str
    warnings: list[Warning] = field(default_factory=list)
    metadata: dict[str, Told] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of the page that speaks for or against a verdict.

    `weight` is in -1..1: above 0 it speaks for the verdict given, below 0 against it.
    """

    signal: str
    says: str
    quote: str | None
    selector: str | None
    weight: float
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What kind of page this is, and why."""

    label: Label
    confidence: float
    evidence: list[Evidence]


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
class Search:
    """Where the full story was looked for, and what was found (best first, at most 10)."""

    outcome: Outcome
    source: str | None
    candidates: list[Candidate]
    tried: list[Tried]
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a page sentence; offsets are code points in that sentence."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A piece of a source sentence; offsets are code points in that sentence."""

    sentence: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something that reads differently in the page and in its source.

    `params` has the words of both sides as `page` and `source`, and where a kind has shades, a
    `code`: `opposite` (a negation by an opposite word), `hedge` (wording that drops a doubt),
    `speaker` (a quotation given to someone else; `page` and `source` are the two names).
    """

    kind: ChangeKind
    page: Span | None
    source: SourceSpan | None
    says: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What a model that the operator brought says of a sentence; it stands beside the evidence.

    `supported` is 0..1 (null: its answer can't be read), by the source sentences `source`.
    """

    by: str
    supported: float | None
    source: list[int]


@dataclass(frozen=True, slots=True)
class OpinionQuestion:
    """A page sentence that a model would be asked about, with the source sentences it would get."""

    sentence: int
    source: list[int]


@dataclass(frozen=True, slots=True)
class OpinionOffer:
    """Words that a model beyond this server would be sent, if the reader gives leave (`opinion`).

    `by` is the model's name, `to` the host that it stands on.
    """

    by: str
    to: str
    questions: list[OpinionQuestion]


@dataclass(frozen=True, slots=True)
class Shared:
    """The telling words that a page sentence and its sources have in common."""

    page: list[Span]
    source: list[SourceSpan]


@dataclass(frozen=True, slots=True)
class PageSentence:
    """A sentence of the page and where it comes from.

    `source` holds indices of source sentences, best first; `score` is the similarity to
    them (0..1); `concern` orders what to look at first (0..1, not a probability); `opinion` is
    null unless the operator switched a model on; `shared` is there where less than 60 % of the
    words stand as in the source, so that `changes` tells no difference word by word.
    """

    index: int
    label: SentenceLabel
    source: list[int]
    score: float
    concern: float
    missing: list[Span]
    changes: list[Change]
    opinion: SecondOpinion | None = None
    shared: Shared | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A source sentence that the page does not tell; rank 1 is the most important."""

    source: int
    rank: int
    why: str
    why_code: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts a reader understands.

    page_sentences = found + partly_found + not_found (boilerplate left out); verbatim is part
    of found; used + sentences left out = source_sentences; covered_share is the share of the
    source's words in used sentences.
    """

    page_sentences: int
    found: int
    verbatim: int
    partly_found: int
    not_found: int
    source_sentences: int
    used: int
    covered_share: float
    left_out_words: int
    left_out_minutes: float
    changed: dict[str, int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The page's sentences over the source's; `page` and `source` are the sentences in order.

    `withheld` lists the source sentences that somebody else's link does not show: they are "" in
    `source`. `warnings` says what was cut or not compared, where the alignment is the whole
    answer; in a comparison they are among its own. `opinion_offer` is there where a model could
    be asked that needs the reader's leave.
    """

    order: Literal["monotone", "free"]
    sentences: list[PageSentence]
    left_out: list[LeftOut]
    figures: Figures
    page: list[str]
    source: list[str]
    withheld: list[int] = field(default_factory=list)
    opinion_offer: OpinionOffer | None = None
    warnings: list[Warning] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole answer."""

    id: str | None
    engine: str
    page: Article
    verdict: Verdict
    search: Search | None
    source: Article | None
    alignment: Alignment | None
    timings_ms: dict[str, int]
    warnings: list[Warning]

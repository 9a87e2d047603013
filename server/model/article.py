"""An article as it was read from a page, and the verdict on it with its evidence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal

from server.model.serial import pickled_by_fields, read_table, words_of

# After these letters a plural has "es", and a "y" becomes "ies".
_HISSES = re.compile(r"(?:s|x|ch|sh)$")
_Y = re.compile(r"(?<=[^aeiou])y$")


def counted(number: float, noun: str) -> str:
    """Return "1 story", "2 stories" or "1,200 stories"."""
    amount = f"{number:,}" if isinstance(number, int) else f"{number:g}"
    if number == 1:
        return f"{amount} {noun}"
    plural = _Y.sub("ie", noun) if _Y.search(noun) else _HISSES.sub(r"\g<0>e", noun)
    return f"{amount} {plural}s"


Stage = Literal["request", "article", "verdict", "source", "align"]

FoundIn = Literal[
    "json_ld", "microdata", "rdfa", "opengraph", "twitter", "meta", "heading", "title_element",
    "byline", "time", "text", "address", "link", "html",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """Words for the reader, in any language.

    `key` names a message of `/words/{language}.json`: `key` itself, or with a first number in
    `params` its plural form, such as `key_other`. Its values are `params` in order, then `quote`,
    which is in the page. `says` is the same in English, for those without the message; "" where
    every client has it.
    """

    key: str
    params: list[str | int | float] = field(default_factory=list)
    quote: str | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the API's word for it
    """A fault that did not stop the request; `type` is one of the problems."""

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


pickled_by_fields(Sentence)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A part of `Article.text` on one page of a document; a page with notes has several."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ArticleAccess:
    """The publisher's declaration; `declared_free` is null without one."""

    declared_free: bool | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact that a page states about itself, and where it states it."""

    value: str
    found_in: FoundIn


@dataclass(frozen=True, slots=True)
class MetadataConflict:
    """The part of the page that a fact was taken from, and contradicting claims."""

    found_in: FoundIn
    others: list[Claim]


@dataclass(frozen=True, slots=True)
class Article:
    """The main content of a page, with its author, publisher and dates.

    `url` is its address, `canonical_url` the one that the page gives itself. Dates are ISO 8601,
    `language` is BCP 47; unknown facts are null. `text` is the paragraphs joined by two line feeds;
    `sentences` cover it in order. `extractor` names the library that found the text. `metadata` has
    an entry for `title`, `authors`, `published`, `modified` or `publisher` where the page
    contradicts itself. `pages` are those of a document in pages (PDF), in the order of the text.
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
    metadata: dict[str, MetadataConflict] = field(default_factory=dict)
    pages: list[ArticlePage] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        """Its own addresses, as far as known."""
        return [url for url in (self.url, self.canonical_url) if url]

    @property
    def beginning(self) -> list[Sentence]:
        """Its first sentences, by which a page is judged: a bound of work for long ones."""
        return self.sentences[:200]  # sentences; few stories have more

    def page_at(self, place: int) -> int | None:
        """Return the page of a document that `place` in the text is on."""
        return next((page.number for page in self.pages if page.start <= place < page.end), None)


def iso_day(time: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time; None if missing or unreadable."""
    try:
        return date.fromisoformat((time or "")[:10])
    except ValueError:
        return None


def iso_time(time: str | None) -> datetime | None:
    """Return an ISO 8601 time, in UTC where it names no zone; None if missing or unreadable."""
    try:
        read = datetime.fromisoformat(time or "")
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


Label = Literal["full", "excerpt", "paywalled", "summary", "not_article", "unknown"]
Answer = Literal["complete", "retells", "incomplete", "no_article", "unsure"]
# What each label answers where nothing says whose report the text is.
ANSWER_OF: dict[Label, Answer] = {
    "full": "complete",
    "excerpt": "incomplete",
    "paywalled": "incomplete",
    "summary": "retells",
    "not_article": "no_article",
    "unknown": "unsure",
}
LABEL_OF: dict[Answer, Label] = {answer: label for label, answer in reversed(ANSWER_OF.items())}
# What an answer rests on, with the signals that give it: the page's own words, what it declares, a
# longer text known at its address, a comparison, or only that nothing speaks for more; else what
# the page shows.
Ground = Literal["page_says", "page_shows", "page_declares", "known", "comparison", "absence"]
_GROUNDS: dict[str, Ground] = {
    **dict.fromkeys(("says_summary", "says_excerpt", "source_line", "retells_report"), "page_says"),
    **dict.fromkeys(("links_to_original", "continues_on_site", "offers_access"), "page_says"),
    "cut_for_subscribers": "page_says",
    "declared_paid": "page_declares",
    "longer_known": "known",
    "alignment_shows": "comparison",
    "whole_text": "absence",
}
# Evidence that would contradict a verdict as its reason: it is left for the details.
_AGAINST: dict[Label, tuple[str, ...]] = {
    "full": ("says_summary", "says_excerpt", "cut_off_end", "cut_for_subscribers"),
    "excerpt": ("says_summary", "retells_report", "whole_text"),
    "paywalled": ("says_summary", "whole_text"),
    "summary": ("says_excerpt", "whole_text"),
}
# Signals whose words count something, instead of quoting the page.
COUNTED_SIGNALS = frozenset({"whole_text", "short_text", "http_status"})


@cache
def _named_with_the() -> frozenset[str]:
    """Return the last words of names that have "the" in English: "the Detroit Free Press"."""
    return words_of(read_table("server.language", "tables/names.json")["named_with_the"])


def takes_the(name: str) -> bool:
    """Whether an outlet's `name` takes "the" in an English sentence.

    >>> [takes_the(name) for name in ("Telegraph", "The Sun", "BBC News", "sun.example")]
    [True, False, False, False]
    """
    words = name.lower().split()
    return words[:1] != ["the"] and not _named_with_the().isdisjoint(words[-1:])


BasisKind = Literal["own", "retells", "compiles", "agency", "document", "unclear"]
Role = Literal["basis", "also"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of the page that speaks for or against a verdict.

    `signal` is its code and `says` the same in English; `quote` is in the page, and `selector`
    finds it in the submitted HTML (a hint; null for a text). `weight` is in -1..1: above 0 it
    supports the verdict, below 0 it opposes it. `message` words it for the reader.
    """

    signal: str
    says: str
    quote: str | None
    selector: str | None
    weight: float
    params: dict[str, Any] = field(default_factory=dict)
    message: Message = field(default_factory=lambda: Message(""))

    def __post_init__(self) -> None:
        """Word it."""
        object.__setattr__(self, "message", self._worded())

    def _worded(self) -> Message:
        params, quote = self.params, self.quote
        if self.signal == "alignment_shows" and params.get("how"):
            values = [params["used"], params["total"]]
            if "percent" in params:
                values = [params["percent"]]
            elif params["how"] == "none":
                values = [params.get("name", "")]
            return Message(f"alignment_{params['how']}", values, says=self.says)
        # A call in words alone links nothing.
        if self.signal == "links_to_original" and quote and not params.get("url"):
            return Message("credit_reason", quote=quote, says=self.says)
        if self.signal == "more_pages" and "pages" in params:
            return Message("page_of", [params["page"], params["pages"]], says=self.says)
        key = f"signal_{self.signal}"
        numbers = [value for value in params.values() if type(value) in (int, float)]
        if numbers and self.signal in COUNTED_SIGNALS:
            return Message(key, numbers, says=self.says)
        return Message(key, quote=quote, says=self.says)


@dataclass(frozen=True, slots=True)
class Credit:
    """A publisher that a page credits: with the whole report (`basis`), or with a part (`also`).

    `quote` is a piece of the page; `start` and `end` index `Article.text`, null where the article
    lacks it. `host` is the publisher's domain, `url` the story that the page links.
    """

    name: str
    host: str | None
    url: str | None
    role: Role
    quote: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Basis:
    """Whose report a text is, and the publishers that it credits, the surest first.

    `kind`: `own`, `retells` (one outlet's report), `compiles` (several outlets'), `agency` (a news
    agency's text), `document` (a study's report), `unclear` (it names a publisher who may be its
    source, or not).
    """

    kind: BasisKind
    credits: list[Credit] = field(default_factory=list)

    @property
    def outlets(self) -> list[Credit]:
        """The publishers on whose reports the text rests."""
        return [credit for credit in self.credits if credit.role == "basis"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say what a page is, and why.

    `answer` is what a reader reads first: `complete`, `retells` (another publisher's report),
    `incomplete`, `no_article`, `unsure`; `confidence` (0..1) is that of the answer, calibrated on
    real pages. `label` only says what is there: `full` (the whole story), `excerpt` (a part of a
    longer text, word for word), `paywalled` (cut for those without a subscription), `summary` (a
    retelling of a story published elsewhere), `not_article`, `unknown` (nothing decides). `grounds`
    is what the answer rests on, empty only for `unsure`. `heading` says the answer in a line, and
    `reason` what it rests on: what a comparison shows, or the page's own words.
    """

    label: Label
    confidence: float
    evidence: list[Evidence]
    answer: Answer = "unsure"
    basis: Basis = field(default_factory=lambda: Basis("unclear"))
    grounds: list[Ground] = field(default_factory=list)
    heading: Message = field(default_factory=lambda: Message(""))
    reason: Message = field(default_factory=lambda: Message(""))

    def __post_init__(self) -> None:
        """Name what the answer rests on, the weightiest first, and word the answer."""
        ranked = sorted(self.evidence, key=lambda entry: -entry.weight)
        codes = [_GROUNDS.get(entry.signal, "page_shows") for entry in ranked if entry.weight > 0]
        grounds = list(dict.fromkeys(codes)) or ["page_shows"]
        object.__setattr__(self, "grounds", [] if self.answer == "unsure" else grounds)
        object.__setattr__(self, "heading", self._headed())
        object.__setattr__(self, "reason", self._reasoned(ranked))

    @property
    def public_label(self) -> Label:
        """The label that words the answer, for lists that have nothing else."""
        return self.label if ANSWER_OF[self.label] == self.answer else LABEL_OF[self.answer]

    def _headed(self) -> Message:
        kind = self.basis.kind
        names = [outlet.name for outlet in self.basis.outlets if outlet.name]
        if self.answer == "retells" and kind == "compiles":
            return Message("answer_compiles")
        if self.answer == "retells" and names:
            plain, with_the = "answer_retells", "answer_retells_the"
            if kind == "agency":
                plain, with_the = "answer_agency", "answer_agency_the"
            return Message(with_the if takes_the(names[0]) else plain, [names[0]])
        if self.answer == "complete" and self.grounds == ["absence"]:
            return Message("answer_no_longer")
        if self.answer == "incomplete" and ANSWER_OF[self.label] != self.answer:
            return Message("answer_incomplete")
        return Message(f"verdict_{self.public_label}")

    def _reasoned(self, ranked: list[Evidence]) -> Message:
        """Word the reason, given the evidence by weight."""
        chosen = next(self._reasons(ranked), None)
        credit = next((outlet for outlet in self.basis.outlets if outlet.quote), None)
        is_shown = chosen is not None and chosen.signal == "alignment_shows"
        if self.answer == "retells" and credit and not is_shown:
            return Message("credit_reason", quote=credit.quote)
        if self.answer == "unsure":
            doubts = [entry for entry in self.evidence if entry.signal != "whole_text"]
            first = [entry for entry in doubts if entry.signal in ("bare_text", "alignment_shows")]
            chosen = next(iter([*first, *doubts]), None)
        return chosen.message if chosen else Message(f"verdict_{self.public_label}_reason")

    def _reasons(self, ranked: list[Evidence]) -> Iterator[Evidence]:
        """Yield what may be the reason, the best first; never evidence against the verdict."""
        fitting = [entry for entry in ranked if entry.signal not in _AGAINST.get(self.label, ())]
        if self.label == "summary":
            yield from (entry for entry in fitting if entry.signal == "alignment_shows")
        if self.label == "paywalled":
            yield from (
                entry for entry in fitting if entry.signal == "cut_for_subscribers" and entry.quote
            )
        for entry in fitting:
            # The page's own words are the reason where they weigh enough.
            if entry.signal != "alignment_shows" and entry.quote and entry.weight >= 0.5:
                yield entry
        yield from fitting

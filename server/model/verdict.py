"""The verdict on a page, with its evidence."""

from dataclasses import dataclass, field
from typing import Any, Literal

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
BasisKind = Literal["own", "retells", "compiles", "agency", "document", "unclear"]
Role = Literal["basis", "also"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of the page that speaks for or against a verdict.

    `signal` is its code and `says` the same in English; `quote` is in the page, and `selector`
    finds it in the submitted HTML (a hint; null for a text). `weight` is in -1..1: above 0 it
    supports the verdict, below 0 it opposes it.
    """

    signal: str
    says: str
    quote: str | None
    selector: str | None
    weight: float
    params: dict[str, Any] = field(default_factory=dict)


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
    """The report that the text is based on, and the publishers that it credits, the surest first.

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
    """The kind of a page, and the reasons.

    `answer` is what a reader reads first: `complete`, `retells` (another publisher's report),
    `incomplete`, `no_article`, `unsure`; `confidence` (0..1) is that of the answer, calibrated on
    real pages. `label` only says what is there: `full` (the whole story), `excerpt` (a part of a
    longer text, word for word), `paywalled` (cut for those without a subscription), `summary` (a
    retelling of a story published elsewhere), `not_article`, `unknown` (nothing decides). `grounds`
    is what the answer rests on, empty only for `unsure`.
    """

    label: Label
    confidence: float
    evidence: list[Evidence]
    answer: Answer = "unsure"
    basis: Basis = field(default_factory=lambda: Basis("unclear"))
    grounds: list[Ground] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Name what the answer rests on, the weightiest first."""
        ranked = sorted(self.evidence, key=lambda one: -one.weight)
        named = [_GROUNDS.get(one.signal, "page_shows") for one in ranked if one.weight > 0]
        grounds = list(dict.fromkeys(named)) or ["page_shows"]
        object.__setattr__(self, "grounds", [] if self.answer == "unsure" else grounds)

    @property
    def told(self) -> Label:
        """The label that words the answer, for lists that have nothing else."""
        return self.label if ANSWER_OF[self.label] == self.answer else LABEL_OF[self.answer]

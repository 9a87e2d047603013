"""The verdict on a page, with its evidence."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from server.model.article import Message

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
_HEAVY = 0.5  # weight from which the page's own words are the reason
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
            counts = [params["used"], params["total"]]
            return Message(f"alignment_{params['how']}", counts, says=self.says)
        # A call in words alone links nothing.
        if self.signal == "links_to_original" and quote and not params.get("url"):
            return Message("credit_reason", quote=quote, says=self.says)
        key = f"signal_{self.signal}"
        numbers = [each for each in params.values() if type(each) in (int, float)]
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
        ranked = sorted(self.evidence, key=lambda one: -one.weight)
        named = [_GROUNDS.get(one.signal, "page_shows") for one in ranked if one.weight > 0]
        grounds = list(dict.fromkeys(named)) or ["page_shows"]
        object.__setattr__(self, "grounds", [] if self.answer == "unsure" else grounds)
        object.__setattr__(self, "heading", self._headed())
        object.__setattr__(self, "reason", self._reasoned(ranked))

    @property
    def public_label(self) -> Label:
        """The label that words the answer, for lists that have nothing else."""
        return self.label if ANSWER_OF[self.label] == self.answer else LABEL_OF[self.answer]

    def _headed(self) -> Message:
        kind = self.basis.kind
        names = [one.name for one in self.basis.outlets if one.name]
        if self.answer == "retells" and kind == "compiles":
            return Message("answer_compiles")
        if self.answer == "retells" and names:
            return Message("answer_agency" if kind == "agency" else "answer_retells", [names[0]])
        if self.answer == "complete" and self.grounds == ["absence"]:
            return Message("answer_no_longer")
        if self.answer == "incomplete" and ANSWER_OF[self.label] != self.answer:
            return Message("answer_incomplete")
        return Message(f"verdict_{self.public_label}")

    def _reasoned(self, ranked: list[Evidence]) -> Message:
        """Word the reason, given the evidence by weight."""
        chosen = next(self._reasons(ranked), None)
        credit = next((one for one in self.basis.outlets if one.quote), None)
        is_shown = chosen is not None and chosen.signal == "alignment_shows"
        if self.answer == "retells" and credit and not is_shown:
            return Message("credit_reason", quote=credit.quote)
        if self.answer == "unsure":
            chosen = next((one for one in self.evidence if _says_why(one)), None)
        return chosen.message if chosen else Message(f"verdict_{self.public_label}_reason")

    def _reasons(self, ranked: list[Evidence]) -> Iterator[Evidence]:
        """Yield what may be the reason, the best first; never evidence against the verdict."""
        fitting = [one for one in ranked if one.signal not in _AGAINST.get(self.label, ())]
        if self.label == "summary":
            yield from (one for one in fitting if one.signal == "alignment_shows")
        if self.label == "paywalled":
            yield from (one for one in fitting if one.signal == "cut_for_subscribers" and one.quote)
        for one in fitting:
            if one.signal != "alignment_shows" and one.quote and one.weight >= _HEAVY:
                yield one
        yield from fitting


def _says_why(one: Evidence) -> bool:
    """Return whether evidence is why an answer is unsure."""
    return one.signal == "bare_text" or one.params.get("how") == "none"

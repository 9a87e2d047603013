"""Is this page the whole story, whose is it, and what does its reader get first?

Three questions, each answered by a logistic model over named features: is there an article (gate),
is it cut (signals), and whose report is it (basis)? A text can be whole and retell another's
report. Complete needs grounds: no credit that counts, no call to read on, an end, and a chance that
says so (`basis.json`, `python -m tests.bench.verdict.basis_train`). Where no answer is likely
enough, the page is `unsure`, with what was seen.

The weights start from what a signal means and were learned on real pages
(`python -m tests.bench.verdict.verdict_train`); the probabilities are calibrated on sites that
were left out (docs/decisions.md).
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, NamedTuple

from server.language.data import letters_are_words
from server.model import (
    REFUSALS,
    UNPAID,
    Answer,
    Basis,
    Label,
    LinearModel,
    Verdict,
    counted,
    linear_models,
)
from server.page.view import PageView
from server.verdict.basis import (
    RETOLD,
    RETOLD_FROM,
    CreditedOutlet,
    attribution_signal,
    candidates_of,
    credit_signals,
    study_in,
    weighed,
    wording_of,
)
from server.verdict.digest import digest_signal
from server.verdict.gate import (
    LITTLE_PROSE,
    NO_PROSE,
    SHORT_PROSE,
    Shape,
    has_reason,
    shape_features,
    why_no_article,
)
from server.verdict.signal_rules import remark_signals
from server.verdict.signals import (
    GOES_ON,
    Signal,
    declared_signals,
    features_of,
    label_of_feature,
    pager_signals,
)

PARTS: tuple[Label, ...] = ("excerpt", "paywalled", "summary")
# The answers of a label: of another's report, of a page that may go on, and of any other.
_ANSWERS: dict[Label, tuple[Answer, Answer, Answer]] = {
    "full": ("retells", "unsure", "complete"),
    "unknown": ("retells", "unsure", "unsure"),
    "summary": ("retells", "incomplete", "retells"),
    "excerpt": ("incomplete", "incomplete", "incomplete"),
    "paywalled": ("retells", "incomplete", "incomplete"),
    "not_article": ("no_article", "no_article", "no_article"),
}
# Signals of lists as much as of stories that are not whole.
_LISTING = frozenset(
    {"links_to_original:more", *(f"more_pages:{kind}" for kind in ("own", "alike", "next"))}
)
# Signals that a text is another's report, rather than that something is missing of it.
_RETELLS = ("retells_report", "says_summary")
# What the page itself says of more to read, or shows of a text that breaks off.
_CALLS = (
    *("links_to_original:full", "links_to_original:more", "links_to_original:continued"),
    *("continues_on_site", "cut_off_end", "more_pages"),
    *("says_excerpt", "declared_paid+scant"),
)


def is_for_subscribers(verdict: Verdict) -> bool:
    """Whether a page shows only its beginning to those without a subscription or account."""
    if verdict.label == "paywalled":
        return True
    return verdict.label == "unknown" and any(
        evidence.signal in ("cut_for_subscribers", "locked_part", "http_status")
        and evidence.weight >= 0.5
        for evidence in verdict.evidence
    )


def says_more(verdict: Verdict) -> bool:
    """Whether the page says that the text goes on, for payment or elsewhere."""
    return verdict.label in PARTS or any(one.signal in GOES_ON for one in verdict.evidence)


def answer_of(label: Label, *, is_retold: bool, is_doubtful: bool) -> Answer:
    """Return the answer of a page with `label`: before and after a comparison."""
    retold, doubtful, plain = _ANSWERS[label]
    return retold if is_retold else doubtful if is_doubtful else plain


def model_of(name: Literal["part", "shape", "basis", "complete"]) -> LinearModel:
    """Return the weights by which a page is cut, no article, another's report, or complete."""
    table = "basis.json" if name in ("basis", "complete") else "weights.json"
    return linear_models(__package__, table)[name]


@dataclass(frozen=True, slots=True)
class Models:
    """Hold the weights and bounds that make a verdict."""

    part: LinearModel = field(default_factory=partial(model_of, "part"))
    shape: LinearModel = field(default_factory=partial(model_of, "shape"))
    basis: LinearModel = field(default_factory=partial(model_of, "basis"))
    complete: LinearModel = field(default_factory=partial(model_of, "complete"))


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold a page's shape and signals, and the features that both models read.

    `has_text`: whether there is a text to call whole; `credited`: whom the text names; `grounds`:
    how a text of the page's own, or of another's, is worded; `study`: its words on one.
    """

    shape: Shape
    signals: list[Signal]
    features: frozenset[str]
    has_text: bool
    credited: list[CreditedOutlet] = field(default_factory=list)
    grounds: dict[str, float] = field(default_factory=dict)
    study: str | None = None

    def says(self, *features: str) -> bool:
        """Whether it has one of the `features`, of any kind."""
        return any(one.startswith(features) for one in self.features)

    @property
    def calls_on(self) -> bool:
        """Whether the page says that there is more, or shows that its text breaks off."""
        return self.says(*_CALLS)


def judge(view: PageView, models: Models | None = None) -> Verdict:
    """Judge the kind of page in `view`; `models` are the project's unless others are measured."""
    return verdict_on(look_at(view), view, models or Models())


def look_at(view: PageView) -> Seen:
    """Collect all that the models read of a page."""
    shape, study = shape_features(view), study_in(view)
    is_cut = any(warning.type == "/problems/text_cut" for warning in view.article.warnings)
    refused = view.status in UNPAID or (view.status in REFUSALS and view.letters < SHORT_PROSE)
    has_text = view.letters >= NO_PROSE and not is_cut and not refused
    if shape.decisive:
        return Seen(shape, [], frozenset(features_of([], view)), has_text, study=study)
    found = [*pager_signals(view), *remark_signals(view), *declared_signals(view)]
    credited = candidates_of(view, found)
    further = (attribution_signal(view, credited), digest_signal(view))
    signals = [*found, *filter(None, further)]
    features = frozenset(features_of(signals, view))
    return Seen(shape, signals, features, has_text, credited, wording_of(view), study)


Weighed = tuple[Signal, float]  # what is shown, and how much it weighs, -1..1


class Decision(NamedTuple):
    """The label and the answer of a page, each with the probability that it is right, 0..1.

    `grounds` are what the model of complete pages reads.
    """

    label: Label
    confidence: float
    answer: Answer
    likely: float
    basis: Basis
    grounds: dict[str, float]


def decide(seen: Seen, models: Models) -> Decision:
    """Decide on what was seen of a page."""
    basis, retold = weighed(seen.credited, models.basis, seen.study)
    is_named = basis.kind not in ("own", "document")
    other = models.shape.probability(seen.shape.features) if seen.shape.features else 0.0
    cut = models.part.probability(dict.fromkeys(seen.features, 1.0))
    odds = {"other": _odds(other), "cut": _odds(cut), "retold": _odds(retold)}
    grounds = {**seen.grounds, **odds}
    complete = models.complete.probability(grounds)
    label, confidence = _labelled(seen, other, cut, models)
    if label == "not_article":
        other = confidence
    elif label == "summary" and seen.says("says_summary", "retells_report:digest"):
        retold = max(retold, confidence)
        if seen.says("retells_report:digest"):
            basis = Basis("compiles", basis.credits)
    unlikely = complete < models.complete.thresholds["enough"]
    answer = answer_of(
        label,
        is_retold=retold >= RETOLD_FROM and label != "paywalled",
        is_doubtful=not seen.says(*_RETELLS)
        if label == "summary"
        else seen.calls_on or is_named or unlikely,
    )
    if answer == "retells" and basis.kind not in RETOLD:
        basis = Basis("retells", basis.credits)
    whole = (1 - other) * (1 if label == "summary" else 1 - cut)
    likely = {
        "complete": complete,
        "retells": whole * retold,
        "incomplete": cut,
        "no_article": other,
        "unsure": 0.5,
    }[answer]
    # No answer is surer than that.
    return Decision(label, confidence, answer, round(min(likely, 0.99), 2), basis, grounds)


def _odds(chance: float) -> float:
    """Return log odds, within 5: beyond nothing is surer."""
    return max(-5.0, min(5.0, math.log((chance + 1e-6) / (1 - chance + 1e-6))))


def _labelled(seen: Seen, other: float, part: float, models: Models) -> tuple[Label, float]:
    """Label what was seen, by the chances that it is no article, `other`, and not whole."""
    if seen.shape.decisive:
        return "not_article", 0.97
    kept = models.part.probability(dict.fromkeys(seen.features - _LISTING, 1.0))
    is_other = other >= max(models.shape.thresholds["other"], kept)
    if is_other and has_reason(seen.shape, models.shape.weights):
        # They are righter than likely: 93 answers at .8 on average were right 89 times.
        return "not_article", round(math.sqrt(other), 2)
    at = models.part.thresholds
    if part >= at["part"]:
        return label_of(seen.features, models.part), round(part, 2)
    whole = (1 - part) * (1 - other)
    if part >= at["doubt"] or not seen.has_text:
        return "unknown", round(min(0.5, whole), 2)
    return "full", round(whole, 2)


def label_of(features: Collection[str], model: LinearModel) -> Label:
    """Label a page that isn't whole, by its heaviest signals."""
    totals: defaultdict[Label, float] = defaultdict(float)
    # A text that breaks off before a link to the original is that one's beginning.
    is_cut = any(feature.startswith("cut_off_end") for feature in features)
    for feature in features:
        label = label_of_feature(feature)
        if is_cut and feature.startswith("links_to_original"):
            label = "excerpt"
        if label:
            totals[label] += max(0.0, model.weights.get(feature, 0.0))
    return max(PARTS, key=lambda label: totals[label])


def verdict_on(seen: Seen, view: PageView, models: Models) -> Verdict:
    """Return what is decided on a page that was seen, with its evidence."""
    told = decide(seen, models)
    shown = _shown(seen, view, told, models)
    if told.answer == "retells":
        names, quotes = {one.name for one in told.basis.outlets}, {one.quote for one, _ in shown}
        said = credit_signals(view, [one for one in seen.credited if one.name in names])
        shown = [
            *((one, told.likely) for one in said if one.quote not in quotes),
            *(pair for pair in shown if pair[0].code != "whole_text"),
        ]
    elif told.label in ("full", "unknown"):
        shown += _whose(seen, told.basis)
    evidence = [signal.evidence(weight) for signal, weight in shown]
    return Verdict(told.label, told.likely, evidence, told.answer, told.basis)


def _whose(seen: Seen, basis: Basis) -> Iterator[Weighed]:
    """Yield the words that may credit another, without weight."""
    if basis.kind == "unclear":
        first = basis.outlets[0]
        says = f"It names {first.name}; whether the report is theirs is not sure: “{first.quote}”"
        yield Signal("names_publisher", says, first.quote), 0
    elif basis.kind == "document":
        yield Signal("tells_study", f"It tells of research: “{seen.study}”", seen.study), 0


def _shown(seen: Seen, view: PageView, told: Decision, models: Models) -> list[Weighed]:
    """Return the evidence for a label."""
    if told.label == "not_article":
        why = seen.shape.decisive or why_no_article(view, seen.shape, models.shape.weights)
        return [(why, told.confidence)] if why else []
    weighed = _weighed(seen.signals, models.part.weights)
    if told.label in PARTS:
        # What the page says of itself leads.
        weighed.sort(
            key=lambda pair: (
                label_of_feature(pair[0].feature) != told.label,
                not pair[0].code.startswith("says_"),
            )
        )
        if not any(signal.quote and round(weight, 2) > 0 for signal, weight in weighed):
            block = view.blocks[view.last]
            says = f"The shown text ends here: “{block.last_words}”"  # on declarations alone
            weighed.append((Signal("cut_off_end", says, block.last_words, block.element), 0.5))
        return weighed
    doubts = [(signal, -weight) for signal, weight in weighed]
    if told.label == "unknown" and view.letters < LITTLE_PROSE:
        words, short = view.article.words, Signal("short_text", "The text is short.")
        if not letters_are_words(view.language):
            says = f"The text is short: {counted(words, 'word')}."
            short = Signal("short_text", says, params=(("words", words),))
        return [*doubts, (short, 0)]
    # A call to read on may lead to a longer version: nothing is said against that.
    if told.label == "unknown" or seen.calls_on:
        return doubts
    count = len(view.article.sentences)
    says = f"Nothing on the page points to more. {counted(count, 'sentence')}."
    return [(Signal("whole_text", says, params=(("sentences", count),)), told.confidence), *doubts]


def _weighed(signals: list[Signal], weights: Mapping[str, float]) -> list[Weighed]:
    """Return one signal for each code and quote with its kinds' weight, heaviest first."""
    totals: dict[tuple[str, str | None], float] = {}
    first: dict[tuple[str, str | None], Signal] = {}
    for signal in signals:
        key = (signal.code, signal.quote)
        first.setdefault(key, signal)
        totals[key] = totals.get(key, 0.0) + weights.get(signal.feature, 0.0)
    found = [(first[key], max(0.0, min(1.0, total / 5))) for key, total in totals.items()]
    return sorted(found, key=lambda pair: -pair[1])

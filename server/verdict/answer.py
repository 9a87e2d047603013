"""The one answer that a reader gets first: complete, retells, incomplete, no article, or unsure.

Two questions are asked of an article: is it cut, and whose report is it? A text can be whole and
retell another's report. Complete needs grounds: no credit that counts, no call to read on, an end,
and a chance that says so (`basis.json`, `python -m tests.bench.verdict.basis_train`).

Each question has a logistic model whose features add their weights to the odds. The weights start
from what a signal means and were learned on real pages
(`python -m tests.bench.verdict.verdict_train`); the probabilities are calibrated on sites that
were left out (docs/decisions/verdict.md).
"""

import math
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, NamedTuple

from server.model import Answer, Basis, BasisKind, Label, LinearModel, linear_models
from server.verdict.basis import RETOLD_FROM, CreditedOutlet, weighed
from server.verdict.gate import Shape, has_reason
from server.verdict.signal import Signal, label_of_feature

PARTS: tuple[Label, ...] = ("excerpt", "paywalled", "summary")
RETOLD: frozenset[BasisKind] = frozenset({"retells", "compiles", "agency"})
# The answers of a label: of another's report, of a page that may go on, and of any other.
_ANSWERS: dict[Label, tuple[Answer, Answer, Answer]] = {
    "full": ("retells", "unsure", "complete"),
    "unknown": ("retells", "unsure", "unsure"),
    "summary": ("retells", "incomplete", "retells"),
    "excerpt": ("incomplete", "incomplete", "incomplete"),
    "paywalled": ("retells", "incomplete", "incomplete"),
    "not_article": ("no_article", "no_article", "no_article"),
}
SURE = 0.97  # of what a decisive test of the gate says
SURE_OF_IT = 0.99  # the most that is said of any answer
_MOST, _LEAST = 5.0, 1e-6  # log odds beyond which nothing is surer; a chance
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
    """The shape of a page, its signals and the features that both models read.

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
        """Return whether it has one of the `features`, of any kind."""
        return any(one.startswith(features) for one in self.features)

    @property
    def calls_on(self) -> bool:
        """Say whether the page says that there is more, or shows that its text breaks off."""
        return self.says(*_CALLS)


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
    missing = [one for one in seen.features if not one.startswith(_RETELLS)]
    cut = models.part.probability(dict.fromkeys(missing, 1.0))
    odds = {"other": _odds(other), "cut": _odds(cut), "retold": _odds(retold)}
    grounds = {**seen.grounds, **odds}
    complete = models.complete.probability(grounds)
    label, confidence = _labelled(seen, other, models)
    if label == "not_article":
        other = confidence
    elif label == "summary" and seen.says("says_summary", "retells_report:digest"):
        retold = max(retold, confidence)
        if seen.says("retells_report:digest"):
            basis = Basis("compiles", basis.credits)
    unlikely = complete < models.complete.thresholds["enough"]
    answer = answer_of(
        label,
        is_retold=retold >= RETOLD_FROM
        and label != "paywalled"
        and not (label == "unknown" and seen.calls_on),
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
    return Decision(label, confidence, answer, round(min(likely, SURE_OF_IT), 2), basis, grounds)


def _odds(chance: float) -> float:
    return max(-_MOST, min(_MOST, math.log((chance + _LEAST) / (1 - chance + _LEAST))))


def _labelled(seen: Seen, other: float, models: Models) -> tuple[Label, float]:
    """Label what was seen, by the chance that it is no article, `other`."""
    if seen.shape.decisive:
        return "not_article", SURE
    at = {**models.part.thresholds, **models.shape.thresholds}
    part = models.part.probability(dict.fromkeys(seen.features, 1.0))
    kept = dict.fromkeys(seen.features - _LISTING, 1.0)
    is_other = other >= at["other"] and other >= models.part.probability(kept)
    if is_other and has_reason(seen.shape, models.shape.weights, other):
        # With a reason it is likelier: 61 answers at .78 on average were right 57 times.
        return "not_article", round(math.sqrt(other), 2)
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

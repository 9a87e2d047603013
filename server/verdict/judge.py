"""Is this page the whole story? The verdict, with the evidence it rests on.

Two questions, each answered by a small logistic model over named features: is there an article
(gate/), and is it whole (signal_features.py, classifier.py)? Where neither answer is likely
enough, the page is `unknown`, with what was seen.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from server.language.data import letters_are_words
from server.model import (
    REFUSALS,
    UNPAID,
    Answer,
    Article,
    Basis,
    Evidence,
    Label,
    LinearModel,
    Verdict,
    counted,
)
from server.page.block import is_long
from server.page.view import PageView
from server.text.sentences import last_words
from server.verdict.answer import (
    RETOLD,
    Chances,
    answer_of,
    calls_on,
    cut_features,
    grounds_of,
)
from server.verdict.basis.basis import CreditedOutlet, study_in, weighed
from server.verdict.basis.wording import wording_of
from server.verdict.classifier import (
    PARTS,
    label_of,
    label_of_signal,
    model_of,
)
from server.verdict.gate.gate import (
    LITTLE_PROSE,
    NO_PROSE,
    SHORT_PROSE,
    Shape,
    has_reason,
    shape_features,
    why_no_article,
)
from server.verdict.signal_features import features_of, signals_of
from server.verdict.signals.attribution import credit_signals
from server.verdict.signals.signal import GOES_ON, SIGNALS, Signal

__all__ = ["SIGNALS", "is_for_subscribers", "judge", "says_more"]

# Signals of lists as much as of stories that are not whole.
_LISTING = frozenset(
    {"links_to_original:more", *(f"more_pages:{kind}" for kind in ("own", "alike", "next"))}
)
_PICTURES = 3  # under one paragraph: the text may go on in them
SURE = 0.97  # of what a decisive test of the gate says
SURE_OF_IT = 0.99  # the most that is said of any answer


def is_for_subscribers(verdict: Verdict) -> bool:
    """Return whether a page shows only its beginning to those without a subscription or account."""
    if verdict.label == "paywalled":
        return True
    return verdict.label == "unknown" and any(
        evidence.signal in ("cut_for_subscribers", "locked_part", "http_status")
        and evidence.weight >= 0.5
        for evidence in verdict.evidence
    )


def says_more(verdict: Verdict) -> bool:
    """Return whether the page says that the text goes on, for payment or elsewhere."""
    return verdict.label in PARTS or any(one.signal in GOES_ON for one in verdict.evidence)


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


def judge(view: PageView, models: Models | None = None) -> Verdict:
    """Judge the kind of page in `view`; `models` are the project's unless others are measured."""
    return decide(look_at(view), view, models or Models())


def look_at(view: PageView) -> Seen:
    """Collect all that the models read of a page."""
    shape = shape_features(view)
    signals, credited = ([], []) if shape.decisive else signals_of(view)
    grounds = {} if shape.decisive else wording_of(view)
    features = frozenset(features_of(signals, view))
    has_text, study = _has_text(view), study_in(view.article)
    return Seen(shape, signals, features, has_text, credited, grounds, study)


def decide(seen: Seen, view: PageView, models: Models) -> Verdict:
    """Decide the verdict on what was seen."""
    label, confidence = label_of_page(seen, models)
    told, likely, basis = answered(seen, label, confidence, models)
    shown = _shown(seen, view, label, confidence, models)
    if told == "retells":
        shown = [one for one in shown if one.signal != "whole_text"]
        shown = [*_credits(seen, view, basis, likely, shown), *shown]
    elif label in ("full", "unknown"):
        shown += _whose(seen, basis)
    if told == "unsure" and _ends_in_pictures(view):
        shown = [one for one in shown if one.signal != "whole_text"]
        shown.append(_end_of_text(view).evidence(0))
    return Verdict(label, likely, shown, told, basis)


def _credits(
    seen: Seen, view: PageView, basis: Basis, likely: float, shown: list[Evidence]
) -> Iterator[Evidence]:
    """Yield the words that say whose report it is, unless they are `shown`."""
    names, quotes = {one.name for one in basis.outlets}, {one.quote for one in shown}
    outlets = [one for one in seen.credited if one.name in names]
    found = credit_signals(view, outlets)
    return (signal.evidence(likely) for signal in found if signal.quote not in quotes)


def _whose(seen: Seen, basis: Basis) -> Iterator[Evidence]:
    """Yield the words that may credit another, as evidence without weight."""
    if basis.kind == "unclear":
        first = basis.outlets[0]
        says = f"It names {first.name}; whether the report is theirs is not sure: “{first.quote}”"
        yield Signal("names_publisher", says, first.quote).evidence(0)
    elif basis.kind == "document":
        says = f"It tells of research: “{seen.study}”"
        yield Signal("tells_study", says, seen.study).evidence(0)


def _shown(
    seen: Seen, view: PageView, label: Label, confidence: float, models: Models
) -> list[Evidence]:
    """Return the evidence for a label."""
    if label == "not_article":
        why = seen.shape.decisive or why_no_article(view, seen.shape, models.shape.weights)
        return [why.evidence(confidence)] if why else []
    if label in PARTS:
        return _evidence(seen.signals, label, models, view)
    doubts = _doubts(seen.signals, models)
    if label == "unknown":
        return [*doubts, *_short_text(view.article)]
    # A call to read on may lead to a longer version: nothing is said against that.
    return (
        doubts
        if calls_on(seen.features)
        else [_whole_text(view.article).evidence(confidence), *doubts]
    )


def answered(
    seen: Seen, label: Label, confidence: float, models: Models
) -> tuple[Answer, float, Basis]:
    """Return the reader's answer, its probability, and whose report the text is."""
    own = weighed(seen.credited, models.basis, seen.study)
    chances = chances_of(seen, own.retold, models)
    if label == "not_article":
        chances = chances._replace(other=confidence)
    basis = own.basis
    is_digest = "retells_report:digest" in seen.features
    if label == "summary" and (
        is_digest or any(one.startswith("says_summary") for one in seen.features)
    ):
        chances = chances._replace(retold=max(own.retold, confidence))
        basis = Basis("compiles" if is_digest else basis.kind, basis.credits)
    told, likely = answer_of(label, chances, seen.features)
    if told == "retells" and basis.kind not in RETOLD:
        basis = Basis("retells", basis.credits)
    return told, round(min(likely, SURE_OF_IT), 2), basis


def chances_of(seen: Seen, retold: float, models: Models) -> Chances:
    """Return the chances of what a page is, with that of a `retold` report."""
    other = models.shape.probability(seen.shape.features) if seen.shape.features else 0.0
    cut = models.part.probability(dict.fromkeys(cut_features(seen.features), 1.0))
    complete = models.complete.probability(grounds_of(seen.grounds, other, cut, retold))
    return Chances(other, cut, retold, complete, models.complete.thresholds["enough"])


def label_of_page(seen: Seen, models: Models) -> tuple[Label, float]:
    """Label what was seen, with the probability that it is right, 0..1."""
    if seen.shape.decisive:
        return "not_article", SURE
    at = {**models.part.thresholds, **models.shape.thresholds}
    other = models.shape.probability(seen.shape.features) if seen.shape.features else 0.0
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


def _has_text(view: PageView) -> bool:
    """Return whether there is a text to call whole, not a refusal's and not cut."""
    text = view.article.text
    if any(warning.type == "/problems/text_cut" for warning in view.article.warnings):
        return False
    refused = view.status in UNPAID or (view.status in REFUSALS and not is_long(text, SHORT_PROSE))
    return is_long(text, NO_PROSE) and not refused


def _evidence(
    signals: list[Signal], label: Label, models: Models, view: PageView
) -> list[Evidence]:
    """Return the signals as evidence, those for the label first; at least one quotes the page."""
    weighed = _weighed(signals, models.part.weights)
    # What the page says of itself leads.
    weighed.sort(
        key=lambda pair: (
            label_of_signal(pair[0]) != label,
            not pair[0].code.startswith("says_"),
            -pair[1],
        )
    )
    shown = [signal.evidence(weight) for signal, weight in weighed]
    if not any(one.quote and one.weight > 0 for one in shown):
        shown.append(_end_of_text(view).evidence(0.5))
    return shown


def _doubts(signals: list[Signal], models: Models) -> list[Evidence]:
    """Return the signals against a whole text, with negative weights."""
    weighed = _weighed(signals, models.part.weights)
    weighed.sort(key=lambda pair: -pair[1])
    return [signal.evidence(-weight) for signal, weight in weighed]


def _weighed(signals: list[Signal], weights: Mapping[str, float]) -> list[tuple[Signal, float]]:
    """Return one signal for each code and quote, with the weight of all its kinds, 0..1."""
    totals: dict[tuple[str, str | None], float] = {}
    first: dict[tuple[str, str | None], Signal] = {}
    for signal in signals:
        key = (signal.code, signal.quote)
        first.setdefault(key, signal)
        totals[key] = totals.get(key, 0.0) + weights.get(signal.feature, 0.0)
    return [(first[key], max(0.0, min(1.0, total / 5))) for key, total in totals.items()]


def _whole_text(article: Article) -> Signal:
    count = len(article.sentences)
    says = f"{counted(count, 'sentence')}, and nothing on the page leads on."
    return Signal("whole_text", says, params=(("sentences", count),))


def _short_text(article: Article) -> list[Evidence]:
    if is_long(article.text, LITTLE_PROSE):
        return []
    if letters_are_words(article.language):
        return [Signal("short_text", "The text is short.").evidence(0)]
    says = f"The text is short: {counted(article.words, 'word')}."
    return [Signal("short_text", says, params=(("words", article.words),)).evidence(0)]


def _ends_in_pictures(view: PageView) -> bool:
    """Return whether pictures follow on a single paragraph."""
    if not view.body or any(one.paragraph for one in view.article.sentences):
        return False
    after = view.blocks[view.last].element.itersiblings()
    return sum(len(list(step.iter("img"))) for step in after) >= _PICTURES


def _end_of_text(view: PageView) -> Signal:
    """Return the end of the shown text, for a verdict on declarations alone."""
    block = view.blocks[view.last]
    quote = last_words(block.sentences[-1])
    return Signal("cut_off_end", f"The shown text ends here: “{quote}”", quote, block.element)

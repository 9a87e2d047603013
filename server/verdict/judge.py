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
from dataclasses import dataclass, field, replace
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
    other_named,
    study_in,
    weigh_credits,
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
    unlike_story,
    why_no_article,
)
from server.verdict.signal_rules import remark_signals
from server.verdict.signals import (
    GOES_ON,
    SHORT,
    Signal,
    declared_signals,
    features_of,
    label_of_feature,
    pager_signals,
)
from server.verdict.vetoes import vetoes_of

# What a page that isn't whole may be.
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
    {
        "links_to_original:more",
        *(f"more_pages:{kind}" for kind in ("own", "alike", "next")),
    }
)
# Signals that a text is another's report, rather than that something is missing of it.
_RETELLS = ("retells_report", "says_summary")
# What the page itself says of more to read, or shows of a text that breaks off.
_CALLS = (
    "links_to_original",
    *("continues_on_site", "cut_off_end", "more_pages"),
    *("says_excerpt", "declared_paid+scant"),
)
# Signals of a page that shows only its beginning to those without a subscription or account, and
# the weight from which on they decide that.
_WALLS = ("cut_for_subscribers", "locked_part", "http_status")
WALL_WEIGHT = 0.5

# Confidences, 0..1.
DECISIVE = 0.97  # of a page whose shape alone shows that it is not an article
SUREST = 0.99  # no answer is surer than that
UNDECIDED = 0.5
LITTLE_LIKE_STORY = -2.0  # log odds that a page is not an article; of whole stories most are below
POSSIBLY_RETOLD = -3.0  # log odds that a text is another's report; without a credit they are lower
MUCH_NAMED = 0.1  # where 1 is a third of the first sentences, and more, with others' names
MUCH_REPORTED = 0.25  # of the first sentences: what others say is much of a text

MOST_LOG_ODDS = 5.0  # of one model's answer, as another reads it: beyond it nothing is surer


def is_for_subscribers(verdict: Verdict) -> bool:
    """Whether a page shows only its beginning to those without a subscription or account."""
    if verdict.label == "paywalled":
        return True
    if verdict.label != "unknown":
        return False
    return any(
        evidence.signal in _WALLS and evidence.weight >= WALL_WEIGHT
        for evidence in verdict.evidence
    )


def says_more(verdict: Verdict) -> bool:
    """Whether the page says that the text goes on, for payment or elsewhere."""
    if verdict.label in PARTS:
        return True
    return any(evidence.signal in GOES_ON for evidence in verdict.evidence)


def answer_of(label: Label, *, is_retold: bool, is_doubtful: bool) -> Answer:
    """Return the answer of a page with `label`: before and after a comparison."""
    retold, doubtful, plain = _ANSWERS[label]
    if is_retold:
        return retold
    return doubtful if is_doubtful else plain


def model_of(name: Literal["part", "shape", "basis", "complete"]) -> LinearModel:
    """Return the weights by which a page is cut, no article, another's report, or complete."""
    table = "basis.json" if name in ("basis", "complete") else "weights.json"
    return linear_models(__package__, table)[name]


@dataclass(frozen=True, slots=True)
class Models:
    """The weights and bounds that make a verdict."""

    part: LinearModel = field(default_factory=partial(model_of, "part"))
    shape: LinearModel = field(default_factory=partial(model_of, "shape"))
    basis: LinearModel = field(default_factory=partial(model_of, "basis"))
    complete: LinearModel = field(default_factory=partial(model_of, "complete"))


@dataclass(frozen=True, slots=True)
class PageSigns:
    """All that the models read of a page."""

    shape: Shape
    signals: list[Signal]
    # The names of the signals and of what else is known, in the tables of weights.
    features: frozenset[str]
    # Whether there is a text to call whole.
    has_text: bool
    # Whom the text names.
    credited: list[CreditedOutlet] = field(default_factory=list)
    # How a text of the page's own, or of another's, is worded.
    grounds: dict[str, float] = field(default_factory=dict)
    # The page's words on a study.
    study: str | None = None
    # What keeps the page from being called whole.
    vetoes: tuple[Signal, ...] = ()
    # A sentence that tells what another publisher or somebody else said.
    report: str | None = None
    # Whether a reader says that it is an article.
    said_article: bool = False

    def says(self, *features: str) -> bool:
        """Whether it has one of the `features`, of any kind."""
        return any(feature.startswith(features) for feature in self.features)

    @property
    def calls_on(self) -> bool:
        """Whether the page says that there is more, or shows that its text breaks off."""
        return self.says(*_CALLS)


class Decision(NamedTuple):
    """The label and the answer of a page."""

    label: Label
    label_confidence: float  # the chance that the label is right, 0..1
    answer: Answer
    confidence: float  # the chance that the answer is right, 0..1
    basis: Basis
    # What the model of complete pages reads.
    grounds: dict[str, float]


def judge(view: PageView, models: Models | None = None, *, said_article: bool = False) -> Verdict:
    """Judge the kind of page in `view`; `models` are the project's unless others are measured.

    What a reader says is an article (`said_article`) is judged as one, and never called whole.
    """
    signs = look_at(view, said_article=said_article)
    return verdict_on(signs, view, models or Models())


def look_at(view: PageView, *, said_article: bool = False) -> PageSigns:
    """Collect all that the models read of a page."""
    shape, study = shape_features(view), study_in(view)
    vetoes = tuple(vetoes_of(view))
    if said_article and shape.decisive:
        vetoes += (shape.decisive,)
        shape = replace(shape, decisive=None)
    is_cut = any(warning.type == "/problems/text_cut" for warning in view.article.warnings)
    is_refused = view.status in REFUSALS and view.letters < SHORT_PROSE
    is_unread = is_cut or is_refused or view.status in UNPAID
    has_text = view.letters >= NO_PROSE and not is_unread
    if shape.decisive:
        return PageSigns(shape, [], frozenset(features_of([], view)), has_text, study=study)

    signals = [*pager_signals(view), *remark_signals(view), *declared_signals(view)]
    credited = candidates_of(view, signals)
    further = (attribution_signal(view, credited), digest_signal(view))
    signals += [signal for signal in further if signal]
    features = frozenset(features_of(signals, view))
    reports = [sentence.text for sentence in view.crediting_sentences]
    return PageSigns(
        shape,
        signals,
        features,
        has_text,
        credited,
        wording_of(view),
        study,
        vetoes=vetoes,
        report=reports[0] if reports else None,
        said_article=said_article,
    )


def decide(signs: PageSigns, models: Models) -> Decision:
    """Decide what the signs of a page make it."""
    basis, retold_chance = weigh_credits(signs.credited, models.basis, signs.study)
    is_named = basis.kind not in ("own", "document")
    other_chance = 0.0
    if signs.shape.features:
        other_chance = models.shape.probability(signs.shape.features)
    cut_chance = models.part.probability(dict.fromkeys(signs.features, 1.0))
    grounds = {
        **signs.grounds,
        "other": _log_odds(other_chance),
        "cut": _log_odds(cut_chance),
        "retold": _log_odds(retold_chance),
    }
    complete_chance = models.complete.probability(grounds)

    label, label_confidence = _choose_label(signs, other_chance, cut_chance, models)
    if label == "not_article":
        other_chance = label_confidence
    elif label == "summary" and signs.says("says_summary", "retells_report:digest"):
        retold_chance = max(retold_chance, label_confidence)
        if signs.says("retells_report:digest"):
            basis = Basis("compiles", basis.credits)

    if label == "summary":
        is_doubtful = not signs.says(*_RETELLS)
    else:
        is_unlikely = complete_chance < models.complete.thresholds["enough"]
        is_doubtful = signs.calls_on or is_named or is_unlikely or bool(signs.vetoes)
        is_doubtful = is_doubtful or (signs.said_article and label == "full")
    is_retold = retold_chance >= RETOLD_FROM and label != "paywalled"
    answer = answer_of(label, is_retold=is_retold, is_doubtful=is_doubtful)
    if answer == "no_article":
        basis = Basis("unclear")
    elif answer == "retells" and basis.kind not in RETOLD:
        basis = Basis("retells", basis.credits)

    whole_chance = 1 - other_chance
    if label != "summary":
        whole_chance *= 1 - cut_chance
    confidence = {
        "complete": complete_chance,
        "retells": whole_chance * retold_chance,
        "incomplete": cut_chance,
        "no_article": other_chance,
        "unsure": UNDECIDED,
    }[answer]
    confidence = round(min(confidence, SUREST), 2)
    return Decision(label, label_confidence, answer, confidence, basis, grounds)


def _log_odds(chance: float) -> float:
    odds = math.log((chance + 1e-6) / (1 - chance + 1e-6))
    return max(-MOST_LOG_ODDS, min(MOST_LOG_ODDS, odds))


def _choose_label(
    signs: PageSigns, other_chance: float, cut_chance: float, models: Models
) -> tuple[Label, float]:
    """Label a page by the chances that it is not an article and that it is not whole."""
    if signs.shape.decisive:
        return "not_article", DECISIVE
    cut_beside_lists = models.part.probability(dict.fromkeys(signs.features - _LISTING, 1.0))
    is_other = other_chance >= max(models.shape.thresholds["other"], cut_beside_lists)
    is_other = is_other and not signs.said_article
    if is_other and has_reason(signs.shape, models.shape.weights, other_chance):
        # They are righter than likely: 93 answers at .8 on average were right 89 times.
        return "not_article", round(math.sqrt(other_chance), 2)
    thresholds = models.part.thresholds
    if cut_chance >= thresholds["part"]:
        return label_of(signs.features, models.part), round(cut_chance, 2)
    whole_chance = (1 - cut_chance) * (1 - other_chance)
    if cut_chance >= thresholds["doubt"] or not signs.has_text:
        return "unknown", round(min(UNDECIDED, whole_chance), 2)
    return "full", round(whole_chance, 2)


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


# The evidence

# What is shown, and how much it speaks for the verdict, -1..1.
WeightedSignal = tuple[Signal, float]

FULL_WEIGHT = 5.0  # log odds from which on a signal weighs 1
LAST_WORDS_WEIGHT = 0.5  # of the shown text's end, where declarations alone speak


def verdict_on(signs: PageSigns, view: PageView, models: Models) -> Verdict:
    """Return what is decided on a page, with its evidence."""
    decision = decide(signs, models)
    weighted = _evidence_for(signs, view, decision, models)
    if decision.answer == "retells":
        weighted = _with_credits(weighted, signs, view, decision)
    elif decision.label in ("full", "unknown"):
        weighted += _possible_credit(signs, decision.basis)
    evidence = [signal.evidence(weight) for signal, weight in weighted]
    return Verdict(decision.label, decision.confidence, evidence, decision.answer, decision.basis)


def _with_credits(
    weighted: list[WeightedSignal], signs: PageSigns, view: PageView, decision: Decision
) -> list[WeightedSignal]:
    """Put the words that credit another's report first; it is not a whole text of its own."""
    names = {credit.name for credit in decision.basis.outlets}
    quotes = {signal.quote for signal, _ in weighted}
    outlets = [outlet for outlet in signs.credited if outlet.name in names]
    first = [
        (signal, decision.confidence)
        for signal in credit_signals(view, outlets)
        if signal.quote not in quotes
    ]
    return [*first, *(pair for pair in weighted if pair[0].code != "whole_text")]


def _possible_credit(signs: PageSigns, basis: Basis) -> Iterator[WeightedSignal]:
    """Yield the words that may credit another, without weight."""
    if basis.kind == "unclear":
        outlet = basis.outlets[0]
        yield _named_publisher(outlet.name, outlet.quote), 0
    elif basis.kind == "document":
        yield Signal("tells_study", f"It tells of research: “{signs.study}”", signs.study), 0


def _named_publisher(name: str, quote: str) -> Signal:
    message = f"It names {name}; whether the report is theirs is not sure: “{quote}”"
    return Signal("names_publisher", message, quote)


def _evidence_for(
    signs: PageSigns, view: PageView, decision: Decision, models: Models
) -> list[WeightedSignal]:
    """Return the evidence for a label."""
    if decision.label == "not_article":
        reason = signs.shape.decisive or why_no_article(view, signs.shape, models.shape.weights)
        return [(reason, decision.label_confidence)]

    weighted = _with_weights(signs.signals, models.part.weights)
    if decision.label in PARTS:
        return _for_part(weighted, decision.label, view)

    doubts = [(signal, -weight) for signal, weight in weighted]
    if decision.answer == "unsure":
        doubts = [
            *((reason, 0.0) for reason in _reasons_to_doubt(signs, view, decision, models)),
            *doubts,
        ]
    # A call to read on may lead to a longer version: nothing is said against that. Nor is a front
    # page or a thread a text that could be whole.
    if decision.label == "unknown" or signs.calls_on or signs.vetoes:
        return doubts
    count = len(view.article.sentences)
    message = f"Nothing on the page points to more. {counted(count, 'sentence')}."
    whole_text = Signal("whole_text", message, params=(("sentences", count),))
    return [(whole_text, decision.label_confidence), *doubts]


def _reasons_to_doubt(
    signs: PageSigns, view: PageView, decision: Decision, models: Models
) -> Iterator[Signal]:
    """Yield what made a page doubtful, beside its signals and the names that it credits."""
    yield from signs.vetoes
    if view.letters < LITTLE_PROSE:
        yield _short_text(view)
    elif not (signs.vetoes or signs.calls_on or decision.basis.kind == "unclear"):
        yield from _unsaid_doubt(signs, view, decision, models)


def _unsaid_doubt(
    signs: PageSigns, view: PageView, decision: Decision, models: Models
) -> Iterator[Signal]:
    """Yield what counts most against a complete text on a page that says nothing of it itself."""
    grounds, weights = decision.grounds, models.complete.weights
    added = {name: weights.get(name, 0.0) * value for name, value in grounds.items()}
    most_telling = min(added.get("names:others", 0.0), added.get("reporting", 0.0))
    is_much = grounds.get("reporting", 0.0) >= MUCH_REPORTED
    if is_much and most_telling < added["other"] and signs.report:
        message = f"Much of it tells what others say: “{signs.report}”"
        yield Signal("tells_others", message, signs.report)
    elif grounds.get("names:others", 0.0) >= MUCH_NAMED and (mention := other_named(view)):
        yield _named_publisher(*mention)
    elif decision.basis.credits and grounds["retold"] > POSSIBLY_RETOLD:
        yield _named_publisher(decision.basis.credits[0].name, decision.basis.credits[0].quote)
    elif signs.said_article and grounds["other"] > LITTLE_LIKE_STORY:
        yield why_no_article(view, signs.shape, models.shape.weights)
    elif grounds["other"] > LITTLE_LIKE_STORY:
        yield unlike_story(view)
    elif view.letters < SHORT:
        yield _short_text(view)


def _for_part(weighted: list[WeightedSignal], label: Label, view: PageView) -> list[WeightedSignal]:
    """Put what the page says of itself first; where nothing is quoted, its last words."""

    def order(pair: WeightedSignal) -> tuple[bool, bool]:
        signal = pair[0]
        return label_of_feature(signal.feature) != label, not signal.code.startswith("says_")

    ordered = sorted(weighted, key=order)
    if not any(signal.quote and round(weight, 2) > 0 for signal, weight in ordered):
        block = view.blocks[view.last]
        message = f"The shown text ends here: “{block.last_words}”"
        last_words = Signal("cut_off_end", message, block.last_words, block.element)
        ordered.append((last_words, LAST_WORDS_WEIGHT))
    return ordered


def _short_text(view: PageView) -> Signal:
    if letters_are_words(view.language):
        return Signal("short_text", "The text is short.")
    words = view.article.words
    message = f"The text is short: {counted(words, 'word')}."
    return Signal("short_text", message, params=(("words", words),))


def _with_weights(signals: list[Signal], weights: Mapping[str, float]) -> list[WeightedSignal]:
    """Return one signal for each code and quote with its kinds' weight, heaviest first."""
    totals: dict[tuple[str, str | None], float] = {}
    first: dict[tuple[str, str | None], Signal] = {}
    for signal in signals:
        key = (signal.code, signal.quote)
        first.setdefault(key, signal)
        totals[key] = totals.get(key, 0.0) + weights.get(signal.feature, 0.0)
    weighted = [
        (first[key], max(0.0, min(1.0, total / FULL_WEIGHT))) for key, total in totals.items()
    ]
    return sorted(weighted, key=lambda pair: -pair[1])

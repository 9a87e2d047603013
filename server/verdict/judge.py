"""Is this page the whole story? The verdict, with the evidence it rests on.

Two questions, each answered by a small logistic model over named features: is there an article
(gate/), and is it whole (signal_features.py, answer.py)? Where neither answer is likely enough, the
page is `unknown`, with what was seen.
"""

from collections.abc import Iterator, Mapping

from server.language.data import letters_are_words
from server.model import REFUSALS, UNPAID, Article, Basis, Evidence, Verdict, counted
from server.page.block import is_long
from server.page.view import PageView
from server.text.sentences import last_words
from server.verdict.answer import PARTS, Decision, Models, Seen, decide
from server.verdict.basis import study_in, wording_of
from server.verdict.gate import LITTLE_PROSE, NO_PROSE, SHORT_PROSE, shape_features, why_no_article
from server.verdict.signal import GOES_ON, SIGNALS, Signal, label_of_feature
from server.verdict.signal_features import credit_signals, features_of, signals_of

__all__ = ["SIGNALS", "is_for_subscribers", "judge", "says_more"]


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


def judge(view: PageView, models: Models | None = None) -> Verdict:
    """Judge the kind of page in `view`; `models` are the project's unless others are measured."""
    return verdict_on(look_at(view), view, models or Models())


def look_at(view: PageView) -> Seen:
    """Collect all that the models read of a page."""
    shape, has_text, study = shape_features(view), _has_text(view), study_in(view.article)
    if shape.decisive:
        return Seen(shape, [], frozenset(features_of([], view)), has_text, study=study)
    signals, credited = signals_of(view)
    features = frozenset(features_of(signals, view))
    return Seen(shape, signals, features, has_text, credited, wording_of(view), study)


def verdict_on(seen: Seen, view: PageView, models: Models) -> Verdict:
    """Return what is decided on a page that was seen, with its evidence."""
    told = decide(seen, models)
    shown = _shown(seen, view, told, models)
    if told.answer == "retells":
        shown = [one for one in shown if one.signal != "whole_text"]
        shown = [*_credits(seen, view, told, shown), *shown]
    elif told.label in ("full", "unknown"):
        shown += _whose(seen, told.basis)
    return Verdict(told.label, told.likely, shown, told.answer, told.basis)


def _credits(
    seen: Seen, view: PageView, told: Decision, shown: list[Evidence]
) -> Iterator[Evidence]:
    """Yield the words that say whose report it is, unless they are `shown`."""
    names, quotes = {one.name for one in told.basis.outlets}, {one.quote for one in shown}
    found = credit_signals(view, [one for one in seen.credited if one.name in names])
    return (signal.evidence(told.likely) for signal in found if signal.quote not in quotes)


def _whose(seen: Seen, basis: Basis) -> Iterator[Evidence]:
    """Yield the words that may credit another, as evidence without weight."""
    if basis.kind == "unclear":
        first = basis.outlets[0]
        says = f"It names {first.name}; whether the report is theirs is not sure: “{first.quote}”"
        yield Signal("names_publisher", says, first.quote).evidence(0)
    elif basis.kind == "document":
        says = f"It tells of research: “{seen.study}”"
        yield Signal("tells_study", says, seen.study).evidence(0)


def _shown(seen: Seen, view: PageView, told: Decision, models: Models) -> list[Evidence]:
    """Return the evidence for a label."""
    if told.label == "not_article":
        why = seen.shape.decisive or why_no_article(view, seen.shape, models.shape.weights)
        return [why.evidence(told.confidence)] if why else []
    weighed = _weighed(seen.signals, models.part.weights)
    if told.label in PARTS:
        # What the page says of itself leads.
        weighed.sort(
            key=lambda pair: (
                label_of_feature(pair[0].feature) != told.label,
                not pair[0].code.startswith("says_"),
            )
        )
        shown = [signal.evidence(weight) for signal, weight in weighed]
        if not any(one.quote and one.weight > 0 for one in shown):
            shown.append(_end_of_text(view).evidence(0.5))
        return shown
    doubts = [signal.evidence(-weight) for signal, weight in weighed]
    if told.label == "unknown":
        return [*doubts, *_short_text(view.article)]
    # A call to read on may lead to a longer version: nothing is said against that.
    if seen.calls_on:
        return doubts
    count = len(view.article.sentences)
    says = f"{counted(count, 'sentence')}, and nothing on the page leads on."
    whole = Signal("whole_text", says, params=(("sentences", count),))
    return [whole.evidence(told.confidence), *doubts]


def _has_text(view: PageView) -> bool:
    """Return whether there is a text to call whole, not a refusal's and not cut."""
    text = view.article.text
    if any(warning.type == "/problems/text_cut" for warning in view.article.warnings):
        return False
    refused = view.status in UNPAID or (view.status in REFUSALS and not is_long(text, SHORT_PROSE))
    return is_long(text, NO_PROSE) and not refused


def _weighed(signals: list[Signal], weights: Mapping[str, float]) -> list[tuple[Signal, float]]:
    """Return one signal for each code and quote with its kinds' weight, heaviest first."""
    totals: dict[tuple[str, str | None], float] = {}
    first: dict[tuple[str, str | None], Signal] = {}
    for signal in signals:
        key = (signal.code, signal.quote)
        first.setdefault(key, signal)
        totals[key] = totals.get(key, 0.0) + weights.get(signal.feature, 0.0)
    found = [(first[key], max(0.0, min(1.0, total / 5))) for key, total in totals.items()]
    return sorted(found, key=lambda pair: -pair[1])


def _short_text(article: Article) -> list[Evidence]:
    if is_long(article.text, LITTLE_PROSE):
        return []
    if letters_are_words(article.language):
        return [Signal("short_text", "The text is short.").evidence(0)]
    says = f"The text is short: {counted(article.words, 'word')}."
    return [Signal("short_text", says, params=(("words", article.words),)).evidence(0)]


def _end_of_text(view: PageView) -> Signal:
    """Return the end of the shown text, for a verdict on declarations alone."""
    block = view.blocks[view.last]
    quote = last_words(block.sentences[-1])
    return Signal("cut_off_end", f"The shown text ends here: “{quote}”", quote, block.element)

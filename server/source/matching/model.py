"""The probability that a candidate is the source, and that it reports the same event.

Logistic models over the features, read from weights.json: one for a candidate among
others, one for a single candidate, one for the event. The table is made by
`python -m tests.bench.source.find_train` (docs/decisions/finding.md).
"""

import math
from collections.abc import Sequence

from server.model import linear_models
from server.source.matching.candidate_features import Features

# Greatest differences of two copies of one text, which don't make each other doubtful.
_ALIKE = 0.03
_ALIKE_RUNS = 0.3  # least share of runs of a copy
_MOST_MARGIN, _LEAST_MARGIN = 0.25, -0.1  # where a lead over rivals is cut off
# Features in which a candidate is compared with the best of the others.
_COMPARED = ("containment", "sentences", "opening", "pairs", "headline", "facts", "firm")
_AS_MEASURED = (*_COMPARED, "firm_share", "quotes", "backwards", "longer")
_WEIGHTS = (__package__, "weights.json")


def margin(one: Features, others: Sequence[Features]) -> float | None:
    """Return the lead of `one` in containment over the best of `others`, if any."""
    if not others:
        return None
    return round(one.containment - max(other.containment for other in others), 4)


def alike(one: Features, other: Features) -> bool:
    """Return whether two candidates have so similar shares that they are copies."""
    return one.runs >= _ALIKE_RUNS and all(
        abs(getattr(one, name) - getattr(other, name)) <= _ALIKE
        for name in ("containment", "runs", "sentences")
    )


def log_odds(one: Features, others: Sequence[Features]) -> float:
    """Return the log odds that `one` is the source, among `others`."""
    features = text_features(one)
    if not others:
        return linear_models(*_WEIGHTS)["alone"].log_odds(features)
    return linear_models(*_WEIGHTS)["source"].log_odds(features | margin_features(one, others))


def log_odds_of_event(one: Features) -> float:
    """Return the log odds that a candidate reports the page's event."""
    return linear_models(*_WEIGHTS)["same_event"].log_odds(text_features(one))


def text_features(features: Features) -> dict[str, float]:
    """Return the models' features of one candidate, by name."""
    return {name: getattr(features, name) for name in _AS_MEASURED} | {
        "rare": features.rare * min(1.0, features.rare_terms / 3),
        "rare_terms": float(min(8, features.rare_terms)),
        "missing_names": float(min(4, features.missing_names)),
        "told_by_runs": features.told * (1 - features.runs),
        "size": math.log2(features.words + 1),
    }


def margin_features(one: Features, others: Sequence[Features]) -> dict[str, float]:
    """Return the models' features of a candidate against the others."""
    margins = {}
    for name in _COMPARED:
        ahead = getattr(one, name) - max(getattr(other, name) for other in others)
        margins[f"{name}_ahead"] = max(_LEAST_MARGIN, min(_MOST_MARGIN, ahead))
    fewest = min(other.missing_names for other in others)
    margins["fewer_names_missing"] = float(max(-4, min(4, fewest - one.missing_names)))
    return margins

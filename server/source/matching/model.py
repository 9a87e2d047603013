"""How likely a candidate is the source, and how likely it reports the same event at all.

Logistic models over the features, read from weights.json: one for a candidate among
others, one for a candidate that was found alone, one for the event. The table is made by
`python -m tests.bench.find_train` and evaluated here in plain Python (docs/decisions/finding.md).
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from server.source.matching.candidate_features import Features

# Two candidates that hold the page this much alike are one text: neither makes the other doubtful.
_ALIKE = 0.03
_ALIKE_RUNS = 0.3
FAR = 3.0  # standard deviations from which a feature says no more
_MOST_MARGIN, _LEAST_MARGIN = 0.25, -0.1
# What a candidate is compared in with the best of the others.
_COMPARED = (
    *("containment", "sentences", "together", "opening", "runs", "weakest"),
    *("pairs", "beside", "near", "headline"),
)
_COMPARED_WHOLLY = (
    *("softly", "facts", "in_runs", "single"),
    *("core", "core_single", "core_runs", "core_near"),
    *("firm", "firm_single", "firm_near", "firm_runs"),
)


@dataclass(frozen=True, slots=True)
class Model:
    """A bias and a weight for each feature; features are taken from their mean and scale first."""

    bias: float
    weights: Mapping[str, tuple[float, float, float]]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """The log odds of what the model says."""
        return self.bias + sum(
            weight * max(-FAR, min(FAR, (features[name] - mean) / scale))
            for name, (weight, mean, scale) in self.weights.items()
        )


def chance(log_odds: float) -> float:
    """The probability that has these log odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


@cache
def models() -> dict[str, Model]:
    """The models that the project carries: `source`, `alone` and `same_event`."""
    loaded = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
    return {
        name: Model(
            table["bias"], {feature: tuple(row) for feature, row in table["weights"].items()}
        )
        for name, table in loaded["models"].items()
    }


def rivals(candidates: Sequence[Features]) -> list[list[Features]]:
    """For each candidate the others with another text."""
    return [
        [other for other in candidates if other is not one and not alike(one, other)]
        for one in candidates
    ]


def margin(one: Features, others: Sequence[Features]) -> float | None:
    """By how much `one` holds more of the page than the best of `others`; None without others."""
    if not others:
        return None
    return round(one.containment - max(other.containment for other in others), 4)


def alike(one: Features, other: Features) -> bool:
    """Whether two candidates hold the page so much alike that they are copies of one text."""
    return one.runs >= _ALIKE_RUNS and all(
        abs(a - b) <= _ALIKE
        for a, b in (
            (one.containment, other.containment),
            (one.runs, other.runs),
            (one.sentences, other.sentences),
        )
    )


def log_odds(one: Features, others: Sequence[Features]) -> float:
    """The log odds that `one` is the source, where `others` were found for the same page."""
    features = text_features(one)
    if not others:
        return models()["alone"].log_odds(features)
    return models()["source"].log_odds(features | margin_features(one, others))


def log_odds_of_event(one: Features) -> float:
    """The log odds that a candidate reports the event that the page reports."""
    return models()["same_event"].log_odds(text_features(one))


def text_features(features: Features) -> dict[str, float]:
    """What the models look at in one candidate, by name."""
    size = math.log2(features.words + 1)
    return {
        "containment": features.containment,
        "containment_squared": features.containment**2,
        "containment_by_size": features.containment * size,
        "softly": features.softly,
        "facts": features.facts,
        "rare": features.rare * min(1.0, features.rare_terms / 3),
        "rare_terms": float(min(8, features.rare_terms)),
        "sentences": features.sentences,
        "sentences_squared": features.sentences**2,
        "sentences_by_size": features.sentences * size,
        "weakest": features.weakest,
        "single": features.single,
        "together": features.together,
        "together_by_size": features.together * size,
        "runs": features.runs,
        "runs_squared": features.runs**2,
        "few_runs": min(features.runs, 0.2),
        "pairs": features.pairs,
        "in_runs": features.in_runs,
        "beside": features.beside,
        "beside_by_size": features.beside * size,
        "near": features.near,
        "near_by_size": features.near * size,
        "core": features.core,
        "core_single": features.core_single,
        "core_runs": features.core_runs,
        "core_near": features.core_near,
        "firm": features.firm,
        "firm_single": features.firm_single,
        "firm_near": features.firm_near,
        "firm_runs": features.firm_runs,
        "firm_share": features.firm_share,
        "names": features.names,
        "missing_names": float(min(4, features.missing_names)),
        "missing_numbers": float(min(3, features.missing_numbers)),
        "quotes": features.quotes,
        "opening": features.opening,
        "headline": features.headline,
        "top": features.top,
        "told": features.told,
        "told_by_runs": features.told * (1 - features.runs),
        "place": features.place,
        "ordered": features.ordered,
        "spread": features.spread,
        "backwards": features.backwards,
        "longer": features.longer,
        "size": size,
    }


def margin_features(one: Features, others: Sequence[Features]) -> dict[str, float]:
    """What the models look at in a candidate beside the others."""
    found = {}
    for name in (*_COMPARED, *_COMPARED_WHOLLY):
        ahead = getattr(one, name) - max(getattr(other, name) for other in others)
        found[f"{name}_ahead"] = ahead
        if name in _COMPARED:
            found[f"{name}_little_ahead"] = max(_LEAST_MARGIN, min(_MOST_MARGIN, ahead))
    fewest = min(other.missing_names for other in others)
    found["fewer_names_missing"] = float(max(-4, min(4, fewest - one.missing_names)))
    found["ahead_by_containment"] = found["containment_little_ahead"] * one.containment
    found["ahead_by_sentences"] = found["sentences_little_ahead"] * one.sentences
    return found

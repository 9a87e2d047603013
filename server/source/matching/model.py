"""How likely a candidate is the source, and how likely it tells of the same event at all.

Logistic models over what `measures` counts, read from weights.json: one for a candidate among
others, one for a candidate that was found alone, one for the event. The table is made by
`python -m tests.bench.find_train` and evaluated here in plain Python (docs/decisions/finding.md).
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from server.source.matching.features import Measures

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
        """The log odds of what the model tells."""
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


def rivals(candidates: Sequence[Measures]) -> list[list[Measures]]:
    """For each candidate the others with another text."""
    return [
        [other for other in candidates if other is not one and not alike(one, other)]
        for one in candidates
    ]


def margin(one: Measures, others: Sequence[Measures]) -> float | None:
    """By how much `one` holds more of the page than the best of `others`; None: there are none."""
    if not others:
        return None
    return round(one.containment - max(other.containment for other in others), 4)


def alike(one: Measures, other: Measures) -> bool:
    """Whether two candidates hold the page so much alike that they are copies of one text."""
    return one.runs >= _ALIKE_RUNS and all(
        abs(a - b) <= _ALIKE
        for a, b in (
            (one.containment, other.containment),
            (one.runs, other.runs),
            (one.sentences, other.sentences),
        )
    )


def log_odds(one: Measures, others: Sequence[Measures]) -> float:
    """The log odds that `one` is the source, where `others` were found for the same page."""
    features = text_features(one)
    if not others:
        return models()["alone"].log_odds(features)
    return models()["source"].log_odds(features | margin_features(one, others))


def log_odds_of_event(one: Measures) -> float:
    """The log odds that a candidate tells of the event that the page tells of."""
    return models()["same_event"].log_odds(text_features(one))


def text_features(measures: Measures) -> dict[str, float]:
    """What the models look at in one candidate, by name."""
    size = math.log2(measures.words + 1)
    return {
        "containment": measures.containment,
        "containment_squared": measures.containment**2,
        "containment_by_size": measures.containment * size,
        "softly": measures.softly,
        "facts": measures.facts,
        "rare": measures.rare * min(1.0, measures.rare_terms / 3),
        "rare_terms": float(min(8, measures.rare_terms)),
        "sentences": measures.sentences,
        "sentences_squared": measures.sentences**2,
        "sentences_by_size": measures.sentences * size,
        "weakest": measures.weakest,
        "single": measures.single,
        "together": measures.together,
        "together_by_size": measures.together * size,
        "runs": measures.runs,
        "runs_squared": measures.runs**2,
        "few_runs": min(measures.runs, 0.2),
        "pairs": measures.pairs,
        "in_runs": measures.in_runs,
        "beside": measures.beside,
        "beside_by_size": measures.beside * size,
        "near": measures.near,
        "near_by_size": measures.near * size,
        "core": measures.core,
        "core_single": measures.core_single,
        "core_runs": measures.core_runs,
        "core_near": measures.core_near,
        "firm": measures.firm,
        "firm_single": measures.firm_single,
        "firm_near": measures.firm_near,
        "firm_runs": measures.firm_runs,
        "firm_share": measures.firm_share,
        "names": measures.names,
        "missing_names": float(min(4, measures.missing_names)),
        "missing_numbers": float(min(3, measures.missing_numbers)),
        "quotes": measures.quotes,
        "opening": measures.opening,
        "headline": measures.headline,
        "top": measures.top,
        "told": measures.told,
        "told_by_runs": measures.told * (1 - measures.runs),
        "place": measures.place,
        "ordered": measures.ordered,
        "spread": measures.spread,
        "backwards": measures.backwards,
        "longer": measures.longer,
        "size": size,
    }


def margin_features(one: Measures, others: Sequence[Measures]) -> dict[str, float]:
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

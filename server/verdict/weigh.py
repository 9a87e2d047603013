"""What the signs together say: a multinomial logistic model over them, read from weights.json.

The table is made by `python -m tests.bench.verdict_train` and evaluated here in plain Python.
Its probabilities are calibrated on made pages (docs/decisions/verdict.md).
"""

import json
import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from server.model import Label

REFERENCE: Label = "full"  # its weights are zero; the others are told apart from it
LABELS: tuple[Label, ...] = ("full", "excerpt", "paywalled", "summary")
# How likely it must be that the page is whole, or is not, to say so; between them it is `unknown`.
# A false alarm is worse than a page about which nothing is said.
IS_WHOLE = 0.5
IS_PART = 0.6


@dataclass(frozen=True, slots=True)
class Table:
    """For each label but `full`: a bias, and a weight for each feature."""

    bias: dict[str, float]
    weights: dict[str, dict[str, float]]

    def scores(self, features: Collection[str]) -> dict[Label, float]:
        """The log odds of each label against `full`."""
        return {
            label: self.bias.get(label, 0.0)
            + sum(self.weights.get(feature, {}).get(label, 0.0) for feature in features)
            for label in LABELS
        }

    def weight(self, feature: str, label: Label) -> float:
        """How far `feature` speaks for `label` (-1..1): for `full`, against the likeliest other."""
        known = self.weights.get(feature, {})
        if label == REFERENCE:
            return -math.tanh(max([known.get(other, 0.0) for other in LABELS[1:]]) / 3)
        return math.tanh(known.get(label, 0.0) / 3)


def probabilities(scores: dict[Label, float]) -> dict[Label, float]:
    """The softmax of `scores`."""
    most = max(scores.values())
    parts = {label: math.exp(score - most) for label, score in scores.items()}
    total = sum(parts.values())
    return {label: part / total for label, part in parts.items()}


def choose(chances: dict[Label, float]) -> tuple[Label, float]:
    """The label and its probability; `unknown` where the page is neither likely enough."""
    part = max(LABELS[1:], key=lambda name: chances[name])
    if chances[REFERENCE] >= IS_WHOLE:
        return REFERENCE, chances[REFERENCE]
    if 1 - chances[REFERENCE] >= IS_PART:
        return part, chances[part]
    return "unknown", chances[part]


@cache
def table() -> Table:
    """The weights that the project carries."""
    loaded = json.loads(files("server.verdict").joinpath("weights.json").read_text("utf-8"))
    return Table(loaded["bias"], loaded["weights"])

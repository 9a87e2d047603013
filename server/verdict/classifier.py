"""What the signs together say: two small logistic models over them, read from weights.json.

The first says how likely the page is not whole: a sign never speaks against that, but for the
text's length and a note that it is a copy. The second tells which of the three ways of not being
whole it is. The table is made by `python -m tests.bench.verdict_train` and evaluated here in plain
Python; its probabilities are calibrated on sites left out (docs/decisions/verdict.md).
"""

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from server.model import Label

REFERENCE: Label = "full"
PARTS: tuple[Label, ...] = ("excerpt", "paywalled", "summary")
LABELS: tuple[Label, ...] = (REFERENCE, *PARTS)
# How likely it must be that the page is whole, or is not, to say so; between them it is `unknown`.
# The latter is where made pages of sites left out are told with a precision of .95.
IS_WHOLE = 0.55
IS_PART = 0.6


@dataclass(frozen=True, slots=True)
class Table:
    """How a page is weighed: `bias` and `weights` against its being whole, `kinds` for its label.

    Each of `kinds` has a weight "bias" and one for each feature.
    """

    bias: float
    weights: Mapping[str, float]
    kinds: Mapping[str, Mapping[str, float]]

    def chances(self, features: Collection[str]) -> dict[Label, float]:
        """The probability of each label for a page with `features`."""
        score = self.bias + sum(self.weights.get(feature, 0.0) for feature in features)
        part = 1 / (1 + math.exp(-score))
        kinds = {label: self._kind(features, label) for label in PARTS}
        most = max(kinds.values())
        shares = {label: math.exp(value - most) for label, value in kinds.items()}
        total = sum(shares.values())
        parts = {label: part * share / total for label, share in shares.items()}
        return {REFERENCE: 1 - part, **parts}

    def weight(self, feature: str, label: Label) -> float:
        """How far `feature` speaks for `label`, -1..1."""
        weight = self.weights.get(feature, 0.0)
        if label == REFERENCE:
            return -math.tanh(weight / 3)
        told = [self.kinds[part].get(feature, 0.0) for part in PARTS]
        return math.tanh((weight + self.kinds[label].get(feature, 0.0) - max(told)) / 3)

    def _kind(self, features: Collection[str], label: Label) -> float:
        weights = self.kinds[label]
        return weights["bias"] + sum(weights.get(feature, 0.0) for feature in features)


def choose(chances: Mapping[Label, float]) -> tuple[Label, float]:
    """The label and its probability; `unknown` where the page is neither likely enough."""
    part = max(PARTS, key=lambda name: chances[name])
    if 1 - chances[REFERENCE] >= IS_PART:
        return part, chances[part]
    if chances[REFERENCE] >= IS_WHOLE:
        return REFERENCE, chances[REFERENCE]
    return "unknown", chances[part]


@cache
def table() -> Table:
    """The weights that the project carries."""
    loaded = json.loads(files("server.verdict").joinpath("weights.json").read_text("utf-8"))
    return Table(loaded["bias"], loaded["weights"], loaded["kinds"])

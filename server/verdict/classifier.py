"""How likely a page is not whole, and which of three ways: one small logistic model.

Each feature adds its weight to the odds; the label is that of the signals that add most. The
weights start from what a signal means and were moved by real pages
(`python -m tests.bench.verdict_train`); the probabilities are calibrated on sites that were left
out (docs/decisions/verdict.md).
"""

import json
import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from server.model import Label
from server.verdict.signals.signal import LABELS, Signal

PARTS: tuple[Label, ...] = ("excerpt", "paywalled", "summary")


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A logistic model: the log odds are `bias` and the weight of each feature a page has."""

    bias: float
    weights: Mapping[str, float]

    def score(self, features: Collection[str] | Mapping[str, float]) -> float:
        """The log odds for a set of features, or for features with values."""
        if isinstance(features, Mapping):
            return self.bias + sum(
                self.weights.get(name, 0.0) * value for name, value in features.items()
            )
        return self.bias + sum(self.weights.get(name, 0.0) for name in features)

    def probability(self, features: Collection[str] | Mapping[str, float]) -> float:
        """The probability for the same."""
        return 1 / (1 + math.exp(-self.score(features)))


@dataclass(frozen=True, slots=True)
class VerdictThresholds:
    """Probabilities from which a page is said not to be whole, is doubted, or is no article."""

    part: float
    doubt: float
    other: float


def label_of(features: Collection[str], model: LinearModel) -> Label:
    """The way in which a page with `features` is not whole: that of its heaviest signals."""
    totals: defaultdict[Label, float] = defaultdict(float)
    # A text that is cut off before a link to another site goes on there, word for word.
    goes_on = any(feature.startswith("cut_off_end") for feature in features)
    # One that is cut off where the page asks for access goes on for those who have it.
    is_kept = "cut_off_end+access" in features
    for feature in features:
        label = _label_of_feature(feature)
        if goes_on and feature.startswith("links_to_original"):
            label = "excerpt"
        if is_kept and feature.startswith("cut_off_end"):
            label = "paywalled"
        if label:
            totals[label] += max(0.0, model.weights.get(feature, 0.0))
    return max(PARTS, key=lambda label: totals[label])


def label_of_signal(signal: Signal) -> Label | None:
    """What a signal says that its page is."""
    return _label_of_feature(signal.feature)


def _label_of_feature(feature: str) -> Label | None:
    code = feature.partition(":")[0].partition("+")[0]
    return LABELS.get(feature) or LABELS.get(code)


@cache
def model() -> LinearModel:
    """The weights that the project carries."""
    loaded = _weights()
    return LinearModel(loaded["bias"], loaded["weights"])


@cache
def thresholds() -> VerdictThresholds:
    """The thresholds that the project carries."""
    return VerdictThresholds(**_weights()["thresholds"])


@cache
def shape_model() -> LinearModel:
    """The weights by which a page's shape says that it is no article (gate/shape.py)."""
    loaded = _weights()["shape"]
    return LinearModel(loaded["bias"], loaded["weights"])


@cache
def _weights() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        files("server.verdict").joinpath("weights.json").read_text("utf-8")
    )
    return loaded

"""Computes how likely a page is not whole, and in which of three ways, by a logistic model.

Each feature adds its weight to the odds; the label is that of the signals that add most. The
weights start from what a signal means and were moved by real pages
(`python -m tests.bench.verdict.verdict_train`); the probabilities are calibrated on sites that
were left out (docs/decisions/verdict.md).
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Literal

from server.model import Label, LinearModel, linear_models
from server.verdict.signals.signal import LABELS, Signal

PARTS: tuple[Label, ...] = ("excerpt", "paywalled", "summary")


def label_of(features: Collection[str], model: LinearModel) -> Label:
    """Label a page that isn't whole, by its heaviest signals."""
    totals: defaultdict[Label, float] = defaultdict(float)
    # A text that breaks off before a link to the original is that one's beginning.
    is_cut = any(feature.startswith("cut_off_end") for feature in features)
    for feature in features:
        label = _label_of_feature(feature)
        if is_cut and feature.startswith("links_to_original"):
            label = "excerpt"
        if label:
            totals[label] += max(0.0, model.weights.get(feature, 0.0))
    return max(PARTS, key=lambda label: totals[label])


def label_of_signal(signal: Signal) -> Label | None:
    """Return the label that a signal speaks for."""
    return _label_of_feature(signal.feature)


def _label_of_feature(feature: str) -> Label | None:
    code = feature.partition(":")[0].partition("+")[0]
    return LABELS.get(feature) or LABELS.get(code)


def model_of(name: Literal["part", "shape", "basis", "complete"]) -> LinearModel:
    """Return the weights by which a page is cut, no article, another's report, or complete."""
    folder = "server.verdict.basis" if name in ("basis", "complete") else "server.verdict"
    return linear_models(folder, "weights.json")[name]

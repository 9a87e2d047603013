"""Logistic regressions as tables of JSON: one format for every learned table.

A file has who `made_by` it and `models` by name, each with its `bias`, a weight for each feature,
and where it has them `bounds` of features and `thresholds` for what it says.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from server.model.serial import read_table


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A bias and a weight for each feature; a feature beyond its `bounds` says no more."""

    bias: float
    weights: Mapping[str, float]
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Return `bias` and each feature times its weight, summed; 0 means even odds."""
        weights = self.weights
        return self.bias + sum(
            weights.get(name, 0.0) * self._bounded(name, value) for name, value in features.items()
        )

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability, 0..1."""
        return chance(self.log_odds(features))

    def _bounded(self, name: str, value: float) -> float:
        low, high = self.bounds.get(name, (value, value))
        return max(low, min(high, value))


def chance(log_odds: float) -> float:
    """Return the probability that has these log odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))  # beyond: 1e-13 of 0 or 1


@cache
def linear_models(package: str, name: str) -> dict[str, LinearModel]:
    """Return the models of the table `name` that lies in `package`."""
    models = read_table(package, name)["models"]
    return {part: LinearModel(**model) for part, model in models.items()}

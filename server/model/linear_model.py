"""A logistic regression as a table: a bias, and a weight for each feature by its name."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class LinearModel:
    """The log odds are `bias` and each feature's value times its weight; unknown ones add 0."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """0 means even odds."""
        known = self.weights
        return self.bias + sum(known.get(name, 0.0) * value for name, value in features.items())

    def probability(self, features: Mapping[str, float]) -> float:
        """The same as a share, 0..1."""
        return 1 / (1 + math.exp(-self.log_odds(features)))


@cache
def json_table(package: str, name: str) -> dict[str, Any]:
    """The table `name` of JSON that lies in `package`."""
    table: dict[str, Any] = json.loads(files(package).joinpath(name).read_text("utf-8"))
    return table


@cache
def linear_model(package: str, name: str, part: str | None = None) -> LinearModel:
    """The model in the table `name` of `package`, or in a `part` of that table."""
    table = json_table(package, name)
    table = table[part] if part else table
    return LinearModel(table["bias"], table["weights"])

"""A logistic regression as a table of JSON: a weight for each feature by its name, and a bias."""

import json
import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class LinearModel(NamedTuple):
    """Weights in the order of the features, and the bias."""

    weights: tuple[float, ...]
    bias: float

    def log_odds(self, features: Sequence[float]) -> float:
        """0 means even odds."""
        return self.bias + sum(w * f for w, f in zip(self.weights, features, strict=True))

    def odds(self, features: Sequence[float]) -> float:
        """The same as a share, 0..1."""
        return 1 / (1 + math.exp(-self.log_odds(features)))


@cache
def linear_model(path: str, features: Iterable[str]) -> LinearModel:
    """The model at `path` below this package, its weights in the order of `features`."""
    table = json.loads(files("server.align").joinpath(path).read_text("utf-8"))
    return LinearModel(tuple(table["weights"][name] for name in features), table["bias"])

"""A logistic regression for the small models of the aligner, by Newton's method."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

_STEPS = 30


def table_of(names: Iterable[str], weights: Any, bias: float = 0.0, **more: Any) -> dict[str, Any]:
    """Return a model as the tables of the server hold it."""
    rounded = {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}
    return {"bias": round(bias, 3), "weights": rounded, **more}


def write_models(path: Path, made_by: str, models: Mapping[str, Any], **learned: int) -> None:
    """Write `models` where the server reads them; `learned` says from how much."""
    table = {"made_by": f"python -m tests.bench.{made_by}", **learned, "models": models}
    path.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", "utf-8")


def logistic(x: Any, y: Any, *, worth: Any = None, ridge: float = 1.0) -> tuple[Any, float]:
    """Weights and bias for raw features `x`; `ridge` holds for standardised ones.

    `worth` is how much each entry counts, 1 by default.
    """
    worth = np.ones(len(x)) if worth is None else worth
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.column_stack([np.ones(len(x)), (x - mean) / spread])
    penalty = ridge * np.eye(z.shape[1])
    penalty[0, 0] = 0
    weights = np.zeros(z.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-z @ weights))
        slope = z.T @ (worth * (p - y)) + penalty @ weights
        weights -= np.linalg.solve((z.T * (worth * p * (1 - p))) @ z + penalty, slope)
    scaled = weights[1:] / spread
    return scaled, float(weights[0] - scaled @ mean)


def choice_weights(
    options: Sequence[Any], right: Sequence[Any], worth: Any, ridge: float = 20.0
) -> Any:
    """Weights by which the best option of each choice is a right one (conditional logit).

    `options` has the raw features of each choice, a row an option; `right` says which are.
    """
    x = np.concatenate(options)
    spread = x.std(axis=0) + 1e-6
    parts = [(choice - x.mean(axis=0)) / spread for choice in options]
    weights = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        slope, bend = -ridge * weights, ridge * np.eye(len(weights))
        for choice, is_right, weight in zip(parts, right, worth, strict=True):
            odds = np.exp(choice @ weights - (choice @ weights).max())
            chance, target = odds / odds.sum(), odds * is_right / (odds @ is_right)
            slope += weight * choice.T @ (target - chance)
            bend += weight * (
                (choice.T * chance) @ choice - np.outer(chance @ choice, chance @ choice)
            )
        weights += np.linalg.solve(bend, slope)
    return weights / spread

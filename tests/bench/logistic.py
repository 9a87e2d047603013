"""A logistic regression for the small models of the aligner, by Newton's method."""

from typing import Any

import numpy as np

_STEPS = 30


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

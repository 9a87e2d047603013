"""Boosted trees (Friedman 2001) read from JSON and evaluated in numpy."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Forest:
    """Trees side by side, one row each, padded with leaves that lead to themselves."""

    baseline: float
    feature: NDArray[np.int32]
    threshold: Floats
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: Floats
    depth: int

    @classmethod
    def load(cls, name: str) -> "Forest":
        """The forest in the file `name` beside this module."""
        return cls.of(json.loads(files(__package__).joinpath(name).read_text("utf-8")))

    @classmethod
    def of(cls, table: dict[str, Any]) -> "Forest":
        """The forest that `table` describes: `trees` are lists of nodes.

        A node is `[feature, threshold, left, right]`, indices within its tree, or `[value]`.
        """
        trees = table["trees"]
        width = max(map(len, trees))
        shape = (len(trees), width)
        feature, left, right = (np.zeros(shape, np.int32) for _ in range(3))
        threshold, value = np.full(shape, np.inf, np.float32), np.zeros(shape, np.float32)
        left += np.arange(len(trees) * width, dtype=np.int32).reshape(shape)
        right += left
        for row, tree in enumerate(trees):
            for column, node in enumerate(tree):
                if len(node) == 1:
                    value[row, column] = node[0]
                else:
                    feature[row, column], threshold[row, column] = node[0], node[1]
                    left[row, column], right[row, column] = (row * width + n for n in node[2:])
        depth = max(_depth(tree, 0) for tree in trees)
        return cls(table["baseline"], feature, threshold, left, right, value, depth)

    def chances(self, rows: Floats) -> Floats:
        """The probability of each of `rows`; one feature a column."""
        trees, width = self.feature.shape
        at = np.broadcast_to(np.arange(trees) * width, (len(rows), trees))
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        left, right = self.left.ravel(), self.right.ravel()
        for _ in range(self.depth):
            low = np.take_along_axis(rows, feature[at], axis=1) <= threshold[at]
            at = np.where(low, left[at], right[at])
        scores = self.baseline + self.value.ravel()[at].sum(axis=1)
        return np.asarray(1 / (1 + np.exp(-scores)), np.float32)


def _depth(tree: list[list[float]], node: int) -> int:
    if len(tree[node]) == 1:
        return 0
    return 1 + max(_depth(tree, int(child)) for child in tree[node][2:])

"""Boosted trees (Friedman 2001), read from JSON and evaluated in numpy."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Forest:
    """All trees in one array; a node's high child is next to its low one.

    Leaves lead to themselves.
    """

    baseline: float
    depth: int
    roots: Indices
    feature: Indices
    threshold: Floats
    low: Indices
    value: Floats

    @classmethod
    def load(cls, name: str) -> "Forest":
        """Load the forest from the file `name` in this package."""
        return cls.of(json.loads(files(__package__).joinpath(name).read_text("utf-8")))

    @classmethod
    def of(cls, table: dict[str, Any]) -> "Forest":
        """Build the forest from `table`, whose `trees` are lists of nodes.

        A node is `[feature, threshold, left, right]`, indices within its tree, or `[value]`.
        """
        trees = table["trees"]
        roots = list(accumulate(map(len, trees), initial=0))[:-1]
        nodes = [
            node for tree, root in zip(trees, roots, strict=True) for node in _laid_out(tree, root)
        ]
        feature, threshold, low, value = zip(*nodes, strict=True)
        return cls(
            table["baseline"],
            max(_depth(tree, 0) for tree in trees),
            np.array(roots, np.intp),
            np.array(feature, np.intp),
            np.array(threshold, np.float32),
            np.array(low, np.intp),
            np.array(value, np.float32),
        )

    def chances(self, rows: Floats) -> Floats:
        """Return the probability of each row; columns are features."""
        count, width = rows.shape
        first = np.arange(count, dtype=np.intp)[:, None] * width
        cells = np.ascontiguousarray(rows).ravel()
        at = np.broadcast_to(self.roots, (count, len(self.roots)))
        for _ in range(self.depth):
            seen = cells.take(self.feature.take(at) + first)
            at = self.low.take(at) + (seen > self.threshold.take(at))
        scores = self.baseline + self.value.take(at).sum(axis=1)
        return np.asarray(1 / (1 + np.exp(-scores)), np.float32)


def _laid_out(tree: list[list[float]], root: int) -> Iterator[tuple[int, float, int, float]]:
    """Yield feature, threshold, low child and value of the nodes, level by level."""
    order = [0]
    for place, node in enumerate(order):
        if len(tree[node]) == 1:
            yield 0, np.inf, root + place, tree[node][0]
        else:
            yield int(tree[node][0]), tree[node][1], root + len(order), 0
            order.extend(map(int, tree[node][2:]))


def _depth(tree: list[list[float]], node: int) -> int:
    if len(tree[node]) == 1:
        return 0
    return 1 + max(_depth(tree, int(child)) for child in tree[node][2:])

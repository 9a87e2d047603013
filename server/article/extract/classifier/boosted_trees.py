"""Boosted trees (Friedman 2001), read from JSON and evaluated in numpy."""

import json
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate
from typing import Any

import numpy as np

from server.article.extract.classifier.columns import Floats, Keys


@dataclass(frozen=True)
class Forest:
    """All trees in one array; a node's high child is next to its low one.

    Leaves lead to themselves.
    """

    depth: int
    roots: Keys
    feature: Keys
    threshold: Floats
    low: Keys
    value: Floats

    @classmethod
    def load(cls, name: str) -> "Forest":
        """Load the forest from the file `name` in this package."""
        return cls.of(json.loads(files(__package__).joinpath(name).read_text("utf-8")))

    @classmethod
    def of(cls, table: dict[str, Any]) -> "Forest":
        """Build the forest from `table`, whose `trees` of `depth` are lists of nodes.

        A node is `[feature, threshold, low child]`, an index within its tree, or `[value]`.
        """
        roots = [0, *accumulate(map(len, table["trees"]))][:-1]
        feature, threshold, low, value = zip(
            *(
                (*node[:2], root + node[2], 0) if node[1:] else (0, np.inf, root + at, node[0])
                for tree, root in zip(table["trees"], roots, strict=True)
                for at, node in enumerate(tree)
            ),
            strict=True,
        )
        return cls(
            table["depth"],
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
        return np.asarray(1 / (1 + np.exp(-self.value.take(at).sum(axis=1))), np.float32)

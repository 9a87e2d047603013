"""Classifies the blocks of a page, given the results of one or two extractors.

A block classifier in the manner of Boilerpipe and Web2Text, which also sees the extractors'
choices: it adds lost paragraphs, and drops captions, teasers and comments. blocks.json has its
boosted trees (Friedman 2001).
"""

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np

from server.article.extract.classifier.block_features import HELD, PageBlocks
from server.article.extract.classifier.columns import Floats, Keys
from server.model import read_table
from server.page.block import blocks_of, separate_from_links
from server.page.document import Document, fold
from server.page.structured import structured_of

TABLE = "blocks.json"
# Least chance of a taken block.
THRESHOLD = 0.5
# The same in containers named after comments, where the trees are less sure.
_REMARK_THRESHOLD = 0.65


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
        return cls.of(read_table(__package__, name))

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


def page_blocks(document: Document) -> PageBlocks | None:
    """Return the blocks of a page; None without text."""
    blocks = separate_from_links(blocks_of(document.text_map))
    if not blocks:
        return None
    title = document.root.findtext(".//title") or ""
    longest = max(map(fold, structured_of(document).bodies), key=len, default="")
    return PageBlocks(blocks, document.text_map.folded, title, longest)


def chances(page: PageBlocks, *seen: Floats) -> Floats:
    """Return each block's probability of being the article's.

    `seen` is `page.seen` of trafilatura's choice, and of readability-lxml's if it ran.
    """
    likely = forest().chances(page.features(*seen))
    likely[page.remarks] *= THRESHOLD / _REMARK_THRESHOLD
    # The references that the trees were learnt from leave tables out; the extractor does not.
    is_row = np.array([block.is_row for block in page.blocks])
    likely[is_row & np.any([each[:, HELD] == 1 for each in seen], axis=0)] = 1
    return likely


@cache
def forest() -> Forest:
    """Return the trees, loaded once."""
    return Forest.load(TABLE)

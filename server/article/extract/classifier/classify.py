"""Classifies the blocks of a page, given the results of one or two extractors.

A block classifier in the manner of Boilerpipe and Web2Text, which also sees the extractors'
choices: it adds lost paragraphs, and drops captions, teasers and comments. blocks.json has its
trees; `python -m tests.bench.article.extraction_train --write` makes it.
"""

from functools import cache

import numpy as np

from server.article.extract.classifier.block_features import HELD, PageBlocks
from server.article.extract.classifier.boosted_trees import Forest
from server.article.extract.classifier.columns import Floats
from server.page.block import blocks_of, separate_from_links
from server.page.document import Document, fold
from server.page.structured import structured_of

TABLE = "blocks.json"
# Least chance of a taken block.
THRESHOLD = 0.5
# The same in containers named after comments, where the trees are less sure.
_REMARK_THRESHOLD = 0.65


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

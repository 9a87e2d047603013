"""Which blocks of a page are its article, seen from what an extractor took.

A block classifier in the manner of Boilerpipe and Web2Text, which also sees what the extractor
chose: it adds paragraphs that were lost, and drops captions, teasers and comments.
blocks.json holds its trees; `python -m tests.bench.extraction_train --write` makes it.
"""

from functools import cache

import numpy as np

from server.article.extract.classifier.block_features import HELD, PageBlocks
from server.article.extract.classifier.boosted_trees import Forest
from server.article.extract.classifier.columns import Floats
from server.article.extract.extractors import Extraction
from server.page.blocks import blocks_of
from server.page.document import Document, fold
from server.page.structured import Structured, read_structured

TABLE = "blocks.json"
EXTRACTORS = ("trafilatura", "readability")
# The chance from which a block is taken.
THRESHOLD = 0.5
# The same in containers named after comments, where the trees know less.
_REMARK_THRESHOLD = 0.65


def page_blocks(document: Document, declared: Structured | None = None) -> PageBlocks | None:
    """The blocks of a page that says `declared` of itself; None where it has no text."""
    blocks = blocks_of(document.text_map)
    if not blocks:
        return None
    title = document.root.findtext(".//title") or ""
    bodies = (declared or read_structured(document.root)).bodies
    longest = max(map(fold, bodies), key=len, default="")
    return PageBlocks(blocks, document.text_map.folded, title, longest)


def chances(page: PageBlocks, candidate: Extraction) -> Floats:
    """For each block the probability that it is of the article, given what `candidate` took."""
    taken = [fold(paragraph) for paragraph in candidate.paragraphs]
    rows = page.features(taken, EXTRACTORS.index(candidate.extractor))
    likely = forest().chances(rows)
    likely[page.remarks] *= THRESHOLD / _REMARK_THRESHOLD
    # The references that the trees were learnt from leave tables out; the extractor does not.
    is_row = np.array([block.is_row for block in page.blocks])
    likely[is_row & (rows[:, HELD] == 1)] = 1
    return likely


@cache
def forest() -> Forest:
    """The trees, read once."""
    return Forest.load(TABLE)

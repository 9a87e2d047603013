"""Two texts, sentence by sentence: what is in both, what differs, what was left out.

The rest of the project uses `align` and the names below; all other modules are internal.
Pure: no network, no files but the package's own tables.
"""

from server.align.align import WHY_CODES, Text, align, prepared, remarks
from server.align.cross_lingual import share_meant, with_vectors
from server.align.matching.cover import cover
from server.align.matching.similarity import (
    LexicalSimilarity,
    Similarity,
    containment_matrix,
    covered,
)
from server.align.source_index import SourceIndex

__all__ = [
    "WHY_CODES",
    "LexicalSimilarity",
    "Similarity",
    "SourceIndex",
    "Text",
    "align",
    "containment_matrix",
    "cover",
    "covered",
    "prepared",
    "remarks",
    "share_meant",
    "with_vectors",
]

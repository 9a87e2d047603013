"""Two texts, sentence by sentence: what is in both, what differs, what was left out.

The rest of the project uses `align` and the names below; all other modules are internal.
Pure: no network, no files but the package's own tables.
"""

from server.align.align import align, align_claim, align_some
from server.align.assign import cover
from server.align.changes.quotations import checked_quotations
from server.align.facts import SentenceFacts, TextFacts, has_in_order, prepare
from server.align.further_sources import (
    FurtherAlignment,
    confirmed_by,
    gaps_of,
    merge_missing,
    sentences_to_look_up,
)
from server.align.omissions import WHY_CODES
from server.align.pair import SentencePair, TextPair
from server.align.passage import NearestPassage, passage_of
from server.align.placement import share_meant, with_meaning
from server.align.similarity import Similarity, containment_matrix, coverage_of
from server.align.texts import (
    MOST_LOOKED_AT,
    MOST_SENTENCES,
    Text,
    ends_as_sentence,
    language_of,
)
from server.align.warnings import limit_marks, most_mark_bytes, warnings_of

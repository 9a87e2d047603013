"""The label of a page sentence, from how much of it is in its sources.

How much of a sentence is found does not say what is wrong with it: `findings.py` decides whether
a part is missing.
"""

from server.align.matching.similarity import Held, Thresholds
from server.model import SentenceLabel

_KEPT = 0.9  # share of the words that are in order: nearly word for word


def label_of(
    held: Held, thresholds: Thresholds, *, sources: int, kept: float, in_order: bool
) -> SentenceLabel:
    """Label a sentence of which its `sources` sources hold `held`.

    `kept` is the share of words that are in the first source in the same order; `in_order`: the
    page keeps the source's order.
    """
    telling = thresholds.telling_in_order if in_order else thresholds.telling
    if held.share < thresholds.least or held.weight < telling:
        return "not_found"
    if kept >= _KEPT and held.share >= thresholds.nearly_all:
        return "near_verbatim"
    fused = sources > 1 and held.best < thresholds.one_source * held.share
    return "fused" if fused else "paraphrase"

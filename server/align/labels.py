"""The label of a page sentence, from how much of it is in its sources."""

from server.model import SentenceLabel

FOUND = 0.62  # share of a sentence's weight that is found, from which it counts as told
PARTLY = 0.34  # and from which it counts as told in part
_KEPT = 0.75  # share of the words that stand in order: nearly word for word
_ONE_SOURCE = 0.85  # of what all sources hold: from one sentence rather than fused
_TELLING = 2.0  # weight that must be shared: one word in common is no source


def label_of(
    *, share: float, best: float, sources: int, kept: float, shared_weight: float
) -> SentenceLabel:
    """The label; `share` is what the sources hold together, `best` what the first one holds.

    `kept` is the share of words that stand in the first source in the same order and
    `shared_weight` the weight of the terms shared.
    """
    if share < PARTLY or (share < FOUND and shared_weight < _TELLING):
        return "not_found"
    if kept >= _KEPT and share >= FOUND:
        return "near_verbatim"
    if share < FOUND:
        return "partly_found"
    return "fused" if sources > 1 and best < _ONE_SOURCE * share else "paraphrase"

"""The label of a page sentence, from how much of it is in its sources.

Below `LEAST` or `_TELLING` fall 99 % of sentences against another article, and one in nine of
sentences against their own (RAGTruth; tests/bench/align.py). How much of the rest is found does
not say what is wrong with it: `findings.py` decides whether a part is missing.
"""

from server.model import SentenceLabel

_NEARLY_ALL = 0.55  # share of a sentence's weight that a near copy holds at least
LEAST = 0.18  # share from which a sentence has a source
_KEPT = 0.75  # share of the words that are in order: nearly word for word
_ONE_SOURCE = 0.85  # of what all sources hold: from one sentence rather than fused
_TELLING = 0.85  # weight that must be shared: one word in common is no source
_TELLING_IN_ORDER = 0.5  # where the order of the texts speaks for it too


def label_of(
    *, share: float, best: float, sources: int, kept: float, shared_weight: float, in_order: bool
) -> SentenceLabel:
    """The label; `share` is what the sources hold together, `best` what the first one holds.

    `kept` is the share of words that are in the first source in the same order,
    `shared_weight` the most weight that one source shares with the sentence; `in_order`: the
    page keeps the source's order.
    """
    if share < LEAST or shared_weight < (_TELLING_IN_ORDER if in_order else _TELLING):
        return "not_found"
    if kept >= _KEPT and share >= _NEARLY_ALL:
        return "near_verbatim"
    return "fused" if sources > 1 and best < _ONE_SOURCE * share else "paraphrase"

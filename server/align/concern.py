"""What to look at first: an order, not a probability."""

from collections.abc import Sequence

from server.model import Change, SentenceLabel

_BASE: dict[SentenceLabel, float] = {
    "verbatim": 0.0,
    "paraphrase": 0.2,
    "fused": 0.25,
    "near_verbatim": 0.15,
    "partly_found": 0.5,
    "not_found": 0.7,
    "boilerplate": 0.0,
}
_HARD = {"number", "date", "name", "negation", "quote", "moved"}
# A value against another value: what a reader wants to see first. Names are often just spelled
# out, and `moved` is a guess.
_PLAIN = {"number", "date", "negation", "quote"}


def concern_of(label: SentenceLabel, score: float, changes: Sequence[Change]) -> float:
    """0..1, larger = look here first.

    A changed fact in a sentence that otherwise reads as the source's is what a reader can't
    see, so it comes before everything else.
    """
    hard = sum(change.kind in _HARD for change in changes)
    base = _BASE[label]
    if label in {"verbatim", "boilerplate"}:
        return base
    if hard:
        base = max(base, 0.85 if label == "near_verbatim" else 0.6)
    if any(change.kind in _PLAIN and change.page and change.source for change in changes):
        base = max(base, 0.8)
    more = 0.1 * (1 - score) + 0.02 * min(hard, 3)
    return round(min(1.0, base + more), 4)

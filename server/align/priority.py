"""What to look at first: an order, not a probability.

A logistic regression over `SIGNS`, learned on summaries whose sentences people judged or someone
altered (data/concern.json, made by tests/bench/concern_train.py).
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from server.align.signs import SIGNS
from server.model import Change, SentenceLabel

# A value against another value: what a reader wants to see first. Names are often just spelled
# out, and `moved` is a guess.
_PLAIN = {"number", "date", "negation", "quote"}
_PLAIN_FROM = 0.8


def concern_of(label: SentenceLabel, signs: Sequence[float], changes: Sequence[Change]) -> float:
    """0..1, larger = look here first; above 0.5 as suspicious as an altered sentence.

    A value exchanged for another comes before everything else: in a sentence that otherwise
    reads as the source's it is what a reader can't see.
    """
    if label in {"verbatim", "boilerplate"}:
        return 0.0
    odds = suspicion(signs)
    plain = any(change.kind in _PLAIN and change.page and change.source for change in changes)
    if plain:
        return round(_PLAIN_FROM + (1 - _PLAIN_FROM) * odds, 4)
    return round(min(odds, 0.5 + (_PLAIN_FROM - 0.5) * (2 * odds - 1)), 4)


def suspicion(signs: Sequence[float]) -> float:
    """0..1, what the signs alone say."""
    bias, weights = _learned()
    return 1 / (1 + math.exp(-bias - sum(w * s for w, s in zip(weights, signs, strict=True))))


@cache
def _learned() -> tuple[float, tuple[float, ...]]:
    learned = json.loads(files(__package__).joinpath("priority.json").read_text("utf-8"))
    return learned["bias"], tuple(learned["weights"][name] for name in SIGNS)

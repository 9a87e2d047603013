"""What to look at first: an order, not a probability.

A logistic regression over `SIGNS`, learned on summaries whose sentences people judged or someone
altered (data/concern.json, made by tests/bench/concern_train.py).
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise

from server.align.matching.cover import covered
from server.align.sentence_pair import Pair
from server.align.source_index import Texts
from server.model import Change, SentenceLabel

_MOST = 5.0  # a count beyond it tells no more
_HARD = {"number", "date", "quote", "negation", "hedge", "opposite"}  # kinds, or their codes
SIGNS = {  # and whether more of it makes a sentence more or less suspicious
    "lost": 1,  # weight of what the whole source does not have
    "lost_share": 1,
    "lost_names": 1,
    "lost_numbers": 1,
    "apart": 1,  # share of neighbouring words that the source has only far apart
    "change": 1,  # a number, date, quotation, negation or doubt that differs
    "name": 1,
    "best": -1,  # share that the best source sentence holds
}


class Source:
    """What of the source is worked out once for all page sentences."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    @cached_property
    def places(self) -> dict[str, int]:
        """For each term the sentences that have it, as the bits of a number."""
        places: defaultdict[str, int] = defaultdict(int)
        for index, terms in enumerate(self._texts.source.terms):
            for term in terms:
                places[term] |= 1 << index
        return dict(places)

    def together(self, one: str, other: str) -> bool:
        """Whether two terms stand in one sentence or in neighbouring ones."""
        near = self.places[one]
        return bool((near | near << 1 | near >> 1) & self.places[other])


def signs_of(pair: Pair, source: Source, changes: Sequence[Change]) -> tuple[float, ...]:
    """The signs of a page sentence beside its sources, in the order of `SIGNS`."""
    terms, weights = pair.texts.page.terms[pair.index], pair.texts.weights
    lost = {term for term in terms - pair.texts.source_terms if weights[term]}
    lost_weight = weights.mass(sorted(lost))
    return (
        math.log1p(lost_weight),
        lost_weight / (weights.mass(sorted(terms)) or 1.0),
        min(len(lost.intersection(_names(pair))), _MOST),
        min(sum(term[:1].isdigit() for term in lost), _MOST),
        _apart(pair, source),
        float(any(map(_is_hard, changes))),
        min(sum(change.kind == "name" for change in changes), _MOST),
        covered(terms, pair.sources[:1], pair.texts.source.terms, weights),
    )


def _is_hard(change: Change) -> bool:
    return change.kind in _HARD or change.params.get("code") in _HARD


def _names(pair: Pair) -> Iterator[str]:
    """Terms with a capital that does not only begin the sentence."""
    for word in pair.words:
        if word.start and pair.sentence[word.start : word.start + 1].isupper():
            yield word.term


def _apart(pair: Pair, source: Source) -> float:
    weights = pair.texts.weights
    known = [w.term for w in pair.words if weights[w.term] and w.term in source.places]
    neighbours = list(pairwise(known))
    return sum(not source.together(*two) for two in neighbours) / max(1, len(neighbours))


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

"""What to look at first: an order, not a probability.

A logistic regression over `SIGNS`, learned on summaries whose sentences people judged or someone
altered (data/concern.json, made by tests/bench/concern_train.py).
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from server.align.matching.similarity import covered
from server.align.sentence_pair import SentencePair
from server.align.source_index import SourceIndex
from server.model import HARD_KINDS, Change, linear_model
from server.text.statement_words import amounts, superlatives

_MOST = 5.0  # a count beyond it says no more
SIGNS = {  # and whether more of it makes a sentence more or less suspicious
    "lost": 1,  # weight of the words that the whole source has in no form
    "lost_run": 1,  # and of the heaviest stretch of them
    "lost_names": 1,
    "lost_numbers": 1,
    "amounts": 1,  # words of amount, rank and comparison that the source has nowhere
    "apart": 1,  # share of neighbouring words that the source has only far apart
    "denied": 1,  # the best source sentence says "not", the page sentence does not
    "change": 1,  # a value or a doubt that differs
    "name": 1,
    "best": -1,  # share that the best source sentence holds
}


class Source:
    """What of the source is worked out once for all page sentences."""

    def __init__(self, texts: SourceIndex) -> None:
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
        """Whether two terms are in one sentence or in neighbouring ones."""
        near = self.places[one]
        return bool((near | near << 1 | near >> 1) & self.places[other])


def signs_of(pair: SentencePair, source: Source, changes: Sequence[Change]) -> tuple[float, ...]:
    """The signs of a page sentence beside its sources, in the order of `SIGNS`."""
    texts, absent, best = pair.texts, pair.absent, pair.sources[:1]
    return (
        math.log1p(sum(map(pair.weight_at, absent))),
        math.log1p(_heaviest(pair)),
        min(sum(map(pair.is_name, absent)), _MOST),
        min(sum(pair.words[at].plain[:1].isdigit() for at in absent), _MOST),
        min(_new_amounts(pair), _MOST),
        _apart(pair, source),
        float(any(map(pair.denies_alone, best))),
        float(any(change.kind in HARD_KINDS for change in changes)),
        min(sum(change.kind == "name" for change in changes), _MOST),
        covered(texts.page.terms[pair.index], best, texts.source.terms, texts.weights),
    )


def _heaviest(pair: SentencePair) -> float:
    """Weight of the heaviest stretch of absent words with only function words between them."""
    heaviest = run = 0.0
    absent = set(pair.absent)
    for at in range(len(pair.words)):
        if at in absent:
            run += pair.weight_at(at)
            heaviest = max(heaviest, run)
        elif pair.tells(at):
            run = 0.0
    return heaviest


def _new_amounts(pair: SentencePair) -> int:
    """Words of amount ("most", "first", "highest") that the source has nowhere."""
    plains, language = pair.texts.page.plains[pair.index], pair.texts.page.language
    cues = (*amounts(plains, language), *superlatives(plains, language))
    return sum(plains[cue.words[0]] not in pair.texts.source_plains for cue in cues)


def _apart(pair: SentencePair, source: Source) -> float:
    weights = pair.texts.weights
    known = [w.term for w in pair.words if weights[w.term] and w.term in source.places]
    neighbours = list(pairwise(known))
    return sum(not source.together(*two) for two in neighbours) / max(1, len(neighbours))


# A value exchanged for another comes first: in a sentence that otherwise reads as the source's it
# is what a reader can't see.
_EXCHANGED_FROM = 0.8


def concern_of(odds: float, changes: Sequence[Change]) -> float:
    """0..1, larger = look here first; above 0.5 as suspicious as an altered sentence.

    `odds` is the `suspicion` of the sentence's signs.
    """
    if any(change.kind in HARD_KINDS and change.page and change.source for change in changes):
        return round(_EXCHANGED_FROM + (1 - _EXCHANGED_FROM) * odds, 4)
    return round(min(odds, 0.5 + (_EXCHANGED_FROM - 0.5) * (2 * odds - 1)), 4)


def suspicion(signs: Sequence[float]) -> float:
    """0..1, what the signs alone say."""
    named = dict(zip(SIGNS, signs, strict=True))
    return linear_model("server.align", "priority.json").probability(named)

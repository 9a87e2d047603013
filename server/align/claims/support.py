"""Estimates how likely a source bears out a sentence, from claims that people judged.

A logistic regression over `SIGNS` (support.json, made by tests/bench/claims/support_train.py). Its
share holds for claims of which half are borne out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from server.align import Prepared, SentencePair, TextPair
from server.model import LinearModel, PageSentence, linear_models

_MOST = 3.0  # of a count; more says no more
_CLOSE = 3  # content words between two that are together in the claim
_LOOKED_AT = 60  # places of a word
SIGNS = {  # and whether more of it makes a sentence more or less likely to be borne out
    "concern": -1,  # the aligner's own, 0..1
    "names": -1,  # weight of the names that the source has in no form
    "numbers": -1,  # numbers and dates that it has nowhere
    "parted": -1,  # share of neighbouring words that are apart in the source
    "swapped": -1,  # in a near copy, weight of the heaviest word in another's place
}


def unknown(around: Prepared, pair: SentencePair, places: Iterable[int]) -> list[int]:
    """Return the words of a sentence, by place, that the words `around` have in no form."""
    return [at for at in places if pair.page.words[at].plain not in around.forms]


def signs_of(pair: SentencePair, aligned: PageSentence, around: Prepared) -> dict[str, float]:
    """Return the signs of a sentence beside its source, by name.

    `around` are words that count as the source's: its headline and day, and what the paragraph of
    the sentence gives.
    """
    weight = pair.weight_at
    lost = unknown(around, pair, pair.absent)
    figures = [one for one in pair.page.quantities if one.unit != "label"]
    nowhere = [one for one in figures if not pair.places(one) and not around.values.places_of(one)]
    return {
        "concern": aligned.concern,
        "names": min(_MOST, sum(weight(at) for at in lost if pair.is_name(at))),
        "numbers": min(_MOST, len(nowhere)),
        "parted": _parted(pair),
        "swapped": _swapped(pair),
    }


def _swapped(pair: SentencePair) -> float:
    """Return the weight of the heaviest word in the place of another, 0..1."""
    if not pair.is_near_copy():
        return 0.0
    terms = pair.best.terms
    return max(
        (
            pair.weight_at(at)
            for swap in pair.swaps
            if any(pair.texts.weights[pair.best.words[by].term] for by in swap.source)
            for at in swap.page
            if pair.page.words[at].term not in terms
        ),
        default=0.0,
    )


def _parted(pair: SentencePair) -> float:
    """Return the share of neighbouring content words that are never together there, 0..1."""
    weights = list(map(pair.weight_at, pair.telling))
    terms = [pair.page.words[at].term for at in pair.telling]
    places = _places(pair.texts, frozenset(terms))
    whole = parted = 0.0
    for (one, other), worth in zip(
        pairwise(terms), (min(pair_of) for pair_of in pairwise(weights)), strict=True
    ):
        whole += worth
        if not _meet(places[one], places[other]):
            parted += worth
    return parted / whole if whole else 0.0


def _places(texts: TextPair, terms: frozenset[str]) -> defaultdict[str, list[int]]:
    """Return where the source has each of `terms`, counted in content words."""
    places = defaultdict[str, list[int]](list)
    for at, term in enumerate(_content(texts)):
        if term in terms and len(places[term]) < _LOOKED_AT:
            places[term].append(at)
    return places


def _content(texts: TextPair) -> Iterator[str]:
    weights = texts.weights
    for line in texts.source.lines:
        yield from (word.term for word in line.words if word.term and weights[word.term])


def _meet(some: Iterable[int], others: Iterable[int]) -> bool:
    reached = {at + by for at in others for by in range(-_CLOSE, _CLOSE + 1)}
    return not reached.isdisjoint(some)


def model() -> LinearModel:
    """Return the learned weights."""
    return linear_models(__package__, "support.json")["support"]

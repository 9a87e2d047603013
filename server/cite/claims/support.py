"""Estimates how likely a source bears out a sentence, from claims that people judged.

A logistic regression over `SIGNS` (support.json, made by tests/bench/claims/support_train.py). Its
share holds for claims of which half are borne out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from server.align import SentenceFacts, SentencePair, TextFacts, TextPair
from server.model import LinearModel, PageSentence, linear_models

_MOST = 3.0  # of a count; more says no more
_CLOSE = 3  # content words between two that are together in the claim
SIGNS = {  # and whether more of it makes a sentence more or less likely to be borne out
    "concern": -1,  # the aligner's own, 0..1
    "names": -1,  # weight of the names that the source has in no form
    "numbers": -1,  # numbers and dates that it has nowhere
    "parted": -1,  # share of neighbouring words that are apart in the source
    "swapped": -1,  # in a near copy, weight of the heaviest word in another's place
}


def unknown(around: TextFacts, pair: SentencePair, places: Iterable[int]) -> list[int]:
    """Return the words of a sentence, by place, that the words `around` have in no form."""
    return [at for at in places if pair.page.words[at].plain not in around.vocabulary.forms]


def signs_of(pair: SentencePair, aligned: PageSentence, around: TextFacts) -> dict[str, float]:
    """Return the signs of a sentence beside its source, by name.

    `around` are words that count as the source's: its headline and day, and what the paragraph of
    the sentence gives.
    """
    worths = pair.words.weights
    lost = unknown(around, pair, pair.words.absent_words)
    figures = [one for one in pair.page.quantities if one.unit != "label"]
    nowhere = [one for one in figures if not pair.places(one) and not around.values.places_of(one)]
    return {
        "concern": aligned.concern,
        "names": min(_MOST, sum(worths[at] for at in lost if pair.words.is_name(at))),
        "numbers": min(_MOST, len(nowhere)),
        "parted": _parted(pair),
        "swapped": max((worths[at] for at, _ in _exchanged(pair)), default=0.0),
    }


def _exchanged(pair: SentencePair) -> Iterator[tuple[int, range]]:
    """Yield the words of a near copy, by place, where its source has others."""
    if not pair.is_near_copy():
        return
    terms, weights = pair.best.terms, pair.texts.weights
    for swap in pair.replacements:
        if any(weights[pair.best.words[by].term] for by in swap.source):
            found = (at for at in swap.page if pair.page.words[at].term not in terms)
            yield from ((at, swap.source) for at in found)


def misplaced(pair: SentencePair) -> Iterator[int]:
    """Yield the names and numbers of a near copy in the place of another one, by place.

    Not those that the source has beside the same words elsewhere.
    """
    for at, there in _exchanged(pair):
        kind, best = fact_kind(pair.page, at), pair.best
        others = {best.words[by].term for by in there if fact_kind(best, by) == kind}
        if kind and others - pair.page.terms and not _is_beside(pair, at):
            yield at


def fact_kind(sentence: SentenceFacts, at: int) -> str:
    """Return "number" or "name" of word `at`, or ""; a capital that opens a sentence is no name."""
    word = sentence.words[at]
    if word.plain[0].isdigit():
        return "number"
    return "name" if word.start and sentence.is_capital(at) else ""


def _is_beside(pair: SentencePair, at: int) -> bool:
    """Return whether the source has word `at` together with a content word beside it."""
    here = pair.words.content_words.index(at) if at in pair.words.content_words else -1
    return here >= 0 and any(_together(pair)[max(0, here - 1) : here + 1])


def _parted(pair: SentencePair) -> float:
    """Return the share of neighbouring content words that are never together there, 0..1."""
    worths = list(map(min, pairwise(map(pair.words.weights.__getitem__, pair.words.content_words))))
    parted = [worth for worth, is_met in zip(worths, _together(pair), strict=True) if not is_met]
    return sum(parted) / sum(worths) if parted else 0.0


def _together(pair: SentencePair) -> list[bool]:
    """Return whether the source has each content word close to the next one."""
    terms = [pair.page.words[at].term for at in pair.words.content_words]
    places = _places(pair.texts, frozenset(terms))
    return [_meet(places[one], places[other]) for one, other in pairwise(terms)]


def _places(texts: TextPair, terms: frozenset[str]) -> defaultdict[str, list[int]]:
    """Return where the source has each of `terms`, counted in content words."""
    places, weights = defaultdict[str, list[int]](list), texts.weights
    told = (word.term for line in texts.source.lines for word in line.words)
    for at, term in enumerate(term for term in told if term and weights[term]):
        if term in terms and len(places[term]) < 60:  # places of a word
            places[term].append(at)
    return places


def _meet(some: Iterable[int], others: Iterable[int]) -> bool:
    reached = {at + by for at in others for by in range(-_CLOSE, _CLOSE + 1)}
    return not reached.isdisjoint(some)


def model() -> LinearModel:
    """Return the learned weights."""
    return linear_models(__package__, "support.json")["support"]

"""Estimates how likely a source bears out a sentence, from claims that people judged.

A logistic regression over `SIGNS` (support.json, made by tests/bench/claims/support_train.py). Its
share holds for claims of which half are borne out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from server.align import SentenceFacts, SentencePair, TextFacts, TextPair
from server.model import LinearModel, PageSentence, linear_models

_MOST = 3.0  # of a count; more says no more
_MOST_PLACES = 60  # of a word
_CLOSE = 3  # content words between two that are together in the claim
SIGNS = {  # and whether more of it makes a sentence more or less likely to be borne out
    "concern": -1,  # the aligner's own, 0..1
    "names": -1,  # weight of the names that the source has in no form
    "numbers": -1,  # numbers and dates that it has nowhere
    "parted": -1,  # share of neighbouring words that are apart in the source
    "swapped": -1,  # in a near copy, weight of the heaviest word in another's place
}


def unknown(around: TextFacts, pair: SentencePair, indices: Iterable[int]) -> list[int]:
    """Return the words of a sentence, by index, that the words `around` have in no form."""
    forms = around.vocabulary.forms
    return [index for index in indices if pair.page.words[index].plain not in forms]


def signs_of(pair: SentencePair, aligned: PageSentence, around: TextFacts) -> dict[str, float]:
    """Return the signs of a sentence beside its source, by name.

    `around` are words that count as the source's: its headline and day, and what the paragraph of
    the sentence gives.
    """
    weights = pair.words.weights
    absent = unknown(around, pair, pair.words.absent_words)
    names = [index for index in absent if pair.words.is_name(index)]
    absent_figures = 0
    for figure in pair.page.quantities:
        is_known = pair.places(figure) or around.values.places_of(figure)
        absent_figures += figure.unit != "label" and not is_known
    return {
        "concern": aligned.concern,
        "names": min(_MOST, sum(weights[index] for index in names)),
        "numbers": min(_MOST, absent_figures),
        "parted": _parted_share(pair),
        "swapped": max((weights[index] for index, _ in _exchanged_words(pair)), default=0.0),
    }


def _exchanged_words(pair: SentencePair) -> Iterator[tuple[int, range]]:
    """Yield the words of a near copy, by index, where its source has others.

    Another unit for a value is none of them: "30 mm" for "3 centimetres".
    """
    if not pair.is_near_copy():
        return
    terms, weights = pair.best.terms, pair.texts.weights
    for edit in pair.replacements:
        if not any(weights[pair.best.words[index].term] for index in edit.source):
            continue
        for index in edit.page:
            if pair.page.words[index].term not in terms and index not in pair.kept_figures:
                yield index, edit.source


def misplaced(pair: SentencePair) -> Iterator[int]:
    """Yield the names and numbers of a near copy in the place of another one, by index.

    Not those that the source has beside the same words elsewhere.
    """
    best = pair.best if pair.sources else None
    for index, source_run in _exchanged_words(pair):
        kind = fact_kind(pair.page, index)
        if not kind or best is None:
            continue
        source_terms = {
            best.words[source_index].term
            for source_index in source_run
            if fact_kind(best, source_index) == kind
        }
        if source_terms - pair.page.terms and not _is_beside(pair, index):
            yield index


def fact_kind(sentence: SentenceFacts, index: int) -> str:
    """Return "number" or "name" of a word, or ""; a capital that opens a sentence is not a name."""
    word = sentence.words[index]
    if word.plain[0].isdigit():
        return "number"
    return "name" if word.start and sentence.is_capital(index) else ""


def _is_beside(pair: SentencePair, index: int) -> bool:
    """Whether the source has a word together with a content word beside it."""
    if index not in pair.words.content_words:
        return False
    position = pair.words.content_words.index(index)
    return any(_together(pair)[max(0, position - 1) : position + 1])


def _parted_share(pair: SentencePair) -> float:
    """Return the share of neighbouring content words that are never together there, 0..1."""
    weights = [pair.words.weights[index] for index in pair.words.content_words]
    pair_weights = [min(neighbours) for neighbours in pairwise(weights)]
    parted = 0.0
    for weight, is_met in zip(pair_weights, _together(pair), strict=True):
        if not is_met:
            parted += weight
    return parted / sum(pair_weights) if parted else 0.0


def _together(pair: SentencePair) -> list[bool]:
    """Return whether the source has each content word close to the next one."""
    terms = [pair.page.words[index].term for index in pair.words.content_words]
    places = _places(pair.texts, frozenset(terms))
    return [_meet(places[term], places[next_term]) for term, next_term in pairwise(terms)]


def _places(texts: TextPair, terms: frozenset[str]) -> defaultdict[str, list[int]]:
    """Return where the source has each of `terms`, counted in content words."""
    places, weights = defaultdict[str, list[int]](list), texts.weights
    position = 0
    for line in texts.source.lines:
        for word in line.words:
            if not (word.term and weights[word.term]):
                continue
            if word.term in terms and len(places[word.term]) < _MOST_PLACES:
                places[word.term].append(position)
            position += 1
    return places


def _meet(places: Sequence[int], next_places: Sequence[int]) -> bool:
    return any(abs(place - next_place) <= _CLOSE for place in places for next_place in next_places)


def model() -> LinearModel:
    """Return the learned weights."""
    return linear_models(__package__, "support.json")["support"]

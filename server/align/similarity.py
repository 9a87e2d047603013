"""Measures the share of each page sentence in each source sentence, by the words' weight."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from server.align.facts import TextFacts
from server.align.pair import SentencePair, TextPair
from server.text.tokens import Weights

Matrix = NDArray[np.float32]
Terms = Sequence[frozenset[str]]
Plains = Sequence[Sequence[str]]

# Worth of a term that only a neighbour of a source sentence has.
_IN_BEFORE = 0.3  # "he" means a name in the sentence before
_IN_AFTER = 0.2
_SAME_PAIRS = 0.2  # worth of the pairs of neighbouring words, if all are the same
MOST_RANKED = 12  # source sentences for each of a page that are scored by order too: its cost


class Thresholds(NamedTuple):
    """Bound a similarity from below where it counts; shares are 0..1."""

    least: float  # share from which a page sentence has a source
    nearly_all: float  # share that a nearly verbatim sentence has at least
    one_source: float  # of what all sources have: from one sentence rather than fused
    telling: float  # weight that one source must share
    telling_in_order: float  # and where the order of the texts speaks for it too
    most_absent: float  # share of its content words that the source of a found sentence may lack
    partly_from: float  # `concern` from which a sentence is partly found
    clear: float  # value from which a best match counts for the order
    margin: float  # and by which it surpasses every match farther than a sentence away
    pays: float  # value from which two sentences may meet on the path
    out_of_order: float  # value from which a sentence may come from outside the path
    near_best: float  # share of the best value that a further source has at least


# `least` and `telling`: below them fall 99 % of sentences against another article, and one in nine
# of sentences against their own (RAGTruth; tests/bench/align/align.py). At `partly_from`
# 7 of 10 partly found sentences have something wrong (judged pairs; tests/bench/align/judged.py).
LEXICAL = Thresholds(
    least=0.18,
    nearly_all=0.55,
    one_source=0.85,
    telling=0.85,  # one word in common is not a source
    telling_in_order=0.5,
    most_absent=0.45,
    partly_from=0.535,
    clear=0.5,
    margin=0.2,
    pays=0.17,
    out_of_order=0.3,
    near_best=0.6,
)


class Coverage(NamedTuple):
    """How much of a page sentence its sources have."""

    share: float  # all together, 0..1: the sentence's score
    best: float  # the first one alone, 0..1
    weight: float  # the most weight of words that one of the placed ones shares


class Similarity:
    """Measures the weight of shared terms; order and neighbours decide between equals.

    Its two texts may be exchanged. Changes, missing words and `concern` are decided by words,
    whatever it measures.
    """

    thresholds = LEXICAL

    def matrix(self, page: TextFacts, source: TextFacts, weights: Weights) -> Matrix:
        """Return the share of each page sentence's weight in each source sentence."""
        return containment_matrix(page.terms, source.terms, weights)

    def rank(self, matrix: Matrix, rows: Sequence[int], texts: TextPair) -> Matrix:
        """Add what neighbours have, and pairs of words in the same order, to the shares."""
        page, source = texts.page, texts.source
        terms = [page.terms[row] for row in rows]
        ranked = in_context(matrix[rows], terms, source.terms, texts.weights)
        favour_same_pairs(ranked, [page.plains[row] for row in rows], source.plains)
        return ranked

    def coverage(self, pair: SentencePair) -> Coverage:
        """Measure the shares of weight exactly; the matrix is in single precision."""
        source, weights = pair.texts.source.terms, pair.texts.weights
        terms = pair.page.terms
        shared = [pair.texts.shared_weight(pair.index, index) for index in pair.sources]
        return Coverage(
            share=coverage_of(terms, pair.all_sources, source, weights),
            best=coverage_of(terms, pair.sources[:1], source, weights),
            weight=max(shared, default=0.0),
        )


def coverage_of(
    terms: frozenset[str], chosen: Iterable[int], source: Terms, weights: Weights
) -> float:
    """Return the share of the weight of some terms that the chosen source sentences have."""
    total_weight = weights.mass(terms)
    if not total_weight:
        return 0.0
    shared = terms & frozenset().union(*(source[index] for index in chosen))
    return min(1.0, weights.mass(shared) / total_weight)


def containment_matrix(page: Terms, source: Terms, weights: Weights) -> Matrix:
    """Return the share of each page sentence's weight in each source sentence (page x source)."""
    places = places_of_terms(source, page)
    matrix = np.zeros((len(page), len(source)), dtype=np.float32)
    for index, terms in enumerate(page):
        row, total_weight = matrix[index], 0.0
        for term in sorted(terms):
            weight = weights[term]
            total_weight += weight
            if weight and term in places:
                row[places[term]] += weight
        if total_weight:
            matrix[index] /= total_weight
    return np.minimum(matrix, 1.0, out=matrix)


def in_context(own: Matrix, page: Terms, source: Terms, weights: Weights) -> Matrix:
    """Add a little to the containment for terms that only neighbours have.

    A sentence often refers to someone named in the previous one. Sentences without any shared term
    stay at 0.
    """
    places = places_of_terms(source, page)
    matrix = own.copy()
    if len(source) < 2:
        return matrix
    for index, terms in enumerate(page):
        weighty = [term for term in sorted(terms) if term in places and weights[term]]
        if weighty:
            term_weights = np.array([weights[term] for term in weighty], dtype=np.float32)
            nearby = term_weights @ _nearby([places[term] for term in weighty], len(source))
            matrix[index] += np.where(matrix[index] > 0, nearby / weights.mass(terms), 0)
    return matrix


def favour_same_pairs(matrix: Matrix, page: Plains, source: Plains) -> None:
    """Add to the best of each row the share of its pairs of neighbouring words (ROUGE-2).

    Function words count here: "was trained on ... of the company's chips" separates two sentences
    with the same few rare words.
    """
    source_pairs: dict[int, set[tuple[str, str]]] = {}
    for row, plains in zip(matrix, page, strict=True):
        page_pairs = set(pairwise(plains))
        if not page_pairs:
            continue
        for index in best_columns(row, MOST_RANKED):
            if index not in source_pairs:
                source_pairs[index] = set(pairwise(source[index]))
            shared = len(page_pairs & source_pairs[index])
            row[index] += _SAME_PAIRS * shared / len(page_pairs)


def best_columns(row: Matrix, count: int) -> list[int]:
    """Return the columns with the largest values above 0, at most `count`, largest first."""
    above = np.flatnonzero(row > 0)
    if len(above) > count:
        above = above[np.argpartition(-row[above], count - 1)[:count]]
    return [int(index) for index in sorted(above, key=lambda index: (-row[index], index))]


def places_of_terms(source: Terms, page: Terms) -> dict[str, NDArray[np.intp]]:
    """Return for each term of the page the source sentences that have it, in order."""
    page_terms = frozenset().union(*page)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, terms in enumerate(source):
        for term in terms & page_terms:
            places[term].append(index)
    return {term: np.array(indices, dtype=np.intp) for term, indices in places.items()}


def _nearby(places: Sequence[NDArray[np.intp]], columns: int) -> Matrix:
    """Return each term's worth where only a neighbour has it (terms x columns)."""
    has_term = np.zeros((len(places), columns), dtype=np.float32)
    for row, sentences in zip(has_term, places, strict=True):
        row[sentences] = 1.0
    nearby = np.zeros_like(has_term)
    nearby[:, :-1] = _IN_AFTER * has_term[:, 1:]
    np.maximum(nearby[:, 1:], _IN_BEFORE * has_term[:, :-1], out=nearby[:, 1:])
    nearby[has_term > 0] = 0.0
    return nearby

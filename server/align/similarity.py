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


class Thresholds(NamedTuple):
    """Bound a similarity from below where it counts; shares are 0..1."""

    least: float  # share from which a page sentence has a source
    nearly_all: float  # share that a nearly verbatim sentence has at least
    one_source: float  # of what all sources hold: from one sentence rather than fused
    telling: float  # weight that one source must share
    telling_in_order: float  # and where the order of the texts speaks for it too
    most_absent: (
        float  # share of its informative words that the source of a found sentence may lack
    )
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
    telling=0.85,  # one word in common is no source
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
    """Hold the shares of a page sentence that its sources have."""

    share: float  # all together, 0..1: the sentence's score
    best: float  # the first one alone, 0..1
    weight: float  # the most weight of words that one of the placed ones shares


class Similarity:
    """Measure the weight of shared terms; order and neighbours decide between equals.

    Its two texts may be exchanged. Changes, missing words and `concern` are decided by words,
    whatever it measures.
    """

    thresholds = LEXICAL

    def matrix(self, page: TextFacts, source: TextFacts, weights: Weights) -> Matrix:
        """Return the share of each page sentence's weight in each source sentence."""
        return containment_matrix(page.terms, source.terms, weights)

    def ranked(self, matrix: Matrix, rows: Sequence[int], texts: TextPair) -> Matrix:
        """Add what neighbours hold, and pairs of words in the same order, to the shares."""
        page, source = texts.page, texts.source
        terms = [page.terms[row] for row in rows]
        ranked = in_context(matrix[rows], terms, source.terms, texts.weights)
        favour_same_pairs(ranked, [page.plains[row] for row in rows], source.plains)
        return ranked

    def coverage(self, pair: SentencePair, row: Matrix) -> Coverage:
        """Measure the shares of weight exactly (`row` is in single precision)."""
        del row
        source, weights = pair.texts.source.terms, pair.texts.weights
        terms = pair.page.terms
        return Coverage(
            share=covered(terms, pair.all_sources, source, weights),
            best=covered(terms, pair.sources[:1], source, weights),
            weight=max(
                (pair.texts.shared_weight(pair.index, j) for j in pair.sources), default=0.0
            ),
        )


def covered(terms: frozenset[str], chosen: Iterable[int], source: Terms, weights: Weights) -> float:
    """Return the share of the weight of `terms` that the chosen source sentences hold together."""
    whole = weights.mass(terms)
    if not whole:
        return 0.0
    held = terms & frozenset().union(*(source[index] for index in chosen))
    return min(1.0, weights.mass(held) / whole)


def containment_matrix(page: Terms, source: Terms, weights: Weights) -> Matrix:
    """Return the share of each page sentence's weight in each source sentence (page x source)."""
    places = places_of_terms(source, page)
    matrix = np.zeros((len(page), len(source)), dtype=np.float32)
    for index, terms in enumerate(page):
        row, whole = matrix[index], 0.0
        for term in sorted(terms):
            weight = weights[term]
            whole += weight
            if weight and (at := places.get(term)) is not None:
                row[at] += weight
        if whole:
            matrix[index] /= whole
    return np.minimum(matrix, 1.0, out=matrix)


def in_context(own: Matrix, page: Terms, source: Terms, weights: Weights) -> Matrix:
    """Add a little to containment `own` for terms that only neighbours have.

    A sentence often refers to someone named in the previous one. Sentences without any shared term
    stay at 0.
    """
    places = places_of_terms(source, page)
    matrix = own.copy()
    for index, terms in enumerate(page):
        found = [term for term in sorted(terms) if term in places and weights[term]]
        if found and len(source) > 1:
            worth = np.array([weights[term] for term in found], dtype=np.float32)
            near = worth @ _nearby([places[term] for term in found], len(source))
            matrix[index] += np.where(matrix[index] > 0, near / weights.mass(terms), 0)
    return matrix


def _nearby(places: Sequence[NDArray[np.intp]], columns: int) -> Matrix:
    """Return each term's worth where only a neighbour has it (terms x columns)."""
    has = np.zeros((len(places), columns), dtype=np.float32)
    for line, at in zip(has, places, strict=True):
        line[at] = 1.0
    near = np.zeros_like(has)
    near[:, :-1] = 0.2 * has[:, 1:]  # and of one that only the sentence after has
    # Worth of a term that only the sentence before has: "he" means a name in it.
    np.maximum(near[:, 1:], 0.3 * has[:, :-1], out=near[:, 1:])
    near[has > 0] = 0.0
    return near


def favour_same_pairs(matrix: Matrix, page: Plains, source: Plains) -> None:
    """Add to the best of each row the share of its pairs of neighbouring words (ROUGE-2).

    Function words count here: "was trained on ... of the company's chips" separates two sentences
    with the same few rare words.
    """
    pairs: dict[int, set[tuple[str, str]]] = {}
    for row, plains in zip(matrix, page, strict=True):
        page_side = set(pairwise(plains))
        # Source sentences for each of a page that are scored by order too: its cost.
        for j in best_columns(row, 12) if page_side else ():
            if j not in pairs:
                pairs[j] = set(pairwise(source[j]))
            # Worth of the pairs of neighbouring words, if all are the same.
            row[j] += 0.2 * len(page_side & pairs[j]) / len(page_side)


def best_columns(row: Matrix, count: int) -> list[int]:
    """Return the `count` columns with the largest values above 0, largest first."""
    above = np.flatnonzero(row > 0)
    if len(above) > count:
        above = above[np.argpartition(-row[above], count - 1)[:count]]
    return [int(j) for j in sorted(above, key=lambda j: (-row[j], j))]


def places_of_terms(source: Terms, page: Terms) -> dict[str, NDArray[np.intp]]:
    """Return for each term of the page the source sentences that have it, in order."""
    wanted = frozenset().union(*page)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, terms in enumerate(source):
        for term in terms & wanted:
            places[term].append(index)
    return {term: np.array(at, dtype=np.intp) for term, at in places.items()}

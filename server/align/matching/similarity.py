"""How much of each page sentence is in each source sentence."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from server.text.weights import Weights

_BEFORE = 0.3  # worth of a term that only the sentence before has: "he" means a name in it
_BEHIND = 0.2  # and of one that only the sentence after has
_IN_ORDER = 0.2  # worth of the pairs of neighbouring words, if all are the same
_RERANKED = 12

Matrix = NDArray[np.float32]
Terms = Sequence[frozenset[str]]
Plains = Sequence[Sequence[str]]


def containment_matrix(page: Terms, source: Terms, weights: Weights) -> Matrix:
    """Share of each page sentence's weight that each source sentence holds (page x source)."""
    places = places_of_terms(source)
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
    """`own`, the containment, and lightly what only the neighbours of a source sentence hold.

    A sentence often speaks of someone whom the one before it names. What shares nothing itself
    stays at 0.
    """
    places = places_of_terms(source)
    matrix = own.copy()
    for index, terms in enumerate(page):
        found = [term for term in sorted(terms) if term in places and weights[term]]
        if found and len(source) > 1:
            worth = np.array([weights[term] for term in found], dtype=np.float32)
            near = worth @ _nearby([places[term] for term in found], len(source))
            matrix[index] += np.where(matrix[index] > 0, near / weights.mass(terms), 0)
    return matrix


def _nearby(places: Sequence[NDArray[np.intp]], columns: int) -> Matrix:
    """For each term what it is worth where only a neighbour has it (terms x columns)."""
    has = np.zeros((len(places), columns), dtype=np.float32)
    for line, at in zip(has, places, strict=True):
        line[at] = 1.0
    near = np.zeros_like(has)
    near[:, :-1] = _BEHIND * has[:, 1:]
    np.maximum(near[:, 1:], _BEFORE * has[:, :-1], out=near[:, 1:])
    near[has > 0] = 0.0
    return near


def favour_same_pairs(matrix: Matrix, page: Plains, source: Plains) -> None:
    """Add to the best of each row the share of its pairs of neighbouring words (ROUGE-2).

    Function words count here: "was trained on ... of the company's chips" separates two sentences
    with the same few rare words.
    """
    pairs: dict[int, set[tuple[str, str]]] = {}
    for row, plains in zip(matrix, page, strict=True):
        ours = set(pairwise(plains))
        for j in best_columns(row, _RERANKED) if ours else ():
            if j not in pairs:
                pairs[j] = set(pairwise(source[j]))
            row[j] += _IN_ORDER * len(ours & pairs[j]) / len(ours)


def best_columns(row: Matrix, count: int) -> list[int]:
    """The `count` columns with the largest values above 0, largest first."""
    above = np.flatnonzero(row > 0)
    if len(above) > count:
        above = above[np.argpartition(-row[above], count - 1)[:count]]
    return [int(j) for j in sorted(above, key=lambda j: (-row[j], j))]


def places_of_terms(source: Terms) -> dict[str, NDArray[np.intp]]:
    """For each term the sentences that have it, in order."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, terms in enumerate(source):
        for term in terms:
            places[term].append(index)
    return {term: np.array(at, dtype=np.intp) for term, at in places.items()}

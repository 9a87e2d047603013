"""How much of each page sentence is in each source sentence."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from server.align.weights import Weights

_RERANKED = 6
_ORDER = 0.15

Matrix = NDArray[np.float32]
Terms = Sequence[frozenset[str]]


def containment_matrix(page: Terms, source: Terms, weights: Weights) -> Matrix:
    """Share of each page sentence's weight that each source sentence holds (page x source)."""
    places = _places(source)
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


def favour_same_order(
    matrix: Matrix, page: Sequence[Sequence[str]], source: Sequence[Sequence[str]]
) -> None:
    """Add to the best of each row what the two sentences' words share in order (ROUGE-L).

    Function words count here: "was trained on ... of the company's chips" tells two sentences
    with the same few rare words apart.
    """
    for row, plains in zip(matrix, page, strict=True):
        for j in best_columns(row, _RERANKED):
            row[j] += _ORDER * LCSseq.similarity(plains, source[j]) / len(plains)


def best_columns(row: Matrix, count: int) -> list[int]:
    """The `count` columns with the largest values above 0, largest first."""
    above = np.flatnonzero(row > 0)
    if len(above) > count:
        above = above[np.argpartition(-row[above], count - 1)[:count]]
    return [int(j) for j in sorted(above, key=lambda j: (-row[j], j))]


def _places(source: Terms) -> dict[str, NDArray[np.intp]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, terms in enumerate(source):
        for term in terms:
            places[term].append(index)
    return {term: np.array(at, dtype=np.intp) for term, at in places.items()}

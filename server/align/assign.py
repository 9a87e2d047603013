"""Assigns source sentences to page sentences: on a path if the order is kept, else freely.

The path is a monotone dynamic programme over a lexical matrix, as MASSalign's and Vecalign's:
sentences of either side may be skipped, and one may meet several of the other side, where every
meeting after the first counts less.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from server.align.cover import MOST_SOURCES, cover
from server.align.pair import TextPair
from server.align.similarity import Matrix, Similarity, Thresholds

LATER = 0.6  # worth of a further meeting of the same sentence
_NEW, _SAME_SOURCE, _SAME_PAGE = 0, 1, 2  # names of steps
_STEP, _FIRST, _BETTER = 3, 4, 8  # bits of a cell: its step, a first best one, a better path
_MOST_RANKS = 400  # spread evenly: 80,000 pairs


def kendall_tau(ranks: NDArray[np.intp]) -> float:
    """Return Kendall's tau of `ranks` with 0, 1, ...; ties count as order, fewer than two as 1."""
    if len(ranks) < 2:
        return 1.0
    ranks = ranks[np.linspace(0, len(ranks) - 1, min(len(ranks), _MOST_RANKS)).astype(np.intp)]
    later = (ranks[None, :] - ranks[:, None])[np.triu_indices(len(ranks), 1)]
    return float(np.mean(np.where(later >= 0, 1.0, -1.0)))


def monotone(gain: Matrix) -> list[list[int]]:
    """Return each row's columns on the best path, in order; meeting pays where `gain` is > 0."""
    rows, columns = gain.shape
    how = np.zeros((rows, columns), dtype=np.int8)  # in bits: of two books it has 25 MB
    meeting = np.full(columns, -np.inf)
    best = np.zeros(columns + 1)
    for row in range(rows):
        first = gain[row].astype(np.float64)
        later = np.where(first > 0, LATER * first, first)
        new, same_source = best[:-1] + first, meeting + later
        entering = np.maximum(new, same_source)
        sums = np.cumsum(later)
        meeting = np.maximum.accumulate(entering - sums) + sums
        how[row] = np.where(same_source > new, _SAME_SOURCE, _NEW)
        how[row][meeting > entering + 1e-9] = _SAME_PAGE
        best = _extend(best, meeting, how[row])
    return _trace(how)


def _extend(
    best: NDArray[np.float64], meeting: NDArray[np.float64], how: NDArray[np.int8]
) -> NDArray[np.float64]:
    """Return the best path up to each column with one row more; say in `how` where it is better."""
    reached = np.maximum.accumulate(meeting)
    how[:1] |= _FIRST
    how[1:][meeting[1:] > reached[:-1]] |= _FIRST
    better = reached > best[1:] + 1e-9
    how[better] |= _BETTER
    extended = best.copy()
    extended[1:][better] = reached[better]
    return extended


def _trace(how: NDArray[np.int8]) -> list[list[int]]:
    rows, columns = how.shape
    path: list[list[int]] = [[] for _ in range(rows)]
    row, column = rows - 1, columns
    while row >= 0:
        if not column or not how[row, column - 1] & _BETTER:
            row -= 1
            continue
        met = int(np.flatnonzero(how[row, :column] & _FIRST)[-1])  # the last meeting up to there
        while True:
            path[row].insert(0, met)
            came = how[row, met] & _STEP
            if came == _SAME_PAGE:
                met -= 1
            elif came == _SAME_SOURCE:
                row -= 1
            else:
                row, column = row - 1, met
                break
    return path


Order = Literal["monotone", "free"]
_IN_ORDER = 0.4  # Kendall's tau from which the page follows the source
_LESS_IN_ORDER = 0.3  # the same where the matches are too many for chance to order them
_CHANCE = 3.0  # standard deviations of tau without any order (Kendall 1938)
_FEWEST = 3  # sentences that must be matched before their order says anything
_BACKWARDS = 0.3  # share of the gain that looks from the source sentence to the page's
_TELLING = 1.5  # weight that a sentence from outside the path must share


class Assignment(NamedTuple):
    """The source sentences of each page sentence, by their words."""

    order: Order
    sources: list[list[int]]  # of each page sentence, best first
    anywhere: list[list[int]]  # and those that hold most of it, if the page follows the source
    matrix: Matrix  # of the similarity; without columns where nothing had to be compared


def assign(
    texts: TextPair,
    similarity: Similarity,
    verbatim: Mapping[int, list[int]],
    notes: Collection[int] = (),
) -> Assignment:
    """Assign source sentences to each page sentence, and find the order.

    `notes` are page sentences that say nothing. An excerpt, of which all others are `verbatim`,
    is not compared sentence by sentence.
    """
    page, source, weights = texts.page, texts.source, texts.weights
    if len(page) == len(verbatim) + len(notes):
        ranks = [verbatim[index][0] for index in sorted(verbatim)]
        placed = [verbatim.get(index, []) for index in range(len(page))]
        return Assignment(_order(ranks), placed, placed, np.zeros((len(page), 0), dtype=np.float32))
    matrix, limits = similarity.matrix(page, source, weights), similarity.thresholds
    for index, at in verbatim.items():
        matrix[index, at] = 1.0
    order = _order(_clear(matrix, verbatim, limits))
    path = _path(texts, similarity, matrix, verbatim) if order == "monotone" else None
    ranked = similarity.ranked(matrix, page, source, weights)  # after the path: each is large
    follows = bool(matrix.size) and np.median(matrix.max(axis=1)) >= limits.out_of_order
    placed, anywhere = [], []
    for index, terms in enumerate(page.terms):
        if index in verbatim:
            placed.append(verbatim[index])
            anywhere.append(verbatim[index])
            continue
        row = ranked[index]
        freely = cover(terms, row, source.terms, weights, limits.near_best)
        anywhere.append(freely if follows else [])
        if path is not None:
            along = sorted(path[index], key=lambda j: (-row[j], j))[:MOST_SOURCES]
            freely = along or _displaced(weights.mass(terms), matrix[index], limits)
        placed.append(freely)
    return Assignment(order, placed, anywhere, matrix)


def _displaced(weight: float, row: Matrix, limits: Thresholds) -> list[int]:
    """Return the one source sentence that clearly matches, though out of order."""
    best = int(row.argmax())
    clear = row[best] >= limits.out_of_order and row[best] * weight >= _TELLING
    return [best] if clear else []


def _order(ranks: Sequence[int]) -> Order:
    """Return whether the source sentences `ranks` of the clear matches are in their own order."""
    count = len(ranks)
    if count < _FEWEST:
        return "free"
    tau = kendall_tau(np.array(ranks, dtype=np.intp))
    by_chance = math.sqrt(2 * (2 * count + 5) / (9 * count * (count - 1)))
    sure = tau >= _LESS_IN_ORDER and tau >= _CHANCE * by_chance
    return "monotone" if sure or tau >= _IN_ORDER else "free"


def _clear(matrix: Matrix, verbatim: Mapping[int, list[int]], limits: Thresholds) -> list[int]:
    """Return the source sentences of clear matches, which no other source sentence rivals."""
    ranks: list[int] = []
    for index, row in enumerate(matrix if matrix.size else ()):
        best = verbatim[index][0] if index in verbatim else int(row.argmax())
        rivals = np.concatenate((row[: max(0, best - 1)], row[best + 2 :]))
        lead = row[best] - rivals.max(initial=0.0)
        if row[best] >= limits.clear and lead >= limits.margin:
            ranks.append(best)
    return ranks


def _path(
    texts: TextPair, similarity: Similarity, matrix: Matrix, verbatim: Mapping[int, list[int]]
) -> list[list[int]]:
    gain = similarity.matrix(texts.source, texts.page, texts.weights).T
    gain *= _BACKWARDS  # in place: of two books a matrix has 100 MB
    for index, row in enumerate(matrix):
        gain[index] += (1 - _BACKWARDS) * row
    gain -= similarity.thresholds.pays
    for index, at in verbatim.items():
        gain[index] = -1.0
        gain[index, at] = 1.0
    return monotone(gain)

"""Where each page sentence comes from: along a path if the page keeps the order, else freely."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import numpy as np

from server.align.matching.cover import MOST_SOURCES, cover
from server.align.matching.monotone import kendall_tau, monotone
from server.align.matching.similarity import (
    Matrix,
    containment_matrix,
    favour_same_pairs,
    in_context,
)
from server.align.texts import Prepared
from server.text.weights import Weights

Order = Literal["monotone", "free"]
_IN_ORDER = 0.4  # Kendall's tau from which the page follows the source
_LESS_IN_ORDER = 0.3  # the same where the matches are too many for chance to order them
_CHANCE = 3.0  # standard deviations of tau without any order (Kendall 1938)
_FEWEST = 3  # sentences that must be matched before their order says anything
_CLEAR = 0.5  # containment from which a best match counts for the order
_MARGIN = 0.2  # and by which it must surpass every match farther than a sentence away
_BACKWARDS = 0.3  # share of the gain that looks from the source sentence to the page's
_PAYS = 0.17  # similarity from which two sentences may meet on the path
_OUT_OF_ORDER = 0.3  # containment from which a sentence may come from outside the path
_TELLING = 1.5  # and the weight it must share


def place(
    page: Prepared,
    source: Prepared,
    weights: Weights,
    verbatim: Mapping[int, list[int]],
    notes: Collection[int] = (),
) -> tuple[Order, list[list[int]]]:
    """The order kept, and the source sentences of each page sentence, best first.

    `notes` are page sentences that say nothing. An excerpt, of which all others are `verbatim`,
    is not compared sentence by sentence.
    """
    if len(page) == len(verbatim) + len(notes):
        ranks = [verbatim[index][0] for index in sorted(verbatim)]
        return _order(ranks), [verbatim.get(index, []) for index in range(len(page))]
    matrix = containment_matrix(page.terms, source.terms, weights)
    for index, at in verbatim.items():
        matrix[index, at] = 1.0
    ranked = in_context(matrix, page.terms, source.terms, weights)
    favour_same_pairs(ranked, page.plains, source.plains)
    order = _order(_clear(matrix, verbatim))
    path = _path(page, source, weights, matrix, verbatim) if order == "monotone" else None
    placed = []
    for index, terms in enumerate(page.terms):
        if index in verbatim:
            placed.append(verbatim[index])
            continue
        row = ranked[index]
        freely = cover(terms, row, source.terms, weights)
        if path is not None:
            along = sorted(path[index], key=lambda j: (-row[j], j))[:MOST_SOURCES]
            freely = along or _displaced(terms, matrix[index], weights)
        placed.append(freely)
    return order, placed


def _displaced(terms: frozenset[str], row: Matrix, weights: Weights) -> list[int]:
    """The one source sentence that clearly says it, though it is elsewhere in the order."""
    best = int(row.argmax())
    clear = row[best] >= _OUT_OF_ORDER and row[best] * weights.mass(terms) >= _TELLING
    return [best] if clear else []


def _order(ranks: Sequence[int]) -> Order:
    """Whether the source sentences `ranks` of the clear matches are in their own order."""
    count = len(ranks)
    if count < _FEWEST:
        return "free"
    tau = kendall_tau(np.array(ranks, dtype=np.intp))
    by_chance = math.sqrt(2 * (2 * count + 5) / (9 * count * (count - 1)))
    sure = tau >= _LESS_IN_ORDER and tau >= _CHANCE * by_chance
    return "monotone" if sure or tau >= _IN_ORDER else "free"


def _clear(matrix: Matrix, verbatim: Mapping[int, list[int]]) -> list[int]:
    """Source sentences of the clear matches, those that no other source sentence rivals."""
    ranks: list[int] = []
    for index, row in enumerate(matrix if matrix.size else ()):
        best = verbatim[index][0] if index in verbatim else int(row.argmax())
        rivals = np.concatenate((row[: max(0, best - 1)], row[best + 2 :]))
        if row[best] >= _CLEAR and row[best] - rivals.max(initial=0.0) >= _MARGIN:
            ranks.append(best)
    return ranks


def _path(
    page: Prepared,
    source: Prepared,
    weights: Weights,
    matrix: Matrix,
    verbatim: Mapping[int, list[int]],
) -> list[list[int]]:
    backwards = containment_matrix(source.terms, page.terms, weights).T
    gain = (1 - _BACKWARDS) * matrix + _BACKWARDS * backwards - _PAYS
    for index, at in verbatim.items():
        gain[index] = -1.0
        gain[index, at] = 1.0
    return monotone(np.ascontiguousarray(gain))

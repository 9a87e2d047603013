"""Where each page sentence comes from: along a path if the page keeps the order, else freely."""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from server.align.cover import MOST_SOURCES, cover, covered
from server.align.path import kendall_tau, monotone
from server.align.prepared import Prepared
from server.align.similarity import Matrix, containment_matrix
from server.align.weights import Weights

Order = Literal["monotone", "free"]
_IN_ORDER = 0.6  # Kendall's tau from which the page follows the source
_FEWEST = 3  # sentences that must be matched before their order tells anything
_CLEAR = 0.35  # containment from which a best match counts for the order
_BACKWARDS = 0.3  # share of the gain that looks from the source sentence to the page's
_PAYS = 0.17  # similarity from which two sentences may meet on the path
_BETTER = 0.2  # share by which free matches must hold more before they replace the path's


def place(
    page: Prepared, source: Prepared, weights: Weights, verbatim: Mapping[int, list[int]]
) -> tuple[Order, list[list[int]]]:
    """The order kept, and the source sentences of each page sentence, best first."""
    matrix = containment_matrix(page.terms, source.terms, weights)
    for index, at in verbatim.items():
        matrix[index, at] = 1.0
    order = _order(matrix, verbatim)
    path = _path(page, source, weights, matrix, verbatim) if order == "monotone" else None
    placed = []
    for index, terms in enumerate(page.terms):
        if index in verbatim:
            placed.append(verbatim[index])
            continue
        row = matrix[index]
        freely = cover(terms, row, source.terms, weights)
        if path and path[index]:
            along = sorted(path[index], key=lambda j: (-row[j], j))[:MOST_SOURCES]
            gain = covered(terms, freely, source.terms, weights) - covered(
                terms, along, source.terms, weights
            )
            placed.append(freely if gain > _BETTER else along)
        else:
            placed.append(freely)
    return order, placed


def _order(matrix: Matrix, verbatim: Mapping[int, list[int]]) -> Order:
    if not matrix.size:
        return "free"
    best = matrix.argmax(axis=1)
    for index, at in verbatim.items():
        best[index] = at[0]
    clear = best[matrix.max(axis=1) >= _CLEAR]
    return "monotone" if len(clear) >= _FEWEST and kendall_tau(clear) >= _IN_ORDER else "free"


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

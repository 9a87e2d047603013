"""The best path through a matrix of gains, on which both texts keep their order.

A monotone dynamic programme, as MASSalign's and Vecalign's: sentences of either side may be
skipped, and one may meet several of the other side, where every meeting after the first counts
less.
"""

import numpy as np
from numpy.typing import NDArray

from server.align.similarity import Matrix

LATER = 0.6  # worth of a further meeting of the same sentence
_EQUAL = 1e-9  # gains that differ less are equal
_MOST_RANKS = 400  # whose order is measured, evenly spread: 80,000 pairs

# A cell of the table, in bits: how the path came there, whether no earlier column is as good, and
# whether it is better than the path without this row.
_NEW, _SAME_SOURCE, _SAME_PAGE = 0, 1, 2
_STEP, _FIRST, _BETTER = 3, 4, 8


def monotone(gain: Matrix) -> list[list[int]]:
    """Return each row's columns on the best path, in order; meeting pays where the gain is > 0."""
    rows, columns = gain.shape
    cells = np.zeros((rows, columns), dtype=np.int8)  # of two books 25 MB
    meeting = np.full(columns, -np.inf)  # the best path that ends at each column of this row
    best = np.zeros(columns + 1)  # the best path up to each column
    for row in range(rows):
        first = gain[row].astype(np.float64)
        later = np.where(first > 0, LATER * first, first)
        new, same_source = best[:-1] + first, meeting + later
        entering = np.maximum(new, same_source)
        sums = np.cumsum(later)
        meeting = np.maximum.accumulate(entering - sums) + sums
        cells[row] = np.where(same_source > new, _SAME_SOURCE, _NEW)
        cells[row][meeting > entering + _EQUAL] = _SAME_PAGE
        best = _extend(best, meeting, cells[row])
    return _trace(cells)


def kendall_tau(ranks: NDArray[np.intp]) -> float:
    """Return Kendall's tau of ranks with 0, 1, …; ties count as order, fewer than two as 1."""
    if len(ranks) < 2:
        return 1.0
    sample = np.linspace(0, len(ranks) - 1, min(len(ranks), _MOST_RANKS)).astype(np.intp)
    ranks = ranks[sample]
    differences = (ranks[None, :] - ranks[:, None])[np.triu_indices(len(ranks), 1)]
    return float(np.mean(np.where(differences >= 0, 1.0, -1.0)))


def _extend(
    best: NDArray[np.float64], meeting: NDArray[np.float64], cells: NDArray[np.int8]
) -> NDArray[np.float64]:
    """Return the best path up to each column with one row more; mark its cells."""
    reached = np.maximum.accumulate(meeting)
    cells[:1] |= _FIRST
    cells[1:][meeting[1:] > reached[:-1]] |= _FIRST
    better = reached > best[1:] + _EQUAL
    cells[better] |= _BETTER
    extended = best.copy()
    extended[1:][better] = reached[better]
    return extended


def _trace(cells: NDArray[np.int8]) -> list[list[int]]:
    """Follow the best path from its end."""
    rows, columns = cells.shape
    path: list[list[int]] = [[] for _ in range(rows)]
    row, column = rows - 1, columns
    while row >= 0:
        if not column or not cells[row, column - 1] & _BETTER:
            row -= 1
            continue
        met = int(np.flatnonzero(cells[row, :column] & _FIRST)[-1])  # the last meeting up to there
        while True:
            path[row].insert(0, met)
            step = cells[row, met] & _STEP
            if step == _SAME_PAGE:
                met -= 1
            elif step == _SAME_SOURCE:
                row -= 1
            else:
                row, column = row - 1, met
                break
    return path

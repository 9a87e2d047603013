"""Assigns source sentences along a path, for a page that keeps the source's order.

A monotone dynamic programme over a lexical matrix, as MASSalign's and Vecalign's: sentences of
either side may be skipped, and one may meet several of the other side, where every meeting
after the first counts less.
"""

import numpy as np
from numpy.typing import NDArray

from server.align.matching.similarity import Matrix

LATER = 0.6  # worth of a further meeting of the same sentence
_NEW, _SAME_SOURCE, _SAME_PAGE = 0, 1, 2  # names of steps
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
    how = np.zeros((rows, columns), dtype=np.int8)  # how a meeting on the path was come by
    where = np.full((rows, columns + 1), -1, dtype=np.int16)  # last meeting before a column
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
        best = _extend(best, meeting, where[row])
    return _trace(how, where)


def _extend(
    best: NDArray[np.float64], meeting: NDArray[np.float64], where: NDArray[np.int16]
) -> NDArray[np.float64]:
    """Return the best path up to each column with one row more; put its last meeting in `where`."""
    reached = np.maximum.accumulate(meeting)
    is_new = np.concatenate(([True], meeting[1:] > reached[:-1]))
    at = np.maximum.accumulate(np.where(is_new, np.arange(len(meeting)), 0))
    better = reached > best[1:] + 1e-9
    where[1:][better] = at[better]
    extended = best.copy()
    extended[1:][better] = reached[better]
    return extended


def _trace(how: NDArray[np.int8], where: NDArray[np.int16]) -> list[list[int]]:
    rows, columns = how.shape
    path: list[list[int]] = [[] for _ in range(rows)]
    row, column = rows - 1, columns
    while row >= 0:
        met = int(where[row, column])
        if met < 0:
            row -= 1
            continue
        while True:
            path[row].insert(0, met)
            came = how[row, met]
            if came == _SAME_PAGE:
                met -= 1
            elif came == _SAME_SOURCE:
                row -= 1
            else:
                row, column = row - 1, met
                break
    return path

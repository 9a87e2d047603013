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

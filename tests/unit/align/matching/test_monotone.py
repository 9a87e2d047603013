"""The monotone path over a matrix of gains, against trying every path."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from server.align.matching.monotone import LATER, kendall_tau, monotone

GAINS = arrays(
    np.float32,
    st.tuples(st.integers(1, 3), st.integers(1, 4)),
    elements=st.sampled_from([-0.5, -0.25, 0.25, 0.5, 1.0]),
)


def worth(path: list[list[int]], gain: np.ndarray) -> float:
    meetings = [(row, column) for row, columns in enumerate(path) for column in columns]
    total = 0.0
    for at, (row, column) in enumerate(meetings):
        before = meetings[at - 1] if at else (-1, -1)
        later = before in {(row, column - 1), (row - 1, column)}
        assert later or (before[0] < row and before[1] < column)
        value = float(gain[row, column])
        total += LATER * value if later and value > 0 else value
    return total


def best_by_trying(gain: np.ndarray) -> float:
    rows, columns = gain.shape
    runs = [[]] + [list(range(a, b)) for a in range(columns) for b in range(a + 1, columns + 1)]
    best = 0.0
    for path in product(runs, repeat=rows):
        try:
            best = max(best, worth(list(path), gain))
        except AssertionError:
            continue
    return best


@settings(max_examples=150)
@given(GAINS)
def test_the_path_is_the_best_of_all_paths(gain):
    assert worth(monotone(gain), gain) == pytest.approx(best_by_trying(gain))


def test_the_order_is_told_by_kendalls_tau():
    assert kendall_tau(np.array([1, 2, 2, 5])) == 1
    assert kendall_tau(np.array([4, 3, 1])) == -1
    assert kendall_tau(np.array([7])) == 1

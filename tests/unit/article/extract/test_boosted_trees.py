import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.article.extract.classify import Forest, forest

STUMP = [[0, 0.5, 1], [-1.0], [1.0]]
DEEP = [[1, 10, 1], [0, 0, 3], [2.0], [0.25], [0.5]]


def by_hand(trees, row):
    score = 0
    for tree in trees:
        node = tree[0]
        while len(node) > 1:
            feature, threshold, low = node
            node = tree[low if row[feature] <= threshold else low + 1]
        score += node[0]
    return 1 / (1 + np.exp(-score))


@given(st.lists(st.tuples(st.floats(-20, 20, width=32), st.floats(-20, 20, width=32)), min_size=1))
def test_rows_fall_through_the_trees_as_by_hand(rows):
    chances = Forest.of({"depth": 2, "trees": [STUMP, DEEP]}).chances(np.array(rows, np.float32))
    assert chances == pytest.approx([by_hand([STUMP, DEEP], row) for row in rows], abs=1e-6)


def test_a_tree_of_one_leaf_says_the_same_of_all():
    chances = Forest.of({"depth": 0, "trees": [[[0.0]]]}).chances(np.zeros((3, 1), np.float32))
    assert chances.tolist() == [0.5] * 3


def test_the_table_beside_the_module_fits_the_features():
    trees = forest()
    assert trees.feature.max() < 127
    assert 2 <= trees.depth <= 7

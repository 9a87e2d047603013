import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.article.extract.classifier.boosted_trees import Forest
from server.article.extract.classifier.classify import forest

STUMP = [[0, 0.5, 1, 2], [-1.0], [1.0]]
DEEP = [[1, 10, 1, 4], [0, 0, 2, 3], [0.25], [0.5], [2.0]]


def by_hand(trees, baseline, row):
    score = baseline
    for tree in trees:
        node = tree[0]
        while len(node) > 1:
            feature, threshold, low, high = node
            node = tree[low if row[feature] <= threshold else high]
        score += node[0]
    return 1 / (1 + np.exp(-score))


@given(st.lists(st.tuples(st.floats(-20, 20, width=32), st.floats(-20, 20, width=32)), min_size=1))
def test_rows_fall_through_the_trees_as_by_hand(rows):
    chances = Forest.of({"baseline": -0.5, "trees": [STUMP, DEEP]}).chances(
        np.array(rows, np.float32)
    )
    assert chances == pytest.approx([by_hand([STUMP, DEEP], -0.5, row) for row in rows], abs=1e-6)


def test_a_tree_of_one_leaf_says_the_same_of_all():
    chances = Forest.of({"baseline": 0, "trees": [[[0.0]]]}).chances(np.zeros((3, 1), np.float32))
    assert chances.tolist() == [0.5] * 3


def test_the_table_beside_the_module_fits_the_features():
    trees = forest()
    assert trees.feature.max() < 127
    assert 2 <= trees.depth <= 7

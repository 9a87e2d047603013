import numpy as np

from server.article.extract.columns import (
    container,
    distances,
    number_keys,
    repetition_features,
    share,
    shift,
    total,
)

LENGTHS = np.array([10, 20, 30, 40], np.float32)


def test_neighbours_beyond_the_ends_are_minus_one():
    assert shift(LENGTHS, 1).tolist() == [20, 30, 40, -1]
    assert shift(LENGTHS, -2).tolist() == [-1, -1, 10, 20]


def test_a_column_shorter_than_the_step_has_no_neighbours():
    assert shift(LENGTHS[:1], 2).tolist() == [-1]
    assert shift(LENGTHS[:1], -2).tolist() == [-1]


def test_distances_are_counted_in_blocks_and_letters():
    since, since_letters, until, until_letters = distances(
        np.array([False, True, False, False]), LENGTHS
    )
    assert since.tolist() == [99, 0, 1, 2]
    assert since_letters.tolist() == [1e5, 0, 0, 30]
    assert until.tolist() == [1, 0, 99, 99]
    assert until_letters.tolist() == [0, 0, 1e5, 1e5]


def test_distances_from_nothing_are_far():
    since, _, until, _ = distances(np.zeros(4, bool), LENGTHS)
    assert set(since.tolist()) == set(until.tolist()) == {99}


def test_sums_are_by_key():
    assert total(number_keys(["a", "b", "a", "b"]), LENGTHS).tolist() == [40, 60, 40, 60]


def test_a_container_is_as_linked_as_its_blocks():
    letters, density, blocks = container(number_keys(["a", "a", "b", "b"]), LENGTHS, LENGTHS / 2)
    assert np.allclose(np.expm1(letters), [30, 30, 70, 70])
    assert density.tolist() == [0.5] * 4
    assert blocks.tolist() == [2] * 4


def test_a_share_is_that_of_the_others():
    keys = number_keys(["a", "a", "a", "b"])
    shares, letters = share(keys, np.array([10, 0, 30, 0], np.float32), LENGTHS)
    assert shares.tolist() == [0.6000000238418579, 1, 0.3333333432674408, -1]
    assert np.allclose(np.expm1(letters), [30, 40, 10, 0])


def test_paragraphs_share_a_container_and_comments_do_not():
    alike, homes, spread = repetition_features(
        number_keys(["p", "p", "c", "c"]), number_keys([1, 1, 2, 3])
    )
    assert alike.tolist() == [2] * 4
    assert homes.tolist() == [1, 1, 2, 2]
    assert spread.tolist() == [0.5, 0.5, 1, 1]

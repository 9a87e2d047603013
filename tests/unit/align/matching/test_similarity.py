"""What ranks the source sentences: their own words, their neighbours', pairs of words."""

import numpy as np
import pytest

from server.align.matching.similarity import containment_matrix, favour_same_pairs, in_context
from server.text.weights import Weights


def terms(*sentences: str) -> list[frozenset[str]]:
    return [frozenset(sentence.split()) for sentence in sentences]


PAGE = terms("tilda marsh sold boats")
SOURCE = terms("rain fell", "tilda marsh spoke", "she sold boats", "snow came", "he sold boats")
WEIGHTS = Weights(None, [*SOURCE, *PAGE])


def test_containment_is_the_share_of_the_weight():
    own = containment_matrix(PAGE, SOURCE, WEIGHTS)
    assert own[0, 0] == 0
    assert own[0, 1] + own[0, 2] == pytest.approx(1)


def test_a_sentence_gains_by_the_one_before_it_that_names_whom_it_speaks_of():
    own = containment_matrix(PAGE, SOURCE, WEIGHTS)
    ranked = in_context(own, PAGE, SOURCE, WEIGHTS)
    assert own[0, 2] == own[0, 4]
    assert ranked[0, 2] > ranked[0, 4] == own[0, 4]
    assert ranked[0, 2] < 1


def test_a_sentence_that_shares_nothing_gains_nothing_by_its_neighbours():
    ranked = in_context(containment_matrix(PAGE, SOURCE, WEIGHTS), PAGE, SOURCE, WEIGHTS)
    assert ranked[0, 0] == ranked[0, 3] == 0


def test_the_order_of_words_tells_two_sentences_with_the_same_words_apart():
    matrix = np.array([[0.5, 0.5, 0.0]], dtype=np.float32)
    favour_same_pairs(matrix, [["the", "dog", "bit"]], [["bit", "the", "dog"], ["dog", "the"], []])
    assert matrix[0, 0] > matrix[0, 1] == 0.5
    assert matrix[0, 2] == 0

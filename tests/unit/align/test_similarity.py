"""Ranks of source sentences: by their own words, their neighbours', pairs of words."""

import numpy as np
import pytest

from server.align import Text, align
from server.align.similarity import (
    LEXICAL,
    Coverage,
    containment_matrix,
    favour_same_pairs,
    in_context,
)
from server.text.tokens import Weights


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


class SameLength:
    """A toy: sentences are as similar as their numbers of words."""

    def __init__(self, least=0.9):
        self.thresholds = LEXICAL._replace(
            least=least, telling=0.0, most_absent=1.0, partly_from=1.0
        )

    def matrix(self, page, source, weights):
        lengths = [np.array([len(line) for line in text.plains]) for text in (page, source)]
        apart = np.abs(lengths[0][:, None] - lengths[1][None, :])
        return (1 / (1 + apart)).astype(np.float32)

    def rank(self, matrix, rows, texts):
        return matrix[rows]

    def coverage(self, pair):
        apart = [abs(len(pair.page.words) - len(line.words)) for line in pair.lines(pair.sources)]
        share = 1 / (1 + min(apart)) if apart else 0.0
        return Coverage(share=share, best=share, weight=0.0)


SHORT = Text(["A feline dozed."], "en")
LONGER = Text(["Rain fell on the town all day.", "Some cats slept.", "It snowed again."], "en")


def test_align_finds_sentences_by_the_similarity_it_is_given():
    (lexical,) = align(SHORT, LONGER).sentences
    assert (lexical.finding, lexical.source) == ("not_found", [])
    (toy,) = align(SHORT, LONGER, SameLength()).sentences
    assert (toy.finding, toy.label, toy.source, toy.score) == ("found", "paraphrase", [1], 1.0)


def test_the_thresholds_are_those_of_the_similarity():
    page = Text(["A feline dozed off."], "en")
    (far,) = align(page, LONGER, SameLength()).sentences
    assert far.finding == "not_found"
    (near,) = align(page, LONGER, SameLength(least=0.4)).sentences
    assert (near.finding, near.source, near.score) == ("found", [1], 0.5)

"""The label of a sentence from what its sources hold, at the edge of each threshold."""

import pytest

from server.align.compared import label_of
from server.align.matching.similarity import LEXICAL, Held

LIMITS = LEXICAL._replace(
    least=0.2, nearly_all=0.6, one_source=0.8, telling=1.0, telling_in_order=0.5
)


def label(share=1.0, best=None, weight=9.0, *, sources=1, kept=0.0, in_order=False):
    held = Held(share, share if best is None else best, weight)
    return label_of(held, LIMITS, sources=sources, kept=kept, in_order=in_order)


@pytest.mark.parametrize(
    ("share", "weight", "in_order", "found"),
    [
        (0.2, 1.0, False, True),
        (0.19, 9.0, False, False),
        (1.0, 0.99, False, False),
        (1.0, 0.99, True, True),
        (1.0, 0.5, True, True),
        (1.0, 0.49, True, False),
    ],
)
def test_a_sentence_has_a_source_that_holds_enough_of_it(share, weight, in_order, found):
    got = label(share, weight=weight, in_order=in_order)
    assert got == ("paraphrase" if found else "not_found")


@pytest.mark.parametrize(
    ("share", "kept", "near"),
    [(0.6, 0.9, True), (0.59, 1.0, False), (1.0, 0.89, False), (0.1, 1.0, False)],
)
def test_nearly_word_for_word_has_the_words_in_their_order(share, kept, near):
    assert (label(share, kept=kept) == "near_verbatim") is near


@pytest.mark.parametrize(
    ("sources", "best", "fused"),
    [(2, 0.79, True), (2, 0.8, False), (1, 0.1, False), (3, 0.1, True)],
)
def test_a_fused_sentence_needs_more_than_its_best_source(sources, best, fused):
    assert label(1.0, best, sources=sources) == ("fused" if fused else "paraphrase")
    assert label(0.5, best / 2, sources=sources) == ("fused" if fused else "paraphrase")
    assert label(1.0, best, sources=sources, kept=0.9) == "near_verbatim"

"""The order in which findings are to be looked at."""

import os
import subprocess
import sys

import pytest

from server.align import Text, TextPair, align
from server.align.concern import SIGNS, concern_of, signs_of
from server.align.pair import SentencePair

SOURCE = [
    "Solund Lines will close its route to Brevik on 4 October, the company said on Monday.",
    "Tilda Marsh, who runs a shop at the quay, called the plan a disaster.",
    "Two ferries are in dock.",
    "Fishermen have used the harbour since 1911.",
]
NONE = (0.0,) * len(SIGNS)


def signs(sentence: str, *sources: int) -> dict[str, float]:
    texts = TextPair.of(Text([sentence], "en"), Text(SOURCE, "en"))
    return dict(zip(SIGNS, signs_of(SentencePair(texts, 0, sources), []), strict=True))


def concern(sentence: str) -> float:
    return align(Text([sentence], "en"), Text(SOURCE, "en")).sentences[0].concern


def test_what_the_source_does_not_have_is_lost():
    faithful = signs("Solund Lines will close its route to Brevik.", 0)
    assert faithful["lost_late"] == faithful["lost_names"] == 0
    invented = signs("Solund Lines will sell 14 boats to Kestrel.", 0)
    assert invented["lost_names"] == 1
    assert invented["lost_late"] == 3  # 14, boats, Kestrel


def test_words_that_no_one_source_sentence_has_together_are_scattered():
    together = signs("Solund Lines will close its route to Brevik.", 0)
    apart = signs("Solund fishermen called the harbour a shop.", 1, 3)
    assert together["scattered"] == 0
    assert 0 < apart["scattered"] < 1
    assert signs("Kestrel bought violins.", 0)["scattered"] > apart["scattered"]


def test_a_sentence_that_tells_its_source_retells_it():
    faithful, unrelated = signs(SOURCE[1], 1), signs("Tilda Marsh likes chess.", 1)
    assert faithful["retold"] == pytest.approx(1)
    assert 0 < unrelated["retold"] < 1


@pytest.mark.parametrize("name", SIGNS)
def test_every_sign_counts_in_the_direction_of_its_meaning(name):
    with_it = tuple(float(sign == name) for sign in SIGNS)
    assert (concern_of(with_it) - concern_of(NONE)) * SIGNS[name] >= 0


def test_a_value_exchanged_comes_before_anything_invented():
    exchanged = concern(SOURCE[3].replace("1911", "1921"))
    invented = concern("Kestrel Labs hired 40 anglers in Norvane, the most since Marsh left Hamar.")
    assert exchanged > invented > 0.5


def test_an_invented_sentence_concerns_more_than_one_retold():
    retold = concern("Solund Lines is to close the Brevik route in October.")
    partly = concern("Solund Lines is to close the Brevik route after a dispute with pensioners.")
    invented = concern("Kestrel Labs hired 40 anglers in Norvane.")
    assert retold < partly < invented


@pytest.mark.parametrize("sentence", ["Two ferries are in dock.", "Read the full story here."])
def test_what_is_word_for_word_or_no_statement_does_not_concern(sentence):
    assert concern(sentence) == 0


def test_concern_is_the_same_for_every_hash_seed():
    page = "Solund Lines, whose boats Tilda Marsh called old and unsafe, will sell 14 of them."
    code = (
        "import sys; from server.align import Text, align; "
        "result = align(Text(sys.argv[1:2], 'en'), Text(sys.argv[2:], 'en')); "
        "print([(s.concern, s.score, s.source) for s in result.sentences], result.left_out)"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code, page, *SOURCE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1

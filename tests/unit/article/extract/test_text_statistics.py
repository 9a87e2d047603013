import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.article.extract.columns import text_features
from server.language.scripts import TERMINAL
from tests.unit.article.pages import ENGLISH, GERMAN

COLUMNS = ("ends", "closed", "commas", "low", "digits", "upper", "odd", "quotes", "spaces", "size")


def of(text):
    return dict(zip(COLUMNS, (float(column[0]) for column in text_features([text])), strict=True))


def test_each_text_is_counted_alone():
    together = np.column_stack(text_features([*ENGLISH, *GERMAN]))
    alone = [[float(column[0]) for column in text_features([text])] for text in (*ENGLISH, *GERMAN)]
    assert together == pytest.approx(np.array(alone))


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_digits_and_ends_are_those_of_a_pattern(text):
    plain = "".join(letter for letter in text if ord(letter) < 0x10000) or "x"
    statistics = of(plain)
    assert statistics["digits"] == pytest.approx(len(re.findall(r"\d", plain)) / len(plain))
    hundreds = 1 + len(plain) / 100
    assert statistics["ends"] == pytest.approx(len(re.findall(f"[{TERMINAL}]", plain)) / hundreds)


def test_letters_beyond_the_basic_plane_count_for_the_size_alone():
    assert of("\U0001f600\U0001f600") == dict.fromkeys(COLUMNS, 0) | {"size": 2}


def test_addresses_are_odd():
    assert of("See www.example.org | © 2026")["odd"] == pytest.approx(3 / 1.28)


@pytest.mark.parametrize(
    ("text", "closed"), [("It is.»", 1), ("他说：“好。”", 1), ("Read more", 0)]
)
def test_a_sentence_may_end_in_a_quotation(text, closed):
    assert of(text)["closed"] == closed

from hypothesis import given
from hypothesis import strategies as st

from server.article.metadata.statements import claims, distinct, line
from server.model import Claim


def test_tags_and_controls_are_not_part_of_a_line():
    assert line("  <b class='x'>Rain</b>\n falls\u202e \x07now, 3 < 4 ") == "Rain falls now, 3 < 4"


@given(st.text(max_size=200))
def test_a_line_is_one_short_printable_line(text):
    clean = line(text, 50)
    assert len(clean) <= 50
    assert clean == clean.strip()
    assert all(letter.isprintable() or letter == "\u200d" for letter in clean)


def test_claims_that_say_the_same_in_other_typography_are_one():
    stated = [*claims(["“Rain”", None, " "], "meta"), *claims(["Rain", "Sun"], "heading")]
    assert distinct(stated) == [Claim("“Rain”", "meta"), Claim("Sun", "heading")]

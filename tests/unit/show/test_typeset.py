"""Lines of the share picture: no longer than their room, in the direction of their text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.show.typeset import Type, lacking, lines_of, printable_line, width_of

FACE = Type(27, "regular")
PLAIN = "Norvane should not use other people's models where they are better, Ilves said."
ARABIC = "أعلنت بلدية مدينة النور يوم الثلاثاء افتتاح خط مترو جديد بطول 18 كيلومترا."


def said(text: str, room: float = 400, line_limit: int = 9) -> list[str]:
    return [
        "".join(run.text for run in line.runs) for line in lines_of(text, FACE, room, line_limit)
    ]


def test_a_text_is_broken_between_its_words():
    lines = said(PLAIN)
    assert len(lines) > 1
    assert " ".join(lines) == PLAIN
    assert all(width_of(line, FACE) <= 400 for line in lines)


def test_a_text_without_spaces_is_broken_between_its_letters():
    text = "市は火曜日に全長16キロの新しい地下鉄を開業した。"
    lines = said(text, room=200)
    assert "".join(lines) == text
    assert "16" in "".join(line for line in lines if "1" in line)


def test_what_goes_on_ends_in_an_ellipsis_within_its_room():
    lines = said(PLAIN, line_limit=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert width_of(lines[-1], FACE) <= 400


def test_a_number_and_its_unit_stay_together():
    assert all("46" not in line or "46\u00a0%" in line for line in said("Hat 46\u00a0% des", 120))


def test_the_marked_words_are_a_piece_of_their_own_in_each_line():
    begin = PLAIN.index("not use")
    lines = lines_of(PLAIN, FACE, 400, 9, (begin, begin + len("not use")))
    marked = [run for line in lines for run in line.runs if run.is_marked]
    assert "".join(run.text for run in marked) == "not use"
    for line in lines:
        for before, after in zip(line.runs, line.runs[1:], strict=False):
            assert after.start > before.start + before.width


@pytest.mark.parametrize(("text", "is_rtl"), [(PLAIN, False), (ARABIC, True), ("«18» ב", True)])
def test_a_line_runs_as_its_first_letter_does(text, is_rtl):
    assert {line.is_rtl for line in lines_of(text, FACE, 400, 9)} == {is_rtl}


def test_the_face_has_the_letters_of_most_languages_of_the_interface():
    assert not lacking(PLAIN + ARABIC + "Größe œuvre żółć עברית Ελλάδα Україна 46 %")
    assert lacking("省略") == {"省", "略"}


@given(st.text(max_size=2_000), st.integers(1, 5))
def test_any_text_is_set_in_its_room(text, line_limit):
    lines = lines_of(printable_line(text), FACE, 300, line_limit)
    assert len(lines) <= line_limit
    for line in lines:
        run = line.runs[-1]
        assert run.start + run.width <= 300 or len(run.text) == 1

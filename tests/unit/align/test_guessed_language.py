"""Short texts, which show no language: the caller's, the other side's, or a guess that is said."""

import pytest

from server.align import Text, align, remarks

LONG = (
    "Le conseil de Brevik a voté lundi la fermeture de trois écoles du port, parce que les élèves "
    "sont de moins en moins nombreux dans la ville et que les bâtiments ont besoin de travaux."
)


@pytest.mark.parametrize(
    ("page", "source", "language", "finding"),
    [
        ("2,5 Prozent", "2,5 %", "de", "found"),
        ("trois écoles", "treize écoles", "fr", "differs"),
        ("La ciudad negó el fraude.", "La ciudad admitió el fraude.", "es", "differs"),
        ("Brevik ha aprobado el plan.", "Brevik no ha aprobado el plan.", "es", "differs"),
    ],
)
def test_a_language_that_nobody_gave_is_guessed_and_said(page, source, language, finding):
    pair = Text([page]), Text([source])
    (sentence,) = align(*pair).sentences
    (warning,) = remarks(*pair)
    assert sentence.finding == finding
    assert (warning.type, warning.params) == ("/problems/language_guessed", {"language": language})
    for known in ((language, None), (None, language)):
        given = Text([page], known[0]), Text([source], known[1])
        assert align(*given).sentences[0].finding == finding
        assert remarks(*given) == []


def test_a_short_text_is_read_in_the_language_that_the_other_side_shows():
    pair = Text(["treize écoles du port"]), Text([LONG])
    (sentence,) = align(*pair).sentences
    assert [change.kind for change in sentence.changes] == ["number"]
    assert remarks(*pair) == []


@pytest.mark.parametrize("text", ["7", "?", "…", ""])
def test_a_text_without_letters_has_no_language_to_guess(text):
    assert remarks(Text([text]), Text([text])) == []

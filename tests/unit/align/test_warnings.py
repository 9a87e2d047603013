"""An answer is no larger than what was asked, and says so."""

import pytest
from pydantic_core import to_json

from server.align import Text, align, limit_marks, most_mark_bytes, warnings_of
from server.model import MOST_SOURCES
from server.pipeline.tasks import check_some, check_texts

PAGE = [f"Ship {n} of Orlund carried {n + 400} barrels to Ostrand in May." for n in range(6)]
SOURCE = [f"Ship {n} of Orlund carried {n + 900} barrels to Ostrand in May." for n in range(6)]


def marks(sentences):
    return sum(
        len(sentence.changes) + len(sentence.missing) + len(sentence.parts)
        + (len(sentence.shared.page) + len(sentence.shared.source) if sentence.shared else 0)
        for sentence in sentences
    )  # fmt: skip


def size(sentences):
    """Return the bytes of all marks."""
    return sum(
        len(to_json((sentence.changes, sentence.missing, sentence.shared, sentence.parts)))
        for sentence in sentences
        if marks([sentence])
    )


def test_the_first_sentences_keep_their_marks_and_all_their_findings():
    sentences = align(Text(PAGE, "en"), Text(SOURCE, "en")).sentences
    assert {sentence.finding for sentence in sentences} == {"differs"}
    byte_limit = size(sentences) - 1
    shown, (warning,) = limit_marks(sentences, byte_limit)
    assert (shown[:5], marks(shown[5:])) == (sentences[:5], 0)
    assert [(sentence.finding, sentence.heading, sentence.source) for sentence in shown] == [
        (sentence.finding, sentence.heading, sentence.source) for sentence in sentences
    ]
    assert (warning.type, warning.params) == ("/problems/text_cut", {"marks": marks(sentences[5:])})
    assert limit_marks(sentences, byte_limit + 1) == (sentences, [])


def test_texts_of_many_differences_give_a_bounded_answer(monkeypatch):
    # So that few sentences have too many.
    monkeypatch.setattr("server.align.warnings._LEAST_MARK_BYTES", 1)
    page, source = Text(PAGE * 40, "en"), Text(SOURCE * 40, "en")
    byte_limit = most_mark_bytes(page, source)
    assert size(align(page, source).sentences) > byte_limit
    first = check_texts(page, source)
    further = check_some(1, page, source, list(range(240)))
    for sentences, notes, limit in (
        (first.sentences, first.warnings, byte_limit),
        (further.sentences, further.warnings, byte_limit // (MOST_SOURCES - 1)),
    ):
        assert limit - 3_000 < size(sentences) <= limit
        assert [note.type for note in notes] == ["/problems/text_cut"]


def test_the_marks_of_long_texts_have_twice_their_bytes():
    def of(letters, sign="a"):
        return most_mark_bytes(Text([sign * letters], "en"), Text([sign * letters], "en"))

    assert (of(10), of(200_000), of(200_000, "é")) == (500_000, 800_000, 1_600_000)
    assert of(5_000_000) == 4_000_000


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
    (warning,) = warnings_of(*pair)
    assert sentence.finding == finding
    assert (warning.type, warning.params) == ("/problems/language_guessed", {"language": language})
    for languages in ((language, None), (None, language)):
        texts = Text([page], languages[0]), Text([source], languages[1])
        assert align(*texts).sentences[0].finding == finding
        assert warnings_of(*texts) == []


def test_a_short_text_is_read_in_the_language_that_the_other_side_shows():
    pair = Text(["treize écoles du port"]), Text([LONG])
    (sentence,) = align(*pair).sentences
    assert [change.kind for change in sentence.changes] == ["number"]
    assert warnings_of(*pair) == []


@pytest.mark.parametrize("text", ["7", "?", "…", ""])
def test_a_text_without_letters_has_no_language_to_guess(text):
    assert warnings_of(Text([text]), Text([text])) == []

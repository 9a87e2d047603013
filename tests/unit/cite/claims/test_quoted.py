"""Quotations of a claim against what its source says."""

import pytest

from server.align import Text, TextPair
from server.cite.claims.quoted import check_quotations

SOURCE = [
    'Hedda Lorne said that she would not "accept a plan which ruins the old harbour" before May.',
    '"We don\'t want this," said Odd Farrow, "and we will say so in every meeting of the board."',
    "The trust co-operates with the colour works of Ellery.",
]


def checked(sentence, source=SOURCE, language="en"):
    return check_quotations(
        sentence, TextPair.of(Text([sentence], language), Text(source, language))
    )


@pytest.mark.parametrize(
    "quoted",
    [
        "accept a plan which ruins the old harbour",
        "accept a plan … the old harbour",
        "accept […] the old harbour",
        "accept a plan which ruin[ed] the old harbour",
        "[A]ccept a plan which ruins",
        "Accept a plan which ruins",
        "accept a plan which ruins [the port]",
        "We do not want this and we will say so",
        "The trust cooperates with the colour works",
        "the color works of Ellery",
    ],
)
def test_what_an_editor_may_do_keeps_a_quotation_verbatim(quoted):
    (quotation,) = checked(f"The paper wrote: “{quoted}”.")
    assert (quotation.text, quotation.verbatim, quotation.source_text) == (quoted, True, None)


@pytest.mark.parametrize(
    ("quoted", "source_text"),
    [
        ("accept a plan which ruins the new harbour", "accept a plan which ruins the old harbour"),
        ("accept a plan which ruins the harbour", "accept a plan which ruins the old harbour"),
        ("accept the plan which ruins the old", "accept a plan which ruins the old"),
        ("ruins the old harbour … accept a plan", "ruins the old harbour"),
        ("every meeting of the old harbour", "every meeting of the"),
        ("the ferries are late each and every day", None),
    ],
)
def test_a_word_exchanged_dropped_or_moved_is_not_verbatim(quoted, source_text):
    sentence = f"The paper wrote: “{quoted}”."
    (quotation,) = checked(sentence)
    assert sentence[quotation.start : quotation.end] == quoted
    assert not quotation.verbatim
    assert quotation.source_text == source_text or (source_text or "") in (
        quotation.source_text or ""
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "The “so-called” plan is late.",
        "A “new harbour” is planned.",
        "She wrote “The Old Harbour and the Sea” in May.",
        "Nothing is quoted here.",
    ],
)
def test_single_words_and_titles_of_works_are_not_checked(sentence):
    assert checked(sentence) == []


@pytest.mark.parametrize(
    ("language", "source", "faithful", "altered"),
    [
        (
            "de",
            ["Der Hafen wird im Mai wieder geöffnet, sagte der Rat am Dienstag."],
            "Der Rat: „Der Hafen wird im Mai wieder geöffnet.“",
            "Der Rat: „Der Hafen wird im Juni wieder geöffnet.“",
        ),
        (
            "fr",
            ["Le port sera rouvert au mois de mai, a dit le conseil."],
            "Le conseil : « Le port sera rouvert au mois de mai »",
            "Le conseil : « Le port sera rouvert au mois de juin »",
        ),
        (
            "ja",
            ["市は五月に港を再び開くと発表した。"],
            "市は「五月に港を再び開くと発表した」と述べた。",
            "市は「六月に港を再び開くと発表した」と述べた。",
        ),
    ],
)
def test_the_quotation_marks_of_other_languages_are_known(language, source, faithful, altered):
    assert [quotation.verbatim for quotation in checked(faithful, source, language)] == [True]
    assert [quotation.verbatim for quotation in checked(altered, source, language)] == [False]


def test_a_quotation_of_a_source_in_another_language_is_not_checked():
    pair = TextPair.of(Text(["Er sagte: „Der Hafen wird im Mai wieder geöffnet.“"], "de"),
                       Text(SOURCE, "en"))  # fmt: skip
    assert check_quotations(pair.page.sentences[0], pair) == []

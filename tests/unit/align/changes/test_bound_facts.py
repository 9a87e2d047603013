"""Facts bound to their place: who acts, whose first name, which of a series, whose words."""

import pytest

from server.align import Text, align
from server.language.data import by_language
from tests.unit.align.beside import changes, told

SERIES = by_language("series")


def facts(
    page: str, *source: str, language: str = "en"
) -> list[tuple[str, str | None, str | None]]:
    """Return the changes except wording."""
    return [
        each for each in told(changes(page, *source, language=language)) if each[0] != "wording"
    ]


@pytest.mark.parametrize(
    ("language", "page", "source", "expected"),
    [
        ("en", "The prize went to the novelist Helmi Kivela for her second book.",
         "The prize went to the novelist Marta Kivela for her second book.",
         ("name", "Helmi Kivela", "Marta Kivela")),
        ("en", "Two books by Helmi Kivela were honoured there.",
         "A jury honoured the second book of the novelist Marta Kivela in Brevik.",
         ("name", "Helmi Kivela", "Marta Kivela")),
        ("en", "Support for the party rose by three per cent in the Brevik poll.",
         "Support for the party rose by three percentage points in the Brevik poll.",
         ("number", "three per cent", "three percentage points")),
        ("en", "Solund Lines admitted that it had ignored the captain.",
         "Solund Lines, which owns the old ship, denied that it had ignored the captain.",
         ("negation", "admitted", "denied")),
    ],
)  # fmt: skip
def test_a_fact_tied_to_something_else_is_shown_with_both_sides(language, page, source, expected):
    assert facts(page, source, language=language) == [expected]


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("Edward Pask accused Mayor Marsh of fraud in a Brevik court.",
         "Mayor Marsh was accused by Edward Pask of fraud in a Brevik court."),
        ("The novelist Bob Marsh won the prize for his second book.",
         "The novelist Robert Marsh won the prize for his second book."),
        ("Acquiring Marsh would cost the club a lot.",
         "The club in Brevik talks to Tilda Marsh about a contract for two years."),
        ("The novelist Helmi Kivela won the prize for her second book.",
         "But Kivela, a novelist, won the prize for her second book."),
        ("A boat with nearly 200 passengers sank off Brevik.",
         "A boat with more than 200 people sank off Brevik; 196 passengers were on board."),
        ("The bridge in Orlund cost 9,055 crore, says Marsh.",
         "The bridge in Orlund cost Rs 9,055.73 crore, says Marsh."),
        ("In Brevik the fire injured 41 and killed 7 people in a hostel.",
         "The fire killed 7 people and injured 41 in a hostel in Brevik."),
        ("After less than two years as director of Solund Lines he was fired.",
         "He was fired after 14 months as director of Solund Lines."),
        ("The towns of Brevik say that not all were asked about the bridge.",
         "The towns of Brevik say that some were not asked about the bridge."),
        ("Marsh added that nobody thinks that far ahead.",
         "Asked if a wedding in Brevik is near, Marsh added that nobody thinks that far ahead."),
    ],
)  # fmt: skip
def test_the_same_fact_told_otherwise_is_no_change(page, source):
    assert facts(page, source) == []


@pytest.mark.parametrize(
    ("language", "page", "source"),
    [
        ("en", "The fire broke out in the Solund depot at 7.30pm.",
         "The fire in the Solund depot had broken out at half past seven."),
        ("de", "Das Feuer brach gegen 19.30 Uhr im Lager von Solund aus.",
         "Kurz vor halb acht war das Feuer im Lager von Solund ausgebrochen."),
        ("es", "El presidente enviará 200 militares a la zona de Albores.",
         "El presidente anunció el envío de dos centenares de militares a la zona de Albores."),
        ("es", "Según el alcalde, el Gobierno enviará militares a la zona de Albores.",
         "El presidente anunció el envío de militares a la zona de Albores, según el alcalde."),
    ],
)  # fmt: skip
def test_a_fact_in_other_words_of_its_language_is_no_change(language, page, source):
    assert facts(page, source, language=language) == []


def test_a_time_that_no_words_give_is_another_one():
    page = "The fire broke out in the Solund depot at 7.30pm."
    source = "The fire in the Solund depot had broken out at a quarter past three."
    assert facts(page, source) == [("date", "7.30pm", None)]


def test_nothing_is_called_missing_in_a_source_of_another_language():
    page = Text(
        ["Der Bürgermeister von Brevik öffnete am Montag die Brücke für 40 Millionen Kronen."], "de"
    )
    source = Text(["The mayor of Brevik opened the bridge on Monday for 45 million kroner."], "en")
    (sentence,) = align(page, source).sentences
    assert (sentence.label, sentence.missing) == ("translated", [])
    assert [change.kind for change in sentence.changes] == ["number"]


@pytest.mark.parametrize("tag", sorted(SERIES))
def test_another_word_of_a_series_is_shown_as_what_it_is(tag):
    for kind, listed in SERIES[tag].items():
        for group in listed.split(" / "):
            one, other, *_ = (side.split()[0] for side in group.split("|"))
            page, source = (
                f"Orlund Brevik Solund {word} Marsh Larvik Hamar." for word in (one, other)
            )
            assert [found[0] for found in facts(page, source, language=tag)] == [kind]


@pytest.mark.parametrize(
    ("day", "differs"),
    [("11 March", False), ("9 March", True), ("Monday", False), ("Sunday", True)],
)
def test_yesterday_is_held_against_a_date_where_the_day_of_the_source_is_known(day, differs):
    source = Text(["The ship sank yesterday off Brevik."], "en", "2024-03-12T08:00:00Z")
    (sentence,) = align(Text([f"The ship sank on {day} off Brevik."], "en"), source).sentences
    assert (sentence.finding == "differs") is differs


def test_a_word_with_hyphens_is_missing_as_a_whole_or_not_at_all():
    source = Text(["Divers worked for a time off Brevik.", "They slept."], "en")
    (sentence,) = align(
        Text(["Divers met the long-time cook of an on-site galley."], "en"), source
    ).sentences
    assert [span.text for span in sentence.missing] == ["met", "cook", "on-site galley"]

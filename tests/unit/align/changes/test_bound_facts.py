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
        change
        for change in told(changes(page, *source, language=language))
        if change[0] != "wording"
    ]


@pytest.mark.parametrize(
    ("language", "page", "source", "expected"),
    [
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
        ("The prize went to the novelist Helmi Kivela for her second book.",
         "The prize went to the novelist Marta Kivela for her second book."),
        ("Two books by Helmi Kivela were honoured there.",
         "A jury honoured the second book of the novelist Marta Kivela in Brevik."),
    ],
)  # fmt: skip
def test_of_two_first_names_nobody_can_tell_whose_is_meant(page, source):
    assert facts(page, source) == [("name", "Helmi Kivela", None)]


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("Edward Pask accused Mayor Marsh of fraud in a Brevik court.",
         "Mayor Marsh was accused by Edward Pask of fraud in a Brevik court."),
        ("The novelist Bob Marsh won the prize for his second book.",
         "The novelist Robert Marsh won the prize for his second book."),
        # Two letters may be short for any name.
        ("The prize for a second book went to Jo Marsh, the novelist said.",
         "The novelist Tilda Marsh won the prize for her second book."),
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
def test_the_same_fact_told_otherwise_is_not_a_change(page, source):
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
def test_a_fact_in_other_words_of_its_language_is_not_a_change(language, page, source):
    assert facts(page, source, language=language) == []


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
    for kind, groups in SERIES[tag].items():
        for group in groups.split(" / "):
            word, other_word, *_ = (side.split()[0] for side in group.split("|"))
            page, source = (
                f"Orlund Brevik Solund {word} Marsh Larvik Hamar." for word in (word, other_word)
            )
            assert [change[0] for change in facts(page, source, language=tag)] == [kind]


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


@pytest.mark.parametrize(
    ("page", "source"),
    [
        # One place may lie in the other.
        ("A statue was put up at the memorial built for the captain in Nor Land, and a book left.",
         "A statue was put up at the memorial built for the captain in Brevik, and a book left."),
        ("The council said that the Quill government knew of the plan for a new quay.",
         "The council said that the Larvik government knew of the plan for a new quay."),
        ("The DOQ also fined the shipping company 500 crowns over the old quay.",
         "The Department of Quays also fined the shipping company 500 crowns over the old quay."),
        ("Fighters held the nearby town of Tel Afor, a source said on Monday.",
         "Fighters held the nearby town of Tal Afor, a source said on Monday."),
    ],
)  # fmt: skip
def test_names_that_may_both_be_right_are_not_an_exchange(page, source):
    assert [change for change in facts(page, source) if change[0] == "name" and change[2]] == []


@pytest.mark.parametrize(
    ("page", "source", "expected"),
    [
        # It has none of what the page says of the firm.
        ("The bank, which replaced the 65-year-old planning board, named a chairman on Tuesday.",
         "The 64-year-old professor was picked to lead the bank, known as the Quay Fund.",
         ("number", "65-year-old", None)),
        ("Shipments of the new ferry will grow 511 per cent from last year's 4 units.",
         "Shipments of the new ferry will grow more than 500 per cent from last year's 4 units.",
         ("number", "511 per cent", None)),
        ("The pub, the highest of the coast, goes on sale for 90 crowns (nearly 76 billion).",
         "The pub, the highest of the coast, goes on sale for 90 crowns. It stands 1,732 ft up.",
         ("number", "76 billion", None)),
        ("Last year a 31-year-old nun in Brevik gave birth to a boy, whom she named Olaf.",
         "Last year a 33-year-old nun in Brevik gave birth to a boy, whom she named Olaf.",
         ("number", "31-year-old", "33-year-old")),
    ],
)  # fmt: skip
def test_a_number_has_a_counterpart_only_where_both_count_one_thing(page, source, expected):
    assert facts(page, source) == [expected]


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("The captain was in custody after being arrested on the quay on Sunday.",
         "The captain had shot himself in the leg before his arrest on the quay on Sunday."),
        ("Solund Lines is in talks to buy the loss-making ferry line of Brevik.",
         "Brevik has sold the loss-making ferry line to Solund Lines."),
    ],
)  # fmt: skip
def test_what_may_both_be_true_is_not_an_opposite(page, source):
    assert facts(page, source) == []

"""What differs in a sentence that is told."""

import pytest

from server.align.align import Text, align
from server.model import Change


def changes(page: str, *source: str, language: str = "en") -> list[Change]:
    sentence = align(Text([page], language), Text(source, language)).sentences[0]
    return sentence.changes


def told(found: list[Change]) -> list[tuple[str, str | None, str | None]]:
    return [(c.kind, c.page and c.page.text, c.source and c.source.text) for c in found]


COUNCIL = "The council of Brevik voted 7 to 4 on Monday to take the harbour company to court."
FERRY = "Solund Lines did not rule out a winter service for the 3,200 islanders, Tilda Marsh said."
QUOTE = "“We have looked at every other way to keep the boats running,” said Tilda Marsh of Solund."


@pytest.mark.parametrize(
    ("page", "source", "expected"),
    [
        (COUNCIL.replace("7 to", "8 to"), COUNCIL, ("number", "8", "7")),
        (COUNCIL.replace("Monday", "Tuesday"), COUNCIL, ("date", "Tuesday", "Monday")),
        (COUNCIL.replace("Brevik", "Larvik"), COUNCIL, ("name", "Larvik", "Brevik")),
        (COUNCIL.replace("voted", "has not voted"), COUNCIL, ("negation", "not", None)),
        (FERRY.replace("did not rule", "did rule"), FERRY, ("negation", None, "not")),
        (FERRY.replace("3,200", "3.2 million"), FERRY, ("number", "3.2 million", "3,200")),
        (
            QUOTE.replace("every other", "each"),
            QUOTE,
            (
                "quote",
                "We have looked at each way to keep the boats running,",
                "We have looked at every other way to keep the boats running",
            ),
        ),
    ],
)
def test_a_swap_in_a_sentence_is_shown_with_both_sides(page, source, expected):
    assert expected in told(changes(page, source))


@pytest.mark.parametrize(
    ("page", "source"),
    [
        (COUNCIL.replace("7 to 4", "seven to four"), COUNCIL),
        (FERRY.replace("3,200", "some 3200"), FERRY),
        (FERRY.replace("Tilda Marsh said", "said Marsh"), FERRY),
        (QUOTE.replace("“", '"').replace("”", '"'), QUOTE),
    ],
)
def test_another_way_to_write_the_same_is_no_change(page, source):
    assert {c.kind for c in changes(page, source)} <= {"wording"}


def test_a_number_that_is_nowhere_in_the_source_has_no_source_side():
    page = "The council of Brevik, where 48,000 people live, voted to take the harbour to court."
    assert ("number", "48,000", None) in told(changes(page, COUNCIL))


def test_a_number_that_the_source_has_for_the_same_thing_elsewhere_is_no_change():
    page = "Solund Lines, with 3,200 islanders to serve, goes to court with the council of Brevik."
    kinds = {c.kind for c in changes(page, COUNCIL, FERRY)}
    assert kinds.isdisjoint({"number", "moved"})


def test_the_decimal_mark_is_read_by_language():
    source = "Die Reederei Solund beförderte im Sommer 1.500 Fahrgäste über den Fjord nach Brevik."
    same = source.replace("1.500", "1500")
    other = source.replace("1.500", "1,5")
    assert changes(same, source, language="de") == []
    assert ("number", "1,5", "1.500") in told(changes(other, source, language="de"))

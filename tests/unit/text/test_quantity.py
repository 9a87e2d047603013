"""Places of a value in a text."""

from hypothesis import given
from hypothesis import strategies as st

from server.text import quantity
from server.text.numbers import quantities
from server.text.quantity import Quantity, ValueIndex, same_value
from server.text.tokens import words

NUMBERS = st.sampled_from(
    ["2", "three", "11", "500", "498", "15 million", "14.87 million", "more than 500", "200m",
     "200", "a third", "33 percent", "12 September", "September", "2019", "34-year-old", "34",
     "nearly 90 percent", "86 percent", "$5", "5 euros", "Monday", "yesterday", "48 hours",
     "22.30", "22:30", "fourteenth", "14", "980", "1,000", "1,019", "19,700", "20,000", "20,390"]
)  # fmt: skip


def read(sentence: str) -> list[Quantity]:
    return quantities(sentence, words(sentence, "en"), "en", "2025-09-13")


@given(st.lists(NUMBERS, max_size=8), NUMBERS)
def test_every_place_that_says_the_same_is_found_and_no_other(source, page):
    sentences = [read(f"It has {number} so far.") for number in source]
    index = ValueIndex(sentences, limit=30)
    for page_quantity in read(f"It has {page} so far."):
        expected = [
            (j, source_quantity)
            for j, source_quantities in enumerate(sentences)
            for source_quantity in source_quantities
            if same_value(page_quantity, source_quantity)
        ]
        assert [(j, q.first) for j, q in index.places_of(page_quantity)] == sorted(
            (j, q.first) for j, q in expected
        )


def test_of_exact_numbers_only_those_near_are_compared(monkeypatch):
    compared = []
    monkeypatch.setattr(quantity, "same_value", lambda *both: compared.append(both))
    index = ValueIndex([read(f"Boat {n} sailed.") for n in range(500, 900)], limit=30)
    index.places_of(read("Boat 700 sailed.")[0])
    assert 0 < len(compared) <= 6  # two on either side, and the number itself twice


def test_of_a_value_that_stands_everywhere_only_the_first_places_are_kept():
    index = ValueIndex([read("It has 12 boats.")] * 50, limit=30)
    assert len(index.places) == 30

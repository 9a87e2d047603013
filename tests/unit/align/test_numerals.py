"""Numbers and dates by value and unit, in the conventions of a language."""

import pytest

from server.align.numerals import Quantity, quantities, same_value
from server.align.words import words


def read(sentence: str, language: str = "en") -> list[Quantity]:
    return quantities(sentence, words(sentence, language), language)


@pytest.mark.parametrize(
    ("sentence", "language", "value", "unit"),
    [
        ("15,500 chips", "en", 15500, ""),
        ("15.500 Chips", "de", 15500, ""),
        ("1.5 tonnes", "en", 1.5, ""),
        ("1,5 Tonnen", "de", 1.5, ""),
        ("0.125 grams", "en", 0.125, ""),
        ("$1.5bn", "en", 1.5e9, "$"),
        ("1,500 million dollars", "en", 1.5e9, "$"),
        ("3,5 Mrd. Euro", "de", 3.5e9, "€"),
        ("two billion", "en", 2e9, ""),
        ("2 Billionen", "de", 2e12, ""),
        ("twenty-five boats", "en", 25, ""),
        ("two hundred and ten thousand", "en", 210_000, ""),
        ("fünfundzwanzig Boote", "de", 25, ""),
        ("12 percent", "en", 12, "%"),
        ("12,5 pour cent", "fr", 12.5, "%"),
        ("12 % der Boote", "de", 12, "%"),
        ("1 500 000 personnes", "fr", 1_500_000, ""),
        ("投入150亿", "zh", 1.5e10, ""),
        ("٣٥٪", "ar", 35, "%"),
        ("in 2019", "en", 2019, "year"),
        ("on 12 September", "en", 912, "day"),
        ("on Sept. 12", "en", 912, "day"),
        ("am 12. September", "de", 912, "day"),
        ("el 3 de marzo", "es", 303, "day"),
        ("am 12.09.2025", "de", 912, "day"),
        ("on Thursday", "en", 3, "weekday"),
        ("at 11:30", "en", 690, "time"),
    ],
)
def test_a_number_is_read_by_value_and_unit(sentence, language, value, unit):
    found = read(sentence, language)[0]
    assert found.value == pytest.approx(value)
    assert found.unit == unit
    assert sentence[found.start : found.end] == found.text


@pytest.mark.parametrize("sentence", ["², ¾ and ⅔", "one boat", "it may rain", "9" * 400, "G7"])
def test_what_is_no_figure_is_not_read(sentence):
    assert [q for q in read(sentence) if q.firm] == []


@pytest.mark.parametrize(
    ("page", "source", "same"),
    [
        ("$1.5 billion", "1,500 million dollars", True),
        ("13 percent", "13.4 percent", True),
        ("about 500 boats", "498 boats", True),
        ("500,000 people", "498,312 people", True),
        ("about 15,000 chips", "15,500 chips", False),
        ("15,000 chips", "15,500 chips", False),
        ("49 percent", "50 percent", False),
        ("99 boats", "100 boats", False),
        ("5 dollars", "5 euros", False),
        ("5 percent", "$5", False),
        ("3 March", "4 March", False),
        ("12 boats", "twelve boats", True),
    ],
)
def test_two_numbers_are_the_same_if_one_rounds_the_other(page, source, same):
    assert same_value(read(page)[0], read(source)[0]) is same

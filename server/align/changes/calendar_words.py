"""Months and weekdays that the source has nowhere, and that its date does not give either."""

from collections.abc import Iterator

from server.align.changes.change import Fact, change_of_facts
from server.align.pair import SentencePair
from server.model import Change, iso_day
from server.text.quantity import Quantity

_MONTHS = 12  # of a year
_MONTHS_APART = 1  # from the publication: "last month" and "next month" are known from it


def calendar_words_of(pair: SentencePair) -> list[Quantity]:
    """Return the months and weekdays of a page sentence that the source has in no form."""
    if not (pair.sources and pair.texts.same_language):
        return []
    return [
        quantity
        for quantity in pair.page.quantities
        if quantity.unit in {"month", "weekday"} and not pair.places(quantity)
    ]


def compare_calendar_word(pair: SentencePair, quantity: Quantity) -> Change | None:
    """Report a weekday where the aligned sentences have another one, or a month of another season.

    page: The council of Orlund votes on the new tram line on Friday.
    source: A vote of the council of Orlund on the tram line, which is new, was set for Tuesday.
    kind: date
    """
    if quantity.unit == "weekday":
        is_other = any(
            source_quantity.unit == "weekday"
            for line in pair.lines(pair.sources)
            for source_quantity in line.quantities
        )
    else:
        is_other = _month_of(quantity) not in {*_months_of_source(pair), *_months_by_date(pair)}
    if not is_other:
        return None
    return change_of_facts(Fact("date", quantity, pair.page, quantity.start, quantity.end), None)


def _month_of(quantity: Quantity) -> int:
    return int(quantity.value) // 100 if quantity.unit == "day" else int(quantity.value)


def _months_of_source(pair: SentencePair) -> Iterator[int]:
    """Yield the months that the source names, also with a day."""
    for line in pair.texts.source.lines:
        for quantity in line.quantities:
            if quantity.unit in {"month", "day"}:
                yield _month_of(quantity)


def _months_by_date(pair: SentencePair) -> Iterator[int]:
    """Yield the months in which either text was published, and those next to them."""
    for text in (pair.texts.page.text, pair.texts.source.text):
        if day := iso_day(text.published):
            for apart in range(-_MONTHS_APART, _MONTHS_APART + 1):
                yield (day.month - 1 + apart) % _MONTHS + 1

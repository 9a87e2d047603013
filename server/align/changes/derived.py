"""Numbers that a reader can work out: a change or share in per cent, years between two dates."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from server.model import iso_day
from server.text.numbers.quantity import Quantity

_YEAR = 365.25  # days
_MOST = 4  # numbers of a sentence that are combined: six pairs; more would fit by chance
_LEAST_COUNT = 10  # a smaller one is a share of anything


def is_derived(quantity: Quantity, known: Sequence[Quantity], published: str | None = None) -> bool:
    """Return whether `quantity` follows from two of the numbers that a sentence has.

    Or from a year of it and the day on which the quantity's text was `published`.
    """
    if quantity.unit == "%":
        return any(_rounded(quantity, value) for value in _percentages(known))
    if not quantity.unit and quantity.value >= _LEAST_COUNT:
        return any(_comes_to(quantity, value) for value in _shares(known))
    if quantity.unit == "span" and quantity.value >= _YEAR:
        return quantity.value / _YEAR in _years_between(known, published)
    return False


def _percentages(known: Sequence[Quantity]) -> Iterator[float]:
    """Yield the difference of two numbers of one unit in per cent, and their ratio.

    Of many numbers nothing is given: they give any percentage, by chance.
    """
    numbers = [q for q in known if q.firm and not q.is_date and q.unit not in {"%", "label"}]
    for one, other in combinations(numbers, 2) if len(numbers) <= _MOST else ():
        if one.unit == other.unit and one.value and other.value:
            for ratio in (one.value / other.value, other.value / one.value):
                yield abs(ratio - 1) * 100
                yield ratio * 100


def _shares(known: Sequence[Quantity]) -> Iterator[float]:
    """Yield each share of each count of a sentence: 400 for a third of 1,200."""
    if len(known) <= _MOST:
        shares = [q.value / 100 for q in known if q.unit == "%" and q.value < 100]
        yield from (q.value * share for q in known if not q.unit and q.firm for share in shares)


def _comes_to(quantity: Quantity, value: float) -> bool:
    """Return whether `value` is the quantity, to a hundredth where that is rounded."""
    return abs(quantity.value - value) <= (0.01 * value if quantity.bound else 0.5)


def _rounded(quantity: Quantity, value: float) -> bool:
    """Return whether `value` is the quantity with as many decimals as it has."""
    places = 0 if quantity.value == int(quantity.value) else 1
    return round(value, places) == quantity.value


def _years_between(known: Sequence[Quantity], published: str | None) -> set[float]:
    years = [quantity.value for quantity in known if quantity.unit == "year"]
    day = iso_day(published)
    return {abs(a - b) for a, b in combinations([*years, *([day.year] if day else [])], 2)}

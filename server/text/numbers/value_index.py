"""An index of a text's numbers and dates by value."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from server.text.numbers.quantity import Quantity, same_value

_REACH = {"above": 0.3, "below": 0.15}  # as _ABOVE and _NEARLY of quantity.py
_ROUNDED = 0.05  # share by which "about 500" may differ
_EXACT, _IN_FULL = 0.021, 975  # and other numbers, from the least that may be a rounded 1,000
_POINTS = 2  # and at least this: "a third" is 32 per cent


class NumberPlace(NamedTuple):
    """A number or date, and its sentence."""

    sentence: int
    quantity: Quantity


_Alike = list[NumberPlace]  # places of numbers that are one to `same_value`


class ValueIndex:
    """The numbers and dates of a text with their sentences; `most` of each value."""

    def __init__(self, sentences: Sequence[Sequence[Quantity]], most: int) -> None:
        counted: Counter[float] = Counter()
        self.places: list[NumberPlace] = []
        alike: defaultdict[tuple[object, ...], _Alike] = defaultdict(list)
        for index, found in enumerate(sentences):
            for quantity in found:
                counted[quantity.value] += 1
                if counted[quantity.value] <= most:
                    self.places.append(NumberPlace(index, quantity))
                    alike[_signs(quantity)].append(self.places[-1])
        self._numbers = sorted(
            (one for one in alike.values() if not one[0].quantity.is_date), key=_value_of
        )
        self._values = [_value_of(one) for one in self._numbers]
        self._dates = [one for one in alike.values() if one[0].quantity.is_date]
        self._by_count: defaultdict[float, list[_Alike]] = defaultdict(list)
        for one in alike.values():
            self._by_count[one[0].quantity.count].append(one)
        self._places_by_signs: dict[tuple[object, ...], list[NumberPlace]] = {}

    def places_of(self, quantity: Quantity) -> list[NumberPlace]:
        """Return the places of the same value as `quantity` of another text, in order."""
        signs = _signs(quantity)
        if signs not in self._places_by_signs:
            unique = {
                (place.sentence, place.quantity.first): place
                for alike in self._candidates(quantity)
                if same_value(quantity, alike[0].quantity)
                for place in alike
            }
            self._places_by_signs[signs] = [unique[place] for place in sorted(unique)]
        return self._places_by_signs[signs]

    def _candidates(self, quantity: Quantity) -> chain[_Alike]:
        share = _EXACT if quantity.value > _IN_FULL else 0.0
        if quantity.bound or quantity.unit == "decade":
            share = _REACH.get(quantity.bound, _ROUNDED)
        reach = max(_POINTS, share * abs(quantity.value))
        low = bisect_left(self._values, quantity.value - reach)
        high = bisect_right(self._values, quantity.value + reach)
        dates = self._dates if quantity.is_date else []
        return chain(self._numbers[low:high], dates, self._by_count.get(quantity.count, []))


def _signs(quantity: Quantity) -> tuple[object, ...]:
    """Return all that `same_value` looks at."""
    return (quantity.value, quantity.unit, quantity.count, quantity.bound, quantity.firm,
            quantity.opens_range, quantity.on, quantity.text[-1:])  # fmt: skip


def _value_of(alike: _Alike) -> float:
    return alike[0].quantity.value

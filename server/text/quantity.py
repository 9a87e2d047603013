"""Numbers and dates, when two of them are equal, and an index of a text's by value."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import NamedTuple

from server.language.data import table

DATES = frozenset({"year", "decade", "month", "day", "mday", "weekday", "time"})
DAYS = {  # of a unit of time
    "s": 1 / 86400, "m": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0, "M": 30.4375, "y": 365.25,
    "10y": 3652.5,
}  # fmt: skip
MEASURES = frozenset(table("measures"))  # kinds of units
_CONVERTED = 0.05  # most a converted value may differ: "300 feet" are about 90 metres
_DEGREES = 1.0  # and a temperature
# "34, of Brevik" is "34 years old", 2000 may be a number, a 40th anniversary is after 40 years
_BARE = frozenset({"", "year", "span", "ordinal"})
_ABOVE, _NEARLY = 1.3, 0.85  # limits of the real value for "more than", "nearly"
_LEAST_ROUNDED = 1000  # a smaller number is given in full
_LONGER, _SHORTER = 2.0, 0.5  # and for "less than two years": 14 months


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or date: its place, its value in `unit`, and its spelling.

    Units: the kind of a measure (`length`), where `value` is in the kind's first unit and `factor`
    is that of the unit; `%`, `‰`, `points` (percentage points), a currency's sign, `span` (days),
    `ordinal`, none; `label` of numbers that are not figures (a telephone number, Covid-19); of
    dates `year`, `decade` (40 of the '40s and 1940s), `month`, `day` (month x 100 + day), `mday`
    (a day without
    its month), `weekday` (Monday is 0), `time` (minutes), `ago:` with day, week, weekend, month,
    year (0 is this one, -1 the last).

    `count` is the number before its scale and unit, 22.3 of 22:30; `on` the day of a date, if
    known. `opens_range`: it is the 38 of "38-158 billion", which shares the scale and unit of
    158. `firm`: a figure rather than a small number word; `bound`: "about", "above", "below" or
    none, and `bound_at` the place of its words; `first` and `last` are the words it spans. `value`
    has no minus, which is `is_negative`: "fell 5%" equals "-5%".
    """

    start: int
    end: int
    text: str
    value: float
    unit: str
    count: float
    firm: bool
    bound: str
    first: int
    last: int
    bound_at: tuple[int, int] | None = None
    on: date | None = None
    is_negative: bool = False
    opens_range: bool = False
    factor: float = 1.0  # of its unit of measure
    per: str = ""  # of a rate: "time", or the kind of measure: "litres per hectare"
    per_size: float = 1.0  # days of that time, or the factor of that measure

    @property
    def amount(self) -> float:
        """The number with its scale, as it is written before a unit of measure."""
        if self.unit == "temperature":
            return self.count
        return self.value / self.factor

    @property
    def is_date(self) -> bool:
        """Whether it is a time rather than an amount."""
        return self.unit in DATES or self.is_relative

    @property
    def is_money(self) -> bool:
        """Whether its unit is a currency."""
        units_of_no_money = {"", "%", "‰", "points", "span", "ordinal", "label"}
        return not self.is_date and self.unit not in units_of_no_money | MEASURES

    @property
    def whole(self) -> tuple[int, int]:
        """Its start and end with words such as “more than”."""
        start, end = self.bound_at or (self.start, self.end)
        return min(start, self.start), max(end, self.end)

    @property
    def is_relative(self) -> bool:
        """Whether it depends on the day of writing."""
        return self.unit.startswith("ago:")


def turned_round(page: Quantity, source: Quantity) -> bool:
    """Whether one is "more than" and the other "less than" the same value."""
    return {page.bound, source.bound} == {"above", "below"} and page.value == source.value


def fits_bound(page: Quantity, source: Quantity) -> bool:
    """Whether the source's "more than 500" leaves room for the page's 511."""
    if source.bound not in {"above", "below"} or page.is_date:
        return False
    return _bounds(source, page.value)


def is_negated(page: Quantity, source: Quantity) -> bool:
    """Whether two numbers differ only in the minus sign."""
    return page.is_negative != source.is_negative and page.value == source.value


def comparable(page: Quantity, source: Quantity) -> bool:
    """Whether two numbers share a unit, so that they can contradict."""
    if page.is_date or source.is_date:
        return page.unit == source.unit or _same_day(page, source) is not None
    return page.unit == source.unit or not (page.unit and source.unit)


def same_value(page: Quantity, source: Quantity) -> bool:
    """Whether both numbers agree, rounding included."""
    if page.per and source.per and (page.per, page.per_size) != (source.per, source.per_size):
        return _same_rate(page, source)
    if not MEASURES.isdisjoint({page.unit, source.unit}):
        return _same_measure(page, source)
    if "decade" in {page.unit, source.unit}:
        return _decade(page) == _decade(source)
    if page.is_date and source.is_date:
        is_same = page.unit == source.unit and page.value == source.value
        return is_same or bool(_same_day(page, source))
    if (page.opens_range or source.opens_range) and page.count == source.count:
        return True
    if page.unit != source.unit:
        # "22.30" may be a time where decimals have a point
        if {page.unit, source.unit} <= _BARE or {page.unit, source.unit} == {"", "time"}:
            return page.count == source.count
        is_large = source.value >= _LEAST_ROUNDED and _rounds(page, source)
        is_one = is_large or page.value == source.value or _ambiguous(page, source)
        return is_one and not (page.unit and source.unit)
    return _rounds(page, source) or _ambiguous(page, source)


def _same_rate(page: Quantity, source: Quantity) -> bool:
    """Whether two rates are one: 1,000 litres a day are 7,000 a week."""
    if page.per != source.per or page.unit != source.unit:
        return False
    rate = source.value / source.per_size
    return abs(page.value / page.per_size - rate) <= _CONVERTED * rate


def _same_measure(page: Quantity, source: Quantity) -> bool:
    """Whether two numbers, one at least with a unit of measure, may be one."""
    if page.unit == source.unit and page.factor != source.factor:
        most_apart = _DEGREES if page.unit == "temperature" else _CONVERTED * source.value
        return abs(page.value - source.value) <= most_apart
    if page.unit and source.unit and page.unit != source.unit:
        return _ambiguous(page, source)
    bare, bare_source = (
        replace(quantity, value=quantity.amount, unit="", factor=1.0) for quantity in (page, source)
    )
    return _rounds(bare, bare_source) or _ambiguous(page, source)


def _decade(quantity: Quantity) -> float | None:
    """Return the tens of a year, an age or a decade: 40 of 1943, of 43 and of the '40s."""
    if quantity.unit not in {"decade", *_BARE}:
        return None
    return quantity.count % 100 // 10 * 10


def _ambiguous(page: Quantity, source: Quantity) -> bool:
    """Whether 200m may be 200 million or 200 metres."""
    return "m" in {page.text[-1:], source.text[-1:]} and page.count == source.count


def _rounds(page: Quantity, source: Quantity) -> bool:
    page_value, source_value = page.value, source.value
    apart = abs(page_value - source_value)
    if page.unit == "%" and not (page.firm and source.firm):
        return apart < 2  # "a third" is 33 per cent
    if page_value == source_value:
        return True
    # It ends in zeros, or is a small whole number.
    is_round = page_value == int(page_value) and (
        page_value < 20 or len(f"{page_value:.0f}".rstrip("0")) <= 2
    )
    if page.bound in {"above", "below"} and (page.unit == "span" or is_round):
        return _bounds(page, source_value)
    if page_value == int(page_value) and source_value != int(source_value) and source_value < 1000:
        return apart <= 0.5 or page_value == int(source_value)
    if not page.bound and abs(source_value) < _LEAST_ROUNDED:
        return False
    allowed = 0.05 if page.bound else 0.02
    is_cut = 0 <= source_value - page_value <= 0.001 * source_value  # 9,055 of 9,055.73
    nearest = _last_place(page_value) * (1 if is_cut else 0.5)
    return apart <= allowed * abs(source_value) and apart < nearest


def _bounds(page: Quantity, source_value: float) -> bool:
    """Whether "more than 100" or "nearly 15 million" fits this value."""
    is_span = page.unit == "span"
    if page.bound == "above":
        return page.value < source_value <= (_LONGER if is_span else _ABOVE) * page.value
    return (_SHORTER if is_span else _NEARLY) * page.value <= source_value < page.value


def _last_place(value: float) -> float:
    """Return the worth of the last digit before the zeros: 1,000 of 15,000."""
    digits = f"{abs(value):.0f}"
    return float(10 ** (len(digits) - len(digits.rstrip("0"))))


def _same_day(page: Quantity, source: Quantity) -> bool | None:
    """Whether two dates overlap; None where they can't be compared."""
    units = {page.unit: page, source.unit: source}
    if page.on and source.on:
        return _meet(page.on, source.on, {page.unit, source.unit})
    if units.keys() == {"month", "day"}:
        return units["day"].value // 100 == units["month"].value
    if units.keys() == {"mday", "day"}:
        return units["day"].value % 100 == units["mday"].value
    for first, second in ((page, source), (source, page)):
        if first.on:
            return _falls_on(first, first.on, second)
    return None


def _falls_on(dated: Quantity, on: date, reference: Quantity) -> bool | None:
    """Whether `reference` is the day, month day, weekday, month or year of `dated`."""
    parts = {
        "day": on.month * 100 + on.day, "mday": on.day, "weekday": on.weekday(),
        "month": on.month, "year": on.year,
    }  # fmt: skip
    is_exact = dated.unit in {"day", "ago:day", f"ago:{reference.unit}"}
    is_on_page = is_exact or reference.unit == "year"
    return (
        parts[reference.unit] == reference.value if is_on_page and reference.unit in parts else None
    )


def _meet(page_value: date, source_value: date, units: set[str]) -> bool:
    if units <= {"day", "ago:day"}:
        return page_value == source_value
    if units & {"ago:year", "year"}:
        return page_value.year == source_value.year
    if units & {"ago:month", "month"}:
        return (page_value.year, page_value.month) == (source_value.year, source_value.month)
    return abs((page_value - source_value).days) <= 7


_REACH = {"above": 0.3, "below": 0.15}  # as _ABOVE and _NEARLY
_EXACT, _IN_FULL = 0.021, 975  # and other numbers, from the least that may be a rounded 1,000


class NumberPlace(NamedTuple):
    """A number or date, and its sentence."""

    sentence: int
    quantity: Quantity


_Alike = list[NumberPlace]  # places of numbers that are one to `same_value`


class ValueIndex:
    """The numbers and dates of a text with their sentences; `most` of each value."""

    def __init__(self, sentences: Sequence[Sequence[Quantity]], limit: int) -> None:
        counted: Counter[float] = Counter()
        self.places: list[NumberPlace] = []
        alike: defaultdict[tuple[object, ...], _Alike] = defaultdict(list)
        for index, sentence_quantities in enumerate(sentences):
            for quantity in sentence_quantities:
                counted[quantity.value] += 1
                if counted[quantity.value] <= limit:
                    self.places.append(NumberPlace(index, quantity))
                    alike[_signs(quantity)].append(self.places[-1])
        self._numbers = sorted(
            (
                quantities_alike
                for quantities_alike in alike.values()
                if not quantities_alike[0].quantity.is_date
            ),
            key=_value_of,
        )
        self._values = [_value_of(quantities_alike) for quantities_alike in self._numbers]
        self._dates = [
            quantities_alike
            for quantities_alike in alike.values()
            if quantities_alike[0].quantity.is_date
        ]
        self._rates = [same for same in alike.values() if same[0].quantity.per]
        self._by_count: defaultdict[float, list[_Alike]] = defaultdict(list)
        for quantities_alike in alike.values():
            self._by_count[quantities_alike[0].quantity.count].append(quantities_alike)
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
            share = _REACH.get(quantity.bound, 0.05)  # share by which "about 500" may differ
        reach = share * abs(quantity.value)
        if quantity.unit in MEASURES:
            reach = max(reach, _CONVERTED / (1 - _CONVERTED) * quantity.value)
        elif quantity.bound not in _REACH and quantity.unit != "decade":
            reach = min(reach, _last_place(quantity.value))  # no number is rounded further
        reach = max(2, reach)  # and at least this: "a third" is 32 per cent
        low = bisect_left(self._values, quantity.value - reach)
        high = bisect_right(self._values, quantity.value + reach)
        dates = self._dates if quantity.is_date else []
        rates = self._rates if quantity.per else []
        by_count = self._by_count.get(quantity.count, [])
        by_amount = []
        if quantity.amount != quantity.count:
            by_amount = self._by_count.get(quantity.amount, [])
        return chain(self._numbers[low:high], dates, rates, by_count, by_amount)


def _signs(quantity: Quantity) -> tuple[object, ...]:
    """Return the features that `same_value` compares."""
    return (quantity.value, quantity.unit, quantity.count, quantity.bound, quantity.firm,
            quantity.opens_range, quantity.on, quantity.text[-1:], quantity.factor, quantity.per,
            quantity.per_size)  # fmt: skip


def _value_of(alike: _Alike) -> float:
    return alike[0].quantity.value

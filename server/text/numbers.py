"""Reads the numbers and dates of a sentence, by value and unit, in its language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import pairwise

from server.language.data import any_word, mixes_marks, units, writes_ordinal_point
from server.language.scripts import DIGIT
from server.model import iso_day
from server.text.dates import Dated, DatedLine
from server.text.quantity import DATES, DAYS, Quantity
from server.text.tokens import Word, digits_value
from server.text.units import (
    DENSE,
    FREEZING,
    MEASURE,
    MINOR,
    NUMERALS,
    PERCENT,
    SPOKEN,
    bound_of,
    currency_signs,
    dense_value,
    is_abbreviated,
    is_joined,
    is_measure,
    minus_start,
    minus_words,
    money_of,
    opens_with_point,
    rate_of,
    unit_of,
)

_THOUSAND = 1_000  # from it on, scales begin a new part of a number


class Tally:
    """Adds up the parts of a number; `value` is the sum so far."""

    def __init__(self, first: float = 0.0) -> None:
        self._whole = 0.0  # thousands and more
        self._part = first
        self._latest = 0.0  # scale

    def add(self, number: float) -> None:
        """Add a number."""
        if number < _THOUSAND:
            self._part += number
        else:
            self._whole += number
            self._latest = number

    def scale(self, scale: float) -> None:
        """Multiply the smaller parts by "hundred" or "million"."""
        if scale < _THOUSAND:
            self._part = max(self._part, 1.0) * scale
            return
        if 0 < self._latest < scale:
            self._whole = (self._whole + self._part) * scale
        else:
            self._whole += max(self._part, 1.0) * scale
        self._part, self._latest = 0.0, scale

    @property
    def value(self) -> float:
        """The value of the number so far."""
        return self._whole + self._part


_PHONE = re.compile(r"\+\d[\d\s().-]{7,}\d|\b0\d{2,4}[\s./-]\d{3,}[\d\s-]*\d|\d{3}-\d{3}-\d{4}")
# Covid-19; a year may follow "mid-", and the hyphen of "降至-12度" is a minus; or 4Q, 5G, 3D, but
# neither a degree nor a scale.
_NAMED = re.compile(
    r"(?<=[^\W\d]-)(?:\d{1,3}|\d{5,})(?![.,]?\d|[°℃度%％])|\d[ADEGHIJNPQRSUVW](?![^\W\d_])"
)


def label_end(sentence: str, start: int) -> int | None:
    """Return the end of a telephone number or a name's number at `start`."""
    begin = start - (sentence[start - 1 : start] == "+")
    label = _PHONE.match(sentence, max(0, begin)) or _NAMED.match(sentence, start)
    return label.end() if label else None


__all__ = ["Quantity", "quantities"]

_DENSE_FIRST = {sign for sign, value in NUMERALS.items() if value < 10_000}
_FIGURE = re.compile(r"(?=.{1,30}$)\d+(?:[.,'’٫٬]\d+)*$")  # longer ones are not figures
_YEARS_APART = "-–/"  # "2019-23"
_FIRST_YEAR, _LAST_YEAR = 1500, 2100  # years that news writes without a hint
_MONTH, _LAST_DAY = 100, 31  # of a day written as month x 100 + day
_INCH = 0.0254
_SPAN_DIGITS = 9  # behind the point, of days: a tenth of a millisecond
_FEET = "|".join(unit.word for unit in units(None) if unit.factor == 0.3048)
# 5'3", 5ft 3in, 5-foot-3: a person's height
_HEIGHT = re.compile(rf"([3-8])(?:['’′]|[\s-]?(?:{_FEET})\.?[\s-]?)\s?(1[01]|\d)(?!\d)")


def quantities(
    sentence: str, words: Sequence[Word], language: str | None, published: str | None = None
) -> list[Quantity]:
    """Return the numbers and dates of a sentence; `published` dates its text."""
    numbers = list(_Reader(sentence, words, language, iso_day(published)).read())
    for index, (low, high) in enumerate(pairwise(numbers)):
        # Words from the lower end of a range to the upper: "38 to 158 billion".
        if high.first - low.last <= 2 and _opens_range(low, high):
            numbers[index] = replace(low, opens_range=True)
        elif sentence[low.end : high.start].strip() in {"-", "–"}:  # "Apr. 18-26"
            numbers[index], numbers[index + 1] = _days(low, high)
    return numbers


def _days(low: Quantity, high: Quantity) -> tuple[Quantity, Quantity]:
    """Return both ends of "Apr. 18-26" or "18-26 April" as days of the month."""
    if low.unit == "day" and _is_day(high) and high.value > low.value % _MONTH:
        return low, _in_month(high, low)
    if high.unit == "day" and _is_day(low) and low.value < high.value % _MONTH:
        return _in_month(low, high), high
    return low, high


def _is_day(quantity: Quantity) -> bool:
    return quantity.firm and not quantity.unit and 0 < quantity.value <= _LAST_DAY


def _in_month(day: Quantity, dated: Quantity) -> Quantity:
    days_apart = int(day.value - dated.value % _MONTH)
    value = dated.value // _MONTH * _MONTH + day.value
    on = dated.on + timedelta(days=days_apart) if dated.on else None
    return replace(day, value=value, unit="day", on=on)


def _opens_range(low: Quantity, high: Quantity) -> bool:
    """Whether the second number's scale or unit may belong to the first."""
    return (
        low.firm
        and low.value == low.count < high.count
        and (not low.unit or low.is_money)
        and (high.value > high.count or high.unit not in {low.unit, ""})
        and not high.is_date
    )


@cache
def _ending(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_word('numbers', f'{kind}_endings')})\b", re.IGNORECASE)


class _Reader(DatedLine):
    """Reads a sentence from left to right."""

    def read(self) -> Iterator[Quantity]:
        index = 0
        starts, dense = self.known.starts, self.known.is_dense
        has_words = dense or not starts.keys().isdisjoint(self.plains)
        if not has_words and not DIGIT.search("".join(self.plains)):
            return  # most sentences
        while index < len(self.words):
            plain = self.plains[index]
            if plain[:1].isdecimal():
                read = self._figure(index)
            elif (plain in starts and self._begins(index)) or (dense and plain in _DENSE_FIRST):
                read = self._read_words(index)
            else:
                index += 1
                continue
            yield from read
            index = max((q.last for q in read), default=index) + 1

    def _begins(self, index: int) -> bool:
        """Whether a number or date in words may begin with word `index` and the next one."""
        after = self.known.starts[self.plains[index]]
        return "" in after or self.plain(index + 1) in after

    # --- kinds --------------------------------------------------------------------

    def _figure(self, index: int) -> list[Quantity]:
        start = self.words[index].start
        if label := label_end(self.sentence, start):
            last = self.last(label)
            return [self._quantity(index, last, 0.0, "label", 0.0, firm=False)]
        dated = self.numeric_date(start)
        if dated and not (dated[0].unit == "time" and money_of(self, index, index)):  # "CHF 14.30"
            return [self._from_date(index, d) for d in dated]
        if not self._is_figure(index):
            return []
        if day := self.day_then_month(index) or self.day_alone(index):
            return [self._from_date(index, day)]
        if year := self._second_year(index):
            return [self._quantity(index, index, year, "year", year, firm=True)]
        number = self._number(index)
        # A slash joins it to another number: 9/11, 24/7, 8/10.
        after = self.sentence[self.ends[index] : self.ends[index] + 2]
        is_slashed = after[:1] == "/" and after[1:].isdecimal()
        is_slashed |= self.gap(index - 1) == "/" and self.plain(index - 1).isdecimal()
        return [replace(number, firm=False) if number.firm and is_slashed else number]

    def _is_figure(self, index: int) -> bool:
        """Whether word `index` is a number in digits that has a value."""
        word = self.words[index]
        return self.sentence[word.start].isdecimal() and _FIGURE.match(word.plain) is not None

    def _number(self, index: int) -> Quantity:
        start = self.words[index].start
        if height := _HEIGHT.match(self.sentence, start):
            inches = int(height[1]) * 12.0 + int(height[2])
            last = self.last(height.end(2))
            unit = f"{MEASURE}length:{_INCH}"
            return self._with_measure(index, last, inches, unit, inches, firm=True)
        if self.known.is_dense and (dense := DENSE.match(self.sentence, start)):
            return self._with_unit(index, dense_value(dense[0]), self.last(dense.end()), firm=True)
        count = digits_value(self.words[index].plain, self._writing(index))
        if opens_with_point(self.sentence, start) and self.plains[index].isdecimal():
            count = float(f"0.{self.plains[index]}")
        if self.known.tenths and self.plain(index + 1) in self.known.tenths:
            return self._quantity(index, index + 1, count * 10, "%", count, firm=True)
        return self._read_scaled(count, index)

    def _writing(self, index: int) -> str | None:
        """Return the language of the number's marks: "$1,200" is American in Spanish too."""
        american = mixes_marks(self.language) and self.before(self.words[index].start) == "$"
        first, *groups = self.plains[index].split(",")
        is_grouped = groups and len(first) <= 3 and all(len(group) == 3 for group in groups)
        return "en" if american and is_grouped else self.language

    def _read_words(self, index: int) -> list[Quantity]:
        conventions = self.known
        if dated := self.word_date(index):
            return [self._from_date(index, dated)]
        if sign := conventions.before.at(self.plains, index):
            return self._percent_before(index, index + sign[1])
        for unit, phrases in (("%", conventions.fractions), ("ordinal", conventions.ordinals)):
            ones = conventions.ones.at(self.plains, index)
            phrase = phrases.at(self.plains, index)
            if not phrase or (ones and ones.words > phrase.words):
                continue  # "half a million" is longer than "half"
            last, value = index + phrase.words - 1, phrase.value
            return [self._quantity(index, last, value, unit, value, firm=False)]
        if conventions.is_dense and (dense := DENSE.match(self.sentence, self.words[index].start)):
            return [
                self._with_unit(index, dense_value(dense[0]), self.last(dense.end()), firm=True)
            ]
        if read := self._number_words(index):
            value, last = read
            # Number words up to ten are often style, not a figure.
            return [self._with_unit(index, value, last, firm=value >= 11)]
        return []

    def _percent_before(self, index: int, first: int) -> list[Quantity]:
        """Read a percentage with its sign in front: "yüzde 12", "百分之十二"."""
        if first >= len(self.words):
            return []
        if self._is_figure(first):
            value, last = digits_value(self.words[first].plain, self.language), first
        elif dense := SPOKEN.match(self.sentence, self.words[first].start):
            value, last = dense_value(dense[0]), self.last(dense.end())
        elif read := self._number_words(first):
            value, last = read
        else:
            return []
        return [self._quantity(index, last, value, "%", value, firm=True)] if value else []

    # --- numbers ----------------------------------------------------------------------

    def _read_scaled(self, count: float, index: int) -> Quantity:
        digits, end = self.plains[index], self.ends[index]
        if scaled := self._with_scales(count, index):
            value, last = scaled
            return self._with_unit(index, count, last, firm=True, value=value)
        if re.fullmatch(r"(?:\d\d)?\d0", digits) and _ending("decade").match(self.sentence, end):
            return self._quantity(index, index, count % 100, "decade", count, firm=True)
        if self._is_year(index) and not self._counts(index):
            return self._quantity(index, index, count, "year", count, firm=True)
        # "3." of "am 3. Tag", whose point ends no sentence
        has_point = digits.isdecimal() and len(digits) <= 2 and self.gap(index) == ". "
        has_point &= self.language in writes_ordinal_point()
        if has_point or _ending("ordinal").match(self.sentence, end):
            return self._quantity(index, index, count, "ordinal", count, firm=False)
        return self._with_unit(index, count, index, firm=True)

    def _with_scales(self, count: float, index: int) -> tuple[float, int] | None:
        """Read digits with scales: "1,5 mil millones", "2 mil 500", "3 mln 500 tys."."""
        tally, last, latest = Tally(count), index, 0.0
        while True:
            if scale := self._scale(index, last + 1):
                latest = scale[0]
                tally.scale(latest)
                last += scale[1]
            elif latest and self._goes_on(last + 1, latest):
                last += 1
                tally.add(float(self.plains[last]))
            else:
                break
        return (tally.value, last) if latest else None

    def _scale(self, index: int, place: int) -> tuple[float, int] | None:
        """Return the scale at word `place` of the number in digits at word `index`."""
        conventions, gap = self.known, self.gap(place - 1)
        if not is_joined(gap):
            return None
        scale = conventions.scales.at(self.plains, place)
        if scale and (len(self.plain(place)) > 1 or not gap or money_of(self, index, place - 1)):
            return scale
        scale = conventions.money_scales.at(self.plains, place)
        return scale if scale and self.sign_after(place) in currency_signs() else None

    def _goes_on(self, place: int, scale: float) -> bool:
        """Whether the digits at word `place` continue a number of this scale."""
        plain = self.plain(place)
        if not (plain.isdecimal() and len(plain) <= 3 and is_abbreviated(self.gap(place - 1))):
            return False
        return self._scale(place, place + 1) is not None or (scale == 1000 and len(plain) == 3)

    def _is_year(self, index: int) -> bool:
        """Whether word `index` is a year of four digits, unlike "1 800"."""
        word = self.words[index]
        if not word.plain.isdigit() or word.end - word.start != 4:
            return False
        return _FIRST_YEAR <= int(word.plain) <= _LAST_YEAR

    def _counts(self, index: int) -> bool:
        """Whether a unit follows word `index`: "1500 Gramm" is not a year."""
        unit = unit_of(self, index, index)[0]
        if unit.startswith(MEASURE):
            return is_measure(self.plains, index + 1, self.language)
        return bool(unit)

    def _second_year(self, index: int) -> int:
        """Return the year of "23" in "2019-23", or 0."""
        plain = self.plains[index]
        if not (index and len(plain) == 2 and self.gap(index - 1) in _YEARS_APART):
            return 0
        end = self.ends[index]
        if not self._is_year(index - 1) or self.sentence[end : end + 1] in {*_YEARS_APART}:
            return 0
        century, first = divmod(int(self.plains[index - 1]), 100)
        return century * 100 + int(plain) if int(plain) > first else 0

    def _number_words(self, index: int) -> tuple[float, int] | None:
        """Read a number in words: "twenty-five", "two hundred and ten thousand"."""
        if (percent := self.known.percent.at(self.plains, index - 1)) and percent[1] > 1:
            return None  # "per cento" and "pour cent" have a hundred in them
        tally, last, place, conventions = Tally(), index, index, self.known
        while place < min(index + 8, len(self.words)):
            is_scale = place > index and len(self.plains[place]) > 2
            if is_scale and (scale := conventions.scales.at(self.plains, place)):
                tally.scale(scale[0])
                place += scale[1]
                last = place - 1
            elif counted := conventions.ones.at(self.plains, place):
                tally.add(counted[0])
                place += counted[1]
                last = place - 1
            elif place > index and self.plains[place] == conventions.joint:
                place += 1
            else:
                break
            if not is_joined(self.gap(place - 1)):
                break
        return (tally.value, last) if tally.value > 1 else None

    def _with_unit(
        self, index: int, count: float, last: int, *, firm: bool, value: float | None = None
    ) -> Quantity:
        """Return the quantity of a number at words `index` to `last`, with its unit."""
        unit, last = unit_of(self, index, last)
        value = count if value is None else value
        if unit.startswith(MEASURE):
            return self._with_measure(index, last, value, unit, count, firm=firm)
        if unit == MINOR:
            unit, value = "", value / 100
        elif unit.startswith("span:"):
            if self.plain(last + 1) in self.known.aged:
                unit, last = "", last + 1
            elif self.known.is_dense and _FIRST_YEAR <= count <= _LAST_YEAR:
                unit = "year"
            else:
                # 120 minutes are two hours, whatever a fraction of a day is in binary.
                unit, value = "span", round(value * DAYS[unit[5:]], _SPAN_DIGITS)
        return self._with_rate(self._quantity(index, last, value, unit, count, firm=firm))

    def _with_measure(
        self, index: int, last: int, value: float, unit: str, count: float, *, firm: bool
    ) -> Quantity:
        """Return the quantity of a measure, in the first unit of its kind."""
        kind, factor_text = unit.removeprefix(MEASURE).split(":")
        factor = float(factor_text)
        quantity = self._quantity(index, last, value * factor, kind, count, firm=firm)
        quantity = replace(quantity, factor=factor)
        if kind == "temperature" and factor != 1:
            signed_degrees = -value if quantity.is_negative else value
            celsius = (signed_degrees - FREEZING) * factor
            quantity = replace(quantity, value=abs(celsius), is_negative=celsius < 0)
        return self._with_rate(quantity)

    def _with_rate(self, quantity: Quantity) -> Quantity:
        """Return a quantity with what it is counted by: "5 litres a day"."""
        rate = rate_of(self, quantity.last)
        if not rate:
            return quantity
        per, size, last = rate
        end = self.ends[last]
        quantity = replace(
            quantity, per=per, per_size=size, end=end, text=self.sentence[quantity.start : end]
        )
        # "per 100 kilometres" is not a length of its own.
        has_number = any(map(str.isdecimal, self.plains[quantity.last + 1 : last + 1]))
        return replace(quantity, last=last) if has_number else quantity

    # --- places -----------------------------------------------------------------------

    def _from_date(self, index: int, dated: Dated) -> Quantity:
        last = self.last(dated.end)
        hours, minutes = divmod(dated.value, 60)
        count = round(hours + minutes / 100, 2) if dated.unit == "time" else dated.value
        quantity = self._quantity(index, last, dated.value, dated.unit, count, firm=True)
        end = max(quantity.end, dated.end)  # with the point of "a.m."
        return replace(quantity, on=dated.on, end=end, text=self.sentence[quantity.start : end])

    def _quantity(
        self, first: int, last: int, value: float, unit: str, count: float, *, firm: bool
    ) -> Quantity:
        start, end = self.words[first].start, self.ends[last]
        if self.before(start) in currency_signs():
            start -= 1
        if self.sentence[end : end + 1] in (*PERCENT, *currency_signs()) and unit:
            end += 1
        bound, words_of_bound = bound_of(self, first, last)
        is_negative = False
        if unit not in DATES:
            minus = minus_start(self.sentence, start)
            words = 0 if bound else minus_words(self, first)  # "au moins 12" is at least 12
            is_negative = minus is not None or words > 0
            first -= words
            start = self.words[first].start if words else start if minus is None else minus
        return Quantity(
            start=start,
            end=end,
            text=self.sentence[start:end],
            value=value,
            unit=unit,
            count=count,
            firm=firm,
            bound=bound,
            bound_at=words_of_bound,
            first=first,
            last=last,
            is_negative=is_negative,
        )

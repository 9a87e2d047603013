"""Numbers and dates of a sentence, by value and unit, in the conventions of its language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.align.digits import COMMA, digits_value
from server.align.number_words import (
    CURRENCIES,
    DENSE_SCALES,
    conventions,
)
from server.align.words import Word

_PERCENT_SIGNS = "%％٪"
_SOFT_BELOW = 11  # number words up to ten are often style, not a figure
_NUMERIC_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(?:\d{4}|\d\d)?$")
_FIGURE = re.compile(r"(?=.{1,30}$)\d+(?:[.,:'’]\d+)*$")  # longer ones are no news
_BETWEEN_DAY_AND_MONTH = re.compile(r"(?:\.|er|th|st|nd|rd|º)?\s?(?:of|de|d')?\s?-?")
_JOINED = re.compile(r"[\s\u00a0\u202f-]?$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or date: its place, its value in `unit`, and how it is written.

    Units: `%`, a currency's sign, `year`, `month`, `day` (month x 100 + day), `weekday` (Monday
    is 0), `time` (minutes) or none. `firm`: a figure rather than a small number word;
    `hedged`: "about"; `first` and `last` are the words it spans.
    """

    start: int
    end: int
    text: str
    value: float
    unit: str
    firm: bool
    hedged: bool
    first: int
    last: int

    @property
    def is_date(self) -> bool:
        """Whether it tells when rather than how many."""
        return self.unit in {"year", "month", "day", "weekday", "time"}


def same_value(page: Quantity, source: Quantity) -> bool:
    """Whether the page's number says what the source's does, rounding included."""
    if page.unit != source.unit and page.unit and source.unit:
        return False
    ours, theirs = page.value, source.value
    if ours == theirs or page.is_date or source.is_date:
        return ours == theirs
    apart = abs(ours - theirs)
    if ours == int(ours) and theirs != int(theirs) and theirs < 1000:
        return apart < 1
    if not page.hedged and abs(theirs) < 1000:
        return False
    allowed = 0.05 if page.hedged else 0.02
    return apart <= allowed * abs(theirs) and apart < _last_place(ours) / 2


def _last_place(value: float) -> float:
    """Worth of the last digit before the noughts: 1,000 of 15,000."""
    digits = f"{abs(value):.0f}"
    return float(10 ** (len(digits) - len(digits.rstrip("0"))))


def quantities(sentence: str, words: Sequence[Word], language: str | None) -> list[Quantity]:
    """The numbers and dates of `sentence` in order."""
    reader = _Reader(sentence, words, language)
    return list(reader.read())


class _Reader:
    """Reads a sentence from left to right."""

    def __init__(self, sentence: str, words: Sequence[Word], language: str | None) -> None:
        self.sentence, self.words, self.language = sentence, words, language
        self.known = conventions(language)
        self.unit, self.firm = "", True

    def read(self) -> Iterator[Quantity]:
        at = 0
        while at < len(self.words):
            self.unit, self.firm = "", True
            plain = self.words[at].plain
            is_figure = _FIGURE.match(plain) and self.sentence[self.words[at].start].isdecimal()
            read = self._figure(at) if is_figure else self._spelled(at)
            if read is None:
                at += 1
                continue
            value, last = read
            yield self._quantity(at, last, value)
            at = last + 1

    def _quantity(self, first: int, last: int, value: float) -> Quantity:
        start, end = self.words[first].start, self.words[last].end
        if self.sentence[start - 1 : start] in CURRENCIES and start:
            start -= 1
        if self.sentence[end : end + 1] in (*_PERCENT_SIGNS, "€", "£", "$") and self.unit:
            end += 1
        return Quantity(
            start=start,
            end=end,
            text=self.sentence[start:end],
            value=value,
            unit=self.unit,
            firm=self.firm,
            hedged=any(self._plain(i) in self.known.hedges for i in range(first - 3, first)),
            first=first,
            last=last,
        )

    def _plain(self, at: int) -> str:
        return self.words[at].plain if 0 <= at < len(self.words) else ""

    def _gap(self, at: int) -> str:
        """What stands between word `at` and the next."""
        if at + 1 >= len(self.words):
            return "\n"
        return self.sentence[self.words[at].end : self.words[at + 1].start]

    def _figure(self, at: int) -> tuple[float, int] | None:
        plain = self.words[at].plain
        if dated := _NUMERIC_DATE.match(plain):
            self.unit = "day"
            return float(dated[2]) * 100 + float(dated[1]), at
        if ":" in plain:
            return self._clock(plain, at)
        if day := self._day_then_month(at):
            return day
        digits, last = self._groups(at)
        value = digits_value(digits, self.language)
        return self._with_scale_and_unit(value, at, last, digits)

    def _clock(self, plain: str, at: int) -> tuple[float, int] | None:
        parts = plain.split(":")
        self.unit = "time"
        if not all(part.isdigit() for part in parts):
            return None
        return float(parts[0]) * 60 + float(parts[1]), at

    def _groups(self, at: int) -> tuple[str, int]:
        """Digits of word `at` and of the groups of three that follow it after thin spaces."""
        digits, last = self.words[at].plain, at
        spaces = {"\u00a0", "\u202f", " "} if self.language in COMMA else {"\u00a0", "\u202f"}
        while (
            len(digits.replace(" ", "")) % 3 + 3 * (last == at) <= 6
            and digits.isdigit()
            and len(self.words[at].plain) <= 3
            and self._gap(last) in spaces
            and re.fullmatch(r"\d{3}", self._plain(last + 1))
        ):
            last += 1
            digits += self.words[last].plain
        return digits, last

    def _with_scale_and_unit(
        self, value: float, at: int, last: int, digits: str
    ) -> tuple[float, int]:
        start = self.words[at].start
        money = CURRENCIES.get(self.sentence[start - 1 : start]) if start else None
        money = money or CURRENCIES.get(self._plain(at - 1))
        following, gap = self._plain(last + 1), self._gap(last)
        scaled = DENSE_SCALES.get(following) or self.known.scales.get(following, 1.0)
        if (
            scaled != 1
            and _JOINED.match(gap)
            and (len(following) > 1 or not gap or money or ord(following) > 0x3000)
        ):
            value, last = value * scaled, last + 1
        elif self._is_year(digits, value, money, gap, following):
            self.unit = "year"
            return value, last
        elif following in {"th", "st", "nd", "rd"} and not gap:
            self.firm = False
        return value, self._unit(last, money)

    def _is_year(self, digits: str, value: float, money: str | None, gap: str, after: str) -> bool:
        if not digits.isdigit() or money or gap[:1] in (*_PERCENT_SIGNS, "€", "£"):
            return False
        return len(digits) == 4 and 1500 <= value <= 2100 and after not in self.known.percent

    def _unit(self, last: int, money: str | None) -> int:
        """Sets the unit that follows word `last`; the last word of number and unit."""
        following = self._plain(last + 1)
        sign = self.sentence[self.words[last].end :].lstrip()[:1]
        two = f"{following}-{self._plain(last + 2)}"
        if sign and sign in _PERCENT_SIGNS:
            self.unit = "%"
        elif following in self.known.percent or two in self.known.percent:
            self.unit, last = "%", last + (1 if following in self.known.percent else 2)
        elif money:
            self.unit = money
        elif sign in CURRENCIES or following in CURRENCIES:
            self.unit = CURRENCIES.get(sign) or CURRENCIES[following]
            last += following in CURRENCIES
        elif following in {"am", "pm"} or (
            following in {"a", "p"} and self._plain(last + 2) == "m"
        ):
            self.unit = "time"
        return last

    def _day_then_month(self, at: int) -> tuple[float, int] | None:
        """A day of a month, "12 September", "12 de septiembre", "12th of September"."""
        if not re.fullmatch(r"\d{1,2}", self._plain(at)) or not 1 <= int(self._plain(at)) <= 31:
            return None
        for month_at in range(at + 1, at + 4):
            month = self.known.months.get(self._plain(month_at))
            if month and self._is_month(month_at) and _near(self, at, month_at):
                self.unit = "day"
                return month * 100 + float(self._plain(at)), month_at
        return None

    def _is_month(self, at: int) -> bool:
        word = self.words[at]
        return word.plain not in {"may", "march", "mar"} or self.sentence[word.start].isupper()

    def _spelled(self, at: int) -> tuple[float, int] | None:
        plain = self.words[at].plain
        if plain in self.known.weekdays:
            self.unit = "weekday"
            return self.known.weekdays[plain], at
        if plain in self.known.months and self._is_month(at):
            return self._month(at)
        if plain in self.known.ones:
            return self._number_words(at)
        return None

    def _month(self, at: int) -> tuple[float, int]:
        month, following = self.known.months[self.words[at].plain], self._plain(at + 1)
        if re.fullmatch(r"\d{1,2}", following) and 1 <= int(following) <= 31:
            self.unit = "day"
            return month * 100 + float(following), at + 1
        self.unit = "month"
        return month, at

    def _number_words(self, at: int) -> tuple[float, int] | None:
        """A number in words: "twenty-five", "two hundred and ten thousand"."""
        total, current, last = 0.0, 0.0, at
        for here in range(at, min(at + 8, len(self.words))):
            plain = self.words[here].plain
            if plain in self.known.ones:
                current, last = current + self.known.ones[plain], here
            elif len(plain) > 2 and plain in self.known.scales:
                scale = self.known.scales[plain]
                current, last = max(current, 1.0) * scale, here
                if scale >= 1000:
                    total, current = total + current, 0.0
            elif plain != self.known.joint:
                break
            if not _JOINED.match(self._gap(here)):
                break
        value = total + current
        if value <= 1:
            return None
        self.firm = value >= _SOFT_BELOW
        return value, self._unit(last, None)


def _near(reader: _Reader, first: int, last: int) -> bool:
    """Whether nothing but "of", "de" or an ordinal's ending stands between day and month."""
    between = reader.sentence[reader.words[first].end : reader.words[last].start]
    return _BETWEEN_DAY_AND_MONTH.fullmatch(between.casefold()) is not None

"""Dates and times of day in sentences.

Dates in ISO 8601, with slashes or points, in words, and relative ones; times in digits: 14:30,
14.30 Uhr, 2-4 p.m., 0700 GMT, 午後2時半.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache
from typing import NamedTuple

from server.language.data import any_word, mixes_marks, section, writes_decimal_comma
from server.text.tokens import Word
from server.text.units import Line

_POINTED = re.compile(
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4}|\d\d)(?!\d))?(?!\d)"
)
_SLASHED = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?!\d)")
_NUMERIC = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    re.compile(
        r"(?:(?P<year>\d{4})\s?[年년]\s?)?(?P<month>\d{1,2})\s?[月월]\s?"
        r"(?:(?P<day>\d{1,2})\s?[日号號일])?"
    ),
    _POINTED,
    _SLASHED,
)

_ENDINGS = any_word("numbers", "ordinal_endings")
_JOINT = rf"(?:(?:{any_word('dates', 'joints')})(?:\s|(?<=['’])))?"  # "de ", "d'"
_BETWEEN = re.compile(  # day and month
    rf"(?:\.|{_ENDINGS})?\s?(?:{any_word('dates', 'joints')})?\s?-?", re.IGNORECASE
)
_NAME = r"[^\s\d.,/()-]{2,12}"
# A day with its year in any language, in digits of 0 to 9, though its month may be none.
WRITTEN_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d|19\d\d)\s*[-/.年년]\s*(?P<m>\d{1,2})\s*[-/.月월]\s*(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})[./-]\s?(?P<b>\d{1,2})[./-]\s?(?P<year>20\d\d|19\d\d|\d\d))(?![\d/])"
    rf"|(?<!\d)(?P<day>\d{{1,2}})(?:\.|{_ENDINGS}|\))?\s+{_JOINT}(?P<name>{_NAME})\.?,?\s+"
    rf"{_JOINT}(?P<of>20\d\d|19\d\d)(?!\d)"
    rf"|(?P<month>{_NAME})\.?\s+(?P<nth>\d{{1,2}})(?:{_ENDINGS})?,?\s+(?P<in>20\d\d)(?!\d)"
)


class Dated(NamedTuple):
    """A date: its end in the sentence, value, unit, and its day, if known."""

    end: int
    value: float
    unit: str
    on: date | None = None


class DatedLine(Line):
    """A sentence of which dates are read; `written` is its day of writing."""

    def __init__(
        self, sentence: str, words: Sequence[Word], language: str | None, written: date | None
    ) -> None:
        super().__init__(sentence, words, language)
        self.written = written

    def numeric_date(self, start: int) -> list[Dated]:
        """Read a date or time in digits at `start`; one with a year gives day and year."""
        if clock := _time_of_day(self.sentence, start, self.language):
            return [clock]
        matches = (pattern.match(self.sentence, start) for pattern in _NUMERIC)
        if not (match := next(filter(None, matches), None)):
            return []
        year, month, day = (int(match[part] or 0) for part in ("year", "month", "day"))
        if match.re is _SLASHED and section(self.language, "dates").get("month_may_lead"):
            if day <= 12 and month <= 12:
                return [Dated(match.end(), year, "year")]  # 3/4/2025: day and month are ambiguous
            day, month = (month, day) if month > 12 else (day, month)
        has_year = match["year"] or self.language in writes_decimal_comma()
        is_decimal = match.re is _POINTED and not has_year  # "it had 6.1."
        if is_decimal or not 1 <= month <= 12 or day > 31:
            return []
        year += 2000 if 0 < year < 100 else 0
        end = match.end()
        dated = self._date_match(end, month, day, year) if day else Dated(end, month, "month")
        return [dated, Dated(end, year, "year")] if year else [dated]

    def word_date(self, index: int) -> Dated | None:
        """Read the date in words that begins with word `index`."""
        if day := self.known.weekdays.at(self.plains, index):
            return Dated(self.ends[index + day.words - 1], day.value, "weekday")
        if ago := self.known.relative.at(self.plains, index):
            unit, offset = re.split(r"(?=[+-])", ago.value, maxsplit=1)
            on = _ago(unit, int(offset), self.written)
            return Dated(self.ends[index + ago.words - 1], int(offset), f"ago:{unit}", on)
        month = self.known.months.at(self.plains, index) if self._may_be_month(index) else None
        return self._month(index + month.words, month.value) if month else None

    def day_then_month(self, index: int) -> Dated | None:
        """Read a day of a month: "12 September", "12 de septiembre", "12th of September"."""
        day = self._day(index)
        for word in range(index + 1, index + 4) if day else ():
            month = self.known.months.at(self.plains, word)
            if month and self._may_be_month(word):
                after = word + month.words
                if _BETWEEN.fullmatch(self.sentence[self.ends[index] : self.starts[word]]):
                    return self._date_match(
                        self.ends[after - 1], month.value, day, self._year(after)
                    )
        return None

    def day_alone(self, index: int) -> Dated | None:
        """Read a day without its month, as "12日"; "12日間" is a number of days."""
        sign = self.known.days.at(self.plains, index + 1)
        if not sign or not self._day(index) or self.known.lasting.at(self.plains, index + 2):
            return None
        return Dated(self.ends[index + 1], self._day(index), "mday")

    def _month(self, after: int, month: float) -> Dated:
        """Read the day and the year that may follow a month at word `after`."""
        day = self._day(after)
        if not day or self.gap(after - 1).strip(". "):
            return Dated(self.ends[after - 1], month, "month")
        end = after + 1 + bool(re.fullmatch(_ENDINGS, self.plain(after + 1)))
        return self._date_match(self.ends[end - 1], month, day, self._year(end))

    def _may_be_month(self, index: int) -> bool:
        is_word = self.plains[index] in {"may", "march", "mar"}
        return not is_word or self.sentence[self.starts[index]].isupper()

    def _day(self, index: int) -> int:
        """Return the day of a month that word `index` is in digits, or 0."""
        plain = self.plain(index)
        day = int(plain) if len(plain) <= 2 and plain.isdecimal() else 0
        return day if day <= 31 else 0

    def _year(self, index: int) -> int:
        """Return the year that word `index` is in digits, or 0."""
        plain = self.plain(index)
        return int(plain) if len(plain) == 4 and plain.isdecimal() else 0

    def _date_match(self, end: int, month: float, day: int, year: int) -> Dated:
        """Return a day; without a year it is the one nearest to the day of writing."""
        written = self.written
        years = [written.year + offset for offset in (0, -1, 1)] if written else []
        days = [
            date(y, int(month), day)
            for y in ([year] if year else years)
            if MINYEAR <= y <= MAXYEAR and day <= monthrange(y, int(month))[1]
        ]
        if written and not year:
            days.sort(key=lambda on: abs((on - written).days))
        return Dated(end, month * 100 + day, "day", days[0] if days else None)


def _ago(unit: str, offset: int, written: date | None) -> date | None:
    """Return a day within the period that "last week" means on the day of writing."""
    if written is None or unit == "weekend":
        return None
    if unit == "year":
        return date(min(MAXYEAR, max(MINYEAR, written.year + offset)), 1, 1)
    if unit == "month":
        months = written.year * 12 + written.month - 1 + offset
        return date(min(MAXYEAR, max(MINYEAR, months // 12)), months % 12 + 1, 1)
    try:
        return written + timedelta(days=offset * (7 if unit == "week" else 1))
    except OverflowError:
        return None


_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.](\d\d)(?::\d\d)?)?\s?(?P<noon>[ap](?:\.\s?m\b\.?|\s?m\b))"
    r"|([01]?\d|2[0-4]):([0-5]\d)(?::\d\d)?(?![\d:])"
    r"|(\d{1,2})(?:[.:](\d\d))?\s(?:Uhr|uur)\b(?:\s([0-5]\d)\b)?"
    r"|(\d{1,2})[.:](\d\d)\s?horas\b"
    r"|(\d{1,2})\s?h\s?(\d\d)?(?!\w)"
    r"|([01]\d|2[0-3])([0-5]\d)(?=\s?(?-i:GMT|UTC|BST|IST|JST|CES?T|EES?T|[ECMP][SD]T)\b)"
    r"|(\d{1,2})[時时點点시](?![間间간])\s?(?:(\d{1,2})[分분]|(?P<half>[半반]))?",
    re.IGNORECASE,
)
_CLOCKS = re.compile(  # the first of "2-4 p.m.", which shares the second one's "p.m."
    r"(\d{1,2})(?:[:.](\d\d))?\s?(?:-|–|to\s|and\s)\s?"
    r"(?=(?P<until>\d{1,2})(?:[:.]\d\d)?\s?(?P<noon>[ap])\.?\s?m\b)",
    re.IGNORECASE,
)
# Where decimals have a comma, two digits after a point are minutes.
_POINTED_TIME = re.compile(r"([01]?\d|2[0-3])\.([0-5]\d)(?![.,:/]?\d|\s?[%€$£])(?P<point>\.)?")


def _time_of_day(sentence: str, start: int, language: str | None) -> Dated | None:
    """Read the time of day that begins at `start`, if there is one."""
    if clock := _CLOCK.match(sentence, start):
        numbers = [int(group) for group in clock.groups() if group and group.isdecimal()]
        hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 30 * bool(clock["half"])
        if clock["noon"]:
            hour = hour % 12 + 12 * (clock["noon"][0] in "pP")
        is_late = hour < 12 and sentence[max(0, start - 4) : start].rstrip().endswith(
            _afternoon(language)
        )
        return _clock_time(clock.end(), hour + 12 * is_late, minute)
    if clocks := _CLOCKS.match(sentence, start):
        return _first_of_two(clocks)
    pointed = (
        _POINTED_TIME.match(sentence, start)
        if language in writes_decimal_comma() and not mixes_marks(language)
        else None
    )
    if not pointed or (pointed["point"] and int(pointed[2]) <= 12):
        return None  # "am 14.10." is a day, "um 14.30." an hour
    return _clock_time(pointed.end(2), int(pointed[1]), int(pointed[2]))


def _clock_time(end: int, hour: int, minute: int) -> Dated | None:
    """Return a time of day, in minutes since midnight, if there is such a one."""
    return Dated(end, hour * 60 + minute, "time") if hour <= 24 and minute < 60 else None


def _first_of_two(match: re.Match[str]) -> Dated | None:
    if int(match[1]) > 12:
        return None
    hour, until = int(match[1]) % 12, int(match["until"]) % 12
    is_late = (match["noon"] in "pP") == (hour <= until)  # "11-2 p.m." begins in the morning
    return _clock_time(match.end(2 if match[2] else 1), hour + 12 * is_late, int(match[2] or 0))


@cache
def _afternoon(language: str | None) -> tuple[str, ...]:
    """Return words before an hour that put it after noon."""
    return tuple(section(language, "dates").get("afternoon", "").split())

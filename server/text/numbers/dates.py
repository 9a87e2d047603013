"""Dates in sentences: ISO, with slashes or points, in words, and relative ones."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache
from typing import NamedTuple

from server.language.data import any_word, section
from server.language.tables import writes_decimal_comma
from server.text.numbers.clock_times import time_of_day
from server.text.numbers.conventions import Conventions

_NUMERIC = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"
    r"|(?:(?P<y2>\d{4})\s?[年년]\s?)?(?P<m2>\d{1,2})\s?[月월]\s?(?:(?P<d2>\d{1,2})\s?[日号號일])?"
    r"|(?P<d3>\d{1,2})\.\s?(?P<m3>\d{1,2})\.(?:\s?(?P<y3>\d{4}|\d\d)(?!\d))?(?!\d)"
    r"|(?P<d4>\d{1,2})/(?P<m4>\d{1,2})/(?P<y4>\d{4})(?!\d)"
)


class Dated(NamedTuple):
    """A date: its end in the sentence, value, unit, and its day, if known."""

    end: int
    value: float
    unit: str
    on: date | None = None


def numeric_date(
    sentence: str, start: int, language: str | None, written: date | None
) -> list[Dated]:
    """Read a date or time in digits at `start`; one with a year gives day and year."""
    if clock := time_of_day(sentence, start, language):
        return [Dated(*clock, "time")]
    match = _NUMERIC.match(sentence, start)
    if not match:
        return []
    year, month, day = (
        next(
            (int(match[f"{part}{n}"]) for n in ("", *"234") if match.groupdict().get(f"{part}{n}")),
            0,
        )
        for part in ("y", "m", "d")
    )
    if match["year"]:
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    if match["d4"] and section(language, "dates").get("month_may_lead"):
        if day <= 12 and month <= 12:
            return [Dated(match.end(), year, "year")]  # 3/4/2025: day and month are ambiguous
        day, month = (month, day) if month > 12 else (day, month)
    is_decimal = (
        match["d3"] and not match["y3"] and language not in writes_decimal_comma()
    )  # "it had 6.1."
    if is_decimal or not 1 <= month <= 12 or day > 31:
        return []
    year += 2000 if 0 < year < 100 else 0
    if day:
        found = [Dated(match.end(), month * 100 + day, "day", _day_of(year, month, day, written))]
    else:
        found = [Dated(match.end(), month, "month")]
    return [*found, Dated(match.end(), year, "year")] if year else found


def _day_of(year: int, month: int, day: int, written: date | None) -> date | None:
    """Return the day; without a year the one nearest to the day of writing."""
    years = [year] if year else [written.year + n for n in (0, -1, 1)] if written else []
    days = [
        date(y, month, day)
        for y in years
        if MINYEAR <= y <= MAXYEAR and day <= monthrange(y, month)[1]
    ]
    if year:
        return days[0] if days else None
    return min(days, key=lambda on: abs((on - written).days), default=None) if written else None


class WordDates:
    """Reads the dates that a language writes in words."""

    def __init__(
        self, sentence: str, spans: Sequence[tuple[int, int]], plains: Sequence[str],
        known: Conventions, written: date | None,
    ) -> None:  # fmt: skip
        self.sentence, self.spans, self.plains = sentence, spans, plains
        self.known, self.written = known, written

    def at(self, place: int) -> Dated | None:
        """Read the date that begins with word `place`."""
        known, plains = self.known, self.plains
        if day := known.weekdays.at(plains, place):
            return Dated(self._end(place, day[1]), day[0], "weekday")
        if ago := known.relative.at(plains, place):
            return self._relative(place, *ago)
        if month := known.months.at(plains, place):
            return self._month(place, *month)
        return None

    def day_then_month(self, place: int) -> Dated | None:
        """Read a day of a month: "12 September", "12 de septiembre", "12th of September"."""
        day = self._day(place)
        for word in range(place + 1, place + 4) if day else ():
            month = self.known.months.at(self.plains, word)
            if month and self._is_month(word) and self._near(place, word):
                return self._on(self._end(word, month[1]), month[0], day, word + month[1])
        return None

    def day_alone(self, place: int) -> Dated | None:
        """Read a day without its month, as "12日"; "12日間" is a number of days."""
        sign = self.known.days.at(self.plains, place + 1)
        if not sign or not self._day(place) or self.known.lasting.at(self.plains, place + 2):
            return None
        return Dated(self._end(place, 2), self._day(place), "mday")

    def _month(self, place: int, month: float, length: int) -> Dated | None:
        if not self._is_month(place):
            return None
        after = place + length
        day = self._day(after)
        gap = self.sentence[self.spans[after - 1][1] : self.spans[after][0]] if day else ""
        if day and gap.strip(". ") == "":
            end = after + 1
            ending = re.compile(any_word("numbers", "ordinal_endings"))
            end += end < len(self.plains) and bool(ending.fullmatch(self.plains[end]))
            return self._on(self.spans[end - 1][1], month, day, end)
        return Dated(self._end(place, length), month, "month")

    def _on(self, end: int, month: float, day: int, after: int) -> Dated:
        year = self.plains[after] if after < len(self.plains) else ""
        whole = int(year) if len(year) == 4 and year.isdecimal() else 0
        return Dated(end, month * 100 + day, "day", _day_of(whole, int(month), day, self.written))

    def _relative(self, place: int, what: str, length: int) -> Dated:
        unit, offset = re.split(r"(?=[+-])", what, maxsplit=1)
        return Dated(
            self._end(place, length),
            int(offset),
            f"ago:{unit}",
            _ago(unit, int(offset), self.written),
        )

    def _day(self, place: int) -> int:
        plain = self.plains[place] if place < len(self.plains) else ""
        return (
            int(plain)
            if 1 <= len(plain) <= 2 and plain.isdecimal() and 1 <= int(plain) <= 31
            else 0
        )

    def _end(self, place: int, length: int) -> int:
        return self.spans[place + length - 1][1]

    def _is_month(self, at: int) -> bool:
        return (
            self.plains[at] not in {"may", "march", "mar"}
            or self.sentence[self.spans[at][0]].isupper()
        )

    def _near(self, day: int, month: int) -> bool:
        """Return whether only "of", "de" or an ordinal's ending separates day and month."""
        between = self.sentence[self.spans[day][1] : self.spans[month][0]]
        return _between_day_and_month().fullmatch(between) is not None


@cache
def _between_day_and_month() -> re.Pattern[str]:
    endings, joints = any_word("numbers", "ordinal_endings"), any_word("dates", "joints")
    return re.compile(rf"(?:\.|{endings})?\s?(?:{joints})?\s?-?", re.IGNORECASE)


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

"""Times of day in digits: 14:30, 14.30 Uhr, 2-4 p.m., 0700 GMT, 午後2時半."""

import re
from functools import cache
from typing import NamedTuple

from server.language.data import mixes_marks, section
from server.language.tables import writes_decimal_comma

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
_POINTED = re.compile(r"([01]?\d|2[0-3])\.([0-5]\d)(?![.,:/]?\d|\s?[%€$£])(?P<point>\.)?")
_MONTHS = 12  # a larger number after a point is minutes


class TimeMatch(NamedTuple):
    """The end of a time of day in its sentence, and its minutes since midnight."""

    end: int
    minutes: float


def time_of_day(sentence: str, start: int, language: str | None) -> TimeMatch | None:
    """Read the time of day that begins at `start`, if there is one."""
    if clock := _CLOCK.match(sentence, start):
        numbers = [int(group) for group in clock.groups() if group and group.isdecimal()]
        hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 30 * bool(clock["half"])
        if clock["noon"]:
            hour = hour % 12 + 12 * (clock["noon"][0] in "pP")
        is_late = hour < 12 and sentence[max(0, start - 4) : start].rstrip().endswith(
            _afternoon(language)
        )
        return _read(clock.end(), hour + 12 * is_late, minute)
    if clocks := _CLOCKS.match(sentence, start):
        return _first_of_two(clocks)
    pointed = (
        _POINTED.match(sentence, start)
        if language in writes_decimal_comma() and not mixes_marks(language)
        else None
    )
    if not pointed or (pointed["point"] and int(pointed[2]) <= _MONTHS):
        return None  # "am 14.10." is a day
    return _read(pointed.end(2), int(pointed[1]), int(pointed[2]))


def _read(end: int, hour: int, minute: int) -> TimeMatch | None:
    return TimeMatch(end, hour * 60 + minute) if hour <= 24 and minute < 60 else None


def _first_of_two(match: re.Match[str]) -> TimeMatch | None:
    if int(match[1]) > 12:
        return None
    hour, until = int(match[1]) % 12, int(match["until"]) % 12
    is_late = (match["noon"] in "pP") == (hour <= until)  # "11-2 p.m." begins in the morning
    return _read(match.end(2 if match[2] else 1), hour + 12 * is_late, int(match[2] or 0))


@cache
def _afternoon(language: str | None) -> tuple[str, ...]:
    """Return words before an hour that put it after noon."""
    return tuple(section(language, "dates").get("afternoon", "").split())

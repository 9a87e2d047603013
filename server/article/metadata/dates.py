"""Dates in ISO 8601, and in words with the names of months in many languages (CLDR)."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from server.language.data import any_word
from server.language.tables import table

_ISO = re.compile(
    r"^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]+(\d{2}:?\d{2}(?::?\d{2})?)(?:[.,]\d+)?"
    r"\s*(Z|[+-]\d{2}(?::?\d{2})?|UTC|GMT)?)?(?!\d)",
    re.IGNORECASE,
)
# Archives have articles from before the web.
_FIRST_YEAR = 1990
_NUMERIC = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d|19\d\d)\s*[-/.年년]\s*(?P<m>\d{1,2})\s*[-/.月월]\s*(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})[./-]\s?(?P<b>\d{1,2})[./-]\s?(?P<year>20\d\d|19\d\d|\d\d))(?![\d/])"
)
_ENDINGS = any_word("numbers", "ordinal_endings")
_JOINT = rf"(?:(?:{any_word('dates', 'joints')})(?:\s|(?<=['’])))?"  # "de ", "d'"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|{_ENDINGS}|\))?\s+{_JOINT}([^\s\d.,/()-]{{2,12}})\.?,?\s+"
    rf"{_JOINT}(20\d\d|19\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(
    rf"([^\s\d.,/()-]{{2,12}})\.?\s+(\d{{1,2}})(?:{_ENDINGS})?,?\s+(20\d\d)(?!\d)"
)
# Digits of other scripts; the dot that makes फ़ of फ is often omitted.
_PLAIN = {
    code: str(value)
    for code in range(0x80, 0x10000)
    if (value := unicodedata.decimal(chr(code), None)) is not None
} | {0x093C: None}


def iso_date(value: Any) -> str | None:
    """Return ISO 8601: a day, or a time with its zone; without one, the day."""
    iso = local_date(value)
    has_zone = iso is not None and datetime.fromisoformat(iso).tzinfo is not None
    return iso if has_zone or iso is None else iso[:10]


def local_date(value: Any) -> str | None:
    """Return `value` as ISO 8601, with its zone if any; None for no date."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 64:
        return None
    value = value.strip()
    try:
        match = _ISO.match(value)
        if not match:
            return parsedate_to_datetime(value).isoformat()
        year, month, day, time, zone = match.groups()
        if time is None:
            return date.fromisoformat(f"{year}-{month}-{day}").isoformat()
        offset = (zone if zone[0] in "+-" else "+00:00") if zone else ""
        return datetime.fromisoformat(f"{year}-{month}-{day}T{time}{offset}").isoformat()
    except (ValueError, TypeError, OverflowError):
        return None


def is_possible(iso: str) -> bool:
    """Return whether an article on the web can have this date: not in the future."""
    latest = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return str(_FIRST_YEAR) <= iso[:10] <= latest


def written_date(text: str) -> str | None:
    """Return the first day in `text`, in ISO 8601; 3/4 is read as 3 April."""
    text = _plain(text)
    found = [day for day in (_numeric(text), _named(text)) if day]
    return min(found)[1] if found else None


def _plain(text: str) -> str:
    """Return `text` with its digits and months in one form."""
    return unicodedata.normalize("NFKC", text).translate(_PLAIN)


def _numeric(text: str) -> tuple[int, str] | None:
    for match in _NUMERIC.finditer(text):
        if match["y"]:
            day = _day(match["y"], match["m"], match["d"])
        else:
            first, second = match["a"], match["b"]
            if int(second) > 12:
                first, second = second, first
            year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
            day = _day(year, second, first)
        if day:
            return match.start(), day
    return None


def _named(text: str) -> tuple[int, str] | None:
    for pattern, places in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2))):
        for match in pattern.finditer(text):
            year, name, day = (match[place] for place in places)
            month = months().get(name.casefold())
            if month and (iso := _day(year, str(month), day)):
                return match.start(), iso
    return None


def _day(year: str, month: str, day: str) -> str | None:
    try:
        iso = date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
    return iso if is_possible(iso) else None


@cache
def months() -> dict[str, int]:
    """Return the number of each month by name, case-folded, whole or short."""
    names = table("cldr")["month_names"].items()
    pairs = ((name, int(number)) for number, listed in names for name in listed.split())
    return {_plain(name).casefold(): number for name, number in pairs}

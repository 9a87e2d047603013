"""Dates in ISO 8601, and in words with the names of months in many languages (CLDR)."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from server.language.tables import table
from server.text.numbers.dates import WRITTEN_DAY

_ISO = re.compile(
    r"^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]+(\d{2}:?\d{2}(?::?\d{2})?)(?:[.,]\d+)?"
    r"\s*(Z|[+-]\d{2}(?::?\d{2})?|UTC|GMT)?)?(?!\d)",
    re.IGNORECASE,
)
# Archives have articles from before the web.
_FIRST_YEAR = 1990
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
    return next(filter(None, map(_day, WRITTEN_DAY.finditer(_plain(text)))), None)


def _plain(text: str) -> str:
    """Return `text` with its digits and months in one form."""
    return unicodedata.normalize("NFKC", text).translate(_PLAIN)


def _day(found: re.Match[str]) -> str | None:
    """Return a written day in ISO 8601, if an article can have it."""
    numbered = (found["y"], found["m"], found["d"]), (found["year"], found["b"], found["a"])
    named = (found["of"], found["name"], found["day"]), (found["in"], found["month"], found["nth"])
    year, month, day = next(parts for parts in (*numbered, *named) if parts[0])
    try:
        number = int(month) if month.isdecimal() else months().get(month.casefold(), 0)
        if number > 12 and found["a"]:
            number, day = int(day), month
        iso = date(int(year) + 2000 * (len(year) < 4), number, int(day)).isoformat()
    except ValueError:
        return None
    return iso if is_possible(iso) else None


@cache
def months() -> dict[str, int]:
    """Return the number of each month by name, case-folded, whole or short."""
    names = table("cldr")["month_names"].items()
    pairs = ((name, int(number)) for number, listed in names for name in listed.split())
    return {_plain(name).casefold(): number for name, number in pairs}

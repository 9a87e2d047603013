"""Dates in words, with the names of months in many languages (CLDR)."""

import re
import unicodedata
from datetime import date
from functools import cache

from server.article.metadata.iso_dates import is_possible
from server.language.tables import table
from server.text.numbers.conventions import ordinal_endings

_NUMERIC = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d|19\d\d)\s*[-/.年년]\s*(?P<m>\d{1,2})\s*[-/.月월]\s*(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})[./-]\s?(?P<b>\d{1,2})[./-]\s?(?P<year>20\d\d|19\d\d|\d\d))(?![\d/])"
)
_ENDINGS = "|".join(sorted(ordinal_endings(), key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|{_ENDINGS}|\))?\s+(?:de |d')?([^\s\d.,/()-]{{2,12}})\.?,?\s+"
    r"(?:de |del )?(20\d\d|19\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"([^\s\d.,/()-]{2,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(20\d\d)(?!\d)"
)
# Digits of other scripts; the dot that makes फ़ of फ is often omitted.
_PLAIN = {
    code: str(value)
    for code in range(0x80, 0x10000)
    if (value := unicodedata.decimal(chr(code), None)) is not None
} | {0x093C: None}


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

"""Dates that a page shows, with the names of months in many languages (CLDR, by way of Babel)."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice

from babel import Locale
from lxml.html import HtmlElement

from server.article.dates import is_possible, iso_date
from server.article.document import is_hidden

# The product's languages, and others that news is often read in.
_LANGUAGES = re.findall(
    r"\w+",
    "en de fr es pt it nl pl ru tr ar hi sv da nb fi cs sk hu ro el uk bg hr ca id vi he fa",
)
_NUMERIC = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d|19\d\d)\s*[-/.年년]\s*(?P<m>\d{1,2})\s*[-/.月월]\s*(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})[./-]\s?(?P<b>\d{1,2})[./-]\s?(?P<year>20\d\d|19\d\d|\d\d))(?![\d/])"
)
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|er|st|nd|rd|th|º|\))?\s+(?:de |d')?([^\s\d.,/()-]{2,12})\.?,?\s+"
    r"(?:de |del )?(20\d\d|19\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"([^\s\d.,/()-]{2,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(20\d\d)(?!\d)"
)

_BEHIND = "following::text()[not(parent::script or parent::style)][position() <= 60]"
_BEFORE = "preceding::text()[not(parent::script or parent::style)][position() <= 15]"
# Characters behind the heading among which an article's date stands.
_NEAR = 700


def shown_dates(tree: HtmlElement, *, month_first: bool) -> Iterator[str]:
    """The dates near the heading, best first: written behind it, in `time` elements, before it."""
    heading = next(tree.iter("h1"), None)
    if heading is not None:
        yield from _in_text(heading.xpath(_BEHIND), month_first=month_first)
    times = [time for time in islice(tree.iter("time"), 3) if not is_hidden(time)]
    stated = (iso_date(time.get("datetime")) or written_date(_text(time)) for time in times)
    yield from (iso for iso in stated if iso)
    if heading is not None:
        yield from _in_text(heading.xpath(_BEFORE), month_first=month_first)


def _in_text(nodes: list[str], *, month_first: bool) -> Iterator[str]:
    text = "\n".join(clean for node in nodes if (clean := node[:_NEAR].strip()))[:_NEAR]
    if iso := written_date(text, month_first=month_first):
        yield iso


def _text(element: HtmlElement) -> str:
    return " ".join(islice(element.itertext(), 10))[:60]


def written_date(text: str, *, month_first: bool = False) -> str | None:
    """The first day that `text` names, in ISO 8601; `month_first` reads 3/4 as 4 March."""
    found = [day for day in (_numeric(text, month_first=month_first), _named(text)) if day]
    return min(found)[1] if found else None


def _numeric(text: str, *, month_first: bool) -> tuple[int, str] | None:
    for match in _NUMERIC.finditer(text):
        if match["y"]:
            day = _day(match["y"], match["m"], match["d"])
        else:
            first, second = match["a"], match["b"]
            if int(second) > 12 or (month_first and int(first) <= 12):
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
    """Number of the month by its name, case folded, whole or short."""
    numbers: dict[str, int] = {}
    for language in _LANGUAGES:
        names = Locale(language).months
        for use in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in names[use][width].items():
                    numbers.setdefault(name.casefold().rstrip("."), number)
    return numbers

"""Finds when an article was published and changed.

Measured (docs/measurements.md): schema.org's dates first, then meta elements, the address,
dates near the heading, and htmldate's search at last. Dates are read in ISO 8601, and in words with
the names of months in many languages (CLDR).
"""

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from itertools import chain, islice
from typing import Any

from htmldate import find_date
from htmldate.meta import reset_caches
from lxml.html import HtmlElement

from server.article.metadata.statements import Field, Statements
from server.language.data import by_language, table
from server.language.scripts import ends_sentence
from server.model import Claim, FoundIn
from server.page.document import is_shown
from server.page.parse import readable_copy
from server.text.dates import WRITTEN_DAY

_ISO = re.compile(
    r"^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]+(\d{2}:?\d{2}(?::?\d{2})?)(?:[.,]\d+)?"
    r"\s*(Z|[+-]\d{2}(?::?\d{2})?|UTC|GMT)?)?(?!\d)",
    re.IGNORECASE,
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
    """Whether an article on the web can have this date: not in the future."""
    latest = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return "1990" <= iso[:10] <= latest  # Archives have articles from before the web.


def written_date(text: str) -> str | None:
    """Return the first day in `text`, in ISO 8601; 3/4 is read as 3 April."""
    return next(filter(None, map(_day, WRITTEN_DAY.finditer(_plain(text)))), None)


def _plain(text: str) -> str:
    """Return `text` with its digits and months in one form."""
    return unicodedata.normalize("NFKC", text).translate(_PLAIN)


def _day(match: re.Match[str]) -> str | None:
    """Return a written day in ISO 8601, if an article can have it."""
    numbered = (match["y"], match["m"], match["d"]), (match["year"], match["b"], match["a"])
    by_name = (
        (match["of"], match["name"], match["day"]),
        (match["in"], match["month"], match["nth"]),
    )
    year, month, day = next(parts for parts in (*numbered, *by_name) if parts[0])
    try:
        number = int(month) if month.isdecimal() else months().get(month.casefold(), 0)
        if number > 12 and match["a"]:
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


Dated = tuple[str | None, FoundIn]  # a date in ISO 8601, and its place
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?!\d)")


def publication(page: Statements, addresses: Sequence[str]) -> list[Claim]:
    """Return the dates of publication, best first; `addresses` are the page's own."""
    in_addresses = filter(None, map(_IN_ADDRESS.search, addresses))
    filed: list[Dated] = [(iso_date("-".join(match.groups())), "address") for match in in_addresses]
    claims = _possible(chain(_declared_dates(page, "published"), filed))
    claims = claims or _possible(shown_dates(page))
    if claims and _is_utc(claims[0].value):
        claims = _local_first(claims, page)
    url = next(iter(addresses), None)
    if not claims:
        if day := find_date(readable_copy(page.root), url=url, extensive_search=False):
            claims = _possible([(day, "text")])
        reset_caches()  # of the page's words
    if not claims and (day := only_day(page)):
        claims = [Claim(day, "text")]
    return _precise(claims, page.root)


def modification(page: Statements, published: str | None) -> list[Claim]:
    """Return the dates of changes, best first; not before publication."""
    stated = _possible(_declared_dates(page, "modified")) or _possible(changed_dates(page))
    return [claim for claim in stated if not published or not _is_before(claim.value, published)]


def _declared_dates(page: Statements, field: Field) -> Iterator[Dated]:
    for values, found_in in page.values_of(field):
        yield from ((iso_date(value), found_in) for value in values)


def _possible(stated: Iterable[Dated]) -> list[Claim]:
    """Return the dates that an article can have."""
    return [Claim(iso, found_in) for iso, found_in in stated if iso and is_possible(iso)]


def _precise(claims: list[Claim], root: HtmlElement) -> list[Claim]:
    """Prefer a claim for the best one's day that has a time."""
    if not claims:
        return []
    stated = [*claims, *_possible(published_times(root))]
    same_day = [claim for claim in stated if claim.value[:10] == claims[0].value[:10]]
    return [next((claim for claim in same_day if len(claim.value) > 10), claims[0]), *claims]


def _is_utc(iso: str) -> bool:
    return datetime.fromisoformat(iso).utcoffset() == timedelta(0)


def _local_first(claims: list[Claim], page: Statements) -> list[Claim]:
    """Put the publisher's own day first where the best is a time in UTC.

    That is the same moment with its zone, or an adjacent day that the page shows or is filed under.
    """
    moment = datetime.fromisoformat(claims[0].value)
    shown_claims = _possible(chain(published_times(page.root), shown_dates(page)))
    other_claims = [*claims[1:], *shown_claims]
    same = (
        c
        for c in other_claims
        if not _is_utc(c.value) and datetime.fromisoformat(c.value) == moment
    )
    days = (c for c in other_claims if len(c.value) == 10 and _is_beside(c.value, moment))
    is_known = any(claim.value == claims[0].value[:10] for claim in other_claims)
    local = next(chain(same, () if is_known else days), None)
    return [local, *claims] if local else claims


def _is_beside(day: str, moment: datetime) -> bool:
    """Whether `moment` is on `day` in some time zone, but not in UTC."""
    west, east = moment - timedelta(hours=12), moment + timedelta(hours=14)
    return day != moment.date().isoformat() and day in {
        west.date().isoformat(),
        east.date().isoformat(),
    }


def _is_before(iso: str, later: str) -> bool:
    moment, later_moment = datetime.fromisoformat(iso), datetime.fromisoformat(later)
    if moment.tzinfo and later_moment.tzinfo:
        return moment < later_moment
    return iso[:10] < later[:10]


def shown_dates(page: Statements) -> Iterator[Dated]:
    """Yield the dates near the heading: after it, in `time` elements, before it."""
    before, after = (written_date("\n".join(labels)) for labels in _labels(page))
    yield after, "text"
    yield from published_times(page.root)
    yield before, "text"


def only_day(page: Statements) -> str | None:
    """Return the one day that all labels of the page name."""
    # Characters of a label far from the heading.
    labels = (_label(line.text) for line in page.lines if len(line.text) <= 60)
    days = {day for label in labels if (day := written_date(label))}
    return days.pop() if len(days) == 1 else None


def changed_dates(page: Statements) -> Iterator[Dated]:
    """Yield the dates of changes near the heading."""
    yield from ((iso, "time") for time, iso in _times(page.root) if _is_changed(time))
    before, after = _labels(page)
    for label in (*after, *before):
        says_changed = _update_pattern().search(label)
        if says_changed:
            yield written_date(label[says_changed.end() :]), "text"


def published_times(root: HtmlElement) -> Iterator[Dated]:
    """Yield the dates of the first `time` elements that mark no change."""
    yield from ((iso, "time") for time, iso in _times(root) if not _is_changed(time))


def _times(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    # Later ones are of other articles.
    for time in islice(filter(is_shown, root.iter("time")), 3):
        if iso := iso_date(time.get("datetime")) or written_date(_text(time)):
            yield time, iso


def _is_changed(time: HtmlElement) -> bool:
    """Whether `time` is named or labelled as a change."""
    names = f"{time.get('class') or ''} {time.get('itemprop') or ''}".lower()
    if any(name in names for name in ("publish", "entry-date", "created", "posted")):
        return False
    if any(name in names for name in ("updat", "modif", "revis", "aktualis", "chang")):
        return True
    before = time.getprevious()
    parent = time.getparent()
    if parent is None:
        return False
    label = (parent.text if before is None else before.tail) or ""
    if not label.strip() and before is not None and before.tag != "time":
        label = _text(before)
    return bool(_update_pattern().search(f"{label} {_text(time)}"))


def _labels(page: Statements) -> tuple[list[str], list[str]]:
    """Return the labels before the heading and after it; "" for lines like sentences."""
    # Eight lines before it and ten after: 979 of 1,109 dates are right, 976 with 15.
    before: deque[str] = deque(maxlen=8)
    after: list[str] = []
    for line in page.lines if page.heading is not None else ():
        if line.at is None:
            before.append(_label(line.text))
        elif line.at > 10:
            break
        elif line.at:
            after.append(_label(line.text))
    return list(before), after


def _label(text: str) -> str:
    """Return `text` if it is a label, else ""."""
    # Characters of a label that may end like one: "3. Februar 2026.".
    return "" if len(text) > 40 and ends_sentence(text[-20:]) else text


def _text(element: HtmlElement) -> str:
    return " ".join(islice(element.itertext(), 10))[:60]


@cache
def _update_pattern() -> re.Pattern[str]:
    listed = set(chain.from_iterable(by_language("updated").values()))
    pattern = "|".join(map(re.escape, sorted(listed, key=len, reverse=True)))
    return re.compile(rf"(?<![A-Za-zА-яё])(?:{pattern})", re.IGNORECASE)

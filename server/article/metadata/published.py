"""Finds when an article was published and changed.

Measured (docs/decisions/metadata.md): schema.org's dates first, then meta elements, the address,
dates near the heading, and htmldate's search at last.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain

from htmldate import find_date
from lxml.html import HtmlElement

from server.article.metadata.dates import is_possible, iso_date
from server.article.metadata.shown_dates import (
    changed_dates,
    only_day,
    published_times,
    shown_dates,
)
from server.article.metadata.shown_page import ShownPage
from server.article.metadata.statements import Field, Statements
from server.model import Claim, FoundIn
from server.page.parse import readable_copy

_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?!\d)")


def publication(page: Statements, addresses: Sequence[str]) -> list[Claim]:
    """Return the dates of publication, best first; `addresses` are the page's own."""
    stated = list(_declared(page, "published"))
    stated.extend(_in_addresses(addresses))
    if not any(stated):
        stated.extend(shown_dates(page.shown))
    claims = _possible(stated)
    if claims and _is_utc(claims[0].value):
        claims = _local_first(claims, page.shown)
    url = next(iter(addresses), None)
    if not claims and (day := find_date(readable_copy(page.root), url=url, extensive_search=False)):
        claims = _possible([Claim(day, "text")])
    if not claims and (day := only_day(page.shown)):
        claims = [Claim(day, "text")]
    return _precise(claims, page.root)


def modification(page: Statements, published: str | None) -> list[Claim]:
    """Return the dates of changes, best first; not before publication."""
    stated = _possible(list(_declared(page, "modified")))
    stated = stated or _possible(list(changed_dates(page.shown)))
    return [claim for claim in stated if not published or not _is_before(claim.value, published)]


def _in_addresses(addresses: Sequence[str]) -> Iterator[Claim | None]:
    for address in addresses:
        if found := _IN_ADDRESS.search(address):
            yield _claim("-".join(found.groups()), "address")


def _declared(page: Statements, field: Field) -> Iterator[Claim | None]:
    for values, found_in in page.stated(field):
        yield from (_claim(value, found_in) for value in values)


def _claim(value: object, found_in: FoundIn) -> Claim | None:
    iso = iso_date(value)
    return Claim(iso, found_in) if iso else None


def _possible(stated: list[Claim | None]) -> list[Claim]:
    return [claim for claim in stated if claim and is_possible(claim.value)]


def _precise(claims: list[Claim], root: HtmlElement) -> list[Claim]:
    """Put a claim for the best one's day first that has a time, if any."""
    if not claims:
        return []
    stated = [*claims, *published_times(root)]
    same_day = [claim for claim in stated if claim.value[:10] == claims[0].value[:10]]
    return [next((claim for claim in same_day if len(claim.value) > 10), claims[0]), *claims]


def _is_utc(iso: str) -> bool:
    return datetime.fromisoformat(iso).utcoffset() == timedelta(0)


def _local_first(claims: list[Claim], page: ShownPage) -> list[Claim]:
    """Put the publisher's own day first where the best is a time in UTC.

    That is the same moment with its zone, or an adjacent day that the page shows or is filed under.
    """
    moment = datetime.fromisoformat(claims[0].value)
    shown = _possible([*published_times(page.root), *shown_dates(page)])
    others = [*claims[1:], *shown]
    same = (c for c in others if not _is_utc(c.value) and _moment(c.value) == moment)
    days = (c for c in others if len(c.value) == 10 and _is_beside(c.value, moment))
    is_known = any(claim.value == claims[0].value[:10] for claim in others)
    local = next(chain(same, () if is_known else days), None)
    return [local, *claims] if local else claims


def _moment(iso: str) -> datetime | None:
    moment = datetime.fromisoformat(iso)
    return moment if moment.tzinfo else None


def _is_beside(day: str, moment: datetime) -> bool:
    """Return whether it is `day` somewhere at `moment`, and another day in UTC."""
    west, east = moment - timedelta(hours=12), moment + timedelta(hours=14)
    return day != moment.date().isoformat() and day in {
        west.date().isoformat(),
        east.date().isoformat(),
    }


def _is_before(iso: str, other: str) -> bool:
    one, two = datetime.fromisoformat(iso), datetime.fromisoformat(other)
    if one.tzinfo and two.tzinfo:
        return one < two
    return iso[:10] < other[:10]

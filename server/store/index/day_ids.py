"""Article ids that contain the day: a window of days is a range of ids.

An id is the day of publication (days since 1970) and a number within that day. Undated articles
have ids after all others, by their day of arrival. So the full-text index, whose row ids these
are, reads a window without looking outside of it.
"""

from datetime import UTC, date, datetime

from server.model import iso_day
from server.store.records import Within

_BITS = 18  # 262,144 articles a day; a fuller day runs over into the next
_PERIOD_BITS = 4  # sixteen days have a full-text table
_UNDATED = 1 << 22  # days: past any date that Python knows
_FIRST = date(1970, 1, 1)

Range = tuple[int, int]


def day_number(published: str | None) -> int | None:
    """Return the days from 1970 to an ISO 8601 date; None if missing or earlier."""
    day = iso_day(published)
    return (day - _FIRST).days if day and day >= _FIRST else None


def window(within: Within) -> tuple[int | None, int | None]:
    """Return the first and the last day number of a search."""
    return day_number(within.get("since")), day_number(within.get("until"))


def today() -> int:
    """Return the days from 1970 to now (UTC)."""
    return (datetime.now(UTC).date() - _FIRST).days


def slot(published: str | None, came: int) -> int:
    """Return the day number under which an article that came on day `came` is kept.

    A date in the future counts as missing: nothing is published after it was seen.
    """
    day = day_number(published)
    return day if day is not None and day <= came + 1 else _UNDATED + came


def first_id(day: int) -> int:
    """Return the lowest id of a day."""
    return day << _BITS


def day_of(key: int) -> int:
    """Return the day of an id, as `slot` gave it."""
    return key >> _BITS


def period_of_day(day: int) -> int:
    """Return the sixteen-day period of a day."""
    return day >> _PERIOD_BITS


def first_day(period: int) -> int:
    """Return the first day of a period."""
    return period << _PERIOD_BITS


def undated(came: int) -> int:
    """Return the slot of an undated article that came on day `came`."""
    return _UNDATED + came


def is_within(day: int, since: int | None, until: int | None) -> bool:
    """Return whether a day's articles may have been published in a window.

    An undated article was published at some time before it came.
    """
    if since is not None and age(day) < since:
        return False
    return until is None or day >= _UNDATED or day <= until


def age(day: int) -> int:
    """Return the day that a slot's age counts from: publication or arrival."""
    return day & (_UNDATED - 1)

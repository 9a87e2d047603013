"""Article ids that hold the day: a window of days is a range of ids.

An id is the day of publication (days since 1970) and a number within that day. Articles whose
day is not known have their own ids, after all others, by the day on which they came. So the
full-text index, whose row ids these are, reads a window without looking at what is outside.
"""

from datetime import UTC, date, datetime

from server.model import iso_day

_BITS = 18  # 262,144 articles a day; a fuller day runs over into the next
_PERIOD_BITS = 4  # sixteen days have a full-text table
_UNDATED = 1 << 22  # days: past any date that Python knows
_FIRST = date(1970, 1, 1)

Range = tuple[int, int]


def day_number(published: str | None) -> int | None:
    """Days from 1970 to an ISO 8601 date or time; None where it is missing or before 1970."""
    day = iso_day(published)
    return (day - _FIRST).days if day and day >= _FIRST else None


def today() -> int:
    """Days from 1970 to now (UTC)."""
    return (datetime.now(UTC).date() - _FIRST).days


def slot(published: str | None, came: int) -> int:
    """The day under which an article is kept that came on day `came`.

    A date in the future counts as missing: nothing is published after it was seen.
    """
    day = day_number(published)
    return day if day is not None and day <= came + 1 else _UNDATED + came


def first_id(day: int) -> int:
    """The lowest id of a day."""
    return day << _BITS


def day_of(key: int) -> int:
    """The day of an id, as `slot` gave it."""
    return key >> _BITS


def period(key: int) -> int:
    """The sixteen days that an id belongs to."""
    return key >> _BITS >> _PERIOD_BITS


def period_of_day(day: int) -> int:
    """The sixteen days that a day belongs to."""
    return day >> _PERIOD_BITS


def first_day(period: int) -> int:
    """The first day of a period."""
    return period << _PERIOD_BITS


def undated(came: int) -> int:
    """The slot of an article without a date that came on day `came`."""
    return _UNDATED + came


def is_within(day: int, since: int | None, until: int | None) -> bool:
    """Whether a day's articles may have been published from `since` to `until`.

    One without a date was published before it came: that is all that is known of it.
    """
    if since is not None and age(day) < since:
        return False
    return until is None or day >= _UNDATED or day <= until


def age(day: int) -> int:
    """The day by which a slot grows old: of publication, or of coming."""
    return day & (_UNDATED - 1)

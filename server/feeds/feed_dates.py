"""Dates that can be true: feeds announce 1970 and 2099 where a field was never filled in."""

import calendar
import time
from datetime import UTC, datetime, timedelta

from server.article import local_date

# The first news on the web; later than the day after tomorrow nobody has published anything.
_EARLIEST = datetime(1993, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)


def plausible(value: str | None, parsed: time.struct_time | None = None) -> str | None:
    """`value` as ISO 8601 with zone, or None where it can't be read or can't be true.

    `parsed` is another reading of the same value, in UTC, for forms that are not known here.
    A time without zone counts as UTC.
    """
    iso = local_date(value)
    try:
        if iso is not None:
            moment = datetime.fromisoformat(iso)
        elif parsed is not None:
            moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        else:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not _EARLIEST <= moment <= datetime.now(UTC) + _AHEAD:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat(timespec="seconds")

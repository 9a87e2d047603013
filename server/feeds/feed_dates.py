"""Plausible dates: feeds announce 1970 and 2099 where a field was never filled in."""

import calendar
import time
from datetime import UTC, datetime, timedelta

from server.article import local_date

# The first news on the web was in 1993; nothing is published after the day after tomorrow.
_EARLIEST = datetime(1993, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)


def plausible(value: str | None, parsed: time.struct_time | None = None) -> str | None:
    """Return `value` as ISO 8601 with zone; None if unreadable or implausible.

    `parsed` is a fallback reading of the same value, in UTC. A time without zone counts as UTC.
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

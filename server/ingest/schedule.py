"""When a feed is polled next: often while it brings news, rarely while it does not.

The interval is halved after news and grows by half without; failures back off exponentially.
Whatever the site asks for (Cache-Control, Retry-After) is kept to as well.
"""

import random
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST = 1_800.0
SHORTEST = 600.0
LONGEST = 86_400.0
_LONGEST_PAUSE = 7 * LONGEST
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})")


def interval(seconds: float, *, news: bool) -> float:
    """The seconds between polls of a feed that was polled every `seconds`."""
    return max(SHORTEST, seconds / 2) if news else min(LONGEST, max(SHORTEST, seconds) * 1.5)


def backoff(failures: int) -> float:
    """Seconds to wait after this many failures in a row: 10 minutes, 20, 40 … up to a day."""
    return jittered(min(LONGEST, SHORTEST * 2.0 ** min(failures - 1, 20)))


def jittered(seconds: float) -> float:
    """`seconds`, a tenth more or less, so that feeds don't come due together."""
    return seconds * random.uniform(0.9, 1.1)  # noqa: S311 - nothing secret


def fresh_for(headers: Mapping[str, str]) -> float:
    """Seconds for which a feed's server says that nothing will change; at most a day."""
    found = _MAX_AGE.search(headers.get("cache-control", "").lower())
    return min(LONGEST, float(found[1])) if found else 0.0


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks to wait, at most a week; None without one."""
    if not value:
        return None
    try:
        seconds = float(value) if value.strip().isdigit() else _until(value) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(_LONGEST_PAUSE, max(0.0, seconds))


def _until(value: str) -> float:
    moment = parsedate_to_datetime(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def iso(seconds: float) -> str:
    """Seconds since 1970 as ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")

"""Schedules a feed's next poll: often while it brings news, rarely while it does not.

The interval is halved after news and grows by half without; failures back off exponentially.
Requests of the site (Cache-Control, Retry-After) are respected too.
"""

import random
import re
from collections.abc import Mapping

from server.errors import Problem
from server.net.quota import retry_after

FIRST = 1_800.0  # seconds, for a new feed
SHORTEST = 600.0  # between two polls of a feed
LONGEST = 86_400.0  # a daily poll notices that a feed lives
_LONGEST_PAUSE = 7 * LONGEST  # that a site may ask for
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})")


def interval(seconds: float, *, news: bool) -> float:
    """Return the new seconds between polls, given the old ones."""
    return max(SHORTEST, seconds / 2) if news else min(LONGEST, max(SHORTEST, seconds) * 1.5)


def backoff(failures: int) -> float:
    """Return the seconds after this many failures: 10 minutes, 20, 40 … a day."""
    return jittered(min(LONGEST, SHORTEST * 2.0 ** min(failures - 1, 20)))  # no overflow


def jittered(seconds: float) -> float:
    """Return `seconds` with ±10 % jitter, so that feeds don't come due together."""
    return seconds * random.uniform(0.9, 1.1)  # noqa: S311 - nothing secret


def fresh_for(headers: Mapping[str, str]) -> float:
    """Return the seconds, at most a day, that Cache-Control calls a feed fresh."""
    age = _MAX_AGE.search(headers.get("cache-control", "").lower())
    return min(LONGEST, float(age[1])) if age else 0.0


def asked_pause(problem: Problem) -> float | None:
    """Return the seconds, at most a week, that a site asks for, if it does."""
    asked = retry_after(problem.params)
    return None if asked is None else min(_LONGEST_PAUSE, asked)

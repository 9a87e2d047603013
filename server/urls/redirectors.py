"""Hosts whose links contain another page's address, and how to extract it.

Written from these services' links. redirectors.json has one row per service: by the name of a
query parameter, whose value is percent-decoded once, or by a pattern over path and query, whose
group is the address, percent-encoded or not. Only the service knows the target of a shortened
link. Paid clicks lead to no story, and following them costs an advertiser money.
"""

import json
import re
from importlib.resources import files
from re import Pattern


def _host(names: str) -> Pattern[str]:
    """Return a pattern of hosts, each with optional labels before it."""
    return re.compile(rf"(?:[\w-]+\.)*(?:{names})", re.IGNORECASE)


_TABLE = json.loads(files(__package__).joinpath("redirectors.json").read_text("utf-8"))
BY_PARAMETER: tuple[tuple[Pattern[str], Pattern[str], tuple[str, ...]], ...] = tuple(
    (_host(row["hosts"]), re.compile(row["path"]), tuple(row["names"].split()))
    for row in _TABLE["by_parameter"]
)
BY_PATTERN: tuple[tuple[Pattern[str], Pattern[str]], ...] = tuple(
    (_host(row["hosts"]), re.compile(row["pattern"])) for row in _TABLE["by_pattern"]
)
# Caches of AMP pages: "/c/s/example.com/story" holds https://example.com/story.
AMP_CACHE = _host(r"cdn\.ampproject\.org|bing-amp\.com")
GOOGLE = _host(r"google\.(?:[a-z]{2,3}|com?\.[a-z]{2})")
TRANSLATED = re.compile(r"(?P<name>[\w-]+)\.translate\.goog", re.IGNORECASE)
_LISTED = (*(row[0] for row in BY_PARAMETER), *(row[0] for row in BY_PATTERN))
# One look-up for a host in any of the tables.
KNOWN = re.compile(
    "|".join(f"(?:{one.pattern})" for one in (*_LISTED, AMP_CACHE, GOOGLE, TRANSLATED)),
    re.IGNORECASE,
)
SHORTENERS = frozenset(" ".join(_TABLE["shorteners"]).split())
PAID = _host("|".join(_TABLE["paid"]))

"""Publishers' reservations: robots directives, and text and data mining (TDMRep).

Robots directives are in X-Robots-Tag and in <meta name="robots">; the reservation of the W3C
community group's TDM Reservation Protocol (https://www.w3.org/community/reports/tdmrep/
CG-FINAL-tdmrep-20240510/) in a header, in a meta element or in the site's tdmrep.json.
"""

from collections.abc import Mapping, Sequence

from server.model import json_value
from server.net.meta_refresh import metas
from server.net.robots import NAME, Rule, covers

# Each forbids an index of the page's words.
_DIRECTIVES = frozenset({"none", "noindex", "noarchive", "nosnippet", "noai"})
_AGENTS = frozenset({"*", "robots", NAME.lower()})
# Directives with a value: the word before their colon is not a program's name.
_WITH_VALUE = frozenset(
    {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}
)
_HEAD_CHARACTERS = 200_000  # of the HTML that the metas are read from
_MOST_RULES = 1_000  # of a site
_FREE = Rule("", allows=True)


def mining_reserved(headers: Mapping[str, str]) -> bool:
    """Return whether headers (with lower-case names) reserve text and data mining.

    A feed's own robots directives don't concern the articles: many feeds are `noindex`.
    """
    return headers.get("tdm-reservation", "").strip() == "1"


def page_reserved(headers: Mapping[str, str], html: str) -> bool:
    """Return whether a page's headers or head reserve its text."""
    return (
        mining_reserved(headers)
        or _forbids(headers.get("x-robots-tag", ""))
        or any(_reserves(meta) for meta in metas(html, _HEAD_CHARACTERS))
    )


def _reserves(meta: Mapping[str, str]) -> bool:
    name, content = meta.get("name", "").strip().lower(), meta.get("content", "").strip()
    if name == "tdm-reservation":
        return content == "1"
    return name in _AGENTS and _forbids(content)


def _forbids(directives: str) -> bool:
    """Return whether comma-separated `directives` forbid this program."""
    applies = True
    for part in directives.lower().split(","):
        agent, colon, rest = part.partition(":")
        if colon and agent.strip() not in _WITH_VALUE:
            applies, part = agent.strip() in _AGENTS, rest  # noqa: PLW2901 - what is left of it
        if applies and part.strip() in _DIRECTIVES:
            return True
    return False


def reserve(rules: Sequence[Rule], path: str) -> bool:
    """Return whether a site's rules reserve `path` (with its query); the first match decides."""
    covering = (rule for rule in rules if covers(rule.pattern, path))
    return not next(covering, _FREE).allows


def site_rules(body: bytes) -> tuple[Rule, ...]:
    """Return the rules of a tdmrep.json, with patterns as in robots.txt; none if unreadable."""
    entries = json_value(body)
    entries = entries if isinstance(entries, list) else []
    return tuple(
        Rule(entry["location"][:500], entry.get("tdm-reservation") not in (1, "1"))
        for entry in entries[:_MOST_RULES]
        if isinstance(entry, dict) and isinstance(entry.get("location"), str)
    )

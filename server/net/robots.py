"""robots.txt (RFC 9309), fetched under the same policy as pages.

A file is read line by line, and of its groups only this program's or the one for all is kept:
what it costs grows with its length, however many programs and rules it names.
"""

import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

import httpx2

from server.errors import Problem
from server.model import ExpiringCache
from server.net.budget import Budget

# The name that rules are for; the operator may add an address to the user agent.
NAME = "Unabridged"
# RFC 9309 wants at least 500 KiB to be read.
MOST_BYTES = 512_000
_KEPT_SECONDS = 3600.0  # less than the day that RFC 9309 allows
_FOR_ALL = "*"
_AGENT = frozenset({"user-agent", "useragent", "user agent"})
_ALLOW = frozenset({"allow"})
_DISALLOW = frozenset({"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"})
_SITE_MAP = frozenset({"sitemap", "sitemaps", "site-map"})
_PRODUCT = re.compile(r"[a-z_-]++")
_ESCAPED = re.compile("%[0-9A-Fa-f]{2}")

# Returns status and text of a robots.txt, redirects followed; raises Problem.
Read = Callable[[httpx2.URL], tuple[int, str]]


class Rule(NamedTuple):
    """A path pattern, as `covers` reads it, and whether it allows."""

    pattern: str
    allows: bool


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one origin, the longest first; `otherwise` where none covers a path."""

    rules: tuple[Rule, ...] = ()
    site_maps: tuple[str, ...] = ()
    otherwise: bool = True

    def allow(self, url: httpx2.URL) -> bool:
        path = _comparable(url.raw_path.decode("ascii"))
        covering = (rule.allows for rule in self.rules if covers(rule.pattern, path))
        return next(covering, self.otherwise)

    def size(self) -> int:
        return sum(200 + len(rule.pattern) for rule in self.rules) + sum(map(len, self.site_maps))


class Robots:
    """Rules by origin, kept for an hour."""

    def __init__(self) -> None:
        self._kept = ExpiringCache[_Rules]()

    def allows(self, url: httpx2.URL, read: Read, budget: Budget) -> bool:
        """Whether the site lets this program have `url`."""
        rules = self._rules_of(url, read, budget)
        return rules is None or rules.allow(url)

    def site_maps(self, url: httpx2.URL, read: Read, budget: Budget) -> list[str]:
        """Return the site maps that the rules of the site of `url` name, as written there."""
        rules = self._rules_of(url, read, budget)
        return list(rules.site_maps) if rules else []

    def _rules_of(self, url: httpx2.URL, read: Read, budget: Budget) -> "_Rules | None":
        """Return the rules of the site of `url`; None when they can't be had.

        A site that can't be reached gets no verdict here: the request for the page has the better
        error. At a status of 5xx RFC 9309 2.3.1.4 asks to stay away; at 4xx there are no rules
        (2.3.1.3).
        """
        origin = f"{url.scheme}://{url.netloc.decode()}"
        if rules := self._kept.get(origin):
            return rules
        try:
            with budget.part(min(5.0, budget.seconds_left() / 3)):  # to fetch a robots.txt
                status, text = read(httpx2.URL(origin + "/robots.txt"))
        except Problem:
            return None
        rules = _Rules(otherwise=status < 500) if status >= 300 else _parse(text)
        # Server errors are usually temporary, so retry soon.
        seconds = _KEPT_SECONDS if status < 500 else _KEPT_SECONDS / 60
        self._kept.keep(origin, rules, seconds, rules.size())
        return rules


def covers(pattern: str, path: str) -> bool:
    """Whether `pattern` covers `path`: `*` is anything, `$` at the end is the end.

    The leftmost fit of each piece is as good as any, so that nothing is tried twice.
    """
    first, *pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    position = len(first)
    last = pieces.pop() if pieces and pattern.endswith("$") else None
    for piece in pieces:
        start = path.find(piece, position)
        if start < 0:
            return False
        position = start + len(piece)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= position
    return not pattern.endswith("$") or position == len(path)


def _parse(text: str) -> _Rules:
    """Return a robots.txt's site maps, and the rules for this program."""
    groups: dict[str, list[Rule]] = {}
    site_maps: list[str] = []
    meant: set[str] = set()
    names_agents = False
    for key, value in _directives(text):
        if key in _AGENT:
            meant = meant if names_agents else set()
            names_agents = True
            product = _PRODUCT.match(value.lower())
            name = _FOR_ALL if value.startswith(_FOR_ALL) else product[0] if product else ""
            if name in (_FOR_ALL, NAME.lower()):
                meant.add(name)
                groups.setdefault(name, [])
        elif key in _SITE_MAP:
            if value and len(site_maps) < 50:  # more than sites list
                site_maps.append(value)
        elif key in _ALLOW or key in _DISALLOW:
            names_agents = False
            for name in meant if value else ():
                if len(groups[name]) < 5_000:  # of a group; real files have some hundred
                    groups[name].append(Rule(_comparable(value), key in _ALLOW))
    ours = groups.get(NAME.lower(), groups.get(_FOR_ALL, []))
    ordered = sorted(set(ours), key=lambda rule: (-len(rule.pattern), not rule.allows))
    return _Rules(tuple(ordered), tuple(site_maps))


def _directives(text: str) -> Iterator[tuple[str, str]]:
    """Yield the directives of a robots.txt, names in lower case; some lack the colon."""
    for line in text.replace("\r", "\n").split("\n"):
        if len(line) > 2_000:  # longer than any that means something
            continue
        directive = line.partition("#")[0].strip()
        key, colon, value = directive.partition(":")
        if not colon:
            key, _, value = directive.partition(" ")
        yield key.strip().lower(), value.strip()


def _comparable(path: str) -> str:
    """Return `path` with exactly that encoded which has to be (RFC 9309 2.2.2)."""

    def plain(escaped: re.Match[str]) -> str:
        letter = chr(int(escaped[0][1:], 16))
        is_plain = letter.isascii() and (letter.isalnum() or letter in "-._~")
        return letter if is_plain else escaped[0].upper()

    return _ESCAPED.sub(plain, quote(path, safe=string.punctuation))

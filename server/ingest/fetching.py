"""The poller's fetches: feeds and pages, through the one fetcher, as publishers allow.

Publishers reserve texts by robots directives, in X-Robots-Tag and in <meta name="robots">, and by
the W3C community group's TDM Reservation Protocol (https://www.w3.org/community/reports/tdmrep/
CG-FINAL-tdmrep-20240510/): in a header, in a meta element or in the site's tdmrep.json.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from server.config import Settings
from server.errors import Busy, Cancelled, Problem
from server.feeds import ParsedFeed, likely_first, merge_site_maps, parse_feed
from server.model import ExpiringCache, json_value
from server.net.content import metas
from server.net.fetch import Fetched, Fetcher
from server.net.robots import NAME, Rule, covers
from server.net.session import Answer
from server.store import FeedDocument, moment
from server.urls import parse

# Site maps fetched for one index, the likeliest first.
MOST_SITEMAPS = 50
# Indexes of site maps within indexes.
_MOST_DEPTH = 2
# Bytes of a feed, unpacked; a site map may have 50 MB, news ones are far smaller.
MOST_BYTES = 20_000_000
# Wall time of a feed's parsing; the largest take seconds of CPU, and others may be at work.
_PARSE_SECONDS = 60.0
# For so long a site's rules are cached, and a feed may call itself fresh.
_DAY_SECONDS = 86_400.0
# Of a site's tdmrep.json: bytes (real ones have some kB), rules, and characters of a pattern.
_RULES_BYTES, _MOST_RULES, _PATTERN_CHARACTERS = 1_000_000, 1_000, 500
# Bytes of a cached rule without its pattern, about.
_RULE_BYTES = 200
# Characters of a page that are read for its directives.
_HEAD_CHARACTERS = 200_000
# Kinds of feeds whose documents are kept, and their bytes at most; real ones have some 100 kB.
_WITH_ENTRIES, _KEPT_BYTES = frozenset({"rss", "atom", "json"}), 5_000_000
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """A feed as it is now; `feed` None where it has not changed.

    `url` is its address from now on; `fresh` the seconds for which it will not change. `document`
    is kept for who wants the entries whole; site maps have none.
    """

    url: str
    feed: ParsedFeed | None
    etag: str | None
    modified: str | None
    fresh: float
    document: FeedDocument | None = None


# Runs a function in a worker that may be killed.
Run = Callable[..., Any]


@dataclass
class Web:
    """Fetches for the poller, for many threads; setting `cancelled` ends every wait."""

    fetcher: Fetcher
    run: Run
    settings: Settings
    cancelled: threading.Event = field(default_factory=threading.Event)
    _rules: ExpiringCache[tuple[Rule, ...]] = field(default_factory=ExpiringCache)
    _next: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def feed(self, url: str, etag: str | None = None, modified: str | None = None) -> FeedUpdate:
        """Fetch the feed at `url` unless its version is `etag` or `modified`; raise Problem."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        answer = self._get(url, {name: value for name, value in conditions.items() if value})
        place, fresh = answer.moved or url, fresh_for(answer.headers)
        if answer.status == 304:
            return FeedUpdate(place, None, etag, modified, fresh)
        feed, reserved = self._read(answer), mining_reserved(answer.headers)
        if feed.kind == "sitemap_index":
            feed = self._follow_index(feed, answer.url)
        elif reserved:
            feed = replace(feed, items=[replace(item, text="") for item in feed.items])
        tags = answer.headers.get("etag"), answer.headers.get("last-modified")
        document = None
        if feed.kind in _WITH_ENTRIES and len(answer.body) <= _KEPT_BYTES:
            content_type = answer.headers.get("content-type", "")
            document = FeedDocument(answer.url, content_type, reserved, moment(), answer.body)
        return FeedUpdate(place, feed, *tags, fresh, document)

    def page(self, url: str) -> Fetched:
        """Fetch the page at `url`, a pause after the last one of its host."""
        self._wait(url)
        return self.fetcher.fetch(url, cancelled=self.cancelled)

    def mining_reserved(self, url: str) -> bool:
        """Whether the site's tdmrep.json reserves `url`; cached for a day."""
        address = parse(url)
        origin = f"{address.scheme}://{address.netloc.decode()}"
        rules = self._rules.get(origin)
        if rules is None:
            rules = self._site_rules(origin)
            size = sum(_RULE_BYTES + len(rule.pattern) for rule in rules)
            self._rules.keep(origin, rules, _DAY_SECONDS, size)
        return reserve(rules, address.raw_path.decode("ascii"))

    def _follow_index(self, index: ParsedFeed, url: str) -> ParsedFeed:
        """Return the articles of the site maps in `index`, each fetched once.

        Most indexes also name site maps without news: these are skipped. Raises the first problem
        where no site map brought anything.
        """
        waiting = [(child, 1) for child in likely_first(index.children)]
        fetched, parts, problems = {url}, list[ParsedFeed](), list[Problem]()
        while waiting and len(fetched) <= MOST_SITEMAPS:
            child, depth = waiting.pop(0)
            if child.url in fetched:
                continue
            fetched.add(child.url)
            try:
                part = self._read(self._get(child.url, {}))
            except Problem as problem:
                if "retry_after" in problem.params:
                    raise  # the host wants to be left alone
                problems.append(problem)
                continue
            parts.append(part)
            if depth < _MOST_DEPTH:
                waiting += [(grandchild, depth + 1) for grandchild in likely_first(part.children)]
        if problems and not any(part.items for part in parts):
            raise problems[0]
        return merge_site_maps(parts, url)

    def _get(self, url: str, headers: Mapping[str, str]) -> Answer:
        headers_sent = {"Accept": _ACCEPT, **headers}
        return self.fetcher.get(url, headers_sent, MOST_BYTES, cancelled=self.cancelled)

    def _read(self, answer: Answer) -> ParsedFeed:
        parsed: ParsedFeed = self.run(
            parse_feed,
            answer.body,
            answer.headers.get("content-type", ""),
            answer.url,
            MOST_BYTES,
            timeout=_PARSE_SECONDS,
            cancelled=self.cancelled,
        )
        return parsed

    def _site_rules(self, origin: str) -> tuple[Rule, ...]:
        try:
            answer = self.fetcher.get(
                f"{origin}/.well-known/tdmrep.json",
                {"Accept": "application/json"},
                _RULES_BYTES,
                cancelled=self.cancelled,
            )
            rules: tuple[Rule, ...] = self.run(site_rules, answer.body, cancelled=self.cancelled)
        except Busy:
            raise
        except Problem:
            return ()
        return rules

    def _wait(self, url: str) -> None:
        """Wait for this page's turn at its host; raise Cancelled."""
        host = parse(url).raw_host.decode("ascii")
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + self.settings.feeds_pause_seconds
        if self.cancelled.wait(turn - now):
            raise Cancelled("Polling was stopped.")


# Each forbids an index of the page's words.
_DIRECTIVES = frozenset({"none", "noindex", "noarchive", "nosnippet", "noai"})
_AGENTS = frozenset({"*", "robots", NAME.lower()})
# Directives with a value: the word before their colon is not a program's name.
_WITH_VALUE = frozenset(
    {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}
)


def mining_reserved(headers: Mapping[str, str]) -> bool:
    """Whether headers (with lower-case names) reserve text and data mining.

    A feed's own robots directives don't concern the articles: many feeds are `noindex`.
    """
    return headers.get("tdm-reservation", "").strip() == "1"


def page_reserved(headers: Mapping[str, str], html: str) -> bool:
    """Whether a page's headers or head reserve its text."""
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
    """Whether comma-separated `directives` forbid this program."""
    applies = True
    for part in directives.lower().split(","):
        agent, colon, rest = part.partition(":")
        if colon and agent.strip() not in _WITH_VALUE:
            applies, part = agent.strip() in _AGENTS, rest  # noqa: PLW2901 - what is left of it
        if applies and part.strip() in _DIRECTIVES:
            return True
    return False


def reserve(rules: Sequence[Rule], path: str) -> bool:
    """Whether a site's rules reserve `path` (with its query); the first match decides."""
    for rule in rules:
        if covers(rule.pattern, path):
            return not rule.allows
    return False


def site_rules(body: bytes) -> tuple[Rule, ...]:
    """Return the rules of a tdmrep.json, with patterns as in robots.txt; none if unreadable."""
    entries = json_value(body)
    entries = entries if isinstance(entries, list) else []
    return tuple(
        Rule(entry["location"][:_PATTERN_CHARACTERS], entry.get("tdm-reservation") not in (1, "1"))
        for entry in entries[:_MOST_RULES]
        if isinstance(entry, dict) and isinstance(entry.get("location"), str)
    )


_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})")


def fresh_for(headers: Mapping[str, str]) -> float:
    """Return the seconds, at most a day, that Cache-Control calls a feed fresh."""
    age = _MAX_AGE.search(headers.get("cache-control", "").lower())
    return min(_DAY_SECONDS, float(age[1])) if age else 0.0

"""The poller's fetches: feeds, pages and sites' rules, through the one fetcher."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from server.config import Settings
from server.errors import Busy, Cancelled, Problem
from server.feeds import Parsed, likely_first, not_a_feed, parse_feed, without_duplicates
from server.ingest.rights import mining_reserved, reserve, site_rules
from server.ingest.schedule import fresh_for
from server.net.fetch import Fetched, Fetcher
from server.net.remembered import Remembered
from server.net.robots import Rule
from server.net.session import Answer
from server.urls import parse

MOST_SITEMAPS = 50  # fetched for one index, the likeliest first
MOST_DEPTH = 2  # indexes within indexes


@dataclass(frozen=True, slots=True)
class Collected:
    """A feed as it is now; `feed` None where it has not changed.

    `url` is its address from now on; `fresh` the seconds for which it will not change.
    """

    url: str
    feed: Parsed | None
    etag: str | None
    modified: str | None
    fresh: float


MOST_BYTES = 20_000_000  # of a feed, unpacked; a site map may have 50 MB, news ones are far smaller
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
# Wall time; the largest feeds take some seconds of CPU, and others may be at work.
_PARSE_SECONDS = 60.0
_RULES_BYTES = 1_000_000  # of a tdmrep.json; real ones have a few kB
_RULES_SECONDS = 86_400.0  # that a site's rules are cached

# Runs a function in a worker that may be killed.
Run = Callable[..., Any]


@dataclass
class Web:
    """Fetches for the poller, for many threads; `cancelled` ends what is waiting."""

    fetcher: Fetcher
    run: Run
    settings: Settings
    cancelled: threading.Event = field(default_factory=threading.Event)
    _rules: Remembered[tuple[Rule, ...]] = field(default_factory=Remembered)
    _next: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def feed(self, url: str, etag: str | None = None, modified: str | None = None) -> Collected:
        """Fetch the feed at `url` unless its version is `etag` or `modified`; raise Problem."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        answer = self._get(url, {name: value for name, value in conditions.items() if value})
        place, fresh = answer.moved or url, fresh_for(answer.headers)
        if answer.status == 304:
            return Collected(place, None, etag, modified, fresh)
        feed = self._read(answer)
        if feed.kind == "sitemap_index":
            feed = self._followed(feed, answer.url)
        elif mining_reserved(answer.headers):
            feed = replace(feed, items=[replace(item, text="") for item in feed.items])
        return Collected(
            place, feed, answer.headers.get("etag"), answer.headers.get("last-modified"), fresh
        )

    def page(self, url: str) -> Fetched:
        """Fetch the page at `url`, a pause after the last one of its host."""
        self._wait(url)
        return self.fetcher.fetch(url, cancelled=self.cancelled)

    def mining_reserved(self, url: str) -> bool:
        """Return whether the site's tdmrep.json reserves `url`; cached for a day."""
        address = parse(url)
        origin = f"{address.scheme}://{address.netloc.decode()}"
        rules = self._rules.get(origin)
        if rules is None:
            rules = self._site_rules(origin)
            size = sum(200 + len(rule.pattern) for rule in rules)  # bytes, about
            self._rules.keep(origin, rules, _RULES_SECONDS, size)
        return reserve(rules, address.raw_path.decode("ascii"))

    def _followed(self, index: Parsed, url: str) -> Parsed:
        """Return the articles of the site maps in `index`, each fetched once.

        Most indexes also name site maps without news: these are skipped. Raises the first problem
        where no site map brought anything.
        """
        waiting = [(child, 1) for child in likely_first(index.children)]
        seen, parts, problems = {url}, list[Parsed](), list[Problem]()
        while waiting and len(seen) <= MOST_SITEMAPS:
            child, depth = waiting.pop(0)
            if child.url in seen:
                continue
            seen.add(child.url)
            try:
                part = self._read(self._get(child.url, {}))
            except Problem as problem:
                if "retry_after" in problem.params:
                    raise  # the host wants to be left alone
                problems.append(problem)
                continue
            parts.append(part)
            if depth < MOST_DEPTH:
                waiting += [(each, depth + 1) for each in likely_first(part.children)]
        if problems and not any(part.items for part in parts):
            raise problems[0]
        if all(part.kind == "sitemap_index" for part in parts):
            raise not_a_feed(
                url,
                "an index of site maps without news",
                "an index of site maps that leads to no site map with news. Look for the site's "
                "news site map or feed.",
            )
        return Parsed(
            "sitemap_index",
            next((part.title for part in parts if part.title), None),
            without_duplicates(item for part in parts for item in part.items),
        )

    def _get(self, url: str, headers: Mapping[str, str]) -> Answer:
        headers_sent = {"Accept": _ACCEPT, **headers}
        return self.fetcher.get(url, headers_sent, MOST_BYTES, cancelled=self.cancelled)

    def _read(self, answer: Answer) -> Parsed:
        parsed: Parsed = self.run(
            parse_feed,
            answer.body,
            answer.content_type,
            answer.url,
            MOST_BYTES,
            timeout=_PARSE_SECONDS,
            cancelled=self.cancelled,
        )
        return parsed

    def _site_rules(self, origin: str) -> tuple[Rule, ...]:
        try:
            address = f"{origin}/.well-known/tdmrep.json"
            answer = self.fetcher.get(
                address, {"Accept": "application/json"}, _RULES_BYTES, cancelled=self.cancelled
            )
            found: tuple[Rule, ...] = self.run(site_rules, answer.body, cancelled=self.cancelled)
        except Busy:
            raise
        except Problem:
            return ()
        return found

    def _wait(self, url: str) -> None:
        """Wait for this page's turn at its host; raise Cancelled."""
        host = parse(url).raw_host.decode("ascii")
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + self.settings.feeds_pause_seconds
        if self.cancelled.wait(turn - now):
            raise Cancelled("Polling was stopped.")

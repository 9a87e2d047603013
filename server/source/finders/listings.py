"""Reads a publisher's latest articles from its feed and news site map.

Both are public files that don't depend on the search. The site map is where robots.txt says
(https://www.sitemaps.org/protocol.html), else where most sites have it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from server.errors import (
    BlockedAddress,
    DeadlineExceeded,
    FetchFailed,
    NotAFeed,
    Problem,
)
from server.feeds import Item, Parsed, likely_first
from server.source.finders.protocol import FinderSkipped
from server.urls import same_site

MOST_SITE_MAPS = 4  # files, for one publisher
_WELL_KNOWN = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml")
# After these the site gets no further request.
_OUT_OF_REACH = (BlockedAddress, DeadlineExceeded, FetchFailed)

# Fetches and reads a feed or site map within some seconds; raises Problem, or NotAFeed with the
# `feeds` that a web page names.
ReadFeed = Callable[[str, float], Parsed]
# Returns the site maps that a site's robots.txt names; raises Problem.
SiteMaps = Callable[[str, float], list[str]]


@dataclass(frozen=True, slots=True)
class Listings:
    """Reads listings until `end` (monotonic seconds); raises FinderSkipped after it."""

    read_feed: ReadFeed
    site_maps: SiteMaps
    end: float

    def feed(self, start: str) -> Iterator[Sequence[Item]]:
        """Yield the items of the feed at `start`, or of the first feed named there."""
        try:
            yield self._read(start).items
        except NotAFeed as page:
            feeds = [url for url in page.params.get("feeds", []) if same_site(url, start)]
            if not feeds:
                raise
            yield self._read(feeds[0]).items

    def news(self, start: str) -> Iterator[Sequence[Item]]:
        """Yield the articles of each news site map of the site, likeliest file first."""
        waiting, seen, tried = self._places(start), set[str](), 0
        while waiting and tried < MOST_SITE_MAPS:
            place = waiting.pop(0)
            if place in seen:
                continue
            seen.add(place)
            tried += 1
            try:
                parsed = self._read(place)
            except Problem as problem:
                if is_out_of_reach(problem):
                    raise
                continue  # missing, or without news
            waiting = [child.url for child in likely_first(parsed.children)] + waiting
            # A site map may only list its own site.
            yield [item for item in parsed.items if same_site(item.url, start)]

    def _places(self, start: str) -> list[str]:
        named = self.site_maps(start, self._left())
        first = [url for url in named if "news" in url.lower()]
        known = [urljoin(start, path) for path in _WELL_KNOWN]
        return (
            [*first, *(url for url in named if url not in first)] if first else [*named[:2], *known]
        )

    def _read(self, url: str) -> Parsed:
        return self.read_feed(url, self._left())

    def _left(self) -> float:
        left = self.end - time.monotonic()
        if left <= 0:
            raise FinderSkipped("Its time was up.")
        return left


def is_out_of_reach(problem: Problem) -> bool:
    """Return whether a site can't be reached or asks for a pause."""
    return isinstance(problem, _OUT_OF_REACH) or "retry_after" in problem.params

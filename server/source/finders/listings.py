"""What a publisher's site lists of its latest articles: its feed, and its news site map.

Both are files for anybody that say nothing of what is looked for in them. The site map is where
robots.txt says (https://www.sitemaps.org/protocol.html), else where most sites have it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from server.errors import (
    BlockedAddress,
    Cancelled,
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
# After these the site is not asked for anything else.
_OUT_OF_REACH = (BlockedAddress, DeadlineExceeded, FetchFailed)

# Fetches and reads a feed or site map within this many seconds; raises Problem, NotAFeed with the
# `feeds` that a web page names.
ReadFeed = Callable[[str, float], Parsed]
# The site maps that the robots.txt of an address's site names; raises Problem.
SiteMaps = Callable[[str, float], list[str]]


@dataclass(frozen=True, slots=True)
class Listings:
    """Reads listings until the moment `end` (monotonic seconds); raises FinderSkipped after it."""

    read_feed: ReadFeed
    site_maps: SiteMaps
    end: float

    def feed(self, start: str) -> Iterator[Sequence[Item]]:
        """The items of the feed at `start`, or of the first one that the page there names."""
        try:
            yield self._read(start).items
        except NotAFeed as page:
            feeds = [url for url in page.params.get("feeds", []) if same_site(url, start)]
            if not feeds:
                raise
            yield self._read(feeds[0]).items

    def news(self, start: str) -> Iterator[Sequence[Item]]:
        """The articles of each news site map of the site of `start`, the likeliest file first."""
        waiting, seen, tried = self._places(start), set[str](), 0
        while waiting and tried < MOST_SITE_MAPS:
            place = waiting.pop(0)
            if place in seen:
                continue
            seen.add(place)
            tried += 1
            try:
                found = self._read(place)
            except Cancelled:
                raise
            except Problem as problem:
                if is_out_of_reach(problem):
                    raise
                continue  # none there, or none with news
            waiting = [child.url for child in likely_first(found.children)] + waiting
            # A site map speaks for its own site alone.
            yield [item for item in found.items if same_site(item.url, start)]

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
            raise FinderSkipped("The time for it was used up.")
        return left


def is_out_of_reach(problem: Problem) -> bool:
    """Whether a site can't be reached or wants to be left alone."""
    return isinstance(problem, _OUT_OF_REACH) or "retry_after" in problem.params

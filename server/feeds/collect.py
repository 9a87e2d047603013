"""A feed with all that belongs to it: fetched if it changed, an index of site maps followed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from server.feeds.items import Child, Item, Parsed, without_duplicates
from server.feeds.reserved import mining_reserved
from server.feeds.schedule import fresh_for
from server.net.files import Answer

MOST_SITEMAPS = 50
MOST_DEPTH = 2

Get = Callable[[str, Mapping[str, str]], Answer]
Read = Callable[[Answer], Parsed]


@dataclass(frozen=True, slots=True)
class Collected:
    """A feed as it is now; `feed` None: it has not changed.

    `url` is where it lives from now on; `fresh` the seconds for which it will not change.
    """

    url: str
    feed: Parsed | None
    etag: str | None
    modified: str | None
    fresh: float


def collect(
    get: Get, read: Read, url: str, etag: str | None = None, modified: str | None = None
) -> Collected:
    """The feed at `url` unless it is still the version `etag` or `modified`; raises Problem."""
    conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
    answer = get(url, {name: value for name, value in conditions.items() if value})
    place, fresh = answer.moved or url, fresh_for(answer.headers)
    if answer.status == 304:
        return Collected(place, None, etag, modified, fresh)
    feed = read(answer)
    if feed.kind == "sitemap_index":
        feed = _followed(get, read, feed, answer.url)
    elif mining_reserved(answer.headers):
        feed = replace(feed, items=[replace(item, content=None) for item in feed.items])
    return Collected(
        place, feed, answer.headers.get("etag"), answer.headers.get("last-modified"), fresh
    )


def _followed(get: Get, read: Read, index: Parsed, url: str) -> Parsed:
    """The articles of the site maps in `index`, the latest first; none is fetched twice."""
    waiting = [(child, 1) for child in _latest(index.children)]
    seen, items = {url}, list[Item]()
    title = language = None
    while waiting and len(seen) <= MOST_SITEMAPS:
        child, depth = waiting.pop(0)
        if child.url in seen:
            continue
        seen.add(child.url)
        part = read(get(child.url, {}))
        title, language = title or part.title, language or part.language
        items += part.items
        if depth < MOST_DEPTH:
            waiting += [(each, depth + 1) for each in _latest(part.children)]
    return Parsed("sitemap_index", title, language, without_duplicates(items))


def _latest(children: list[Child]) -> list[Child]:
    return sorted(children, key=lambda child: child.modified or "", reverse=True)

"""Fetches a feed if it changed, and follows an index of site maps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from server.errors import NotAFeed, Problem
from server.feeds import Parsed, likely_first, without_duplicates
from server.ingest.rights import mining_reserved
from server.ingest.schedule import fresh_for
from server.net.download import Answer

MOST_SITEMAPS = 50  # fetched for one index, the likeliest first
MOST_DEPTH = 2  # indexes within indexes

Get = Callable[[str, Mapping[str, str]], Answer]
Read = Callable[[Answer], Parsed]


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


def collect(
    get: Get, read: Read, url: str, etag: str | None = None, modified: str | None = None
) -> Collected:
    """Fetch the feed at `url` unless its version is `etag` or `modified`; raise Problem."""
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
    """Return the articles of the site maps in `index`, each fetched once.

    Most indexes also name site maps without news: these are skipped. Raises the first problem where
    no site map brought anything.
    """
    waiting = [(child, 1) for child in likely_first(index.children)]
    seen, parts, problems = {url}, list[Parsed](), list[Problem]()
    while waiting and len(seen) <= MOST_SITEMAPS:
        child, depth = waiting.pop(0)
        if child.url in seen:
            continue
        seen.add(child.url)
        try:
            part = read(get(child.url, {}))
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
        raise NotAFeed(
            f"{url} is an index of site maps that leads to no site map with news. Look for the "
            "site's news site map or feed.",
            url=url,
            what="an index of site maps without news",
            feeds=[],
        )
    return Parsed(
        "sitemap_index",
        next((part.title for part in parts if part.title), None),
        next((part.language for part in parts if part.language), None),
        without_duplicates(item for part in parts for item in part.items),
    )

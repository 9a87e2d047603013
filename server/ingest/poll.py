"""One feed's poll: fetched, its new items kept, then indexed as the feed announced them.

Items go through the store first, with the feed's ETag in the same transaction, and are marked
only after the index has them. Whatever ends the process in between, the next run goes on from
there, and what it repeats changes nothing: the index knows an article by its address.
"""

import time
from dataclasses import dataclass, replace
from typing import NamedTuple

from server.errors import STOPPED, Cancelled, Problem
from server.feeds import Parsed
from server.ingest import schedule
from server.ingest.entries import article_of, entry_of, item_of
from server.ingest.fetching import Web
from server.ingest.schedule import FIRST
from server.store import ArticleIndex, Entry, Feed, Feeds
from server.urls import host_of, parse


class AddedFeed(NamedTuple):
    """A feed that is kept, and what it has now."""

    feed: Feed
    parsed: Parsed


def add_feed(store: Feeds, web: Web, url: str) -> AddedFeed:
    """Keep the feed at `url`, which is due at once; raises Problem where there is no feed."""
    found = web.feed(url)
    assert found.feed is not None  # noqa: S101 - it was asked for without conditions
    address = str(parse(found.url).copy_with(fragment=None))
    feed = store.add_feed(address, found.feed.title, FIRST, time.time())
    return AddedFeed(feed, found.feed)


_AT_ONCE = 500
_TAKEN_DOWN = 410


@dataclass(frozen=True, slots=True)
class Polled:
    """What came of a poll: the number of new items, or a sentence on why it failed."""

    new: int = 0
    problem: str | None = None


def poll_feed(store: Feeds, web: Web, feed: Feed) -> Polled:
    """Fetch `feed`, keep its new items, and set when it is due again."""
    now = time.time()
    host = host_of(feed.url) or ""
    if (until := store.paused_hosts(now).get(host)) is not None:
        store.polled(replace(feed, due=until + schedule.jittered(5)), [], now)
        return Polled(problem=f"{host} asked to be left alone until {schedule.iso(until)}.")
    try:
        found = web.feed(feed.url, feed.etag, feed.modified)
    except Cancelled:
        raise
    except Problem as problem:
        return failed(store, feed, problem)
    entries = [entry_of(item) for item in found.feed.items] if found.feed else []
    base = replace(
        feed,
        url=found.url,
        title=(found.feed.title if found.feed else None) or feed.title,
        etag=found.etag,
        modified=found.modified,
        polled=schedule.iso(now),
        failures=0,
        last_error=None,
    )
    # Until its new items are counted, it is due as it was before.
    new = store.polled(base, entries, now)
    seconds = schedule.interval(feed.seconds, news=new > 0)
    wait = schedule.jittered(max(seconds, found.fresh))
    newest = base.polled if new else feed.newest
    counted = replace(base, articles=feed.articles + new, newest=newest)
    store.polled(replace(counted, seconds=seconds, due=now + wait), [], now)
    return Polled(new)


def failed(store: Feeds, feed: Feed, problem: Problem) -> Polled:
    """Note why `feed` brought nothing, and when it is tried again."""
    now = time.time()
    failures = feed.failures + 1
    stopped = failures > 1 and problem.params.get("reason") in STOPPED
    wait = schedule.LONGEST if stopped else schedule.backoff(failures)
    asked = schedule.retry_after(problem.params.get("retry_after"), now)
    if asked is not None:
        wait = max(wait, asked)
        store.pause_host(host_of(problem.params.get("url", feed.url)) or "", now + asked)
    gone = problem.params.get("http_status") == _TAKEN_DOWN
    store.polled(
        replace(
            feed,
            state="gone" if gone else feed.state,
            polled=schedule.iso(now),
            due=now + wait,
            failures=failures,
            last_error=problem.detail,
        ),
        [],
        now,
    )
    return Polled(problem=problem.detail)


def refill(store: Feeds, index: ArticleIndex) -> int:
    """Put back what a lost, salvaged or replaced index lacks; how many items these were."""
    identity = index.identity()
    if store.index_identity() == identity:
        return 0
    return store.refill(identity, lambda url: index.article_text(url) is not None, time.time())


def index_new(store: Feeds, index: ArticleIndex, *, pages: bool) -> int:
    """Put the items that are not yet in the index into it; how many these were.

    With `pages` those whose text the feed does not carry stay to be read.
    """
    done = 0
    while batch := store.entries("new", time.time(), _AT_ONCE):
        _index(store, index, batch, pages=pages)
        done += len(batch)
    return done


def _index(store: Feeds, index: ArticleIndex, batch: list[Entry], *, pages: bool) -> None:
    articles = [article_of(item_of(entry)) for entry in batch]
    # A lead would take the place of a text that came another way.
    index.add_articles(
        article for article in articles if article.text or not has_text(index, article.url)
    )
    whole = {article.url for article in articles if article.text or not pages}
    store.mark([entry.url for entry in batch if entry.url in whole], "done")
    store.mark([entry.url for entry in batch if entry.url not in whole], "lead")


def has_text(index: ArticleIndex, url: str) -> bool:
    """Whether the index has the whole text of the article at `url`."""
    known = index.article_text(url)
    return known is not None and bool(known.text)

"""Polls one feed: fetches it, saves and indexes its new items.

Items go through the store first, with the feed's ETag in the same transaction, and are marked
only after the index has them. If the process ends in between, the next run goes on from there,
and repetition changes nothing: the index knows an article by its address.

A feed's interval is halved after news and grows by half without; failures back off exponentially.
What a site asks for (Cache-Control, Retry-After) is respected too.
"""

import hashlib
import random
import time
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from server.errors import STOPPED, InvalidRequest, NotFound, Problem
from server.feeds import Item, ParsedFeed
from server.ingest.fetching import Web
from server.model import FeedChangeRequest
from server.net.quota import retry_after
from server.store import ArticleIndex, Entry, Feed, Feeds, IndexArticle, iso
from server.urls import host_of, parse

# Seconds between two polls: of a new feed, at least, and at most, for a daily poll notices that a
# feed lives.
FIRST, SHORTEST, LONGEST = 1_800.0, 600.0, 86_400.0
# After news the interval is halved; without, it grows.
_FASTER, _SLOWER = 1 / 2, 1.5
# Doublings after failures; more would pass a day, and overflow.
_MOST_DOUBLINGS = 20
# A site is left alone for a week at most, whatever it asks for.
_LONGEST_PAUSE = 7 * LONGEST
# Seconds after the end of a site's pause.
_AFTER_PAUSE = 5.0
# Items in a transaction of the index.
_BATCH = 500
# Hexadecimal digits of an item's digest.
_DIGEST_DIGITS = 32
_GONE = 410  # HTTP: removed for good


def add_feed(store: Feeds, web: Web, url: str) -> tuple[Feed, ParsedFeed]:
    """Add the feed at `url`, due at once; return it with its items, or raise Problem."""
    update = web.feed(url)
    assert update.feed is not None  # noqa: S101 - it was asked for without conditions
    address = str(parse(update.url).copy_with(fragment=None))
    return store.add_feed(address, update.feed.title, FIRST, time.time()), update.feed


# Changes by the names of commands and buttons.
CHANGES = {
    "pause": FeedChangeRequest(state="paused"),
    "resume": FeedChangeRequest(state="active"),
    "refresh": FeedChangeRequest(refresh=True),
}


def change_feed(store: Feeds, key: str, change: FeedChangeRequest, web: Web | None = None) -> Feed:
    """Pause, resume, refresh or edit the feed `key`; return it as it is then.

    A new address is fetched from `web` first. Raises NotFound, InvalidRequest, or what fetching
    raises.
    """
    feeds = {feed.id: feed for feed in store.feeds()}
    if key not in feeds:
        raise NotFound(f"There is no feed {key}; `unabridged feeds list` shows them.")
    feed, now = feeds[key], time.time()
    values: dict[str, object] = {}
    state = change.state or feed.state
    if change.refresh and state == "paused":
        raise InvalidRequest("The feed is paused; resume it to have it polled at once.")
    if change.minutes is not None:
        values |= {"every": 60.0 * change.minutes or None}
        values |= {"due": min(feed.due, now + (60 * change.minutes or FIRST))}
    if change.url and change.url != feed.url and web:
        update = web.feed(change.url)
        url = str(parse(update.url).copy_with(fragment=None))
        if any(other.url == url and other.id != key for other in feeds.values()):
            raise InvalidRequest(f"Another feed has the address {url} already.")
        title = (update.feed and update.feed.title) or feed.title
        values |= {"url": url, "title": title, "added": iso(now), "etag": None, "modified": None}
        values |= {"failures": 0, "last_error": None, "due": now}
        state = "active" if state == "gone" else state
    if state == "active" and (change.refresh or state != feed.state):
        values |= {"due": now}
    return store.change_feed(key, **values, state=state)


@dataclass(frozen=True, slots=True)
class PollResult:
    """The result of a poll: the number of new items, or a sentence on its failure."""

    new: int = 0
    problem: str | None = None


def poll_feed(store: Feeds, web: Web, feed: Feed) -> PollResult:
    """Fetch `feed`, save its new items, and set its next due time."""
    now = time.time()
    host = host_of(feed.url) or ""
    if (until := store.paused_hosts(now).get(host)) is not None:
        store.polled(replace(feed, due=until + with_jitter(_AFTER_PAUSE)), [], now)
        return PollResult(problem=f"{host} asked to be left alone until {iso(until)}.")
    try:
        update = web.feed(feed.url, feed.etag, feed.modified)
    except Problem as problem:
        return note_failure(store, feed, problem)
    entries = [entry_of(item) for item in update.feed.items] if update.feed else []
    polled = replace(
        feed,
        url=update.url,
        title=(update.feed.title if update.feed else None) or feed.title,
        etag=update.etag,
        modified=update.modified,
        polled=iso(now),
        failures=0,
        last_error=None,
    )
    # Until its new items are counted, it is due as it was before.
    new = store.polled(polled, entries, now, update.document)
    seconds = interval(feed.seconds, news=new > 0)
    wait = with_jitter(max(feed.every or seconds, update.fresh))
    newest = polled.polled if new else feed.newest
    polled = replace(polled, articles=feed.articles + new, newest=newest)
    store.polled(replace(polled, seconds=seconds, due=now + wait), [], now)
    return PollResult(new)


def note_failure(store: Feeds, feed: Feed, problem: Problem) -> PollResult:
    """Note a feed's failure and its next due time."""
    now = time.time()
    failures = feed.failures + 1
    is_stopped = failures > 1 and problem.params.get("reason") in STOPPED
    wait = LONGEST if is_stopped else backoff(failures)
    asked = asked_pause(problem)
    if asked is not None:
        wait = max(wait, asked)
        store.pause_host(host_of(problem.params.get("url", feed.url)) or "", now + asked)
    is_gone = problem.params.get("http_status") == _GONE
    store.polled(
        replace(
            feed,
            state="gone" if is_gone else feed.state,
            polled=iso(now),
            due=now + wait,
            failures=failures,
            last_error=problem.detail,
        ),
        [],
        now,
    )
    return PollResult(problem=problem.detail)


def refill(store: Feeds, index: ArticleIndex) -> int:
    """Queue the items that a replaced index lacks; return their number."""
    identity = index.identity()
    if store.index_identity() == identity:
        return 0
    return store.refill(identity, lambda url: index.article_text(url) is not None, time.time())


def index_new(store: Feeds, index: ArticleIndex, *, pages: bool) -> int:
    """Index all new items; return their number.

    With `pages`, those whose text the feed does not carry wait for their page.
    """
    done = 0
    while batch := store.entries("new", time.time(), _BATCH):
        articles = [article_of(entry) for entry in batch]
        # A lead must not replace a text that came another way.
        index.add_articles(
            article
            for article in articles
            if article.text or not getattr(index.article_text(article.url), "text", "")
        )
        with_text = {article.url for article in articles if article.text or not pages}
        store.mark([entry.url for entry in batch if entry.url in with_text], "done")
        store.mark([entry.url for entry in batch if entry.url not in with_text], "lead")
        done += len(batch)
    return done


_ITEM = TypeAdapter(Item)


def entry_of(item: Item) -> Entry:
    """Convert `item` for the store."""
    body = _ITEM.dump_json(item).decode()
    words = "\0".join((item.title, item.lead, item.text))
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_DIGITS]
    return Entry(item.url, item.guid, digest, body)


def article_of(entry: Entry) -> IndexArticle:
    """Convert an item that the store kept, as its feed announced it, for the index."""
    return _ITEM.validate_json(entry.body)


def interval(seconds: float, *, news: bool) -> float:
    """Return the new seconds between polls, given the old ones."""
    if news:
        return max(SHORTEST, seconds * _FASTER)
    return min(LONGEST, max(SHORTEST, seconds) * _SLOWER)


def backoff(failures: int) -> float:
    """Return the seconds after this many failures: 10 minutes, 20, 40 … a day."""
    doublings = min(failures - 1, _MOST_DOUBLINGS)
    return with_jitter(min(LONGEST, SHORTEST * 2.0**doublings))


def with_jitter(seconds: float) -> float:
    """Return `seconds` with ±10 % jitter, so that feeds don't come due together."""
    return seconds * random.uniform(0.9, 1.1)  # noqa: S311 - nothing secret


def asked_pause(problem: Problem) -> float | None:
    """Return the seconds, at most a week, that a site asks for, if it does."""
    asked = retry_after(problem.params)
    return None if asked is None else min(_LONGEST_PAUSE, asked)

"""Polls all feeds again and again, in the server or as `unabridged feeds poll`.

For an index in a file one process at a time polls: it holds a lease in the store. Where servers
share database and index, any number of processes poll, each the feeds that it claims (leases.py).

The pages of new items are read too, so that the index has whole texts. Where a page is cut,
reserved or unavailable, its item stays in the index as the feed announced it: title and lead.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

import numpy as np

from server.errors import STOPPED, Busy, Cancelled, InternalError, PageLeftAlone, Problem
from server.ingest import poll
from server.ingest.fetching import Web, page_reserved
from server.ingest.leases import Leases
from server.language import detect, vectors
from server.language.data import base_language
from server.model import counted
from server.net.fetch import Fetched
from server.store import (
    ArticleIndex,
    Entry,
    Feed,
    Feeds,
    IndexArticle,
    Meaning,
    PeriodicJob,
    SqliteArticles,
    TextToEncode,
)
from server.urls import host_of

log = logging.getLogger(__name__)
# Feeds or hosts fetched at a time.
_AT_ONCE = 4
# Feeds claimed at a time, so that other pollers get some too.
_CLAIMED = 8
# Between two searches for waiting pages.
_PAGES_SECONDS = 300.0
# To wait for another poller's writing.
_INDEX_SECONDS = 5.0
# Newest waiting items that a round looks at.
_MOST_WAITING = 5_000
# Tries of a page, with growing pauses.
_MOST_TRIES = 4
# Articles encoded, and pages read, between two reports.
_ENCODED_PER_REPORT, _READ_PER_REPORT = 1_000, 20
# Articles encoded between two looks whether to stop, about a second.
_ENCODED_AT_ONCE = 24

# Reads a page's article for the index; None where its whole text is missing.
ReadPage = Callable[[Fetched, IndexArticle], IndexArticle | None]


@dataclass(frozen=True, slots=True)
class Round:
    """The result of a round over the feeds.

    `put_back` counts the articles restored to a lost index.
    """

    feeds: int
    failed: int
    new: int
    pages: int
    put_back: int


@dataclass
class Poller(PeriodicJob):
    """Fills `index` from the feeds in `store`, and from the pages of items without their text.

    Of each host `pages_per_host` pages are read per round, none if it is 0; `report` receives the
    progress. `shares` says whether others poll some of the feeds at the same time. Nothing is
    polled while `clock_behind`: new items would get wrong dates.
    """

    doing = "Polling the feeds"
    store: Feeds
    index: ArticleIndex
    web: Web
    adding: Web  # for people, who may add a feed while the polling is stopped
    leases: Leases
    read: ReadPage
    pages_per_host: int
    report: Callable[[str], None] = log.info
    shares: bool = False
    clock_behind: Callable[[], bool] = lambda: False
    # Receives the outcome of each feed: news, nothing, failed.
    record: Callable[[str], object] = lambda _: None
    # Kept between rounds: each thread has connections to the stores.
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE))
    _indexing: threading.Lock = field(default_factory=threading.Lock)
    _next_pages: float = 0.0
    _read_count: int = 0
    _total: int = 0

    def poll_due(self, *, every: bool = False) -> Round:
        """Poll the due feeds, or `every` one, index the new items, and read the waiting pages.

        Feeds that another poller has are left out. An index that was lost since the last round is
        filled again.
        """
        if every:
            self.store.make_due(time.time())
        with self._alone() as locked:
            put_back = poll.refill(self.store, self.index) if locked else 0
        if put_back:
            again = counted(put_back, "article")
            self.report(f"The index is new: it gets {again} again.")
        self._index_new()
        passed: set[str] = set()
        results: list[poll.PollResult] = []
        while not self.web.cancelled.is_set() and (feeds := self._claim_feeds(passed)):
            numbers = range(len(results) + 1, len(results) + len(feeds) + 1)
            places = [f"{number} of {len(passed)}" for number in numbers]
            results += self._threads.map(self._poll_one, feeds, places)
        queues = self._waiting() if self.pages_per_host else []
        self._read_count, self._total = 0, sum(map(len, queues))
        list(self._threads.map(self._read_queue, queues))
        while encode_waiting(self.index, _ENCODED_PER_REPORT, self.web.cancelled.is_set):
            self.report("New articles were encoded for pages in other languages.")
        failures = sum(result.problem is not None for result in results)
        new = sum(result.new for result in results)
        return Round(len(results), failures, new, self._read_count, put_back)

    def end(self) -> None:
        """Stop polling soon, without waiting for sites."""
        super().end()
        self.web.cancelled.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    @contextmanager
    def lease(self) -> Iterator[str | None]:
        """Hold the polling lease, where one is needed, in a block; yield another holder's name."""
        if self.shares:
            yield None
            return
        with self.leases.hold("feeds", also_from_dead=True) as taken:
            yield None if taken else self.leases.holder

    def turn(self) -> None:
        """Poll the due feeds, unless another process does."""
        self.web.cancelled.clear()
        is_due = bool(self.store.due_feeds(time.time())) or time.monotonic() >= self._next_pages
        if not is_due or self.clock_behind():
            return
        with self.lease() as holder:
            if holder is None:
                self.poll_due()
                self._next_pages = time.monotonic() + _PAGES_SECONDS

    def _claim_feeds(self, passed: set[str]) -> list[Feed]:
        """Return due feeds that are not in `passed`; add their ids to it."""
        if self.shares:
            return self.leases.claim(_CLAIMED, passed)
        due = [feed for feed in self.store.due_feeds(time.time()) if feed.id not in passed]
        passed.update(feed.id for feed in due)
        return due

    def _poll_one(self, feed: Feed, place: str) -> poll.PollResult:
        try:
            return self._poll(feed, place)
        finally:
            if self.shares:
                self.leases.done(feed)

    def _poll(self, feed: Feed, place: str) -> poll.PollResult:
        if self.web.cancelled.is_set():
            return poll.PollResult()
        try:
            result = poll.poll_feed(self.store, self.web, feed)
        except Cancelled:
            return poll.PollResult()
        except Exception as error:
            # One feed must not keep the others waiting.
            log.exception("Polling the feed %s failed.", feed.id)
            fault = InternalError(f"Its items could not be kept ({type(error).__name__}: {error}).")
            result = poll.note_failure(self.store, feed, fault)
        self._index_new()
        if result.problem:
            self.record("failed")
        else:
            self.record("news" if result.new else "nothing")
        self.report(f"{place}: {feed.title or feed.url}: {result.problem or f'{result.new} new'}")
        return result

    def _index_new(self) -> None:
        # Without the lock, new items wait for the next round.
        with self._alone() as locked:
            if locked:
                poll.index_new(self.store, self.index, pages=self.pages_per_host > 0)

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Lock the index for writing in a block; yield whether that worked."""
        with self._indexing, self._hold("index", _INDEX_SECONDS) as is_locked:
            yield is_locked

    def _hold(self, name: str, seconds: float = 0) -> AbstractContextManager[bool]:
        """Lease a host or the index for a block; yield whether no other poller has it."""
        return self.leases.hold(name, seconds) if self.shares else nullcontext(True)

    def _waiting(self) -> list[list[Entry]]:
        now = time.time()
        paused = self.store.paused_hosts(now)
        by_host: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.store.entries("lead", now, _MOST_WAITING):
            host = host_of(entry.url) or ""
            if host not in paused and len(by_host[host]) < self.pages_per_host:
                by_host[host].append(entry)
        return [queue for queue in by_host.values() if queue]

    def _read_queue(self, queue: list[Entry]) -> None:
        """Read the pages of a host, unless another poller has it."""
        with self._hold(f"host {host_of(queue[0].url)}") as is_leased:
            if not is_leased:
                return
            for entry in queue:
                if self.web.cancelled.is_set():
                    return
                if not self.store.is_waiting(entry.url, time.time()):
                    continue  # another poller has read it meanwhile
                try:
                    self._read(entry)
                except (Cancelled, Busy):
                    self.store.put_off(entry.url, entry.tries, 0.0)
                    return  # it stays as it is for the next time
                except Problem as problem:
                    if self._retry_or_keep_lead(entry, problem):
                        return
                self._read_count += 1
                if self._read_count % _READ_PER_REPORT == 0 or self._read_count == self._total:
                    self.report(f"{self._read_count} of {counted(self._total, 'page')} read")

    def _read(self, entry: Entry) -> None:
        """Read a page; count the try first, so that one that ends this process twice rests."""
        rest = poll.LONGEST if entry.tries else 0
        self.store.put_off(entry.url, entry.tries + 1, time.time() + rest)
        announced = poll.article_of(entry)
        if not self.web.mining_reserved(entry.url):
            page = self.web.page(entry.url)
            if not page_reserved(page.headers, page.html):
                article = self.read(page, announced)
                if article is not None:
                    self.index.add_articles([article])
        self.store.mark([entry.url], "done")

    def _retry_or_keep_lead(self, entry: Entry, problem: Problem) -> bool:
        """Retry later or keep the lead; return whether its host asks for a pause."""
        now = time.time()
        asked = poll.asked_pause(problem)
        if asked is not None:
            self.store.pause_host(host_of(problem.params.get("url", entry.url)) or "", now + asked)
        is_stopped = isinstance(problem, PageLeftAlone) or problem.params.get("reason") in STOPPED
        tries = entry.tries + 1
        wait = poll.LONGEST if is_stopped else poll.backoff(tries)
        if (is_stopped or problem.retryable) and tries < _MOST_TRIES:
            self.store.put_off(entry.url, tries, now + max(asked or 0, wait))
        else:
            self.store.mark([entry.url], "done")
        return asked is not None


def encode_waiting(
    index: ArticleIndex, limit: int, stopped: Callable[[], bool] = lambda: False
) -> int:
    """Encode up to `limit` articles without a vector; return their number."""
    if not vectors.is_installed() or not isinstance(index, SqliteArticles):
        return 0
    waiting = index.articles_without_meaning(limit)
    encoded = 0
    for start in range(0, len(waiting), _ENCODED_AT_ONCE):
        if stopped():
            break
        batch = waiting[start : start + _ENCODED_AT_ONCE]
        index.add_meanings(_meanings(batch))
        encoded += len(batch)
    return encoded


def _meanings(articles: Sequence[TextToEncode]) -> Iterator[Meaning]:
    encoded = vectors.encode([article.text for article in articles])
    for article, vector in zip(articles, encoded, strict=True):
        declared = [article.language] if article.language else []
        language = base_language(detect.language_of(article.text, declared)) or ""
        # An article in a language unknown to the encoder is near to nothing.
        if language and not vectors.covers(language):
            vector = np.zeros_like(vector)  # noqa: PLW2901 - of this article
        yield Meaning(article.key, article.version, language, vector)

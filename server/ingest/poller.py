"""Polls all feeds again and again, in the server or as `unabridged feeds poll`.

For an index in a file one process at a time polls: it holds a lease in the store. Where servers
share database and index, any number of processes poll, each the feeds that it claims (leases.py).
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from server.errors import Cancelled, InternalError
from server.ingest.encode_articles import encode_waiting
from server.ingest.full_text import PageReader
from server.ingest.poll import Polled, failed, index_new, poll_feed, refill
from server.model import counted
from server.store import Feed

log = logging.getLogger(__name__)
_PAGES_SECONDS = 300.0  # between two looks for waiting pages
_CLAIMED = 8  # feeds at a time, so that other pollers get some too
_INDEX_SECONDS = 5.0  # to wait for another poller's writing
_ENCODED = 1_000  # articles encoded between two reports


@dataclass(frozen=True, slots=True)
class Round:
    """The result of a round over the feeds.

    `put_back` counts the articles restored to a lost or salvaged index.
    """

    feeds: int
    failed: int
    new: int
    pages: int
    put_back: int


@dataclass
class Poller(PageReader):
    """Fills `index` from the feeds in `store`.

    Nothing is polled while `clock_behind`: new items would get wrong dates.
    """

    doing = "Polling the feeds"
    clock_behind: Callable[[], bool] = lambda: False
    # Receives the outcome of each feed: news, nothing, failed.
    record: Callable[[str], object] = lambda _: None
    _indexing: threading.Lock = field(default_factory=threading.Lock)
    _next_pages: float = 0.0

    def poll_due(self, *, every: bool = False) -> Round:
        """Poll the due feeds, or `every` one, index the new items, and read the waiting pages.

        Feeds that another poller has are left out. An index that was lost or salvaged since the
        last round is filled again.
        """
        if every:
            self.store.make_due(time.time())
        put_back = self._refill()
        self._index_new()
        passed: set[str] = set()
        polled: list[Polled] = []
        while not self.web.cancelled.is_set() and (feeds := self._claimed(passed)):
            numbers = range(len(polled) + 1, len(polled) + len(feeds) + 1)
            places = [f"{number} of {len(passed)}" for number in numbers]
            polled += self._threads.map(self._poll_one, feeds, places)
        pages = self.read_pages()
        while encode_waiting(self.index, _ENCODED, self.web.cancelled.is_set):
            self.report("New articles were encoded for pages in other languages.")
        failures = sum(result.problem is not None for result in polled)
        return Round(len(polled), failures, sum(result.new for result in polled), pages, put_back)

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
        due = bool(self.store.due_feeds(time.time())) or time.monotonic() >= self._next_pages
        if not due or self.clock_behind():
            return
        with self.lease() as holder:
            if holder is None:
                self.poll_due()
                self._next_pages = time.monotonic() + _PAGES_SECONDS

    def _claimed(self, passed: set[str]) -> list[Feed]:
        """Return due feeds that are not in `passed`; add their ids to it."""
        if self.shares:
            return self.leases.claim(_CLAIMED, passed)
        due = [feed for feed in self.store.due_feeds(time.time()) if feed.id not in passed]
        passed.update(feed.id for feed in due)
        return due

    def _poll_one(self, feed: Feed, place: str) -> Polled:
        try:
            return self._polled(feed, place)
        finally:
            if self.shares:
                self.leases.done(feed)

    def _polled(self, feed: Feed, place: str) -> Polled:
        if self.web.cancelled.is_set():
            return Polled()
        try:
            polled = poll_feed(self.store, self.web, feed)
        except Cancelled:
            return Polled()
        except Exception as error:
            # One feed must not keep the others waiting.
            log.exception("Polling the feed %s failed.", feed.id)
            fault = InternalError(f"Its items could not be kept ({type(error).__name__}: {error}).")
            polled = failed(self.store, feed, fault)
        self._index_new()
        self.record("failed" if polled.problem else "news" if polled.new else "nothing")
        self.report(f"{place}: {feed.title or feed.url}: {polled.problem or f'{polled.new} new'}")
        return polled

    def _refill(self) -> int:
        """Refill a replaced index; return the number of restored articles."""
        with self._alone() as locked:
            restored = refill(self.store, self.index) if locked else 0
        if restored:
            again = counted(restored, "article")
            self.report(f"The index is new or was salvaged: it gets {again} again.")
        return restored

    def _index_new(self) -> None:
        # Without the lock, new items wait for the next round.
        with self._alone() as locked:
            if locked:
                index_new(self.store, self.index, pages=self.pages_per_host > 0)

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Lock the index for writing in a block; yield whether that worked."""
        with self._indexing, self.hold("index", _INDEX_SECONDS) as locked:
            yield locked

"""Polls all feeds, again and again: in the server, or as `unabridged feeds poll`.

One process at a time polls for an index in a file: it holds a lease in the store, which runs out a
minute after the process stopped renewing it. Where database and index are shared by several servers
any number of processes poll, each the feeds that it claims (leases.py).
"""

import logging
import os
import platform
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

from server.errors import Cancelled, InternalError, StoreProblem
from server.ingest.encode_articles import encode_waiting
from server.ingest.fetching import Web
from server.ingest.full_text import PageReader, ReadPage
from server.ingest.leases import Leases
from server.ingest.poll import Polled, failed, index_new, poll_feed, refill
from server.store import ArticleIndex, Feed, Feeds

log = logging.getLogger(__name__)

LEASE_SECONDS = 60.0
_LOOK_SECONDS = 15.0
_PAGES_SECONDS = 300.0
_AT_ONCE = 4
_CLAIMED = 8  # feeds at a time, so that others get some too
_INDEX_SECONDS = 5.0  # that are waited for another poller which writes to the index
_ENCODED = 1_000


@dataclass(frozen=True, slots=True)
class Round:
    """What a round over the feeds brought.

    `put_back` counts the articles that a lost or salvaged index got again.
    """

    feeds: int
    failed: int
    new: int
    pages: int
    put_back: int


@dataclass
class Poller:
    """Fills `index` from the feeds in `store`.

    `pages_per_host` pages of new items are read of each host and round, no page if it is 0;
    `said` gets the progress. Nothing is polled while `clock_behind`: it would be dated wrong.
    """

    store: Feeds
    index: ArticleIndex
    web: Web
    read: ReadPage
    pages_per_host: int
    said: Callable[[str], None] = log.info
    # Where several pollers share the feeds: what this one has of them.
    leases: Leases | None = None
    clock_behind: Callable[[], bool] = lambda: False
    # Hears what came of each feed: news, nothing, failed.
    noted: Callable[[str], object] = lambda _: None
    # Kept between rounds: each thread has connections to the stores.
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE))
    _indexing: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)
    _next_pages: float = 0.0

    def poll_due(self, *, every: bool = False) -> Round:
        """Poll the feeds that are due, or `every` one; shared ones where nobody else does."""
        now = time.time()
        if self.leases is None:
            return self.poll(self.store.due_feeds(None if every else now))
        if every:
            self.store.make_due(now)
        put_back = self._refill()
        self._index_new()
        passed: set[str] = set()
        polled: list[Polled] = []
        while not self.web.cancelled.is_set():
            feeds = self.leases.claim(_CLAIMED, passed)
            if not feeds:
                break
            numbers = range(len(polled) + 1, len(polled) + len(feeds) + 1)
            polled += self._threads.map(self._poll_one, feeds, map(str, numbers))
        return self._round(polled, put_back)

    def poll(self, feeds: list[Feed]) -> Round:
        """Poll these feeds, index what is new, and read the pages that are waiting.

        An index that was lost or salvaged since the last round is filled again.
        """
        put_back = self._refill()
        if put_back:
            ids = {feed.id for feed in feeds}
            feeds = [feed for feed in self.store.feeds() if feed.id in ids]
        self._index_new()
        places = (f"{number} of {len(feeds)}" for number in range(1, len(feeds) + 1))
        return self._round(list(self._threads.map(self._poll_one, feeds, places)), put_back)

    def _round(self, polled: list[Polled], put_back: int) -> Round:
        """Read the pages that are waiting; what the round brought."""
        pages = self._read_pages()
        while encode_waiting(self.index, _ENCODED, self.web.cancelled.is_set):
            self.said("What new articles say is kept for pages in other languages.")
        failures = sum(one.problem is not None for one in polled)
        return Round(len(polled), failures, sum(one.new for one in polled), pages, put_back)

    def run(self) -> None:
        """Poll what is due until `end`, if no other process does."""
        while not self._ended.is_set():
            self.web.cancelled.clear()
            try:
                self._turn()
            except Exception:
                if not self._ended.is_set():
                    log.exception("Polling the feeds failed; it goes on in a while.")
            self._ended.wait(_LOOK_SECONDS)

    def start(self) -> None:
        """Do so in a thread of its own, which ends with the process."""
        threading.Thread(target=self.run, name="feeds", daemon=True).start()

    def end(self) -> None:
        """Stop polling, soon: what waits for a site is given up."""
        self._ended.set()
        self.web.cancelled.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    @contextmanager
    def lease(self) -> Iterator[str | None]:
        """Hold the lease for a block; gives None, or the name of the process that has it.

        Pollers that share the feeds need none.
        """
        if self.leases is not None:
            yield None
            return
        name = f"{platform.node()} {os.getpid()} {id(self)}"
        holder = self._take(name)
        if holder != name:
            yield holder
            return
        over = threading.Event()
        threading.Thread(target=self._renew, args=(name, over), daemon=True).start()
        try:
            yield None
        finally:
            over.set()
            self.store.release("feeds", name)

    def _turn(self) -> None:
        due = bool(self.store.due_feeds(time.time())) or time.monotonic() >= self._next_pages
        if not due or self.clock_behind():
            return
        with self.lease() as holder:
            if holder is None:
                self.poll_due()
                self._next_pages = time.monotonic() + _PAGES_SECONDS

    def _poll_one(self, feed: Feed, place: str) -> Polled:
        try:
            return self._polled(feed, place)
        finally:
            if self.leases is not None:
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
        self.noted("failed" if polled.problem else "news" if polled.new else "nothing")
        self.said(f"{place}: {feed.title or feed.url}: {polled.problem or f'{polled.new} new'}")
        return polled

    def _refill(self) -> int:
        """How many articles a lost index gets back."""
        with self._alone() as ours:
            back = refill(self.store, self.index) if ours else 0
        if back:
            self.said(f"The index is new or was salvaged: {back} articles are put back.")
        return back

    def _index_new(self) -> None:
        # What is new stays so until somebody has time for it.
        with self._alone() as ours:
            if ours:
                index_new(self.store, self.index, pages=self.pages_per_host > 0)

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Write to the index for a block as the only poller; gives whether that is so."""
        with (
            self._indexing,
            self.leases.hold("index", _INDEX_SECONDS) if self.leases else nullcontext(True) as ours,
        ):
            yield ours

    def _read_pages(self) -> int:
        if not self.pages_per_host:
            return 0
        reader = PageReader(
            store=self.store,
            index=self.index,
            web=self.web,
            read=self.read,
            pages_per_host=self.pages_per_host,
            said=self.said,
            threads=self._threads,
            hold=self._hold,
        )
        return reader.read_pages()

    def _hold(self, name: str) -> AbstractContextManager[bool]:
        """Have a host for a block; gives whether, for another poller may have it."""
        return self.leases.hold(name, 0) if self.leases else nullcontext(True)

    def _take(self, name: str) -> str:
        now = time.time()
        holder = self.store.lease("feeds", name, now, now + LEASE_SECONDS)
        if holder != name and _is_dead(holder):
            self.store.release("feeds", holder)
            holder = self.store.lease("feeds", name, now, now + LEASE_SECONDS)
        return holder

    def _renew(self, name: str, over: threading.Event) -> None:
        while not over.wait(LEASE_SECONDS / 3):
            try:
                holder = self._take(name)
            except StoreProblem:
                continue  # the lease may still be held when the database is back
            if holder != name:
                log.warning("Another process polls the feeds now; this one stops its round.")
                self.web.cancelled.set()
                return


def _is_dead(holder: str) -> bool:
    """Whether `holder` was a process of this machine and is no more."""
    host, _, rest = holder.partition(" ")
    if host != platform.node():
        return False
    try:
        os.kill(int(rest.partition(" ")[0]), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, ValueError):
        return False
    return False

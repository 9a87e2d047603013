"""Polls all feeds again and again, in the server or as `unabridged feeds poll`.

For an index in a file one process at a time polls: it holds a lease in the store, which runs out a
minute after its last renewal. Where servers share database and index, any number of processes poll,
each the feeds that it claims (leases.py).
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

LEASE_SECONDS = 60.0  # after which another process may poll; renewed every twenty
_LOOK_SECONDS = 15.0  # between two looks for due feeds
_PAGES_SECONDS = 300.0  # between two looks for waiting pages
_AT_ONCE = 4  # feeds or hosts fetched at a time
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
class Poller:
    """Fills `index` from the feeds in `store`.

    Of each host `pages_per_host` pages of new items are read per round, none if it is 0; `report`
    receives the progress. Nothing is polled while `clock_behind`: new items would get wrong dates.
    """

    store: Feeds
    index: ArticleIndex
    web: Web
    read: ReadPage
    pages_per_host: int
    report: Callable[[str], None] = log.info
    # This poller's leases, where several share the feeds.
    leases: Leases | None = None
    clock_behind: Callable[[], bool] = lambda: False
    # Receives the outcome of each feed: news, nothing, failed.
    record: Callable[[str], object] = lambda _: None
    # Kept between rounds: each thread has connections to the stores.
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE))
    _indexing: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)
    _next_pages: float = 0.0

    def poll_due(self, *, every: bool = False) -> Round:
        """Poll the due feeds, or `every` one, unless another poller has them."""
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
        """Poll these feeds, index the new items, and read the waiting pages.

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
        """Read the waiting pages; return the round's result."""
        pages = self._read_pages()
        while encode_waiting(self.index, _ENCODED, self.web.cancelled.is_set):
            self.report("New articles were encoded for pages in other languages.")
        failures = sum(result.problem is not None for result in polled)
        return Round(len(polled), failures, sum(result.new for result in polled), pages, put_back)

    def run(self) -> None:
        """Poll due feeds until `end`, unless another process does."""
        while not self._ended.is_set():
            self.web.cancelled.clear()
            try:
                self._turn()
            except Exception:
                if not self._ended.is_set():
                    log.exception("Polling the feeds failed; it goes on in a while.")
            self._ended.wait(_LOOK_SECONDS)

    def start(self) -> None:
        """Run in a daemon thread."""
        threading.Thread(target=self.run, name="feeds", daemon=True).start()

    def end(self) -> None:
        """Stop polling soon, without waiting for sites."""
        self._ended.set()
        self.web.cancelled.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    @contextmanager
    def lease(self) -> Iterator[str | None]:
        """Hold the polling lease for a block; yield another holder's name, or None.

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
        self.record("failed" if polled.problem else "news" if polled.new else "nothing")
        self.report(f"{place}: {feed.title or feed.url}: {polled.problem or f'{polled.new} new'}")
        return polled

    def _refill(self) -> int:
        """Refill a replaced index; return the number of restored articles."""
        with self._alone() as locked:
            restored = refill(self.store, self.index) if locked else 0
        if restored:
            self.report(f"The index is new or was salvaged: {restored} articles are restored.")
        return restored

    def _index_new(self) -> None:
        # Without the lock, new items wait for the next round.
        with self._alone() as locked:
            if locked:
                index_new(self.store, self.index, pages=self.pages_per_host > 0)

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Lock the index for writing in a block; yield whether that worked."""
        with (
            self._indexing,
            self.leases.hold("index", _INDEX_SECONDS)
            if self.leases
            else nullcontext(True) as locked,
        ):
            yield locked

    def _read_pages(self) -> int:
        if not self.pages_per_host:
            return 0
        reader = PageReader(
            store=self.store,
            index=self.index,
            web=self.web,
            read=self.read,
            pages_per_host=self.pages_per_host,
            report=self.report,
            threads=self._threads,
            hold=self._hold,
        )
        return reader.read_pages()

    def _hold(self, name: str) -> AbstractContextManager[bool]:
        """Lease a host for a block; yield whether no other poller has it."""
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
                continue  # the lease may outlast the fault
            if holder != name:
                log.warning("Another process polls the feeds now; this one stops its round.")
                self.web.cancelled.set()
                return


def _is_dead(holder: str) -> bool:
    """Return whether `holder` was a process of this machine and has ended."""
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

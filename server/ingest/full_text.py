"""Reads the pages of new items, so that the index has whole texts.

Where a page is cut, reserved or unavailable, its item stays in the index as the feed announced
it: title, address and lead.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from server.errors import STOPPED, Busy, Cancelled, PageLeftAlone, Problem
from server.ingest import schedule
from server.ingest.fetching import Web
from server.ingest.leases import Leases
from server.ingest.poll import article_of
from server.ingest.rights import page_reserved
from server.model import counted
from server.net.fetch import Fetched
from server.store import ArticleIndex, Entry, Feeds, IndexArticle, Rounds
from server.urls import host_of

log = logging.getLogger(__name__)
_AT_ONCE = 4  # feeds or hosts fetched at a time
_MOST_TRIES = 4  # of a page, with growing pauses
_LOOKED_AT = 5_000  # newest waiting items of a round

# Reads a page's article for the index; None where its whole text is missing.
ReadPage = Callable[[Fetched, IndexArticle], IndexArticle | None]


@dataclass
class PageReader(Rounds):
    """Reads the pages of items whose feeds did not carry the text: a part of the poller.

    Of each host `pages_per_host` pages are read per round, none if it is 0; `report` receives the
    progress. `shares` says whether others poll some of the feeds at the same time.
    """

    store: Feeds
    index: ArticleIndex
    web: Web
    adding: Web  # for people, who may add a feed while the polling is stopped
    leases: Leases
    read: ReadPage
    pages_per_host: int
    report: Callable[[str], None] = log.info
    shares: bool = False
    # Kept between rounds: each thread has connections to the stores.
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_AT_ONCE))
    _count: int = 0
    _total: int = 0

    def read_pages(self) -> int:
        """Read the waiting pages; return their number."""
        queues = self._waiting() if self.pages_per_host else []
        self._count, self._total = 0, sum(map(len, queues))
        list(self._threads.map(self._read_queue, queues))
        return self._count

    def hold(self, name: str, seconds: float = 0) -> AbstractContextManager[bool]:
        """Lease a host or the index for a block; yield whether no other poller has it."""
        return self.leases.hold(name, seconds) if self.shares else nullcontext(True)

    def _waiting(self) -> list[list[Entry]]:
        now = time.time()
        paused = self.store.paused_hosts(now)
        by_host: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.store.entries("lead", now, _LOOKED_AT):
            host = host_of(entry.url) or ""
            if host not in paused and len(by_host[host]) < self.pages_per_host:
                by_host[host].append(entry)
        return [queue for queue in by_host.values() if queue]

    def _read_queue(self, queue: list[Entry]) -> None:
        """Read the pages of a host, unless another poller has it."""
        with self.hold(f"host {host_of(queue[0].url)}") as is_leased:
            for entry in queue if is_leased else ():
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
                    if self._failed(entry, problem):
                        return
                self._count += 1
                if self._count % 20 == 0 or self._count == self._total:
                    self.report(f"{self._count} of {counted(self._total, 'page')} read")

    def _read(self, entry: Entry) -> None:
        """Read a page; count the try first, so that one that ends this process twice rests."""
        rest = schedule.LONGEST if entry.tries else 0
        self.store.put_off(entry.url, entry.tries + 1, time.time() + rest)
        announced = article_of(entry)
        if not self.web.mining_reserved(entry.url):
            page = self.web.page(entry.url)
            if not page_reserved(page.headers, page.html):
                article = self.read(page, announced)
                if article is not None:
                    self.index.add_articles([article])
        self.store.mark([entry.url], "done")

    def _failed(self, entry: Entry, problem: Problem) -> bool:
        """Retry later or keep the lead; return whether its host asks for a pause."""
        now = time.time()
        asked = schedule.asked_pause(problem)
        if asked is not None:
            self.store.pause_host(host_of(problem.params.get("url", entry.url)) or "", now + asked)
        stopped = isinstance(problem, PageLeftAlone) or problem.params.get("reason") in STOPPED
        wait = schedule.LONGEST if stopped else schedule.backoff(entry.tries + 1)
        if (stopped or problem.retryable) and entry.tries + 1 < _MOST_TRIES:
            self.store.put_off(entry.url, entry.tries + 1, now + max(asked or 0, wait))
        else:
            self.store.mark([entry.url], "done")
        return asked is not None

"""What one of several pollers has for itself in the database: feeds and hosts, for a while.

A lease is renewed until it is let go; that of a poller that was killed runs out by itself. Whatever
is asked of a host, also on the way of a redirect, needs the lease of that host, so that no two
pollers ask it at once.
"""

import logging
import os
import platform
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.errors import StoreProblem
from server.net.budget import Budget
from server.net.host_limits import Turns
from server.store import Feed, Feeds
from server.urls import host_of

log = logging.getLogger(__name__)
_WAIT_SECONDS = 0.1


class Leases:
    """The leases of one poller in `store`, which last `seconds` after they were last renewed.

    `lost` is called where they could not be renewed in time: nothing may be asked any more.
    """

    def __init__(self, store: Feeds, seconds: float, lost: Callable[[], object]) -> None:
        self.worker = f"{platform.node()} {os.getpid()} {id(self):x}"
        self._store, self._seconds, self._lost = store, seconds, lost
        self._held: Counter[str] = Counter()
        self._lock = threading.RLock()
        self._renewed = 0.0
        self._beating = False

    def claim(self, most: int, passed: set[str]) -> list[Feed]:
        """At most `most` due feeds with their hosts; those seen are added to `passed`."""
        claimed: list[Feed] = []
        while len(claimed) < most:
            with self._lock:
                now = self._begin()
                feeds = self._store.claim_feeds(
                    self.worker, now, now + self._seconds, most - len(claimed), passed=passed
                )
                self._held.update(_name(feed) for feed in feeds)
            if not feeds:
                break
            for feed in feeds:
                passed.add(feed.id)
                if self.take(f"host {host_of(feed.url)}"):
                    claimed.append(feed)
                else:
                    self.let_go(_name(feed))
        return claimed

    def done(self, feed: Feed) -> None:
        """Give `feed` and its host back."""
        self.let_go(f"host {host_of(feed.url)}")
        self.let_go(_name(feed))

    def take(self, name: str) -> bool:
        """Whether the lease `name` is this poller's now; each of its threads may take it."""
        with self._lock:
            if not self._held[name]:
                now = self._begin()
                if self._store.lease(name, self.worker, now, now + self._seconds) != self.worker:
                    return False
            self._held[name] += 1
            return True

    def let_go(self, name: str) -> None:
        """Give a lease back once every thread that took it has done so."""
        with self._lock:
            self._held[name] -= 1
            if self._held[name] > 0:
                return
            del self._held[name]
            try:
                self._store.release(name, self.worker)
            except StoreProblem as problem:
                log.warning("A lease runs out by itself: %s", problem.detail)

    @contextmanager
    def hold(self, name: str, seconds: float) -> Iterator[bool]:
        """Have the lease `name` for a block, waited for at most `seconds`; gives whether."""
        end = time.monotonic() + seconds
        while not (taken := self.take(name)) and time.monotonic() < end:
            time.sleep(_WAIT_SECONDS)
        try:
            yield taken
        finally:
            if taken:
                self.let_go(name)

    def _begin(self) -> float:
        """Renew from now on, if that is not done yet; the time."""
        now = time.time()
        if not self._beating:
            self._beating, self._renewed = True, time.monotonic()
            threading.Thread(target=self._beat, name="leases", daemon=True).start()
        return now

    def _beat(self) -> None:
        while True:
            time.sleep(self._seconds / 4)
            with self._lock:
                if not +self._held:
                    self._beating = False
                    return
                if not self._renew() and time.monotonic() - self._renewed > self._seconds / 2:
                    log.warning("The leases on feeds could not be renewed; this round is given up.")
                    self._lost()

    def _renew(self) -> bool:
        """Whether all that is held is still this poller's."""
        try:
            kept = self._store.renew(self.worker, time.time() + self._seconds)
        except StoreProblem:
            return False
        if kept < len(+self._held):
            self._renewed = 0.0  # another poller took one over
            return False
        self._renewed = time.monotonic()
        return True


class SharedTurns(Turns):
    """One request at a time to a host, from all pollers together."""

    def __init__(self, leases: Leases) -> None:
        super().__init__(1)
        self._leases = leases

    @contextmanager
    def turn(self, host: str, budget: Budget) -> Iterator[None]:
        """Wait for a turn at `host`; the waiting counts against `budget`."""
        name = f"host {host}"
        with super().turn(host, budget):
            while not self._leases.take(name):
                budget.waiting_for = f"{host}, which another poller is asking,"
                time.sleep(min(_WAIT_SECONDS, budget.glance()))
            try:
                yield
            finally:
                self._leases.let_go(name)


def _name(feed: Feed) -> str:
    return f"feed {feed.id}"

"""Leases all feeds, or single feeds and hosts, to one poller.

A lease is renewed until it is released; that of a killed poller runs out by itself. Every request
to a host, also after a redirect, needs that host's lease, so that no two pollers use it at once.
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
from server.net.budget import Budget, HostQueue
from server.store import Feed, Feeds
from server.urls import host_of

log = logging.getLogger(__name__)
# Between two tries to get a lease.
_WAIT_SECONDS = 0.1
# Parts of a lease's time: it is renewed after a quarter; if that failed for half, it may be lost.
_RENEWED_AFTER, _LOST_AFTER = 1 / 4, 1 / 2


class Leases:
    """The leases of one poller in `store`, which last `seconds` after their renewal.

    `lost` is called where they could not be renewed in time: no request may follow.
    """

    def __init__(self, store: Feeds, seconds: float, lost: Callable[[], object]) -> None:
        self.worker = f"{platform.node()} {os.getpid()} {id(self):x}"
        self._store, self._seconds, self._lost = store, seconds, lost
        self._held: Counter[str] = Counter()
        self._lock = threading.RLock()
        self._renewed = 0.0
        self._beating = False
        self.holder = ""  # of the lease that was asked for last

    def claim(self, limit: int, passed: set[str]) -> list[Feed]:
        """Lease at most `limit` due feeds with their hosts; add their ids to `passed`."""
        claimed: list[Feed] = []
        try:
            for feed in self._store.due_feeds(time.time()):
                if len(claimed) == limit:
                    break
                if feed.id not in passed and self.take(_name(feed)):
                    passed.add(feed.id)
                    claimed += self._with_host(feed)
        except StoreProblem:
            for feed in claimed:
                self.done(feed)
            raise
        return claimed

    def _with_host(self, feed: Feed) -> list[Feed]:
        """Lease a leased feed's host too, or release the feed; return it as it is now."""
        ready: list[Feed] = []
        try:
            # Another poller may have been done with it meanwhile.
            due = self._store.still_due(feed.id, time.time())
            ready = due if due and self.take(f"host {host_of(feed.url)}") else []
        finally:
            if not ready:
                self.release(_name(feed))
        return ready

    def done(self, feed: Feed) -> None:
        """Release `feed` and its host."""
        self.release(f"host {host_of(feed.url)}")
        self.release(_name(feed))

    def take(self, name: str, *, also_from_dead: bool = False) -> bool:
        """Take the lease `name` for a thread; return whether this poller has it.

        With `also_from_dead` it is taken over from an ended process of this machine.
        """
        with self._lock:
            if not self._held[name]:
                self.holder = self._lease(name)
                if also_from_dead and _is_dead(self.holder):
                    self._store.release(name, self.holder)
                    self.holder = self._lease(name)
                if self.holder != self.worker:
                    return False
            self._held[name] += 1
            return True

    def _lease(self, name: str) -> str:
        now = time.time()
        if not self._beating:
            self._beating, self._renewed = True, time.monotonic()
            threading.Thread(target=self._beat, name="leases", daemon=True).start()
        return self._store.lease(name, self.worker, now, now + self._seconds)

    def release(self, name: str) -> None:
        """Release a lease once every thread that took it has done so."""
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
    def hold(
        self, name: str, seconds: float = 0, *, also_from_dead: bool = False
    ) -> Iterator[bool]:
        """Lease `name` for a block, after at most `seconds`; yield whether that worked."""
        deadline = time.monotonic() + seconds
        while not (is_taken := self.take(name, also_from_dead=also_from_dead)):
            if time.monotonic() >= deadline:
                break
            time.sleep(_WAIT_SECONDS)
        try:
            yield is_taken
        finally:
            if is_taken:
                self.release(name)

    def _beat(self) -> None:
        while True:
            time.sleep(self._seconds * _RENEWED_AFTER)
            with self._lock:
                if not +self._held:
                    self._beating = False
                    return
                is_renewed = self._renew()
                late_seconds = time.monotonic() - self._renewed
                if not is_renewed and late_seconds > self._seconds * _LOST_AFTER:
                    log.warning("The leases on feeds could not be renewed; this round is given up.")
                    self._lost()

    def _renew(self) -> bool:
        """Renew all leases; return whether this poller still has each."""
        try:
            renewed = self._store.renew(self.worker, time.time() + self._seconds)
        except StoreProblem:
            return False
        if renewed < len(+self._held):
            self._renewed = 0.0  # another poller took one over
            return False
        self._renewed = time.monotonic()
        return True


class SharedHostQueue(HostQueue):
    """HostQueue of one request at a time to a host, among all pollers."""

    def __init__(self, leases: Leases) -> None:
        super().__init__(1)
        self._leases = leases

    @contextmanager
    def turn(self, host: str, budget: Budget) -> Iterator[None]:
        """Wait for a turn at `host`; waiting counts against `budget`."""
        name = f"host {host}"
        with super().turn(host, budget):
            while not self._leases.take(name):
                budget.waiting_for = f"{host}, which another poller is asking,"
                time.sleep(min(_WAIT_SECONDS, budget.glance()))
            try:
                yield
            finally:
                self._leases.release(name)


def _is_dead(holder: str) -> bool:
    """Whether `holder` was a process of this machine and has ended."""
    host, _, process = holder.partition(" ")
    try:
        os.kill(int(process.partition(" ")[0]), 0)  # signal 0 asks whether it is there
    except ProcessLookupError:
        return host == platform.node()
    except (PermissionError, ValueError):
        return False
    return False


def _name(feed: Feed) -> str:
    return f"feed {feed.id}"

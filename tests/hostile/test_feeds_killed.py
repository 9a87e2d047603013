"""A poller that is killed again and again: nothing is lost, nothing comes twice."""

import os
import signal
import subprocess
import sys
import threading
import time

from hostile_servers import answer, routes

from server.config import Settings
from server.store.index.article_index import SqliteArticles
from server.store.store import open_store
from tests.hostile.test_feeds import feed, page
from tests.servers import ROOT
from tests.unit.feeds import samples

ITEMS = 24


class Gate:
    """Holds the site's answers back once this many more requests have come."""

    def __init__(self, site) -> None:
        self._site, self._left, self._lock = site, None, threading.Lock()
        self.shut, self._open = threading.Event(), threading.Event()

    def after(self, requests: int | None) -> None:
        self._left = requests
        self.shut.clear()
        self._open.clear()

    def opens(self) -> None:
        self._left = None
        self._open.set()

    def __call__(self, connection, request: bytes) -> None:
        with self._lock:
            if self._left is not None:
                self._left -= 1
            is_shut = self._left is not None and self._left <= 0
        if is_shut:
            self.shut.set()
            self._open.wait()
        self._site(connection, request)


def poll(data_folder, site, gate: Gate, requests: int | None) -> int:
    """Run the poller, kill it at its answer number `requests`; return its exit status."""
    gate.after(requests)
    process = subprocess.Popen(
        [sys.executable, "-m", "server.cli.main", "feeds", "poll", "--once"],
        cwd=ROOT,
        env={
            **os.environ,
            "UNABRIDGED_DATA": str(data_folder),
            "UNABRIDGED_ALLOW_HOSTS": f"127.0.0.3:{site.port}",
            "UNABRIDGED_RESPECT_ROBOTS": "0",
            "UNABRIDGED_WORKERS": "1",
            "UNABRIDGED_FEEDS_PAUSE_SECONDS": "0.001",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not gate.shut.wait(0.05):
        pass
    if gate.shut.is_set():
        process.kill()
        process.wait()
        gate.opens()
    return process.returncode


def test_a_poller_killed_at_any_moment_loses_and_doubles_nothing(listen, tmp_path):
    table = {f"/story/{number}": answer(page(f"Crossing {number}")) for number in range(ITEMS)}
    gate = Gate(routes(table))
    site = listen(gate)
    base = f"http://127.0.0.3:{site.port}"
    table["/feed"] = feed(samples.rss(ITEMS, base), ETag='"1"')
    opened_store = open_store(Settings(data=tmp_path))
    store = opened_store.feeds
    store.add_feed(f"{base}/feed", None, 1_800, time.time())

    for more in (1, 8):  # at the feed, amid the pages
        assert poll(tmp_path, site, gate, more) == -signal.SIGKILL
    assert poll(tmp_path, site, gate, None) == 0

    index = SqliteArticles(tmp_path / "articles.db")
    assert index.count_articles() == ITEMS
    texts = [index.article_text(f"{base}/story/{number}") for number in range(ITEMS)]
    assert all(text and "Orla Finch" in text.text for text in texts)
    assert store.entries("new", time.time() + 1e6, 10) == []
    assert store.entries("lead", time.time() + 1e6, 10) == []
    index.close()
    opened_store.close()

"""A poller that is killed again and again: nothing is lost, nothing comes twice."""

import os
import signal
import subprocess
import sys
import time

from hostile_servers import answer, routes

from server.config import Settings
from server.store.index.article_index import SqliteArticles
from server.store.open import open_store
from tests.hostile.test_feeds import feed, page
from tests.servers import ROOT
from tests.unit.feeds import samples

ITEMS = 24


def poll(data, site, requests: int | None) -> int:
    """Run the poller, killed once so many requests have come in all; its exit status."""
    process = subprocess.Popen(
        [sys.executable, "-m", "server.cli.main", "feeds", "poll", "--once"],
        cwd=ROOT,
        env={
            **os.environ,
            "UNABRIDGED_DATA": str(data),
            "UNABRIDGED_ALLOW_HOSTS": f"127.0.0.3:{site.port}",
            "UNABRIDGED_RESPECT_ROBOTS": "0",
            "UNABRIDGED_WORKERS": "1",
            "UNABRIDGED_FEEDS_PAUSE_SECONDS": "0.001",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        if requests is not None and len(site.requests) >= requests:
            process.send_signal(signal.SIGKILL)
        time.sleep(0.01)
    return process.returncode


def test_a_poller_killed_at_any_moment_loses_and_doubles_nothing(listen, tmp_path):
    table = {f"/story/{number}": answer(page(f"Crossing {number}")) for number in range(ITEMS)}
    site = listen(routes(table))
    base = f"http://127.0.0.3:{site.port}"
    table["/feed"] = feed(samples.rss(ITEMS, base), ETag='"1"')
    kept = open_store(Settings(data=tmp_path))
    store = kept.feeds
    store.add_feed(f"{base}/feed", None, 1_800, time.time())

    for more in (1, 8):  # at the feed, amid the pages
        assert poll(tmp_path, site, len(site.requests) + more) == -signal.SIGKILL
    assert poll(tmp_path, site, None) == 0

    index = SqliteArticles(tmp_path / "articles.db")
    assert index.count_articles() == ITEMS
    texts = [index.article_text(f"{base}/story/{number}") for number in range(ITEMS)]
    assert all(text and "Orla Finch" in text.text for text in texts)
    assert store.entries("new", time.time() + 1e6, 10) == []
    assert store.entries("lead", time.time() + 1e6, 10) == []
    index.close()
    kept.close()

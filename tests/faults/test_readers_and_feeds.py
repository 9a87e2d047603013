"""Processes killed while 20 readers save and 50 feeds are polled: all of it goes on, whole."""

import os
import random
import signal
import sqlite3
import time
from contextlib import closing, suppress

from hostile_servers import Listener, answer, routes

from server.config import Settings
from server.pipeline.wiring import open_index
from server.store import open_store
from tests.faults.test_faults import Readers, all_there, children, client_of, until
from tests.hostile.test_feeds import feed, page
from tests.servers import Server
from tests.unit.feeds import samples

FEEDS, ITEMS, KILLS = 50, 2, 6
SOONER = {
    "server.ingest.poller._PAGES_SECONDS": 5
}  # between two looks for pages that were not read


def test_twenty_readers_and_fifty_feeds_outlive_kills(tmp_path):
    table = {
        f"/{feed_number}/story/{number}": answer(page(f"Crossing {feed_number} of {number}"))
        for feed_number in range(FEEDS)
        for number in range(ITEMS)
    }
    site = Listener(routes(table)).listen("127.0.0.3")
    base = f"http://127.0.0.3:{site.port}"
    table |= {
        f"/{feed_number}/feed": feed(samples.rss(ITEMS, f"{base}/{feed_number}"))
        for feed_number in range(FEEDS)
    }
    environ = {
        "UNABRIDGED_ALLOW_HOSTS": f"127.0.0.3:{site.port}",
        "UNABRIDGED_RESPECT_ROBOTS": "0",
        "UNABRIDGED_FEEDS_PAUSE_SECONDS": "0.01",
        "UNABRIDGED_FEEDS_LEASE_SECONDS": "3",
    }
    with closing(open_store(Settings(data=tmp_path))) as store:
        for feed_number in range(FEEDS):
            store.feeds.add_feed(f"{base}/{feed_number}/feed", None, 1_800, time.time())
    server = Server(tmp_path, sooner=SOONER, **environ).wait()
    chance = random.Random(5)
    try:
        with Readers(server, 20) as readers:
            for _ in range(KILLS):
                readers.wait_for(chance.randint(5, 25))
                (worker,) = until(lambda: children(server.pid))
                below = [
                    process for child in children(worker) for process in (child, *children(child))
                ]
                with suppress(ProcessLookupError):
                    os.kill(chance.choice([worker, *below]), signal.SIGKILL)
            readers.wait_for(10)
        until(lambda: is_polled(tmp_path), 240)
        all_there(server, readers.kept)
        with client_of(server) as client:
            until(lambda: client.get("/readyz").status_code == 200)
    finally:
        server.stop()
        site.stop()
    with closing(open_index(Settings(data=tmp_path))) as index:
        articles = [index.article_text(f"{base}{path}") for path in table if "story" in path]
        assert index.count_articles() == len(articles)
        assert all(article and "Orla Finch" in article.text for article in articles)
    for name in ("unabridged.sqlite3", "articles.db"):
        with closing(sqlite3.connect(tmp_path / name)) as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)


def is_polled(data_folder) -> bool:
    """Return whether every feed and every page that one named was read."""
    with closing(open_store(Settings(data=data_folder))) as store:
        now = time.time() + 1e6
        waiting = store.feeds.entries("new", now, 1) or store.feeds.entries("lead", now, 1)
        return all(polled_feed.polled for polled_feed in store.feeds.feeds()) and not waiting

"""Three pollers on one PostgreSQL and one index, killed at any time: nothing lost or asked twice.

Each poller is a process of the command line. The sites count who asks them at the same time.
"""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from hostile_servers import Listener, answer

from server.config import Settings
from server.pipeline.wiring import open_index
from server.store import open_store
from tests.hostile.test_feeds import page
from tests.servers import ROOT
from tests.unit.feeds import samples

pytestmark = [pytest.mark.xdist_group("postgres")]
LEASE_SECONDS = 3.0
HOSTS = [f"127.0.0.{number}" for number in range(11, 17)]
FEEDS_OF_A_HOST, ITEMS = 3, 1
# `make soak` kills more of them.
KILLS = 6 if "UNABRIDGED_FAULTS" in os.environ else 2


class Sites:
    """Six sites, each with three feeds of one story; notes when each is asked."""

    def __init__(self) -> None:
        self.asked: dict[str, list[float]] = defaultdict(list)
        self.together: list[str] = []
        self.port = 0
        self._busy: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, connection, request: bytes) -> None:
        host = re.search(rb"Host: ([\d.]+)", request)[1].decode()
        path = request.split(b" ")[1].decode()
        with self._lock:
            self._busy[host] += 1
            if self._busy[host] > 1:
                self.together.append(f"{host}{path}")
            self.asked[f"{host}{path}"].append(time.monotonic())
        time.sleep(0.15)
        # Ends before the answer is sent: who has it may ask again before this thread's next turn.
        with self._lock:
            self._busy[host] -= 1
        self._answer(host, path)(connection, request)

    def _answer(self, host: str, path: str):
        if match := re.fullmatch(r"/feed/(\d)", path):
            number = int(match[1])
            text = samples.rss(ITEMS, f"http://{host}:{self.port}/{number}")
            return answer(text.encode(), content_type="application/rss+xml")
        if re.fullmatch(r"/\d/story/\d", path):
            return answer(page(f"Crossing {host}{path}"))
        return answer(b"no", "404 Not Found")

    def urls(self, kind: str) -> list[str]:
        paths = {
            "feed": [f"/feed/{number}" for number in range(FEEDS_OF_A_HOST)],
            "story": [
                f"/{number}/story/{item}"
                for number in range(FEEDS_OF_A_HOST)
                for item in range(ITEMS)
            ],
        }
        return [f"http://{host}:{self.port}{path}" for host in HOSTS for path in paths[kind]]


def start(environ: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "server.cli.main", "feeds", "poll"],
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def is_done(store, index) -> bool:
    now = time.time() + 1e6
    settled = all(feed.polled for feed in store.feeds())
    waiting = store.entries("new", now, 1) or store.entries("lead", now, 1)
    return settled and not waiting and index.count_articles() > 0


def test_of_three_pollers_any_may_be_killed_at_any_time(listen, postgres_server, osmem, tmp_path):
    sites = Sites()
    site: Listener = listen(sites, *HOSTS)
    sites.port = site.port
    environ = {
        "UNABRIDGED_DATA": str(tmp_path),
        "UNABRIDGED_DATABASE": postgres_server.create("pollers"),
        "UNABRIDGED_INDEX": osmem,
        "UNABRIDGED_INDEX_NAME": "pollers",
        "UNABRIDGED_INDEX_REPLICAS": "0",
        "UNABRIDGED_ALLOW_HOSTS": f"127.0.0.0/8:{site.port}",
        "UNABRIDGED_RESPECT_ROBOTS": "0",
        "UNABRIDGED_WORKERS": "1",
        "UNABRIDGED_FEEDS_PAUSE_SECONDS": "0.01",
        "UNABRIDGED_FEEDS_LEASE_SECONDS": str(LEASE_SECONDS),
    }
    settings = Settings.from_env(environ)
    store, index = open_store(settings), open_index(settings)
    # A site's feeds are far apart in the queue, so that different pollers want the same site.
    for url in sorted(sites.urls("feed"), key=lambda url: url[-1]):
        store.feeds.add_feed(url, None, 1_800, time.time())

    chance, killed = random.Random(7), list[float]()
    pollers = [start(environ) for _ in range(3)]
    try:
        end = time.monotonic() + 480
        while not (len(killed) >= KILLS and is_done(store.feeds, index)):
            assert time.monotonic() < end
            # A moment that the work itself sets: this many requests after the last kill.
            request_count = sum(map(len, sites.asked.values())) + chance.randint(1, 6)
            patience = time.monotonic() + LEASE_SECONDS
            while (
                sum(map(len, sites.asked.values())) < request_count and time.monotonic() < patience
            ):
                time.sleep(0.02)
            if len(killed) < KILLS:
                number = chance.randrange(3)
                kill(pollers[number])
                killed.append(time.monotonic())
                pollers[number] = start(environ)
    finally:
        for poller in pollers:
            kill(poller)
    try:
        texts = {url: index.article_text(url) for url in sites.urls("story")}
        assert [url for url, text in texts.items() if not (text and "Orla" in text.text)] == []
        assert index.count_articles() == len(texts)
        assert sites.together == []
        # A site's rules for mining are kept by each poller for itself.
        again = {
            what: times
            for what, times in sites.asked.items()
            if len(times) > 1 and "/.well-known/" not in what
        }
        # Only what a killed poller had begun is asked again, and not before its lease is over.
        # One that a busy machine leaves without a turn for as long loses its lease too.
        for what, times in again.items():
            for earlier, later in pairwise(times):
                waited = later - earlier
                assert waited >= LEASE_SECONDS / 2, what
                assert waited >= LEASE_SECONDS or any(
                    earlier <= time_of_kill for time_of_kill in killed
                ), what
        assert sum(len(times) - 1 for times in again.values()) <= 4 * KILLS
    finally:
        index.close()
        store.close()

"""Measures a round of polling, 50 feeds of 20 items on a local server, in docs/measurements.md.

`python -m tests.bench.whole.polling [FEEDS] [ITEMS]`; CPU of this process and its workers per item,
with titles and leads alone, with texts that the feed carries, and with each item's page read.
"""

import resource
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from server.config import Settings
from server.ingest.poller import Round
from server.net.fetch import Fetcher
from server.pipeline.compare import Engine
from server.pipeline.wiring import open_poller
from server.workers.pool import WorkerPool
from tests.servers import serving
from tests.unit.feeds import samples

HOST = "127.0.0.3"
STORY = "".join(
    f"<p>Line {number}: the ferry to Brackholm made its crossing of the day, the harbour master "
    "said, and nobody on the quay was surprised to see it arrive late once more.</p>"
    for number in range(25)
)


class Site(BaseHTTPRequestHandler):
    """Feeds at /feed/N and their stories; the body of a feed is set by the benchmark."""

    protocol_version = "HTTP/1.1"
    items = 20
    content = ""

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}{self.path}"
        is_known = True
        if self.path.startswith("/feed/") and "/story/" not in self.path:
            kind, text = "application/rss+xml", samples.rss(self.items, base, self.content)
        elif "/story/" in self.path:
            kind, text = "text/html", f"<title>{self.path}</title><article>{STORY}</article>"
        else:
            kind, text, is_known = "text/plain", "no", False
        body = text.encode()
        self.send_response(200 if is_known else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


def cpu() -> float:
    """Seconds of this process and of those of its children that have ended."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def round_of(port: int, feeds: int, *, full_text: bool) -> tuple[Round, float]:
    """One round over new feeds in a new store, and its CPU time."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data=Path(folder),
            allow_hosts=(f"{HOST}:{port}",),
            feeds_full_text=full_text,
            feeds_pages=1_000_000,
            feeds_pause_seconds=0.000_1,
            workers=1,
        )
        pool = WorkerPool(settings, warm=("server.pipeline.tasks",))
        pool.run(len, "")
        poller = open_poller(Engine(settings, pool, Fetcher(settings)))
        for number in range(feeds):
            poller.store.add_feed(f"http://{HOST}:{port}/feed/{number}", None, 1_800, time.time())
        started = cpu()  # the worker's start is counted when it ends: see the row "nothing"
        done = poller.poll_due(every=True)
        pool.close()
        return done, cpu() - started


def main() -> None:
    feeds, items = (int(argument) for argument in [*sys.argv[1:], "50", "20"][:2])
    Site.items = items
    with serving(ThreadingHTTPServer((HOST, 0), Site)) as site:
        measure(site.server_port, feeds, items)


def measure(port: int, feeds: int, items: int) -> None:
    """Print a row for each way to read feeds of `items` at a port, and the memory at the end."""
    print(f"{feeds} feeds of {items} items; the server's CPU is in it")
    _, idle = round_of(port, 0, full_text=False)
    print(f"nothing (a worker's start, taken off below): {idle:.1f} s CPU")
    ways = (
        ("title and lead", "", False),
        ("text from the feed", STORY, False),
        ("page of each item", "", True),
    )
    for name, Site.content, full_text in ways:
        done, seconds = round_of(port, feeds, full_text=full_text)
        milliseconds = 1000 * (seconds - idle) / max(1, done.new)
        print(
            f"{name:20} {done.new:6} new {done.pages:6} pages {done.failed:3} failed"
            f" {seconds - idle:7.1f} s CPU {milliseconds:7.2f} ms/item"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory: {peak:.0f} MB, largest worker {workers:.0f} MB")


if __name__ == "__main__":
    main()

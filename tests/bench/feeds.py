"""What reading feeds costs: CPU and memory of both libraries, and ours with its text and dates.

`python -m tests.bench.feeds`; the feeds are generated, fastfeedparser joins in where it is
installed.
"""

import io
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import feedparser

from server.feeds.parse import parse_feed
from tests.unit.feeds import samples


def milliseconds(function: Callable[[bytes], object], body: bytes) -> float:
    """CPU time of one call, the best of some."""
    best = float("inf")
    for _ in range(7):
        started = time.process_time()
        function(body)
        best = min(best, time.process_time() - started)
    return 1000 * best


def readers() -> dict[str, Callable[[bytes], object]]:
    known: dict[str, Callable[[bytes], object]] = {
        "feedparser, as it comes": lambda body: feedparser.parse(io.BytesIO(body)),
        "feedparser, not sanitising": lambda body: feedparser.parse(
            io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False
        ),
        "server.feeds.parse": lambda body: parse_feed(body, "", "https://bote.example/f", 10**8),
    }
    if find_spec("fastfeedparser"):
        known["fastfeedparser"] = import_module("fastfeedparser").parse
    return known


def main() -> None:
    print(f"{'reader':28} {'100 items, leads':>18} {'100 items, whole':>18} {'10,000 items':>14}")
    bodies = [
        samples.rss(100, body="<p>The ferry is <b>late</b>, and nobody is surprised.</p>"),
        samples.rss(100, body=samples.STORY_HTML * 3),
        samples.rss(10_000),
    ]
    for name, reader in readers().items():
        costs = [milliseconds(reader, body.encode()) for body in bodies]
        print(f"{name:28} {costs[0]:15.2f} ms {costs[1]:15.2f} ms {costs[2]:11.0f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process: {peak:.0f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()

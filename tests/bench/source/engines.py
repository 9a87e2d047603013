"""Two engines of the article index, with the same articles and questions: recall, sameness, time.

    python -m tests.bench.source.engines [--size N] [--sample N] [--rewrites N]

Articles and questions are those of tests.bench.source.index (../shared/data/source).
SQLite against OpenSearch's protocol as `osmem-server` speaks it, a program for tests that keeps
everything in memory: its times say what our part costs, not what a cluster takes. Wall times of
one question after the other. UNABRIDGED_TEST_OPENSEARCH names a real cluster to measure instead.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from server.store import ArticleIndex, IndexArticle
from tests.bench.source.index import DATA, Ask, is_right, questions
from tests.bench.source.index_data import mixed, pool
from tests.index_engines import empty_index, running_osmem
from tests.intervals import wilson

_BATCH = 2_000
_LOOKED_AT = 10


def fill(index: ArticleIndex, articles: Iterator[IndexArticle]) -> float:
    """Put `articles` in; return how many a second of wall time."""
    started, count = time.monotonic(), 0
    while batch := list(islice(articles, _BATCH)):
        index.add_articles(batch)
        count += len(batch)
    return count / (time.monotonic() - started)


def answer(index: ArticleIndex, ask: Ask, *, window: bool) -> tuple[list[list[str]], float]:
    """Return the addresses of the ten best hits with copies, and milliseconds."""
    since = until = None
    if window:
        day = date.fromisoformat(ask.article.published or "")
        since, until = (
            (day - timedelta(days=14)).isoformat(),
            (day + timedelta(days=1)).isoformat(),
        )
    started = time.monotonic()
    hits = index.search_articles(
        ask.terms, since=since, until=until, limit=_LOOKED_AT, page=ask.page
    )
    return [[hit.url, *hit.copies] for hit in hits], (time.monotonic() - started) * 1000


def line(found: list[list[list[str]]], asked: list[Ask], ms: list[float], known: dict) -> str:
    """R@1, R@10 with its interval, milliseconds at the median and the 95th percentile."""
    right = [
        [is_right(ask, urls, known) for urls in hits]
        for hits, ask in zip(found, asked, strict=True)
    ]
    first, ten = sum(r[:1] == [True] for r in right), sum(any(r) for r in right)
    low, high = wilson(ten, len(asked))
    times = sorted(ms)
    return (
        f"{len(asked):5} {first / len(asked):7.4f} {ten / len(asked):7.4f} [{low:.3f}, {high:.3f}]"
        f" {times[len(times) // 2]:7.1f} {times[int(len(times) * 0.95)]:7.1f}"
    )


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=31_001)
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--rewrites", type=int, default=60)
    options = parser.parse_args()
    if not DATA.exists():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    known = {article.url.rsplit("/", 1)[1]: article for article in pool()}
    size = max(options.size, len(known))
    asked = [ask for _, some in questions(known, options.sample, options.rewrites) for ask in some]
    other = "cluster" if "UNABRIDGED_TEST_OPENSEARCH" in os.environ else "osmem"
    # A machine that does other things as well is slow; that is measured, and fails nothing.
    patient = {"index_seconds": 300.0}
    with (
        tempfile.TemporaryDirectory() as folder,
        running_osmem() as address,
        empty_index("sqlite", address, Path(folder)) as sqlite,
        empty_index(other, address, Path(folder), **patient) as engine,
    ):
        indexes = {"sqlite": sqlite, other: engine}
        for name, index in indexes.items():
            speed = fill(index, mixed(list(known.values()), size))
            print(f"{name}: {index.count_articles():,} articles, {speed:,.0f} a second", flush=True)
        print(f"{'days':12}{'engine':10}    n     R@1    R@10                 ms50    ms95")
        for window in (True, False):
            found: dict[str, list[list[list[str]]]] = {}
            for name, index in indexes.items():
                answers = [answer(index, ask, window=window) for ask in asked]
                found[name] = [hits for hits, _ in answers]
                days = "in window" if window else "all"
                told = line(found[name], asked, [ms for _, ms in answers], known)
                print(f"{days:12}{name:10}{told}", flush=True)
            pairs = list(zip(*found.values(), strict=True))
            same = sum(one[:1] == two[:1] for one, two in pairs) / len(pairs)
            ours = [{urls[0] for urls in hits} for hits in found["sqlite"]]
            theirs = [{urls[0] for urls in hits} for hits in found[other]]
            shared = sum(len(a & b) for a, b in zip(ours, theirs, strict=True))
            print(
                f"same first hit {same:.3f}, of SQLite's ten hits the other has "
                f"{shared / sum(map(len, ours)):.3f}"
            )


if __name__ == "__main__":
    main()

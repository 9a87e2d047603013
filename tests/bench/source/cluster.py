"""Measures the index on real nodes of OpenSearch beside SQLite's, for docs/scale.md.

    python -m tests.bench.source.cluster [--nodes 1|3] [--size N] [--batch N] [--heap 1g]
        [--kills N] [--ask N] [--folder F]

Needs `make opensearch` and ../shared/data/source. Four writers add `size` articles, the pool among
made ones, `batch` to a call, while nodes are killed and started again, each after some more
articles. An article is lost if it was acknowledged and is not found by its address at the end. Then
`ask` excerpts of the pool's articles are searched here and in SQLite, in the days from 14 before
the article to 1 after and without a date: R@1, and the time of a search by the clock, in which the
nodes have the same processors. With `heap` a node has this memory and all of Java's compiler.
"""

import argparse
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from server.config import Settings
from server.errors import Problem
from server.pipeline.wiring import open_index
from server.source.index import query_terms
from server.store import ArticleIndex, IndexArticle
from server.store.index.article_index import SqliteArticles
from server.store.records import SearchLimits
from server.text.sentences import split
from tests.bench.source.index_data import mixed, pool
from tests.opensearch.nodes import SHORT_LIVED, Nodes, running_nodes

_WRITERS = 4
_TRIES = 200  # of a batch, one second apart: a cluster that lost a node may take a minute
_BETWEEN = (1, 2_000)  # articles acknowledged between two kills
_LONG = 1_000  # letters of an article that is asked for
_EXCERPT = 300  # letters


class Writers:
    """Four writers, each with a connection of its own to one of the nodes."""

    def __init__(
        self, settings: list[Settings], articles: Iterator[IndexArticle], batch: int
    ) -> None:
        self.acknowledged: list[str] = []
        self.refused: dict[str, int] = {}
        self._lock = threading.Lock()
        self._articles, self._batch = articles, batch
        self._threads = [
            threading.Thread(target=self._write, args=(settings[number % len(settings)],))
            for number in range(_WRITERS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    @property
    def are_done(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def _next(self) -> list[IndexArticle]:
        with self._lock:
            return [article for _, article in zip(range(self._batch), self._articles, strict=False)]

    def _write(self, settings: Settings) -> None:
        index = open_index(settings)
        while some := self._next():
            for _ in range(_TRIES):
                try:
                    index.add_articles(some)
                except Problem as problem:
                    with self._lock:
                        why = f"{problem.slug}: {problem.detail[:100]}"
                        self.refused[why] = self.refused.get(why, 0) + 1
                    time.sleep(1)
                    continue
                with self._lock:
                    self.acknowledged += [article.url for article in some]
                break
        index.close()


def disturb(nodes: Nodes, writers: Writers, kills: int, chance: random.Random) -> int:
    """Kill nodes in turn while `writers` work, or after; return the number of kills."""
    count = len(nodes.addresses)
    for done in range(kills):
        due = len(writers.acknowledged) + chance.randrange(*_BETWEEN)
        while len(writers.acknowledged) < due and not writers.are_done:
            time.sleep(0.01)
        number = chance.randrange(count)
        nodes.kill(number)
        nodes.start(number)
        nodes.wait(number)
        print(f"\r{done + 1} kills, {len(writers.acknowledged)} acknowledged", end="", flush=True)
    print()
    return kills


def lost(index: ArticleIndex, urls: list[str]) -> list[str]:
    """Return the acknowledged articles that the index doesn't have."""
    return [url for url in urls if index.article_text(url) is None]


def searched(
    index: ArticleIndex, excerpted: list[IndexArticle], *, dated: bool
) -> tuple[float, list[float]]:
    """Return R@1 of excerpts, and the seconds of each search in order."""
    right, seconds = 0, []
    for article in excerpted:
        middle = len(article.text) // 2
        page = article.text[middle : middle + _EXCERPT]
        terms = query_terms(None, [sentence.text for sentence in split([page], "en")], "en")
        day = date.fromisoformat(article.published or "")
        days: SearchLimits = {
            "since": (day - timedelta(days=14)).isoformat(),
            "until": (day + timedelta(days=1)).isoformat(),
        }
        began = time.perf_counter()
        hits = index.search_articles(terms, page=page, **(days if dated else {}))
        seconds.append(time.perf_counter() - began)
        right += bool(hits and hits[0].url == article.url)
    return right / len(excerpted), sorted(seconds)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--nodes", type=int, default=1)
    options.add_argument("--size", type=int, default=40_000)
    options.add_argument("--batch", type=int, default=200)
    options.add_argument("--heap")
    options.add_argument("--kills", type=int, default=0)
    options.add_argument("--ask", type=int, default=300)
    options.add_argument("--folder", type=Path)
    arguments = options.parse_args()
    chance, articles = random.Random(11), pool()
    with ExitStack() as stack:
        folder = arguments.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        java = (f"-Xms{arguments.heap}", f"-Xmx{arguments.heap}") if arguments.heap else SHORT_LIVED
        nodes = stack.enter_context(running_nodes(folder / "nodes", arguments.nodes, options=java))
        base = Settings(
            data=folder,
            index=nodes.addresses[0],
            index_replicas=int(arguments.nodes > 1),
            index_name="bench",
        )
        own = [replace(base, index=address) for address in nodes.addresses]
        writers = Writers(own, mixed(articles, arguments.size), arguments.batch)
        began = time.monotonic()
        writers.start()
        disturb(nodes, writers, arguments.kills, chance)
        while not writers.are_done:
            time.sleep(0.5)
        seconds = time.monotonic() - began
        index = stack.enter_context(closing(open_index(base)))
        acknowledged = list(dict.fromkeys(writers.acknowledged))
        checked = acknowledged if arguments.kills else []
        print(f"{arguments.nodes} nodes, {len(acknowledged)} articles, {seconds:.0f} s:", end=" ")
        print(f"{len(acknowledged) / seconds:.0f} a second")
        print(f"lost of the acknowledged ones after {arguments.kills} kills:", end=" ")
        print(len(lost(index, checked)), "of", len(checked))
        for why, count in sorted(writers.refused.items()):
            print(f"  {count} x {why}")
        excerpted = chance.sample(
            [article for article in articles if len(article.text) > _LONG], arguments.ask
        )
        sqlite = stack.enter_context(closing(SqliteArticles(folder / "articles.db")))
        sqlite.add_articles(mixed(articles, arguments.size))
        for when, dated in (("in the window", True), ("no date", False)):
            for name, searched_index in (("OpenSearch", index), ("SQLite", sqlite)):
                share, times = searched(searched_index, excerpted, dated=dated)
                p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
                print(f"{name}, {when}: R@1 {share:.3f},", end=" ")
                print(f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")


if __name__ == "__main__":
    main()

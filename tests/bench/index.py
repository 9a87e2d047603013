"""The index: does it find the right article, how fast, at what size?

    python -m tests.bench.index [--size N] [--sample N] [--folder PATH]

Reads ../shared/data/source beside the project. An index of `size` articles (the pool among made
ones, random days of two years) is built in `folder`. "in window" searches the days from 14 before
the article to 1 after, "everywhere" all of them. Plain FTS5 (an OR of the same terms, its own
bm25) over the pool is the baseline. CPU times of this process.
"""

import argparse
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sentencex

from server.source.query import Term, query_terms
from server.store.articles import SqliteArticles
from server.store.protocols import IndexArticle
from tests.bench.index_data import DATA, mixed, pool, rows

Ask = tuple[IndexArticle, list[Term]]


def questions(articles: dict[str, IndexArticle], sample: int) -> Iterator[tuple[str, list[Ask]]]:
    """Sets of right article and terms: verbatim excerpts, and each set of rewrites."""
    chance = random.Random(5)
    long = [article for article in articles.values() if len(article.text) > 1_000]
    cuts: dict[str, Callable[[str], str]] = {
        "first 300 characters": lambda text: text[:300],
        "first 2 sentences": lambda text: " ".join(list(sentencex.segment("en", text))[:2]),
        "300 from the middle": lambda text: text[len(text) // 2 :][:300],
    }
    for name, cut in cuts.items():
        some = chance.sample(long, min(sample, len(long)))
        yield name, [(article, terms(None, cut(article.text))) for article in some]
    pairs = rows("pairs.jsonl.gz")
    for name in sorted({pair["set"] for pair in pairs}):
        own = [pair for pair in pairs if pair["set"] == name]
        own = chance.sample(own, min(sample, len(own)))
        yield (
            name,
            [(articles[pair["article_id"]], terms(pair["title"], pair["summary"])) for pair in own],
        )


def terms(title: str | None, text: str) -> list[Term]:
    """What is searched for a page of this title and text."""
    return query_terms(title, list(sentencex.segment("en", text)), "en")


def build(folder: Path, articles: Iterator[IndexArticle]) -> tuple[SqliteArticles, str]:
    """The index of `articles`, and what it took."""
    index = SqliteArticles(folder / "articles.db")
    spent, count, size = 0.0, 0, 0
    while batch := list(islice(articles, 2_000)):
        started = time.process_time()
        index.add_articles(batch)
        spent += time.process_time() - started
        count += len(batch)
        size += sum(len(article.text.encode()) for article in batch)
    with sqlite3.connect(folder / "articles.db") as db:
        kept = db.execute("select total(length(body)) from texts").fetchone()[0]
    db.close()
    beside = ((folder / "articles.db").stat().st_size - kept) / count
    return index, (
        f"{count:,} articles of {size / count:,.0f} bytes: {count / spent:,.0f} a CPU second, "
        f"{beside:,.0f} bytes each beside the compressed text"
    )


def plain(articles: dict[str, IndexArticle]) -> Callable[[list[Term]], list[str]]:
    """The baseline: FTS5's OR and its own ranking."""
    db = sqlite3.connect(":memory:")
    db.execute("create virtual table pool using fts5(url unindexed, text, tokenize='porter')")
    db.executemany(
        "insert into pool values (?, ?)",
        ((one.url, f"{one.title}\n{one.text}") for one in articles.values()),
    )

    def ask(asked: list[Term]) -> list[str]:
        words = [word for term, _ in asked for word in re.findall(r"\w+", term)]
        match = " OR ".join(f'"{word}"' for word in words)
        found = db.execute(
            "select url from pool where pool match ? order by rank limit 10", (match,)
        )
        return [url for (url,) in found]

    return ask


def measure(asked: list[Ask], search: Callable[[Ask], list[list[str]]]) -> str:
    """R@1, R@5, and CPU milliseconds at the median and the 95th percentile."""
    first = five = 0
    spent = []
    for ask in asked:
        started = time.process_time()
        found = search(ask)
        spent.append((time.process_time() - started) * 1000)
        places = [place for place, urls in enumerate(found) if ask[0].url in urls]
        first += bool(places) and places[0] == 0
        five += bool(places) and places[0] < 5
    spent.sort()
    count = len(asked)
    return (
        f"{count:5} {first / count:6.4f} {five / count:6.4f}"
        f" {spent[count // 2]:6.1f} {spent[int(count * 0.95)]:6.1f}"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=31_001)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if not DATA.exists():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    articles = {article.url.rsplit("/", 1)[1]: article for article in pool()}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        size = max(options.size, len(articles))
        index, said = build(Path(folder), mixed(list(articles.values()), size))
        print(said)
        report(index, articles, options.sample)
        index.close()


def report(index: SqliteArticles, articles: dict[str, IndexArticle], sample: int) -> None:
    """A line for each set and way of searching."""
    baseline = plain(articles)

    def everywhere(ask: Ask, **window: Any) -> list[list[str]]:
        return [[hit.url, *hit.copies] for hit in index.search_articles(ask[1], **window)]

    def in_window(ask: Ask) -> list[list[str]]:
        day = date.fromisoformat(ask[0].published or "")
        since, until = day - timedelta(days=14), day + timedelta(days=1)
        return everywhere(ask, since=since.isoformat(), until=until.isoformat())

    ways: dict[str, Callable[[Ask], list[list[str]]]] = {
        "everywhere": everywhere,
        "in window": in_window,
        "plain FTS5, pool alone": lambda ask: [[url] for url in baseline(ask[1])],
    }
    print(f"{'set':22}{'search':24}    n    R@1    R@5  ms50  ms95")
    for name, asked in questions(articles, sample):
        for way, search in ways.items():
            print(f"{name:22}{way:24}{measure(asked, search)}", flush=True)


if __name__ == "__main__":
    main()

"""Measures hits, time and size of the index beside plain FTS5, in docs/measurements.md.

    python -m tests.bench.source.index [--size N] [--sample N] [--rewrites N] [--folder PATH]

Reads ../shared/data/source beside the project. An index of `size` articles (the pool among made
ones, random days of two years) is built in `folder`, and asked with `sample` excerpts of each kind
and at most `rewrites` pages of each set. "in window" searches the days from 14 before
the article to 1 after, "everywhere" all of them. Plain FTS5 (an OR of the same terms, its own
bm25) over the pool is the baseline. An article that has an excerpt's words counts as right for it;
excerpts of fewer than eight words are left out. CPU times of this process.
"""

import argparse
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sentencex

from server.source.index import Term, query_terms
from server.store.index import ranking
from server.store.index.article_index import SqliteArticles
from server.store.index.tokenizer import tokens
from server.store.records import IndexArticle
from tests.bench.source.index_data import DATA, mixed, pool, rows
from tests.intervals import wilson

_EXCERPT = 8  # words: a shorter one (a photographer's name) is in many articles
_COPY = 0.9  # of an excerpt's runs of words in an article that counts as right


@dataclass(frozen=True, slots=True)
class Ask:
    """A page to find the article of; for an excerpt, what has its words counts as right."""

    article: IndexArticle
    page: str
    terms: list[Term]
    excerpt: bool


def questions(
    articles: dict[str, IndexArticle], sample: int, rewrites: int
) -> Iterator[tuple[str, list[Ask]]]:
    """Return sets of pages: verbatim excerpts, and at most `rewrites` of each rewrite set."""
    chance = random.Random(5)
    long = [article for article in articles.values() if len(article.text) > 1_000]
    cuts: dict[str, Callable[[str], str]] = {
        "first 300 characters": lambda text: text[:300],
        "first 2 sentences": lambda text: " ".join(_sentences(text)[:2]),
        "300 from the middle": lambda text: text[len(text) // 2 :][:300],
    }
    for name, cut in cuts.items():
        some = chance.sample(long, min(2 * sample, len(long)))
        asks = [_ask(article, None, cut(article.text), excerpt=True) for article in some]
        yield name, [ask for ask in asks if len(ask.page.split()) >= _EXCERPT][:sample]
    pairs = rows("pairs.jsonl.gz")
    for name in sorted({pair["set"] for pair in pairs}):
        yield (
            name,
            [
                _ask(articles[pair["article_id"]], pair["title"], pair["summary"], excerpt=False)
                for pair in [pair for pair in pairs if pair["set"] == name][:rewrites]
            ],
        )


def _ask(article: IndexArticle, title: str | None, text: str, excerpt: bool) -> Ask:
    page = f"{title}\n{text}" if title else text
    return Ask(article, page, query_terms(title, _sentences(text), "en"), excerpt)


def _sentences(text: str) -> list[str]:
    return list(sentencex.segment("en", text))


def build(folder: Path, articles: Iterator[IndexArticle]) -> tuple[SqliteArticles, str]:
    """Build the index of `articles`; return it with its cost."""
    index = SqliteArticles(folder / "articles.db")
    spent, count, size = 0.0, 0, 0
    while batch := list(islice(articles, 2_000)):
        started = time.process_time()
        index.add_articles(batch)
        spent += time.process_time() - started
        count += len(batch)
        size += sum(len(article.text.encode()) for article in batch)
    with sqlite3.connect(folder / "articles.db") as db:
        compressed = db.execute("select total(length(body)) from texts").fetchone()[0]
    db.close()
    beside = ((folder / "articles.db").stat().st_size - compressed) / count
    return index, (
        f"{count:,} articles of {size / count:,.0f} bytes: {count / spent:,.0f} a CPU second, "
        f"{beside:,.0f} bytes each beside the compressed text"
    )


def plain(articles: dict[str, IndexArticle]) -> Callable[[list[Term]], list[str]]:
    """Search with the baseline: FTS5's OR and its own ranking."""
    db = sqlite3.connect(":memory:")
    db.execute("create virtual table pool using fts5(url unindexed, text, tokenize='porter')")
    db.executemany(
        "insert into pool values (?, ?)",
        ((article.url, f"{article.title}\n{article.text}") for article in articles.values()),
    )

    def ask(terms: list[Term]) -> list[str]:
        words = [word for term, _ in terms for word in re.findall(r"\w+", term)]
        match = " OR ".join(f'"{word}"' for word in words)
        urls = db.execute(
            "select url from pool where pool match ? order by rank limit 10", (match,)
        )
        return [url for (url,) in urls]

    return ask


Search = Callable[[Ask], list[list[str]]]
Outcome = tuple[bool, bool, float]  # right at first, among five; CPU milliseconds


def compute_features(
    asks: list[Ask], search: Search, articles: dict[str, IndexArticle]
) -> Iterator[Outcome]:
    """Return the outcome of each page."""
    for ask in asks:
        started = time.process_time()
        urls_by_hit = search(ask)
        spent = (time.process_time() - started) * 1000
        right = [is_right(ask, urls, articles) for urls in urls_by_hit[:5]]
        yield right[:1] == [True], any(right), spent


def is_right(ask: Ask, urls: list[str], articles: dict[str, IndexArticle]) -> bool:
    """Return whether one of `urls` is the article of `ask`, or has an excerpt's words."""
    if ask.article.url in urls:
        return True
    runs = ranking.of_page(ask.page).runs if ask.excerpt else frozenset()
    texts = (articles[name].text for url in urls if (name := url.rsplit("/", 1)[1]) in articles)
    return any(ranking.share_contained(runs, tokens(text)) >= _COPY for text in texts)


def line(outcomes: list[Outcome]) -> str:
    """Return counts, R@1 with its 95 % interval, R@5, median and 95th percentile CPU time."""
    count, first = len(outcomes), sum(outcome[0] for outcome in outcomes)
    low, high = wilson(first, count)
    spent = sorted(outcome[2] for outcome in outcomes)
    return (
        f"{first:4}/{count:<4} {first / count:6.4f} [{low:.3f}, {high:.3f}]"
        f" {sum(outcome[1] for outcome in outcomes) / count:6.4f}"
        f" {spent[count // 2]:6.1f} {spent[int(count * 0.95)]:6.1f}"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=31_001)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--rewrites", type=int, default=1_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if not DATA.exists():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    articles = {article.url.rsplit("/", 1)[1]: article for article in pool()}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        size = max(options.size, len(articles))
        index, said = build(Path(folder), mixed(list(articles.values()), size))
        print(said)
        report(index, articles, list(questions(articles, options.sample, options.rewrites)))
        index.close()


def report(
    index: SqliteArticles, articles: dict[str, IndexArticle], asked_of: list[tuple[str, list[Ask]]]
) -> None:
    """Print a line for each set and way of searching."""
    baseline = plain(articles)

    def by_terms(ask: Ask, **more: Any) -> list[list[str]]:
        hits = index.search_articles(ask.terms, **more)
        return [[hit.url, *hit.copies] for hit in hits]

    def everywhere(ask: Ask, **window: Any) -> list[list[str]]:
        return by_terms(ask, page=ask.page, **window)

    def in_window(ask: Ask) -> list[list[str]]:
        day = date.fromisoformat(ask.article.published or "")
        since, until = day - timedelta(days=14), day + timedelta(days=1)
        return everywhere(ask, since=since.isoformat(), until=until.isoformat())

    ways: dict[str, Search] = {
        "everywhere": everywhere,
        "in window": in_window,
        "everywhere, terms alone": by_terms,
        "plain FTS5, pool alone": lambda ask: [[url] for url in baseline(ask.terms)],
    }
    print(f"{'set':22}{'search':25}     n        R@1                    R@5   ms50   ms95")
    rewritten: dict[str, list[Outcome]] = {way: [] for way in ways}
    for name, asks in asked_of:
        for way, search in ways.items():
            outcomes = list(compute_features(asks, search, articles))
            print(f"{name:22}{way:25}{line(outcomes)}", flush=True)
            if not asks[0].excerpt:
                rewritten[way] += outcomes
    for way, outcomes in rewritten.items():
        print(f"{'all rewritten':22}{way:25}{line(outcomes)}")


if __name__ == "__main__":
    main()

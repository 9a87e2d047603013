"""Collects what the product's index finds for each page, and what both have in common.

A *trial* is a page with its candidates, best first, in up to two states of the pool: a summary or
an excerpt with its source there and gone, a page of FNC-1 with other coverage of its event there
and gone. What is measured is kept in the folder of UNABRIDGED_BENCH_CACHE, since it takes minutes.
"""

import os
import pickle
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path

from server.align import Text
from server.article.read import read_article
from server.model import Article, PageInput
from server.pipeline.tasks import indexed_text, text_of
from server.source.features import Features, compute_features
from server.source.index import LOOKED_AT, query_terms
from server.store.index.article_index import SqliteArticles
from server.store.records import Hit, IndexArticle
from tests.bench.source.find_data import Given, Pool, articles, given_pages

CACHE = Path(os.environ.get("UNABRIDGED_BENCH_CACHE", tempfile.gettempdir()))
_COPY = 0.3  # share of a page's runs of words from which an article is a copy of its source


@dataclass(frozen=True)
class Rival:
    """An article that a trial's page was measured over.

    `gold`: it is the page's source, or that once more; `near`: the cosine of its words with those
    of the source, or of the page's own article where that is hidden.
    """

    id: str
    gold: bool
    same_event: bool
    near: float
    features: Features


@dataclass(frozen=True)
class Trial:
    """A page with its candidates by what is in the pool: present, removed, event, nothing.

    `group` keeps pages of one article together; `plain` are the baseline's ids, scores, and
    whether they are the source.
    """

    id: str
    kind: str
    group: str
    page: Article
    variants: dict[str, list[Rival]]
    plain: list[tuple[str, float, bool]]


def trials() -> list[Trial]:
    """All trials, measured once and then read from the cache."""
    cached = CACHE / "unabridged-trials.pickle"
    if cached.exists():
        loaded: list[Trial] = pickle.loads(cached.read_bytes())
        return loaded
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.db"
        fill(path)
        with ProcessPoolExecutor(2) as workers:
            measured = list(workers.map(partial(_trial, path), given_pages(), chunksize=20))
    cached.write_bytes(pickle.dumps(measured))
    return measured


def fill(path: Path, address: Callable[[str], str] = str) -> None:
    """Make an index of all articles, under the address of each id."""
    index = SqliteArticles(path)
    waiting = (
        IndexArticle(address(key), article["title"] or "", article["body"], language="en")
        for key, article in articles().items()
    )
    while batch := list(islice(waiting, 2_000)):
        index.add_articles(batch)
    index.close()


@cache
def _index(path: Path) -> SqliteArticles:
    return SqliteArticles(path)


@cache
def _pool() -> Pool:
    return Pool()


@cache
def _candidate(key: str) -> Text:
    article = articles()[key]
    return indexed_text(IndexArticle(key, article["title"] or "", article["body"], language="en"))


def _trial(path: Path, page_given: Given) -> Trial:
    page = read_article(PageInput(text=page_given.text, title=page_given.title, language="en"))
    look = _Look(path, page_given, page)
    if page_given.gold:
        hits = look.hits(frozenset())
        present = [look.rival(hit) for hit in hits]
        gone = frozenset({page_given.gold, *(rival.id for rival in present if rival.gold)})
        gone |= {key for hit in hits if hit.url in gone for key in hit.copies}
        removed = [rival for hit in look.hits(gone) if not (rival := look.rival(hit)).gold]
        variants = {"present": present, "removed": removed}
    else:
        event_hits, gone = look.hits(page_given.hidden), page_given.hidden | page_given.event
        variants = {
            "event": [look.rival(hit) for hit in event_hits],
            "nothing": [look.rival(hit) for hit in look.hits(gone)],
        }
    plain = [
        (key, score, key == page_given.gold)
        for key, score in _pool().best(page_given.text, page_given.hidden)
    ]
    return Trial(page_given.id, page_given.kind, page_given.group, page, variants, plain)


class _Look:
    """One page's look into the index."""

    def __init__(self, path: Path, page_given: Given, page: Article) -> None:
        self._index, self._given, self._text = _index(path), page_given, text_of(page)
        sentences = [sentence.text for sentence in page.sentences]
        self._terms = query_terms(page.title, sentences, "en")
        self._told = "\n".join([page.title, *sentences] if page.title else sentences)
        self._known: dict[str, Rival] = {}

    def hits(self, without: frozenset[str]) -> list[Hit]:
        """Return the product's hits, with some articles missing from the pool."""
        return self._index.search_articles(
            self._terms, exclude=without, page=self._told, limit=LOOKED_AT
        )

    def rival(self, hit: Hit) -> Rival:
        """Return a hit with its features."""
        if hit.url not in self._known:
            self._known[hit.url] = self._rival(hit)
        return self._known[hit.url]

    def _rival(self, hit: Hit) -> Rival:
        page_given, key = self._given, hit.url
        features = compute_features(self._text, _candidate(key))
        gold = page_given.gold is not None and page_given.gold in (key, *hit.copies)
        if page_given.gold and not gold and features.runs >= _COPY:
            gold = _copies(page_given.gold, key)
        own = page_given.gold or min(page_given.hidden)
        near = _pool().near(articles()[own]["body"], articles()[key]["body"])
        event = bool(page_given.event & {key, *hit.copies})
        return Rival(key, gold, event, near, features)


def _copies(gold: str, key: str) -> bool:
    """Return whether the pool's article `key` is the source once more (2 % of it are)."""
    source, copy = _candidate(gold), _candidate(key)
    return max(compute_features(source, copy).runs, compute_features(copy, source).runs) >= 0.5

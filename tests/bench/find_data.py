"""Pages whose source is known, the pool it is looked for in, and what each has in common.

Reads ../shared/data/source beside the project. A *trial* is a page with the pool's likeliest
articles for it, best first by BM25: a summary or an excerpt, whose source is among them until it
is taken out, or the beginning of an article of FNC-1 whose event other outlets covered too. What
trials measure is kept in the folder of UNABRIDGED_BENCH_CACHE, since it takes minutes.
"""

import gzip
import json
import math
import os
import pickle
import random
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from server.align.align import Text
from server.article.read import read_article
from server.model import PageInput
from server.source.measures import Measures, measure

DATA = Path(__file__).parents[3] / "shared" / "data" / "source"
CACHE = Path(os.environ.get("UNABRIDGED_BENCH_CACHE", tempfile.gettempdir()))
LOOKED_AT = 11  # candidates a trial, so that ten are left when the source is taken out
SAME_EVENT = 0.3  # cosine of tf-idf from which two articles of FNC-1 tell of the same event
_COPY = 0.3  # share of a page's runs of words from which an article is a copy of its source


@dataclass(frozen=True)
class Rival:
    """An article that a trial's page was measured over; `gold`: it is the page's source."""

    id: str
    gold: bool
    same_event: bool
    score: float
    measures: Measures


@dataclass(frozen=True)
class Trial:
    """A page with its candidates, best first; `group` keeps pages of one article together."""

    id: str
    kind: str
    group: str
    words: int
    rivals: list[Rival]


def rows(name: str) -> list[dict[str, Any]]:
    """The objects of a file of the data."""
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@cache
def articles() -> dict[str, dict[str, Any]]:
    """The pool by id."""
    return {article["id"]: article for article in rows("articles.jsonl.gz")}


def text_of(raw: str, title: str = "") -> Text:
    """What the aligner reads of `raw`, its title as the first sentence."""
    article = read_article(PageInput(text=raw or title, language="en"))
    sentences = [sentence.text for sentence in article.sentences]
    return Text([title, *sentences] if title else sentences, "en", None)


def events() -> list[list[str]]:
    """Ids of the articles of FNC-1 that tell of the same event: linked by their rare words."""
    ids = [key for key, article in articles().items() if article["source"] == "fnc"]
    counts = [Counter(re.findall(r"[a-z0-9]{3,}", articles()[k]["body"].lower())) for k in ids]
    frequency = Counter(word for count in counts for word in count)
    known = {w: i for i, w in enumerate(w for w, n in frequency.items() if 2 <= n <= len(ids) / 10)}
    matrix = np.zeros((len(ids), len(known)), np.float32)
    for row, count in enumerate(counts):
        for word in count.keys() & known.keys():
            rarity = math.log(len(ids) / frequency[word])
            matrix[row, known[word]] = (1 + math.log(count[word])) * rarity
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True) + 1e-9
    root = list(range(len(ids)))

    def top(at: int) -> int:
        while root[at] != at:
            at = root[at]
        return at

    for one, other in np.argwhere(np.triu(matrix @ matrix.T, 1) >= SAME_EVENT).tolist():
        root[top(other)] = top(one)
    groups: dict[int, list[str]] = {}
    for at, key in enumerate(ids):
        groups.setdefault(top(at), []).append(key)
    return [group for group in groups.values() if len(group) > 1]


class Pool:
    """The articles behind plain BM25 (SQLite FTS5), as the simplest index would have them."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute("create virtual table pool using fts5(id unindexed, t, tokenize='porter')")
        self._db.executemany(
            "insert into pool values (?, ?)",
            ((a["id"], f"{a['title'] or ''} {a['body']}") for a in articles().values()),
        )
        self._count = len(articles())
        words = (set(_plain(f"{a['title']} {a['body']}")) for a in articles().values())
        self._frequency = Counter(word for found in words for word in found)

    def best(self, text: str, without: frozenset[str]) -> list[tuple[str, float]]:
        """Ids and scores of the likeliest articles for `text`, by its 24 most telling words."""
        counts = Counter(_plain(text))
        weight = {
            word: (1 + math.log(count)) * math.log(self._count / self._frequency[word])
            for word, count in counts.items()
            if 0 < self._frequency[word] < self._count / 5
        }
        chosen = sorted(weight, key=lambda word: -weight[word])[:24]
        found = self._db.execute(
            "select id, rank from pool where pool match ? order by rank limit ?",
            (" OR ".join(f'"{word}"' for word in chosen), LOOKED_AT + len(without)),
        )
        return [(key, -rank) for key, rank in found if key not in without][:LOOKED_AT]


def _plain(text: str) -> list[str]:
    return re.findall(r"\w{2,}", text.lower())


@dataclass(frozen=True)
class _Page:
    id: str
    kind: str
    group: str
    text: str
    gold: str | None
    hidden: frozenset[str] = frozenset()
    event: frozenset[str] = frozenset()


def _pages() -> Iterator[_Page]:
    yield from _summaries()
    yield from _excerpts()
    yield from _same_event()


def _summaries() -> Iterator[_Page]:
    for pair in rows("pairs.jsonl.gz"):
        if pair["article_id"] in articles():
            article = pair["article_id"]
            yield _Page(pair["id"], pair["set"], article, pair["summary"], article)


def _excerpts() -> Iterator[_Page]:
    """Verbatim pieces of articles from all over the pool."""
    some = random.Random(5)
    long = [key for key, article in articles().items() if len(article["body"]) > 1500]
    for key in some.sample(sorted(long), 300):
        sentences = list(text_of(articles()[key]["body"]).sentences)
        middle = len(sentences) // 2
        pieces = {
            "first two sentences": " ".join(sentences[:2]),
            "first 300 characters": articles()[key]["body"][:300],
            "three from the middle": " ".join(sentences[middle : middle + 3]),
        }
        how = some.choice(sorted(pieces))
        yield _Page(f"excerpt-{key}", "excerpt", key, pieces[how], key)


def _same_event() -> Iterator[_Page]:
    """The beginning, or all, of an article that is gone while others of its event are there."""
    some = random.Random(6)
    for group in events():
        name = min(group)
        for key in some.sample(sorted(group), min(2, len(group))):
            body = articles()[key]["body"]
            lead = " ".join(text_of(body).sentences[:3])
            event = frozenset(group) - {key}
            yield _Page(f"lead-{key}", "event lead", name, lead, None, frozenset({key}), event)
        yield _Page(f"whole-{key}", "event whole", name, body, None, frozenset({key}), event)


def trials() -> list[Trial]:
    """All trials, measured once and then read from the cache."""
    kept = CACHE / "unabridged-trials.pickle"
    if kept.exists():
        loaded: list[Trial] = pickle.loads(kept.read_bytes())
        return loaded
    with ProcessPoolExecutor(2) as workers:
        made = list(workers.map(_trial, _pages(), chunksize=20))
    kept.write_bytes(pickle.dumps(made))
    return made


@cache
def _pool() -> Pool:
    return Pool()


@cache
def _candidate(key: str) -> Text:
    return text_of(articles()[key]["body"], articles()[key]["title"] or "")


def _trial(page: _Page) -> Trial:
    text = text_of(page.text)
    rivals = []
    for key, score in _pool().best(page.text, page.hidden):
        measures = measure(text, _candidate(key))
        copy = page.gold is not None and measures.runs >= _COPY and _copies(page.gold, key)
        rivals.append(Rival(key, key == page.gold or copy, key in page.event, score, measures))
    return Trial(page.id, page.kind, page.group, len(page.text.split()), rivals)


def _copies(gold: str, key: str) -> bool:
    """Whether the pool's article `key` is the source once more (2 % of it are)."""
    one, other = _candidate(gold), _candidate(key)
    return max(measure(one, other).runs, measure(other, one).runs) >= 0.5

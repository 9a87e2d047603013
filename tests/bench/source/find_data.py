"""Pages whose source is known, and the pool it is looked for in.

Reads ../shared/data/source beside the project: summaries and excerpts with their source, and
beginnings and wholes of articles of FNC-1 whose event other outlets covered too.
"""

import gzip
import json
import math
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from server.align import Text
from server.article.read import read_article
from server.model import PageInput

DATA = Path(__file__).parents[4] / "shared" / "data" / "source"
LOOKED_AT = 11  # the baseline's hits: ten are left when the source is taken out
PADDED = ("padded", "padded, other sayings")
SHORTEST_PADDED = 25  # words
SAME_EVENT = 0.3  # cosine of tf-idf from which two articles of FNC-1 are on the same event

_FILLER = dict(
    zip(
        PADDED,
        json.loads(Path(__file__).with_name("find_filler.json").read_text("utf-8")).values(),
        strict=True,
    )
)


def rows(name: str) -> list[dict[str, Any]]:
    """Yield the objects of a data file."""
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@cache
def articles() -> dict[str, dict[str, Any]]:
    """Return the pool by id."""
    return {article["id"]: article for article in rows("articles.jsonl.gz")}


def text_of(raw: str, title: str = "") -> Text:
    """Return `raw` as the aligner reads it, its title as the first sentence."""
    article = read_article(PageInput(text=raw or title, language="en"))
    sentences = [sentence.text for sentence in article.sentences]
    return Text([title, *sentences] if title else sentences, "en", None)


def events() -> list[list[str]]:
    """Return ids of the articles of FNC-1 on the same event: linked by their rare words."""
    ids = [key for key, article in articles().items() if article["source"] == "fnc"]
    counts = [Counter(re.findall(r"[a-z0-9]{3,}", articles()[k]["body"].lower())) for k in ids]
    frequency = Counter(word for count in counts for word in count)
    column_by_word = {
        word: i
        for i, word in enumerate(word for word, n in frequency.items() if 2 <= n <= len(ids) / 10)
    }
    matrix = np.zeros((len(ids), len(column_by_word)), np.float32)
    for row, count in enumerate(counts):
        for word in count.keys() & column_by_word.keys():
            rarity = math.log(len(ids) / frequency[word])
            matrix[row, column_by_word[word]] = (1 + math.log(count[word])) * rarity
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True) + 1e-9
    root = list(range(len(ids)))

    def top(index: int) -> int:
        while root[index] != index:
            index = root[index]
        return index

    for first, second in np.argwhere(np.triu(matrix @ matrix.T, 1) >= SAME_EVENT).tolist():
        root[top(second)] = top(first)
    groups: dict[int, list[str]] = {}
    for index, key in enumerate(ids):
        groups.setdefault(top(index), []).append(key)
    return [group for group in groups.values() if len(group) > 1]


class Pool:
    """The articles under plain BM25 (SQLite FTS5), as in the simplest index."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute("create virtual table pool using fts5(id unindexed, t, tokenize='porter')")
        self._db.executemany(
            "insert into pool values (?, ?)",
            ((a["id"], f"{a['title'] or ''} {a['body']}") for a in articles().values()),
        )
        self._count = len(articles())
        words = (set(_plain(f"{a['title']} {a['body']}")) for a in articles().values())
        self._frequency = Counter(word for words_of in words for word in words_of)

    def best(self, text: str, without: frozenset[str]) -> list[tuple[str, float]]:
        """Return ids and scores of the likeliest articles for `text`, by its 24 rarest words."""
        counts = Counter(_plain(text))
        weight = {
            word: (1 + math.log(count)) * math.log(self._count / self._frequency[word])
            for word, count in counts.items()
            if 0 < self._frequency[word] < self._count / 5
        }
        chosen = sorted(weight, key=lambda word: -weight[word])[:24]
        ranked = self._db.execute(
            "select id, rank from pool where pool match ? order by rank limit ?",
            (" OR ".join(f'"{word}"' for word in chosen), LOOKED_AT + len(without)),
        )
        return [(key, -rank) for key, rank in ranked if key not in without][:LOOKED_AT]

    def near(self, text: str, other_text: str) -> float:
        """Return the cosine of two texts' words, by the pool's tf-idf."""
        a, b = self._weighed(text), self._weighed(other_text)
        dot = sum(weight * b.get(word, 0.0) for word, weight in a.items())
        lengths = math.hypot(*a.values()) * math.hypot(*b.values())
        return dot / lengths if lengths else 0.0

    def _weighed(self, text: str) -> dict[str, float]:
        return {
            word: (1 + math.log(count)) * math.log(self._count / max(1, self._frequency[word]))
            for word, count in Counter(_plain(text)).items()
        }


def _plain(text: str) -> list[str]:
    return re.findall(r"\w{2,}", text.lower())


@dataclass(frozen=True)
class Given:
    """A page of a kind; `group` keeps pages of one article, or one event, together.

    `gold` is the id of its source, None where it is `hidden` with the page's own article;
    `event` are other articles on its event.
    """

    id: str
    kind: str
    group: str
    text: str
    gold: str | None
    title: str | None = None
    hidden: frozenset[str] = frozenset()
    event: frozenset[str] = frozenset()


def given_pages() -> Iterator[Given]:
    """All pages."""
    yield from _summaries()
    yield from _excerpts()
    yield from _same_event()
    yield from _padded()


def _summaries() -> Iterator[Given]:
    for pair in rows("pairs.jsonl.gz"):
        if pair["article_id"] in articles():
            article = pair["article_id"]
            yield Given(
                pair["id"], pair["set"], article, pair["summary"], article, pair["title"] or None
            )


def _excerpts() -> Iterator[Given]:
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
        yield Given(f"excerpt-{key}", "excerpt", key, pieces[how], key)


def _padded() -> Iterator[Given]:
    """Summaries among empty sentences of opinion, as rewrites for a site have them.

    Half have the sayings that the models learn from, half others. Where an article has several
    summaries, every other page has two of them, one after the other.
    """
    some = random.Random(7)
    pairs = [p for p in rows("pairs.jsonl.gz") if p["article_id"] in articles()]
    by_article: dict[str, list[str]] = {}
    for pair in pairs:
        by_article.setdefault(pair["article_id"], []).append(pair["summary"])
    for pair in pairs:
        article, summaries = pair["article_id"], [pair["summary"]]
        if len(pair["summary"].split()) < SHORTEST_PADDED:
            continue
        others = [text for text in by_article[article] if text != pair["summary"]]
        if others and some.random() < 0.5:
            summaries.append(some.choice(others))
        kind = some.choice(PADDED)
        text = _pad(" ".join(summaries), _FILLER[kind], some)
        yield Given(f"padded-{pair['id']}", kind, article, text, article, pair["title"] or None)


def _pad(text: str, sayings: list[str], some: random.Random) -> str:
    """`text` with as many sayings as half to all of its own sentences, and at least two."""
    sentences = list(text_of(text).sentences)
    names = Counter(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}", text))
    name = names.most_common(1)[0][0] if names else "the government"
    long_words = sorted(set(re.findall(r"(?<= )[a-z]{6,}", text))) or ["the news"]
    count = max(2, round(len(sentences) * some.uniform(0.5, 1.0)))
    for saying in some.sample(sayings, min(count, len(sayings))):
        filled = re.sub(
            "{thing}", lambda _: some.choice(long_words), saying.replace("{name}", name)
        )
        sentences.insert(some.randint(1, len(sentences)), filled)
    return " ".join(sentences)


def _same_event() -> Iterator[Given]:
    """Return a missing article, or its beginning, while others of its event exist."""
    some, padded = random.Random(6), random.Random(8)
    for group in events():
        name = min(group)
        for key in some.sample(sorted(group), min(2, len(group))):
            body = articles()[key]["body"]
            lead = " ".join(text_of(body).sentences[:3])
            event = frozenset(group) - {key}
            yield Given(
                f"lead-{key}", "event lead", name, lead, None, None, frozenset({key}), event
            )
            kind = padded.choice(PADDED)
            yield Given(
                f"padded-lead-{key}", f"event lead {kind}", name, _pad(lead, _FILLER[kind], padded),
                None, None, frozenset({key}), event,
            )  # fmt: skip
        yield Given(f"whole-{key}", "event whole", name, body, None, None, frozenset({key}), event)

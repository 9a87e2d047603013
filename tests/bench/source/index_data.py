"""The pool of ../shared/data/source, and an index of any size made from its sentences.

Made articles mix sentences of three articles of the pool. All get a random day of two years, and
come into the index in the order of their days, as from feeds.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from server.store.records import IndexArticle

DATA = Path(__file__).parents[4] / "shared" / "data" / "source"
FIRST_DAY = date(2024, 11, 1)
DAYS = 730
_SENTENCE = re.compile(r"(?<=[.!?][\"”’' ])\s*(?=[A-Z“\"])|\n+")


def rows(name: str) -> list[dict[str, Any]]:
    """Yield the objects of a data file."""
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def pool(seed: int = 7) -> list[IndexArticle]:
    """Return the articles of the pool, each with a random day."""
    chance = random.Random(seed)
    return [
        IndexArticle(
            f"https://pool.example/{row['id']}",
            row["title"] or "",
            row["body"],
            publisher=row["source"],
            published=_day(chance).isoformat(),
            language="en",
        )
        for row in rows("articles.jsonl.gz")
    ]


def made(articles: list[IndexArticle], count: int, seed: int = 8) -> Iterator[IndexArticle]:
    """`count` articles from the sentences of `articles`, in the order of their days."""
    chance = random.Random(seed)
    sentences = [
        [piece for piece in _SENTENCE.split(article.text) if piece and len(piece) > 30]
        for article in articles
    ]
    sentences = [pieces for pieces in sentences if len(pieces) >= 5]
    for number in range(count):
        day = FIRST_DAY + timedelta(days=number * DAYS // count)
        parts = [
            piece
            for pieces in chance.choices(sentences, k=3)
            for piece in chance.sample(pieces, min(5, len(pieces)))
        ]
        yield IndexArticle(
            f"https://made.example/{number}",
            parts[0][:90],
            " ".join(parts),
            published=day.isoformat(),
            language="en",
        )


def mixed(articles: list[IndexArticle], count: int) -> Iterator[IndexArticle]:
    """Yield `count` articles, the pool among made ones, in the order of their days."""
    waiting = sorted(articles, key=lambda article: article.published or "", reverse=True)
    for index_article in made(articles, count - len(articles)):
        while waiting and (waiting[-1].published or "") <= (index_article.published or ""):
            yield waiting.pop()
        yield index_article
    yield from reversed(waiting)


def _day(chance: random.Random) -> date:
    return FIRST_DAY + timedelta(days=chance.randrange(DAYS))

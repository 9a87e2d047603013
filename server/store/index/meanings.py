"""Articles as vectors, to find an article in another language.

The vectors are made in server/ingest/encode_articles.py and stored with the articles, in half
precision, 1 kB each. A changed or deleted article's vector no longer counts.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest

import numpy as np
from numpy.typing import NDArray

from server.store.index import day_ids
from server.store.index.near_duplicates import hit_of
from server.store.index.rows import SELECT, article_of
from server.store.records import MOST_HITS, Encodable, Hit, Meaning, Vector, Within

_OPENING = 300  # encoded characters of an article: what it is about comes first
_MOST = 200_000  # newest vectors read by a search
_AT_ONCE = 4_096  # vectors in memory, 10 MB
_WAITING = (
    "select a.id, a.version from articles a left join meanings m on m.id = a.id"
    " and m.version = a.version where m.id is null order by a.id desc limit ?"
)
_NEAR = (
    "select m.id, m.vector from meanings m join articles a on a.id = m.id and a.version = m.version"
    " where m.language != ? and m.id between ? and ? order by m.id desc limit ?"
)


def waiting(db: sqlite3.Connection, most: int) -> list[Encodable]:
    """Return articles without a vector, newest first."""
    found = []
    for key, version in db.execute(_WAITING, (most,)).fetchall():
        article = article_of(db, db.execute(f"{SELECT} where id = ?", (key,)).fetchone())
        text = f"{article.title}. {(article.text or article.lead)[:_OPENING]}".strip(". ")
        found.append(Encodable(key, version, text, article.language))
    return found


def keep(db: sqlite3.Connection, made: Iterable[Meaning]) -> None:
    """Save vectors."""
    db.executemany(
        "insert or replace into meanings (id, version, language, vector) values (?, ?, ?, ?)",
        (
            (one.key, one.version, one.language, one.vector.astype(np.float16).tobytes())
            for one in made
        ),
    )


def nearest(db: sqlite3.Connection, vector: Vector, language: str, within: Within) -> list[Hit]:
    """Return the articles in other languages nearest to `vector`, best first."""
    wanted = vector.astype(np.float32)
    limit, exclude = within.get("limit", MOST_HITS), within.get("exclude", ())
    most = limit + len(exclude)
    best: list[tuple[float, int]] = []
    for keys, vectors in _of_days(db, language, day_ids.window(within)):
        similar = vectors @ wanted
        best += [(float(similar[row]), keys[row]) for row in np.argsort(-similar)[:most]]
        best = nlargest(most, best)
    hits = []
    for score, key in best:
        row = db.execute(f"{SELECT} where id = ?", (key,)).fetchone()
        if row is not None and row[1] not in exclude:
            hits.append(hit_of(article_of(db, row), round(score, 4), whole=bool(row[-1])))
    return hits[:limit]


def _of_days(
    db: sqlite3.Connection, language: str, window: tuple[int | None, int | None]
) -> Iterator[tuple[Sequence[int], NDArray[np.float32]]]:
    """Yield ids and vectors of the days in `window` in batches, newest first."""
    days = [day for (day,) in db.execute("select day from days order by day desc").fetchall()]
    left = _MOST
    for day in days:
        if not day_ids.is_within(day, *window) or left <= 0:
            continue
        rows = db.execute(
            _NEAR, (language, day_ids.first_id(day), day_ids.first_id(day + 1) - 1, left)
        )
        while some := rows.fetchmany(_AT_ONCE):
            left -= len(some)
            joined = np.frombuffer(b"".join(blob for _, blob in some), np.float16)
            yield [key for key, _ in some], joined.reshape(len(some), -1).astype(np.float32)

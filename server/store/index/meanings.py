"""What articles say, as vectors: how an article in another language is found.

The vectors are made elsewhere (server/ingest/encode_articles.py) and kept beside the articles,
in half precision, 1 kB each. A vector of an article that changed or went since counts no longer.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from server.store.index import day_ids
from server.store.index.near_duplicates import hit_of
from server.store.index.rows import SELECT, article_of
from server.store.protocols import Encodable, Hit, Meaning, Vector

_OPENING = 300  # characters of an article that say what it is about
_MOST = 200_000  # vectors that a search reads, the newest
_WAITING = (
    "select a.id, a.version, a.title, a.lead, a.language from articles a left join meanings m"
    " on m.id = a.id and m.version = a.version where m.id is null order by a.id desc limit ?"
)
_NEAR = (
    "select m.id, m.vector from meanings m join articles a on a.id = m.id and a.version = m.version"
    " where m.language != ? and m.id between ? and ? order by m.id desc limit ?"
)


def waiting(db: sqlite3.Connection, most: int) -> list[Encodable]:
    """Articles without a vector, the newest first."""
    return [
        Encodable(row[0], row[1], f"{row[2]}. {_lead(db, row[0], row[3])}".strip(". "), row[4])
        for row in db.execute(_WAITING, (most,)).fetchall()
    ]


def _lead(db: sqlite3.Connection, key: int, lead: str) -> str:
    row = db.execute(f"{SELECT} where id = ?", (key,)).fetchone()
    return (article_of(db, row).text or lead)[:_OPENING]


def keep(db: sqlite3.Connection, made: Iterable[Meaning]) -> None:
    """Keep vectors."""
    db.executemany(
        "insert or replace into meanings (id, version, language, vector) values (?, ?, ?, ?)",
        (
            (one.key, one.version, one.language, one.vector.astype(np.float16).tobytes())
            for one in made
        ),
    )


def nearest(
    db: sqlite3.Connection,
    vector: Vector,
    language: str,
    window: tuple[int | None, int | None],
    *,
    limit: int,
    exclude: Collection[str],
) -> list[Hit]:
    """The articles in other languages than `language` that say most nearly the same."""
    keys, vectors = _of_days(db, language, window)
    if not keys:
        return []
    similar = vectors @ vector.astype(np.float32)
    found = []
    for at in np.argsort(-similar)[: limit + len(exclude)]:
        row = db.execute(f"{SELECT} where id = ?", (keys[at],)).fetchone()
        if row is not None and row[1] not in exclude:
            found.append(
                hit_of(article_of(db, row), round(float(similar[at]), 4), whole=bool(row[-1]))
            )
    return found[:limit]


def _of_days(
    db: sqlite3.Connection, language: str, window: tuple[int | None, int | None]
) -> tuple[Sequence[int], NDArray[np.float32]]:
    held = [day for (day,) in db.execute("select day from days order by day desc").fetchall()]
    rows: list[tuple[int, bytes]] = []
    for day in held:
        if day_ids.is_within(day, *window) and len(rows) < _MOST:
            span = (day_ids.first_id(day), day_ids.first_id(day + 1) - 1)
            rows += db.execute(_NEAR, (language, *span, _MOST - len(rows))).fetchall()
    if not rows:
        return [], np.zeros((0, 0), np.float32)
    joined = np.frombuffer(b"".join(blob for _, blob in rows), np.float16)
    return [key for key, _ in rows], joined.reshape(len(rows), -1).astype(np.float32)

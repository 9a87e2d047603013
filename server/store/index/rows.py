"""Articles as rows of the index: written, replaced, read and dropped."""

import sqlite3
import zlib
from collections import Counter
from typing import Any

from server.store.index import partitions
from server.store.index.tokenizer import body_of, complete, indexable, opening
from server.store.records import Added, IndexArticle
from server.store.sql import insert_row
from server.store.sqlite import ThreadConnection

SELECT = (
    "select id, url, title, lead, publisher, published, language, canonical_url, whole"
    " from articles"
)
_FIELDS = ("url", "title", "publisher", "published", "language", "canonical_url")
# Of zlib: the fastest level; the higher ones save little of a text of some kB.
_COMPRESSION = 1


class Batch:
    """The articles of one transaction; `finish` indexes their words."""

    def __init__(self, db: ThreadConnection) -> None:
        self._db = db
        self._today = partitions.today()
        self._next: dict[int, int] = {}
        self._words: dict[int, IndexArticle] = {}

    def add(self, article: IndexArticle) -> Added:
        """Insert, replace or leave the article at this address; return which."""
        article, version = complete(article)
        old = self._db.execute(
            "select id, version from articles where url = ?", (article.url,)
        ).fetchone()
        if old and old[1] == version:
            return "unchanged"
        if old:
            self._drop(old[0])
        key = self._free_id(partitions.slot(article.published, self._today))
        columns = {name: getattr(article, name) for name in _FIELDS}
        # The text's own beginning is not kept twice.
        lead = "" if article.lead == opening(article.text) else article.lead
        is_whole = bool(article.text)
        insert_row(
            self._db, "articles", id=key, **columns, lead=lead, whole=is_whole, version=version
        )
        if article.text:
            body = zlib.compress(article.text.encode(), _COMPRESSION)
            self._db.execute("insert into texts (id, body) values (?, ?)", (key, body))
        self._words[key] = article
        return "updated" if old else "added"

    def _drop(self, key: int) -> None:
        """Delete the article that is replaced."""
        if self._words.pop(key, None) is None:  # else its words are not indexed yet
            row = self._db.execute(f"{SELECT} where id = ?", (key,)).fetchone()
            partitions.delete(self._db, _words(key, article_of(self._db, row)))
            _uncount(self._db, partitions.day_of(key), 1)
        _delete(self._db, key, key)

    def finish(self) -> None:
        """Index the words of the added articles."""
        partitions.insert(
            self._db, (_words(key, article) for key, article in sorted(self._words.items()))
        )
        counts = Counter(map(partitions.day_of, self._words))
        self._db.executemany(
            "insert into days (day, articles) values (?, ?)"
            " on conflict (day) do update set articles = articles + excluded.articles",
            counts.items(),
        )

    def _free_id(self, day: int) -> int:
        key = self._next.get(day)
        if key is None:
            last = self._db.execute(
                "select max(id) from articles where id >= ? and id < ?",
                (partitions.first_id(day), partitions.first_id(day + 1)),
            ).fetchone()[0]
            key = partitions.first_id(day) if last is None else last + 1
            if partitions.day_of(key) != day:
                return self._free_id(day + 1)
        self._next[day] = key + 1
        return key


def drop_day(db: sqlite3.Connection, day: int, limit: int) -> int:
    """Drop at most `limit` articles of `day`; return their number.

    Their words stay until the last day of their table is gone; nothing searches them.
    """
    rows = db.execute(
        "select id from articles where id >= ? and id < ? order by id limit ?",
        (partitions.first_id(day), partitions.first_id(day + 1), limit),
    ).fetchall()
    if rows:
        _delete(db, rows[0][0], rows[-1][0])
    is_all = len(rows) < limit
    are_left = _uncount(db, day, None if is_all else len(rows))
    if not are_left:
        period = partitions.period_of_day(day)
        days = db.execute("select day from days").fetchall()
        if not any(partitions.period_of_day(other_day) == period for (other_day,) in days):
            partitions.drop(db, period)
    return len(rows)


def _delete(db: sqlite3.Connection, first: int, last: int) -> None:
    db.execute("delete from articles where id between ? and ?", (first, last))
    db.execute("delete from texts where id between ? and ?", (first, last))
    db.execute("delete from meanings where id between ? and ?", (first, last))


def _uncount(db: sqlite3.Connection, day: int, count: int | None) -> bool:
    """Subtract `count` (None: all) articles of `day`; return whether any remain."""
    if count is not None:
        db.execute("update days set articles = articles - ? where day = ?", (count, day))
    db.execute("delete from days where day = ? and (? or articles <= 0)", (day, count is None))
    return db.execute("select 1 from days where day = ?", (day,)).fetchone() is not None


def article_of(db: sqlite3.Connection, row: tuple[Any, ...]) -> IndexArticle:
    """Return the article of a SELECT row."""
    key, url, title, lead, publisher, published, language, canonical, is_whole, *_ = row
    body = (
        db.execute("select body from texts where id = ?", (key,)).fetchone() if is_whole else None
    )
    text = zlib.decompress(body[0]).decode() if body else ""
    lead = lead or opening(text)
    return IndexArticle(url, title, text, lead, publisher, published, language, canonical)


def _words(key: int, article: IndexArticle) -> partitions.Words:
    return key, indexable(article.title), indexable(body_of(article))

"""The article index in one SQLite file: FTS5 over title and text, the texts apart.

Added articles are on the disk when add_articles returns. The full-text table holds no text of
its own; the texts are kept compressed, for matching only.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Unpack

from server.errors import Busy, StoreUnavailable
from server.store.index import partitions, retrieval, rows
from server.store.index.repair import alone, salvage
from server.store.index.rows import Batch, drop_day, stored
from server.store.records import Added, Encodable, Hit, IndexArticle, Meaning, Term, Vector, Within
from server.store.sqlite import Database, Faults, code_of

_MIGRATIONS = "index/migrations"
_PRAGMAS = ("auto_vacuum = incremental", "synchronous = full", "cache_size = -65536")
_DROPPED_AT_ONCE = 500  # articles per transaction, so that writers get their turn


log = logging.getLogger(__name__)


class SqliteArticles:
    """The index in the file `path`, for many threads and processes.

    The first call opens or creates the file. Every call raises Busy where it is locked, a
    StoreProblem where it can't be used; articles added before are kept. A truncated file is
    salvaged: the log says what was lost.
    """

    kind = "SQLite"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: Database | None = None
        self._opening = threading.Lock()
        self._faults = _faults_of(path)

    @property
    def _database(self) -> Database:
        with self._opening:
            if self._opened is None:
                try:
                    self._opened = _opened(self._path)
                except SystemExit as error:  # of a newer version
                    raise StoreUnavailable(str(error)) from None
            return self._opened

    def check(self) -> None:
        """Raise if the file can't be read, or the last inspection found damage."""
        self._faults.check()
        self.count_articles()

    def inspect(self) -> None:
        """Read the whole file, if there is one; raise StoreDamaged if not sound."""
        if self._opened or self._path.is_file():
            self._faults.inspect(lambda: self._database)

    @staticmethod
    def repair(path: Path) -> str:
        """Salvage a damaged index; return a summary, or raise Busy or StoreProblem."""
        with _faults_of(path).as_problems(), alone(path):
            return salvage(path, _MIGRATIONS, _PRAGMAS)

    def add_articles(self, articles: Iterable[IndexArticle]) -> list[Added]:
        """Add all articles in one transaction; return a status for each."""
        with self._faults.as_problems(), self._database.write() as db:
            batch = Batch(db)
            outcomes = [batch.add(article) for article in articles]
            batch.finish()
        return outcomes

    def search_articles(
        self, terms: Sequence[Term], *, page: str = "", **within: Unpack[Within]
    ) -> list[Hit]:
        """Return the best articles for `terms` (words or phrases, optionally weighted).

        `page` is the text that they are from: articles that share runs of its words come first.
        """
        with self._faults.as_problems():
            return retrieval.search(self._database.read(), terms, page, within)

    def article_text(self, url: str) -> IndexArticle | None:
        """Return the article at `url` with its text, for matching only."""
        with self._faults.as_problems():
            return stored(self._database.read(), url)

    def recent_articles(self, since: str, most: int) -> list[IndexArticle]:
        """Return articles published (undated ones: added) since an ISO day, the latest first."""
        with self._faults.as_problems():
            return rows.recent(self._database.read(), partitions.day_number(since) or 0, most)

    def articles_without_meaning(self, most: int) -> list[Encodable]:
        """Return articles without a vector, newest first."""
        with self._faults.as_problems():
            return retrieval.waiting(self._database.read(), most)

    def add_meanings(self, made: Iterable[Meaning]) -> None:
        """Save the vectors of articles."""
        with self._faults.as_problems(), self._database.write() as db:
            retrieval.keep(db, made)

    def nearest_articles(
        self, vector: Vector, language: str, **within: Unpack[Within]
    ) -> list[Hit]:
        """Return the articles in other languages nearest to `vector`."""
        with self._faults.as_problems():
            return retrieval.nearest(self._database.read(), vector, language, within)

    def batches(self, most: int) -> Iterator[list[IndexArticle]]:
        """Yield all articles with their texts, `most` at a time, oldest first."""
        with self._faults.as_problems():
            yield from rows.batches(self._database.read(), most)

    def prune_articles(self, *, older_than_days: int, max_bytes: int | None) -> int:
        """Drop old articles, then the oldest until the rest fits; return their number.

        Age counts from publication, for an article without a date from its arrival. `max_bytes`
        limits the file without its free pages.
        """
        with self._faults.as_problems():
            return self._prune(partitions.today() - older_than_days, max_bytes)

    def _prune(self, oldest: int, max_bytes: int | None) -> int:
        dropped = 0
        days = self._database.read().execute("select day from days").fetchall()
        for day in sorted((day for (day,) in days), key=partitions.age):
            if partitions.age(day) >= oldest and (max_bytes is None or self._bytes() <= max_bytes):
                break
            dropped += self._drop_day(day)
        if dropped:
            self._database.read().execute("pragma incremental_vacuum").fetchall()
        return dropped

    def count_articles(self) -> int:
        """Return the number of articles in the index."""
        with self._faults.as_problems():
            row = self._database.read().execute("select total(articles) from days").fetchone()
        return int(row[0])

    def size(self) -> int:
        """Return the bytes of the file."""
        try:
            return self._path.stat().st_size
        except OSError:
            return 0

    def identity(self) -> str:
        """Return a name that changes when the index is replaced."""
        with self._faults.as_problems():
            return self._database.identity()

    def close(self) -> None:
        """Close this thread's connection."""
        if self._opened is not None:
            self._opened.close()

    def _drop_day(self, day: int) -> int:
        """Drop a day's articles in steps, so that others can write in between."""
        dropped = 0
        while True:
            with self._database.write() as db:
                gone = drop_day(db, day, _DROPPED_AT_ONCE)
            dropped += gone
            if gone < _DROPPED_AT_ONCE:
                return dropped

    def _bytes(self) -> int:
        db = self._database.read()
        pages, free, size = (
            db.execute(f"pragma {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)


def _opened(path: Path) -> Database:
    """Open the file `path`, salvaged if it is truncated."""
    if database := _sound(path):
        return database
    with alone(path):
        if database := _sound(path):  # another process has just done it
            return database
        log.warning("%s", salvage(path, _MIGRATIONS, _PRAGMAS))
    return Database(path, _MIGRATIONS, _PRAGMAS)


def _sound(path: Path) -> Database | None:
    """Return the database in the file `path`, None where its structure is damaged."""
    try:
        return Database(path, _MIGRATIONS, _PRAGMAS)
    except sqlite3.DatabaseError as error:
        if code_of(error) != sqlite3.SQLITE_CORRUPT:
            raise
        return None


def _faults_of(path: Path) -> Faults:
    return Faults(
        f"The index {path}",
        "`unabridged index repair` keeps what can still be read.",
        "Move it away: a new one is filled from the feeds.",
        "What was added before is kept; free some room or run `unabridged index prune`, then add "
        "the rest again.",
        locked=Busy,
    )

"""The article index in one SQLite file: FTS5 over title and text, the texts apart.

Added articles are on the disk when add_articles returns. The full-text table holds no text of
its own; the texts are kept compressed, for matching only. Articles in another language are found by
vectors, which server/ingest/poller.py makes, kept in half precision, 1 kB each; a changed or
deleted article's vector no longer counts.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from heapq import nlargest
from pathlib import Path
from typing import Unpack

import numpy as np

from server.errors import Busy, StoreUnavailable
from server.store.index import partitions, ranking, retrieval
from server.store.index.rows import SELECT, Batch, article_of, drop_day
from server.store.records import (
    MOST_HITS,
    Added,
    Hit,
    IndexArticle,
    Meaning,
    SearchLimits,
    Term,
    TextToEncode,
    Vector,
)
from server.store.schema import INDEX
from server.store.sql import Row
from server.store.sqlite import Database, Faults, ThreadConnection

_PRAGMAS = ("auto_vacuum = incremental", "synchronous = full", "cache_size = -65536")
# Articles dropped in a transaction, so that writers get their turn.
_DROPPED_AT_ONCE = 500
# Vectors in memory at once, 10 MB.
_AT_ONCE = 4_096
# Newest vectors that a search reads.
_MOST_VECTORS = 200_000
# Characters of an article's beginning, which says what it is about.
_ENCODED_CHARACTERS = 300
_PAST_ALL_IDS = 2**63 - 1


class SqliteArticles:
    """The index in the file `path`, for many threads and processes.

    The first call opens or creates the file. Every call raises Busy where it is locked, a
    StoreProblem where it can't be used; articles added before are kept.
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
                    self._opened = Database(self._path, INDEX, _PRAGMAS)
                except SystemExit as error:  # of another schema
                    raise StoreUnavailable(str(error)) from None
            return self._opened

    @contextmanager
    def _reading(self) -> Iterator[ThreadConnection]:
        with self._faults.as_problems():
            yield self._database.read()

    def check(self) -> None:
        """Raise if the file can't be read, or the last inspection found damage."""
        self._faults.check()
        if self._opened:
            self._opened.close()  # a connection's cache would hide that the file is damaged
        self.count_articles()

    def inspect(self) -> None:
        """Read the whole file, if there is one; raise StoreDamaged if not sound."""
        if self._opened or self._path.is_file():
            self._faults.inspect(lambda: self._database)

    @staticmethod
    def set_aside(path: Path) -> Path | None:
        """Rename the index at `path`, which nobody may use; return its new path if there was one.

        Raises StoreProblem.
        """
        if not path.exists():
            return None
        aside = path.with_name(f"{path.name}.aside-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        with _faults_of(path).as_problems():
            for suffix in ("-wal", "-shm", ""):  # the file itself last: it shows what is done
                part = path.with_name(path.name + suffix)
                if part.exists():
                    part.rename(aside.with_name(aside.name + suffix))
        return aside

    def add_articles(self, articles: Iterable[IndexArticle]) -> list[Added]:
        """Add all articles in one transaction; return a status for each."""
        with self._faults.as_problems(), self._database.write() as db:
            batch = Batch(db)
            outcomes = [batch.add(article) for article in articles]
            batch.finish()
        return outcomes

    def search_articles(
        self, terms: Sequence[Term], *, page: str = "", **within: Unpack[SearchLimits]
    ) -> list[Hit]:
        """Return the best articles for `terms` (words or phrases, optionally weighted).

        `page` is the text of the page that asks: articles that share runs of its words come first.
        """
        asked = ranking.asked_terms(terms)
        # One view for all reads: pruning may drop a table between two of them.
        with self._faults.as_problems(), self._database.snapshot() as db:
            window = retrieval.SearchedDays(db, *partitions.window(within))
            likely = retrieval.gather(db, asked, window)
            articles = retrieval.read(db, likely, frozenset(within.get("exclude", ())))
            return ranking.group(ranking.rank(asked, ranking.of_page(page), articles), within)

    def article_text(self, url: str) -> IndexArticle | None:
        """Return the article at `url` with its text, for matching only."""
        with self._reading() as db:
            row = db.execute(f"{SELECT} where url = ?", (url,)).fetchone()
            return article_of(db, row) if row else None

    def recent_articles(self, since: str, most: int) -> list[IndexArticle]:
        """Return articles published (undated ones: added) since an ISO day, the latest first."""
        first = partitions.day_number(since) or 0
        with self._reading() as db:
            dated = (partitions.first_id(first), partitions.first_id(partitions.undated(0)) - 1)
            undated = (partitions.first_id(partitions.undated(first)), _PAST_ALL_IDS)
            newest = f"{SELECT} where id between ? and ? order by id desc limit ?"
            rows: list[Row] = []
            for span in (dated, undated):
                rows += db.execute(newest, (*span, most)).fetchall()
            rows.sort(key=lambda row: (partitions.age(partitions.day_of(row[0])), row[0]))
            return [article_of(db, row) for row in rows[::-1][:most]]

    def articles_without_meaning(self, most: int) -> list[TextToEncode]:
        """Return articles without a vector, newest first."""
        with self._reading() as db:
            without = (
                "select a.id, a.version from articles a left join meanings m on m.id = a.id"
                " and m.version = a.version where m.id is null order by a.id desc limit ?"
            )
            waiting = []
            for key, version in db.execute(without, (most,)).fetchall():
                article = article_of(db, db.execute(f"{SELECT} where id = ?", (key,)).fetchone())
                beginning = (article.text or article.lead)[:_ENCODED_CHARACTERS]
                text = f"{article.title}. {beginning}".strip(". ")
                waiting.append(TextToEncode(key, version, text, article.language))
            return waiting

    def add_meanings(self, meanings: Iterable[Meaning]) -> None:
        """Save the vectors of articles."""
        with self._faults.as_problems(), self._database.write() as db:
            db.executemany(
                "insert or replace into meanings (id, version, language, vector)"
                " values (?, ?, ?, ?)",
                (
                    (
                        meaning.key,
                        meaning.version,
                        meaning.language,
                        _half_precision(meaning.vector),
                    )
                    for meaning in meanings
                ),
            )

    def nearest_articles(
        self, vector: Vector, language: str, **within: Unpack[SearchLimits]
    ) -> list[Hit]:
        """Return the articles in other languages nearest to `vector`, best first."""
        limit, exclude = within.get("limit", MOST_HITS), within.get("exclude", ())
        best: list[tuple[float, int]] = []
        hits: list[Hit] = []
        with self._reading() as db:
            for keys, vectors in self._vectors(language, partitions.window(within)):
                similar = vectors @ vector.astype(np.float32)
                likely = np.argsort(-similar)[: limit + len(exclude)]
                best += [(float(similar[row]), keys[row]) for row in likely]
                best = nlargest(limit + len(exclude), best)
            for score, key in best:
                row = db.execute(f"{SELECT} where id = ?", (key,)).fetchone()
                if row is not None and row[1] not in exclude:
                    article = article_of(db, row)
                    hits.append(ranking.hit_of(article, round(score, 4), whole=bool(row[-1])))
        return hits[:limit]

    def _vectors(
        self, language: str, window: tuple[int | None, int | None]
    ) -> Iterator[tuple[Sequence[int], Vector]]:
        """Yield ids and vectors of other languages from the days in `window`, newest first."""
        db, left = self._database.read(), _MOST_VECTORS
        near = (
            "select m.id, m.vector from meanings m join articles a on a.id = m.id"
            " and a.version = m.version where m.language != ? and m.id between ? and ?"
            " order by m.id desc limit ?"
        )
        for (day,) in db.execute("select day from days order by day desc").fetchall():
            if not partitions.is_within(day, *window) or left <= 0:
                continue
            span = (partitions.first_id(day), partitions.first_id(day + 1) - 1)
            rows = db.execute(near, (language, *span, left))
            while batch := rows.fetchmany(_AT_ONCE):
                left -= len(batch)
                halves = np.frombuffer(b"".join(blob for _, blob in batch), np.float16)
                yield [key for key, _ in batch], halves.reshape(len(batch), -1).astype(np.float32)

    def batches(self, batch_size: int) -> Iterator[list[IndexArticle]]:
        """Yield all articles with their texts, `batch_size` at a time, oldest first."""
        last = -1
        with self._reading() as db:
            after = f"{SELECT} where id > ? order by id limit ?"
            while rows := db.execute(after, (last, batch_size)).fetchall():
                last = rows[-1][0]
                yield [article_of(db, row) for row in rows]

    def prune_articles(self, *, older_than_days: int, max_bytes: int | None) -> int:
        """Drop old articles, then the oldest until the rest fits; return their number.

        Age counts from publication, for an article without a date from its arrival. `max_bytes`
        limits the file without its free pages.
        """
        dropped, oldest = 0, partitions.today() - older_than_days
        with self._reading() as db:
            days = [day for (day,) in db.execute("select day from days").fetchall()]
            for day in sorted(days, key=partitions.age):
                is_kept = partitions.age(day) >= oldest
                if is_kept and (max_bytes is None or self._bytes() <= max_bytes):
                    break
                dropped += self._drop_day(day)
            if dropped:
                db.execute("pragma incremental_vacuum").fetchall()
        return dropped

    def count_articles(self) -> int:
        """Return the number of articles in the index."""
        with self._reading() as db:
            return int(db.execute("select total(articles) from days").fetchone()[0])

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


def _half_precision(vector: Vector) -> bytes:
    return vector.astype(np.float16).tobytes()


_REFILL = (
    "Stop the server and run `unabridged index refill`: it moves the file away, and the feeds fill "
    "a new one."
)


def _faults_of(path: Path) -> Faults:
    return Faults(
        f"The index {path}",
        _REFILL,
        "What was added before is kept; free some room or run `unabridged index prune`, then add "
        "the rest again.",
        locked=Busy,
    )

"""A damaged index: what can be read goes into a new file, the old one is kept aside.

Every article carries a hash of all that it has, so that one that reads but is not what was put
in is told from a whole one.
"""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from server.store import days
from server.store.article_rows import SELECT, Batch, article_of, version_of
from server.store.database import Database
from server.store.protocols import IndexArticle

_AT_ONCE = 1_000
_EVERYTHING = (0, 2**63 - 1)
_BETWEEN = f"{SELECT.replace(' from ', ', version from ')} where id between ? and ? order by id"
_Row = tuple[Any, ...]


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """No other process salvages `path` meanwhile; raises sqlite3.OperationalError if one does."""
    lock = path.with_name(f"{path.name}.lock")
    with closing(sqlite3.connect(lock, timeout=0, isolation_level=None)) as db:
        db.execute("begin exclusive")
        yield
    lock.unlink(missing_ok=True)


def salvage(path: Path, migrations: str, pragmas: tuple[str, ...]) -> str:
    """Put a new index in the place of the damaged one at `path`; what was lost, in a sentence.

    To be called `alone`. An article without a date counts as having come today. Raises
    sqlite3.Error and OSError, with the damaged file where it was.
    """
    made = path.with_name(f"{path.name}.salvaged")
    fresh = Database(made, migrations, pragmas)
    with closing(sqlite3.connect(path, isolation_level=None)) as damaged, closing(fresh):
        # Without it SQLite reads nothing of a file that is shorter than it says.
        damaged.execute("pragma writable_schema = on")
        expected = _expected(damaged)
        kept = _copy(_articles(damaged), fresh)
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    for end in ("", "-wal", "-shm"):
        if (part := path.with_name(path.name + end)).exists():
            part.rename(aside.with_name(aside.name + end))
    made.rename(path)
    of = "" if expected is None else f" of {max(expected, kept):,}"
    return (
        f"The index {path} was damaged: {kept:,}{of} articles could be read and are kept. "
        f"The damaged file is {aside}; add what is missing again."
    )


def _copy(articles: Iterator[IndexArticle], fresh: Database) -> int:
    kept = 0
    while some := list(islice(articles, _AT_ONCE)):
        with fresh.write() as db:
            batch = Batch(db)
            for article in some:
                batch.add(article)
            batch.finish()
        kept += len(some)
    return kept


def _expected(db: sqlite3.Connection) -> int | None:
    """How many articles there were; None where the counts can't be read either."""
    try:
        return int(db.execute("select total(articles) from days").fetchone()[0])
    except sqlite3.Error:
        return None


def _articles(db: sqlite3.Connection) -> Iterator[IndexArticle]:
    """Every article that is whole."""
    for span in _spans(db):
        for row in _rows(db, *span):
            try:
                article = article_of(db, row)
                if version_of(article) == row[-1]:
                    yield article
            except (sqlite3.Error, zlib.error, UnicodeError, AttributeError, TypeError):
                continue  # what stands there is not what was written


def _spans(db: sqlite3.Connection) -> list[days.Range]:
    """The ids of each day: what is damaged in one costs no other."""
    try:
        numbers = [day for (day,) in db.execute("select day from days order by day")]
    except sqlite3.Error:
        return [_EVERYTHING]
    return [(days.first_id(day), days.first_id(day + 1) - 1) for day in numbers]


def _rows(db: sqlite3.Connection, first: int, last: int) -> Iterator[_Row]:
    """The rows before the first damaged place, and those behind the last one."""
    reached = first - 1
    try:
        for row in db.execute(f"{_BETWEEN} asc", (first, last)):
            reached = int(row[0])
            yield row
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            yield from db.execute(f"{_BETWEEN} desc", (reached + 1, last))

"""A damaged index: what can be read goes into a new file, the old one is kept aside.

Every article carries a hash of all that it has, so that one that reads but is not what was put
in is distinguished from a whole one.
"""

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from server.store.database.database import Database
from server.store.index import day_ids, partitions
from server.store.index.indexed_words import version_of
from server.store.index.rows import SELECT, Batch, article_of
from server.store.protocols import IndexArticle

_AT_ONCE = 1_000
_REPLACED = 1_000  # ids of a day that are no longer used
_EVERYTHING = (0, 2**63 - 1)
_BETWEEN = f"{SELECT.replace(' from ', ', version from ')} where id between ? and ? order by id"
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An article that could be read, `is_whole` as it was put in, else without its text."""

    article: IndexArticle
    is_whole: bool


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """No other process salvages `path` meanwhile; raises sqlite3.OperationalError if one does."""
    lock = path.with_name(f"{path.name}.lock")
    with closing(sqlite3.connect(lock, timeout=0, isolation_level=None)) as db:
        db.execute("begin exclusive")
        yield
    lock.unlink(missing_ok=True)


def salvage(path: Path, migrations: str, pragmas: tuple[str, ...]) -> str:
    """Put a new index in the place of a damaged one at `path`; what was lost, in a sentence.

    To be called `alone`. An article without a date counts as having come today. Raises
    sqlite3.Error and OSError, with the damaged file where it was.
    """
    if _is_sound(path):
        return (
            f"The index {path} is sound: all its articles could be read, and nothing was changed."
        )
    made = path.with_name(f"{path.name}.salvaged")
    fresh = Database(made, migrations, pragmas)
    with closing(sqlite3.connect(path, isolation_level=None)) as damaged, closing(fresh):
        # Without it SQLite reads nothing of a file that is shorter than it says.
        damaged.execute("pragma writable_schema = on")
        expected = _expected(damaged)
        kept, short = _copy(_articles(damaged), fresh)
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    for end in ("", "-wal", "-shm"):
        if (part := path.with_name(path.name + end)).exists():
            part.rename(aside.with_name(aside.name + end))
    made.rename(path)
    of = "" if expected is None else f" of {max(expected, kept):,}"
    without = f", {short:,} of them without their text" if short else ""
    return (
        f"The index {path} was damaged: {kept:,}{of} articles could be read and are kept{without}. "
        f"The damaged file is {aside}; add what is missing again."
    )


def _is_sound(path: Path) -> bool:
    """Whether there is nothing to salvage: structure, words, and every article as it was put in."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            if db.execute("pragma quick_check(1)").fetchone() != ("ok",):
                return False
            partitions.check(db)
            read = Counter(kept.is_whole for kept in _articles(db))
            return read[False] == 0 and read[True] == _expected(db)
    except sqlite3.Error:
        return False


def _copy(articles: Iterator[_Kept], fresh: Database) -> tuple[int, int]:
    """How many articles were kept, and how many of these without their text."""
    kept = short = 0
    while some := list(islice(articles, _AT_ONCE)):
        with fresh.write() as db:
            batch = Batch(db)
            for one in some:
                batch.add(one.article)
            batch.finish()
        kept += len(some)
        short += sum(not one.is_whole for one in some)
    return kept, short


def _expected(db: sqlite3.Connection) -> int | None:
    """How many articles there were; None where the counts can't be read either."""
    try:
        return int(db.execute("select total(articles) from days").fetchone()[0])
    except sqlite3.Error:
        return None


def _articles(db: sqlite3.Connection) -> Iterator[_Kept]:
    """Every article that is whole, and of the others what was announced of them."""
    for span in _spans(db):
        for row in _rows(db, *span):
            try:
                article = article_of(db, row)
            except (sqlite3.Error, zlib.error, UnicodeError):
                if announced := _without_text(row):
                    yield _Kept(announced, is_whole=False)
            except (AttributeError, TypeError):
                continue  # what is there is not what was written
            else:
                if _is_as_written(article, row):
                    yield _Kept(article, is_whole=True)


def _is_as_written(article: IndexArticle, row: _Row) -> bool:
    try:
        return bool(version_of(article) == row[-1])
    except (UnicodeError, AttributeError, TypeError):
        return False


def _without_text(row: _Row) -> IndexArticle | None:
    """What a row says itself of its article, whose text can't be read."""
    _, url, title, lead, publisher, published, language, canonical, *_ = row
    known = (publisher, published, language, canonical)
    if not (isinstance(url, str) and isinstance(title, str) and isinstance(lead, str)):
        return None
    if not (title or lead) or not all(value is None or isinstance(value, str) for value in known):
        return None
    return IndexArticle(url, title, "", lead, *known)


def _spans(db: sqlite3.Connection) -> list[day_ids.Range]:
    """The ids of each day: what is damaged in one costs no other."""
    try:
        counts = db.execute("select day, articles from days order by day").fetchall()
    except sqlite3.Error:
        return [_EVERYTHING]
    return [(day_ids.first_id(day), _last_id(day, count)) for day, count in counts]


def _last_id(day: int, count: int) -> int:
    """An id that a day with `count` articles does not go beyond: few were ever replaced."""
    return min(day_ids.first_id(day + 1) - 1, day_ids.first_id(day) + 2 * count + _REPLACED)


def _rows(db: sqlite3.Connection, first: int, last: int) -> Iterator[_Row]:
    """The rows of a span that can be read."""
    if (first, last) == _EVERYTHING:
        yield from _from_both_ends(db)
        return
    at = first
    while at <= last:
        reached = at  # a damaged place is stepped over id by id
        try:
            for row in db.execute(f"{_BETWEEN} asc", (at, last)):
                reached = int(row[0])
                yield row
            return
        except sqlite3.Error:
            at = reached + 1


def _from_both_ends(db: sqlite3.Connection) -> Iterator[_Row]:
    """The rows before the first damaged place, and those after the last one."""
    reached = 0
    try:
        for row in db.execute(f"{_BETWEEN} asc", _EVERYTHING):
            reached = int(row[0])
            yield row
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            yield from db.execute(f"{_BETWEEN} desc", (reached + 1, _EVERYTHING[1]))

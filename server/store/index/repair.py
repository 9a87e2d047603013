"""Salvages a damaged index into a new file, and keeps the old one aside.

Every article carries a hash of its fields, which exposes one that reads but was changed.
"""

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from server.errors import StoreUnavailable
from server.model import counted
from server.store.index import partitions
from server.store.index.rows import SELECT, Batch, article_of
from server.store.index.tokenizer import version_of
from server.store.records import IndexArticle
from server.store.schema import Schema
from server.store.sqlite import Database

_EVERYTHING = (0, 2**63 - 1)  # all ids that SQLite allows
_BETWEEN = f"{SELECT.replace(' from ', ', version from ')} where id between ? and ? order by id"
_Row = tuple[Any, ...]


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Lock `path` against other salvaging processes, or raise sqlite3.OperationalError."""
    lock = path.with_name(f"{path.name}.lock")
    with closing(sqlite3.connect(lock, timeout=0, isolation_level=None)) as db:
        db.execute("begin exclusive")
        yield
    lock.unlink(missing_ok=True)


def salvage(path: Path, schema: Schema, pragmas: tuple[str, ...]) -> str:
    """Replace a damaged index at `path`; return a sentence about what was lost.

    Call it within `alone`. An undated article counts as having come today. Raises sqlite3.Error and
    OSError, with the damaged file where it was, and StoreUnavailable for a file of another kind.
    """
    if not _is_index(path):
        raise StoreUnavailable(
            f"{path} is no article index of Unabridged; nothing was changed. `--index` names one, "
            "such as articles.db."
        )
    if _is_sound(path):
        return (
            f"The index {path} is sound: all its articles could be read, and nothing was changed."
        )
    made = path.with_name(f"{path.name}.salvaged")
    fresh = Database(made, schema, pragmas)
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
    articles = counted(kept, "article")
    if expected is not None:
        articles = f"{kept:,} of {counted(max(expected, kept), 'article')}"
    without = f", {short:,} of them without their text" if short else ""
    return (
        f"The index {path} was damaged: {articles} could be read and kept{without}. "
        f"The damaged file is {aside}; add what is missing again."
    )


def _is_index(path: Path) -> bool:
    """Return whether the definition of our first table is in the file, however damaged."""
    wanted = b"CREATE TABLE articles ("
    for part in (path.with_name(path.name + end) for end in ("", "-wal")):
        if part.is_file():
            # Not as a memory map: a bad block of the disk would end the process.
            with part.open("rb") as file:
                before = b""
                while piece := file.read(1 << 20):  # bytes of a file read at once
                    if wanted in before + piece:
                        return True
                    before = piece[-len(wanted) :]
    return False


def _is_sound(path: Path) -> bool:
    """Return whether structure, words and every article are as written."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            if db.execute("pragma quick_check(1)").fetchone() != ("ok",):
                return False
            partitions.check(db)
            read = Counter(is_whole for _, is_whole in _articles(db))
            return read[False] == 0 and read[True] == _expected(db)
    except sqlite3.Error:
        return False


def _copy(articles: Iterator[tuple[IndexArticle, bool]], fresh: Database) -> tuple[int, int]:
    """Copy articles; return their number, and how many lack their text."""
    kept = short = 0
    while batch_articles := list(islice(articles, 1_000)):  # articles per transaction
        with fresh.write() as db:
            batch = Batch(db)
            for article, _ in batch_articles:
                batch.add(article)
            batch.finish()
        kept += len(batch_articles)
        short += sum(not is_whole for _, is_whole in batch_articles)
    return kept, short


def _expected(db: sqlite3.Connection) -> int | None:
    """Return the number of articles before the damage, if it can be read."""
    try:
        return int(db.execute("select total(articles) from days").fetchone()[0])
    except sqlite3.Error:
        return None


def _articles(db: sqlite3.Connection) -> Iterator[tuple[IndexArticle, bool]]:
    """Yield every whole article, and the damaged ones without their text (False)."""
    for span in _spans(db):
        for row in _rows(db, *span):
            try:
                article = article_of(db, row)
                is_as_written = version_of(article) == row[-1]
            except (sqlite3.Error, zlib.error, UnicodeDecodeError):
                if announced := _without_text(row):
                    yield announced, False
            except (AttributeError, TypeError, UnicodeEncodeError):
                continue  # the row was changed
            else:
                if is_as_written:
                    yield article, True


def _without_text(row: _Row) -> IndexArticle | None:
    """Return the article of a row whose text can't be read."""
    _, url, title, lead, publisher, published, language, canonical, *_ = row
    known = (publisher, published, language, canonical)
    if not (isinstance(url, str) and isinstance(title, str) and isinstance(lead, str)):
        return None
    if not (title or lead) or not all(value is None or isinstance(value, str) for value in known):
        return None
    return IndexArticle(url, title, "", lead, *known)


def _spans(db: sqlite3.Connection) -> list[partitions.Range]:
    """Return each day's range of ids: damage costs only its own day."""
    try:
        counts = db.execute("select day, articles from days order by day").fetchall()
    except sqlite3.Error:
        return [_EVERYTHING]
    # Ids of a day freed by replaced articles, at most.
    return [
        (
            first := partitions.first_id(day),
            min(partitions.first_id(day + 1) - 1, first + 2 * count + 1_000),
        )
        for day, count in counts
    ]


def _rows(db: sqlite3.Connection, first: int, last: int) -> Iterator[_Row]:
    if (first, last) == _EVERYTHING:
        yield from _from_both_ends(db)
        return
    next_id = first
    while next_id <= last:
        reached = next_id  # a damaged place is stepped over id by id
        try:
            for row in db.execute(f"{_BETWEEN} asc", (next_id, last)):
                reached = int(row[0])
                yield row
            return
        except sqlite3.Error:
            next_id = reached + 1


def _from_both_ends(db: sqlite3.Connection) -> Iterator[_Row]:
    """Yield the rows before the first damaged place, and those after the last."""
    reached = 0
    try:
        for row in db.execute(f"{_BETWEEN} asc", _EVERYTHING):
            reached = int(row[0])
            yield row
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            yield from db.execute(f"{_BETWEEN} desc", (reached + 1, _EVERYTHING[1]))

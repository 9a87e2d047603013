"""Full-text tables, one per sixteen days, so that old ones are dropped at once.

FTS5 frees the room of single rows only when it next merges them, which for old rows may be
never; a dropped table is gone. The tables hold no text (`content=''`), only words with their
positions: without these (`detail=column`) phrases could not be found.
"""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime

from server.model import iso_day
from server.store.records import SearchLimits

# Bits of an id for the number within its day: 262,144 articles; a fuller day runs into the next.
_BITS = 18
# Sixteen days have a full-text table.
_PERIOD_BITS = 4
# Days from 1970 that no date reaches: the slots of undated articles begin there.
_UNDATED = 1 << 22
_FIRST = date(1970, 1, 1)
# Bytes of new words that FTS5 buffers before it writes, so that pieces are few.
_BUFFERED_BYTES = 8 << 20

Range = tuple[int, int]


def day_number(published: str | None) -> int | None:
    """Return the days from 1970 to an ISO 8601 date; None if missing or earlier."""
    day = iso_day(published)
    return (day - _FIRST).days if day and day >= _FIRST else None


def window(within: SearchLimits) -> tuple[int | None, int | None]:
    """Return the first and the last day number of a search."""
    return day_number(within.get("since")), day_number(within.get("until"))


def today() -> int:
    """Return the days from 1970 to now (UTC)."""
    return (datetime.now(UTC).date() - _FIRST).days


def slot(published: str | None, came: int) -> int:
    """Return the day number under which an article that came on day `came` is kept.

    A date in the future counts as missing: nothing is published after it was seen.
    """
    day = day_number(published)
    return day if day is not None and day <= came + 1 else undated(came)


def first_id(day: int) -> int:
    """Return the lowest id of a day."""
    return day << _BITS


def day_of(key: int) -> int:
    """Return the day of an id, as `slot` gave it."""
    return key >> _BITS


def period_of_day(day: int) -> int:
    """Return the sixteen-day period of a day."""
    return day >> _PERIOD_BITS


def first_day(period: int) -> int:
    """Return the first day of a period."""
    return period << _PERIOD_BITS


def undated(came: int) -> int:
    """Return the slot of an undated article that came on day `came`."""
    return _UNDATED + came


def is_within(day: int, since: int | None, until: int | None) -> bool:
    """Whether a day's articles may have been published in a window.

    An undated article was published at some time before it came.
    """
    if since is not None and age(day) < since:
        return False
    return until is None or day >= _UNDATED or day <= until


def age(day: int) -> int:
    """Return the day that a slot's age counts from: publication or arrival."""
    return day & (_UNDATED - 1)


_CREATE = """create virtual table if not exists {name} using fts5(
    title, body, content = '', detail = full,
    tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
)"""
_INSERT = "insert into {name} (rowid, title, body) values (?, ?, ?)"
_DELETE = "insert into {name} ({name}, rowid, title, body) values ('delete', ?, ?, ?)"
_MATCHING = "select rowid from {name} where {name} match ? and rowid between ? and ? limit ?"
_SET = "insert into {name} ({name}, rank) values ('hashsize', ?)"

Words = tuple[int, str, str]


def insert(db: sqlite3.Connection, rows: Iterable[Words]) -> None:
    """Insert id, title and body of articles, in order of their ids.

    FTS5 starts a new piece of index whenever an id is lower than the one before.
    """
    existing = set()
    for key, title, body in rows:
        name = _name(key)
        if name not in existing:
            if not db.execute("select 1 from sqlite_schema where name = ?", (name,)).fetchone():
                db.execute(_CREATE.format(name=name))
                db.execute(_SET.format(name=name), (_BUFFERED_BYTES,))
            existing.add(name)
        db.execute(_INSERT.format(name=name), (key, title, body))


def delete(db: sqlite3.Connection, row: Words) -> None:
    """Delete one article; `row` must be exactly the inserted one."""
    db.execute(_DELETE.format(name=_name(row[0])), row)


def drop(db: sqlite3.Connection, period: int) -> None:
    """Drop the table of a period."""
    db.execute(f"drop table if exists words_{period}")


def matching(db: sqlite3.Connection, match: str, spans: Iterable[Range], most: int) -> list[int]:
    """Return the ids of at most `most` articles in `spans` that `match`, in order.

    Each span lies within one period that has a table.
    """
    ids: list[int] = []
    for first, last in spans:
        query = _MATCHING.format(name=_name(first))
        rows = db.execute(query, (match, first, last, most - len(ids)))
        ids += [key for (key,) in rows.fetchall()]
        if len(ids) >= most:
            break
    return ids


def _name(key: int) -> str:
    return f"words_{period_of_day(day_of(key))}"

"""Full-text tables, one per sixteen days, so that old ones are dropped at once.

FTS5 frees the room of single rows only when it next merges them, which for old rows may be
never; a dropped table is gone. The tables hold no text (`content=''`), only words with their
positions: without these (`detail=column`) phrases could not be found.
"""

import sqlite3
from collections.abc import Iterable

from server.store.index import day_ids

_CREATE = """create virtual table if not exists {name} using fts5(
    title, body, content = '', detail = full,
    tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
)"""
_INSERT = "insert into {name} (rowid, title, body) values (?, ?, ?)"
_DELETE = "insert into {name} ({name}, rowid, title, body) values ('delete', ?, ?, ?)"
_MATCHING = "select rowid from {name} where {name} match ? and rowid between ? and ? limit ?"
_SET = "insert into {name} ({name}, rank) values ('hashsize', ?)"
_CHECK = "insert into {name} ({name}) values ('integrity-check')"
_MEMORY = 8 << 20  # bytes of new words buffered before writing, so that pieces are few

Words = tuple[int, str, str]


def insert(db: sqlite3.Connection, rows: Iterable[Words]) -> None:
    """Insert id, title and body of articles, in order of their ids.

    FTS5 starts a new piece of index whenever an id is lower than the one before.
    """
    made = set()
    for key, title, body in rows:
        name = _name(key)
        if name not in made:
            _create(db, name)
            made.add(name)
        db.execute(_INSERT.format(name=name), (key, title, body))


def delete(db: sqlite3.Connection, row: Words) -> None:
    """Delete one article; `row` must be exactly the inserted one."""
    name = _name(row[0])
    db.execute(_DELETE.format(name=name), row)


def drop(db: sqlite3.Connection, period: int) -> None:
    """Drop the table of a period."""
    db.execute(f"drop table if exists words_{period}")


def check(db: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError where the words of a period are damaged."""
    for (name,) in db.execute(
        "select name from sqlite_schema where name glob 'words_[0-9]*'"
        " and sql like 'create virtual%'"
    ).fetchall():
        db.execute(_CHECK.format(name=name))


def matching(
    db: sqlite3.Connection, match: str, spans: Iterable[day_ids.Range], most: int
) -> list[int]:
    """Return the ids of at most `most` articles in `spans` that `match`, in order.

    Each span lies within one period that has a table.
    """
    found: list[int] = []
    for first, last in spans:
        query = _MATCHING.format(name=_name(first))
        rows = db.execute(query, (match, first, last, most - len(found)))
        found += [key for (key,) in rows.fetchall()]
        if len(found) >= most:
            break
    return found


def _create(db: sqlite3.Connection, name: str) -> None:
    if db.execute("select 1 from sqlite_schema where name = ?", (name,)).fetchone():
        return
    db.execute(_CREATE.format(name=name))
    db.execute(_SET.format(name=name), (_MEMORY,))


def _name(key: int) -> str:
    """Return the name of the table of the period of an id."""
    return f"words_{day_ids.period_of_day(day_ids.day_of(key))}"

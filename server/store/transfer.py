"""Copies the contents of a database into another one, and compares the two.

One of the two is always SQLite, whose schema names the tables and columns. Leases, sessions
and views are left out: they belong to running processes and open browsers, or are made again.
"""

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from server.store.database import Postgres, Sql, Sqlite
from server.store.database.sql import Row, SqlSession
from server.store.database.sqlite import ThreadConnection

_LEFT_OUT = ("leases", "sessions", "views")
# Tables listed in order of insertion: both databases number their rows in `rowid`.
IN_ORDER = ("comparisons", "feeds", "feed_items")
_ROWS = 200  # copied at a time; a saved comparison has up to a few megabytes


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the schema, by name and columns."""

    name: str
    columns: tuple[str, ...]

    @property
    def select(self) -> str:
        """Statement that reads all rows."""
        order = " order by rowid" if self.name in IN_ORDER else ""
        return f"select {', '.join(self.columns)} from {self.name}{order}"  # noqa: S608 - names of our schema

    @property
    def insert(self) -> str:
        """Statement that inserts a row, unless its key exists."""
        marks = ", ".join("?" * len(self.columns))
        columns = ", ".join(self.columns)
        return f"insert into {self.name} ({columns}) values ({marks}) on conflict do nothing"  # noqa: S608 - likewise


@dataclass(frozen=True, slots=True)
class Content:
    """A table's number of rows, and their digest in any order."""

    rows: int
    sha256: str


def tables(sqlite: Sqlite | ThreadConnection) -> list[Table]:
    """Return the tables of `sqlite`'s schema."""
    names = sqlite.rows(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        " order by name"
    )
    return [
        Table(name, tuple(row[1] for row in sqlite.rows(f"pragma table_info({name})")))
        for (name,) in names
        if name not in _LEFT_OUT
    ]


def contents(reader: SqlSession, schema: Iterable[Table]) -> dict[str, Content]:
    """Count and digest the rows of each table."""
    return {table.name: summed(map(_digest, reader.stream(table.select))) for table in schema}


def replace(source: Sql, target: Sql, schema: Sequence[Table]) -> dict[str, Content]:
    """Replace the rows of `target` with those of `source` in one transaction, and verify.

    Returns what each table holds. Raises ValueError, with nothing changed, where that differs.
    """
    with source.snapshot() as reader:
        wanted = contents(reader, schema)
        with target.write() as db:
            for table in schema:
                db.execute(f"delete from {table.name}")  # noqa: S608 - a name of our schema
                rows = reader.stream(table.select)
                while some := list(islice(rows, _ROWS)):
                    db.executemany(table.insert, some)
            if contents(db, schema) != wanted:
                raise ValueError(
                    "The database would differ from what was copied into it, so nothing was "
                    "changed. Stop every server that uses it and run the same command again."
                )
    return wanted


def is_empty(sql: Sql, among: Iterable[Table]) -> bool:
    """Return whether none of the tables has a row."""
    return not any(sql.rows(f"select 1 from {table.name} limit 1") for table in among)  # noqa: S608 - likewise


def migrate(path: Path, address: str) -> dict[str, Content]:
    """Copy the SQLite file `path` into the empty PostgreSQL database at `address`, and verify.

    If it is stopped, nothing was copied. Raises ValueError where the target holds rows, or differs
    in the end; SystemExit where a database can't be used.
    """
    with closing(Sqlite(path)) as source, closing(Postgres(address)) as target:
        schema = tables(source)
        if not is_empty(target, schema):
            raise ValueError(
                "The PostgreSQL database holds rows already. Name an empty one: `createdb` "
                "makes it."
            )
        return replace(source, target, schema)


def summed(digests: Iterable[bytes]) -> Content:
    """Count digests, and add them up in any order."""
    count, total = 0, 0
    for digest in digests:
        count += 1
        total += int.from_bytes(digest)
    return Content(count, f"{total % 2**256:064x}")


def _digest(row: Row) -> bytes:
    """Hash a row as both databases return it."""
    hashed = hashlib.sha256()
    for value in row:
        if isinstance(value, str):
            value = value.replace("\0", "�")  # noqa: PLW2901 - PostgreSQL keeps no NUL
        raw = value if isinstance(value, bytes | memoryview) else repr(value).encode()
        hashed.update(b"%d:" % len(raw))
        hashed.update(raw)
    return hashed.digest()

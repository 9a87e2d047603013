"""The move of a server from its SQLite file to PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from server.store.postgres import Postgres
from server.store.schema import NAME_TABLE
from server.store.sql import Row, SqlSession
from server.store.sqlite import Sqlite

# Tables listed in order of insertion: both databases number their rows in `rowid`.
IN_ORDER = ("comparisons", "feeds", "feed_items")
# They belong to running processes and open browsers.
_LEFT_OUT = ("leases", "sessions", NAME_TABLE)
# Rows copied at a time; a saved comparison has up to a few megabytes.
_BATCH = 200

Columns = dict[str, list[str]]  # of each table


def migrate(path: Path, address: str) -> dict[str, int]:
    """Copy the SQLite file `path` into the empty PostgreSQL database at `address`.

    Returns the number of rows by table. It is one transaction: if it is stopped, nothing was
    copied. Raises ValueError where the target holds rows, SystemExit where a database can't be
    used.
    """
    with closing(Sqlite(path)) as source, closing(Postgres(address)) as target:
        columns = columns_of(source)
        with source.snapshot() as reader, target.write() as db:
            if any(_count(db, table) for table in columns):
                raise ValueError(
                    "The PostgreSQL database holds rows already. Name an empty one: `createdb` "
                    "makes it."
                )
            for table, names in columns.items():
                _copy(reader, db, table, names)
            counts = {table: _count(db, table) for table in columns}
            if counts != {table: _count(reader, table) for table in columns}:
                raise ValueError(
                    "The two databases would differ, so nothing was copied. Stop every server that "
                    "uses them and run the same command again."
                )
        return counts


def columns_of(sqlite: Sqlite) -> Columns:
    """Return the tables that are copied, with their columns."""
    tables = sqlite.rows(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        " order by name"
    )
    return {
        table: [row[1] for row in sqlite.rows(f"pragma table_info({table})")]
        for (table,) in tables
        if table not in _LEFT_OUT
    }


def _copy(reader: SqlSession, db: SqlSession, table: str, names: list[str]) -> None:
    order = " order by rowid" if table in IN_ORDER else ""
    rows: Iterator[Row] = reader.stream(f"select {', '.join(names)} from {table}{order}")  # noqa: S608 - names of our schema
    marks = ", ".join("?" * len(names))
    insert = f"insert into {table} ({', '.join(names)}) values ({marks})"  # noqa: S608 - likewise
    while batch := list(islice(rows, _BATCH)):
        db.executemany(insert, batch)


def _count(session: SqlSession, table: str) -> int:
    return int(session.execute(f"select count(*) from {table}").fetchone()[0])  # noqa: S608 - likewise

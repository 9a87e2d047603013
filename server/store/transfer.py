"""Copies what a database keeps into another one, and compares the two.

One of the two is always SQLite, whose schema names the tables and columns. Leases and sessions are
left out: they belong to running processes and open browsers.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from server.store.database.postgres import Postgres
from server.store.database.sql import Reader, Row, Sql, SqlSession
from server.store.database.sqlite import Sqlite

_LEFT_OUT = ("leases", "sessions")
# Tables whose rows are listed in the order of coming: both databases number them in `rowid`.
IN_ORDER = ("comparisons", "feeds", "feed_items")
_ROWS = 200  # copied at a time; a saved comparison has up to a few megabytes
_MARK = "migration"

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the schema."""

    name: str
    columns: tuple[str, ...]

    @property
    def select(self) -> str:
        """The statement that reads all of it."""
        order = " order by rowid" if self.name in IN_ORDER else ""
        return f"select {', '.join(self.columns)} from {self.name}{order}"  # noqa: S608 - names of our schema

    @property
    def insert(self) -> str:
        """The statement that writes a row, unless its key exists."""
        marks = ", ".join("?" * len(self.columns))
        columns = ", ".join(self.columns)
        return f"insert into {self.name} ({columns}) values ({marks}) on conflict do nothing"  # noqa: S608 - likewise


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: the number of rows and a digest that does not depend on their order."""

    rows: int
    sha256: str


def tables(sqlite: Sql) -> list[Table]:
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


def content(reader: Reader, table: Table) -> Content:
    """Count and digest the rows of `table`."""
    return _content(reader.stream(table.select))


def replace(source: Reader, target: SqlSession, table: Table) -> None:
    """Put the rows of `source` in place of those of `target`, in the transaction of `target`."""
    target.execute(f"delete from {table.name}")  # noqa: S608 - a name of our schema
    for some in _batches(source.stream(table.select)):
        target.executemany(table.insert, some)


def is_empty(sql: Sql, of: Iterable[Table]) -> bool:
    """Whether no table of `of` has a row."""
    return not any(sql.rows(f"select 1 from {table.name} limit 1") for table in of)  # noqa: S608 - likewise


def migrate(path: Path, address: str, report: Report) -> None:
    """Copy the SQLite file `path` into the PostgreSQL database at `address`, and verify.

    It may be stopped at any time and run again. Raises ValueError where the target holds
    something else, or differs in the end; SystemExit where a database can't be used.
    """
    with closing(Sqlite(path)) as source, closing(Postgres(address)) as target:
        schema = tables(source)
        _mark(target, schema, path)
        with source.snapshot() as reader:
            for table in schema:
                report(f"{table.name}: {_copy(reader, target, table)}")
        with target.write() as db:
            db.execute("delete from leases where name = ?", (_MARK,))


def _mark(target: Sql, schema: list[Table], path: Path) -> None:
    """Note in `target` where its rows come from, so that a stopped migration can go on."""
    origin = str(path.absolute())
    marked = target.rows("select holder from leases where name = ?", _MARK)
    if not marked and not is_empty(target, schema):
        raise ValueError(
            "The PostgreSQL database holds rows already. Name an empty one: `createdb` makes it."
        )
    if marked and marked[0][0] != origin:
        raise ValueError(
            f"A migration of {marked[0][0]} into this database was stopped. Finish that one, or "
            "name an empty database."
        )
    with target.write() as db:
        db.execute(
            "insert into leases (name, holder, until) values (?, ?, 0) on conflict do nothing",
            (_MARK, origin),
        )


def _copy(source: Reader, target: Sql, table: Table) -> str:
    """Copy one table, some rows a transaction; return what came of it, in words."""
    wanted = content(source, table)
    if _held(target, table) == wanted:
        return f"{wanted.rows} rows, verified (nothing to copy)"
    for some in _batches(source.stream(table.select)):
        with target.write() as db:
            db.executemany(table.insert, some)
    if _held(target, table) != wanted:  # rows changed since an earlier run
        with target.write() as db:
            replace(source, db, table)
    if _held(target, table) != wanted:
        raise ValueError(
            f"The table {table.name} differs after it was copied. Stop every server that uses the "
            "PostgreSQL database and run the same command again."
        )
    return f"{wanted.rows} rows, verified"


def _held(sql: Sql, table: Table) -> Content:
    with sql.snapshot() as reader:
        return content(reader, table)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, _ROWS)):
        yield some


def _content(rows: Iterator[Row]) -> Content:
    count, total = 0, 0
    for row in rows:
        count += 1
        total += int.from_bytes(_digest(row))
    return Content(count, f"{total % 2**256:064x}")


def _digest(row: Row) -> bytes:
    """Hash a row as both databases give it back."""
    hashed = hashlib.sha256()
    for value in row:
        if isinstance(value, str):
            value = value.replace("\0", "�")  # noqa: PLW2901 - PostgreSQL keeps no NUL
        raw = value if isinstance(value, bytes | memoryview) else repr(value).encode()
        hashed.update(b"%d:" % len(raw))
        hashed.update(raw)
    return hashed.digest()

"""The database interface that the stores of tokens, comparisons and feeds use.

Statements are written once, in the SQL that SQLite and PostgreSQL share, with `?` for values.
A row's `rowid` grows in order of insertion in both.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from server.store.database.database import ThreadConnection

if TYPE_CHECKING:
    from psycopg import Connection, Cursor
    from psycopg.rows import TupleRow

    from server.store.database import Sql

Row = tuple[Any, ...]
_FETCHED = 200  # rows of a stream in memory; a comparison has up to a few megabytes


class PostgresSession:
    """Runs statements in a transaction of PostgreSQL, as a connection to SQLite does."""

    def __init__(self, connection: "Connection[TupleRow]") -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> "Cursor[TupleRow]":
        """Run one statement."""
        return self._connection.execute(_with_placeholders(sql), _sendable(values))

    def executemany(self, sql: str, values: Sequence[Sequence[Any]], /) -> None:
        """Run one statement for each row of values."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_with_placeholders(sql), [_sendable(each) for each in values])

    def stream(self, sql: str, /) -> Iterator[Row]:
        """Run a query and yield its rows without loading them all."""
        with self._connection.cursor(name="stream") as cursor:
            cursor.itersize = _FETCHED
            yield from cursor.execute(_with_placeholders(sql))


def _with_placeholders(sql: str) -> bytes:
    """Return `sql` with psycopg's placeholders; no statement has another "?"."""
    return sql.replace("?", "%s").encode()


def _sendable(values: Sequence[Any]) -> list[Any]:
    """Replace NUL, which PostgreSQL's texts can't hold and SQLite's can."""
    return [value.replace("\0", "�") if isinstance(value, str) else value for value in values]


# A transaction that runs statements.
SqlSession = ThreadConnection | PostgresSession


def check_writable(sql: "Sql") -> None:
    """Write and delete a row; raise StoreProblem if that fails."""
    row = ("readiness",)
    with sql.write() as db:
        db.execute(
            "insert into leases (name, holder, until) values (?, '', 0) on conflict do nothing", row
        )
    with sql.write() as db:
        db.execute("delete from leases where name = ?", row)


class SqlStore:
    """A part of what is kept in `sql`, safe for many threads and processes."""

    def __init__(self, sql: "Sql") -> None:
        self._sql = sql


def change(sql: "Sql", statement: str, *values: Any) -> int:
    """Run one statement in a transaction of its own; return the number of changed rows."""
    with sql.write() as db:
        return db.execute(statement, values).rowcount


def insert_row(db: SqlSession, table: str, /, *, known: str = "", **columns: Any) -> bool:
    """Insert a row of named columns into `table`; return whether it is new.

    A row with the same value in the column `known` stays as it is.
    """
    marks = ", ".join("?" * len(columns))
    unless = f" on conflict ({known}) do nothing" if known else ""
    insert = f"insert into {table} ({', '.join(columns)}) values ({marks}){unless}"  # noqa: S608 - names of our schema
    return db.execute(insert, list(columns.values())).rowcount > 0


def moment(**later: float) -> str:
    """Return the time now plus `later` (timedelta arguments) as ISO 8601, UTC."""
    return (datetime.now(UTC) + timedelta(**later)).isoformat(timespec="seconds")


def iso(seconds: float) -> str:
    """Convert seconds since 1970 to ISO 8601, UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")

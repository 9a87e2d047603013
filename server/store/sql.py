"""The database interface that the stores of tokens, comparisons and feeds use.

Statements are written once, in the SQL that SQLite and PostgreSQL share, with `?` for values.
A row's `rowid` grows in order of insertion in both.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from server.errors import StoreUnavailable

Row = tuple[Any, ...]


class Result(Protocol):
    """The rows that a statement returned, or the number that it changed."""

    @property
    def rowcount(self) -> int:
        """The number of changed rows."""

    def fetchone(self) -> Any:
        """Return the next row, None after the last."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""


class SqlSession(Protocol):
    """A transaction that runs statements."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Result:
        """Run one statement."""

    def executemany(self, sql: str, values: Sequence[Sequence[Any]], /) -> object:
        """Run one statement for each row of values."""

    def stream(self, sql: str, /) -> Iterator[Row]:
        """Run a query and yield its rows without loading them all."""


class Sql(Protocol):
    """A database, safe for many threads and processes; every call raises StoreProblem."""

    # Whether several servers may use it.
    is_shared: bool

    def rows(self, sql: str, /, *values: Any) -> list[Row]:
        """Run a query and return its rows."""

    def rows_within(self, seconds: float, sql: str, /, *values: Any) -> list[Row]:
        """Run a query and return its rows; raise StoreUnavailable if it takes longer."""

    def write(self) -> AbstractContextManager[SqlSession]:
        """Open a transaction; roll it back if the block raises."""

    def snapshot(self) -> AbstractContextManager[SqlSession]:
        """Open a transaction that sees no later writes."""

    def check(self) -> None:
        """Raise if nothing can be written, or damage is known."""

    def inspect(self) -> None:
        """Read the whole database; raise StoreDamaged if it is not sound."""

    def require_room(self, size: int) -> None:
        """Raise StorageFull where `size` bytes more would take the room that deletions need."""

    def deleting(self) -> AbstractContextManager[SqlSession]:
        """Open a transaction for deletions, as `write` does, also on a full disk."""

    def erase(self) -> None:
        """Overwrite what was deleted."""

    def close(self) -> None:
        """Close the connections (of SQLite: this thread's)."""


def check_writable(sql: Sql) -> None:
    """Write and delete a row; raise StoreProblem if that fails."""
    row = "(name, holder, until) values ('readiness', '', 0) on conflict do nothing"
    change(sql, f"insert into leases {row}")
    change(sql, "delete from leases where name = 'readiness'")


def took_too_long(seconds: float) -> StoreUnavailable:
    """Return the problem of a search that was given up after `seconds`."""
    return StoreUnavailable(
        f"The search took longer than {seconds:.0f} seconds and was given up. Search for fewer or "
        "rarer words, or for a tag."
    )


class SqlStore:
    """A part of what is kept in `sql`, safe for many threads and processes."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql


def change(sql: Sql, statement: str, *values: Any) -> int:
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

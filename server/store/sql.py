"""The database interface that the stores of tokens, comparisons and feeds use.

Statements are written once, in the SQL that SQLite and PostgreSQL share, with `?` for values.
A row's `rowid` grows in order of insertion in both.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from server.store.postgres import Postgres, PostgresSession
    from server.store.sqlite import Sqlite, ThreadConnection

Row = tuple[Any, ...]


# A database, safe for many threads and processes; every call raises StoreProblem.
Sql: TypeAlias = "Sqlite | Postgres"
# A transaction that runs statements.
SqlSession: TypeAlias = "ThreadConnection | PostgresSession"


def check_writable(sql: "Sql") -> None:
    """Write and delete a row; raise StoreProblem if that fails."""
    row = "(name, holder, until) values ('readiness', '', 0) on conflict do nothing"
    change(sql, f"insert into leases {row}")
    change(sql, "delete from leases where name = 'readiness'")


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

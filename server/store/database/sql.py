"""What the stores of tokens, comparisons, pairings and feeds ask of a database.

Their statements are written once, in the SQL that SQLite and PostgreSQL share, with `?` for
values; sqlite.py and postgres.py run them. A row's `rowid` grows in the order of coming in both.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

Row = tuple[Any, ...]


class SqlResult(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    def fetchone(self) -> Row | None:
        """The next row."""

    def fetchall(self) -> list[Row]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Row]: ...


class SqlSession(Protocol):
    """A transaction's way to run statements."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> SqlResult:
        """Run one statement."""

    def executemany(self, sql: str, values: Sequence[Sequence[Any]], /) -> object:
        """Run one statement for each of the values."""


class Reader(Protocol):
    """A database as it was at one moment."""

    def stream(self, sql: str, /) -> Iterator[Row]:
        """Yield what a query finds, without holding all of it in memory."""


class Sql(Protocol):
    """A database, safe for many threads and processes.

    Every call raises StoreProblem: StoreUnavailable where the database can't be reached or is
    locked, StoreDamaged, StorageFull.
    """

    @property
    def unclaimed(self) -> str:
        """What a query for the rows of `feeds` ends with that nobody else is just claiming.

        Empty where one writes at a time.
        """

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """What a query finds."""

    def write(self) -> AbstractContextManager[SqlSession]:
        """A transaction for a block; what it did is kept unless the block raises."""

    def snapshot(self) -> AbstractContextManager[Reader]:
        """Read for the length of a block as if nobody wrote; writers do not wait."""

    def check(self) -> None:
        """Return if a row can be written and deleted, and no damage is known."""

    def inspect(self) -> None:
        """Read all of a file that this server keeps; raises StoreDamaged if it is not sound."""

    def erase(self) -> None:
        """Overwrite what was deleted, also in files that hold the latest changes.

        Where a reader is in the way it is done at the next call.
        """

    def close(self) -> None:
        """Let go of the connections (of SQLite's: this thread's)."""


def write_and_delete(sql: Sql) -> None:
    """Write a row, then delete it: both are on the disk when this returns."""
    row = ("readiness",)
    with sql.write() as db:
        db.execute(
            "insert into leases (name, holder, until) values (?, '', 0) on conflict do nothing", row
        )
    with sql.write() as db:
        db.execute("delete from leases where name = ?", row)


def moment(**later: float) -> str:
    """Now, or `later` (as timedelta takes it), as the stores keep times: ISO 8601, UTC."""
    return (datetime.now(UTC) + timedelta(**later)).isoformat(timespec="seconds")

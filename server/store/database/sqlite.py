"""The database of a person's own server: one SQLite file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.errors import StoreUnavailable
from server.store.database.database import Database
from server.store.database.sql import Reader, Row, Session

# What is deleted is overwritten: a comparison that is gone is gone.
_PRAGMAS = ("synchronous = full", "secure_delete = on")


class Sqlite:
    """The file `path`, made if need be; one connection a thread.

    Raises SystemExit with a sentence when the file can't be opened or written.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._database = Database(path, "database/migrations_sqlite", _PRAGMAS)
        except (OSError, sqlite3.Error) as error:
            raise SystemExit(
                f"The database {path} can't be used ({error}). Set UNABRIDGED_DATA to a folder "
                "that this user may write to."
            ) from error

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """What a query finds."""
        with _named():
            return self._database.read().execute(sql, values).fetchall()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that holds the lock; what it did is kept unless the block raises."""
        with _named(), self._database.write() as db:
            yield db

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """Read for the length of a block as if nobody wrote."""
        with _named():
            db = self._database.read()
            db.execute("begin")
            try:
                yield _Snapshot(db)
            finally:
                db.execute("rollback")

    def check(self) -> None:
        """Returns if the file can be written to."""
        with self.write() as db:
            db.execute("delete from leases where name = ''")

    def close(self) -> None:
        """Close this thread's connection."""
        self._database.close()


class _Snapshot:
    """Reads within one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def stream(self, sql: str, /) -> Iterator[Row]:
        """Yield what a query finds."""
        yield from self._connection.execute(sql)


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(
            f"The server's database can't be used just now ({error}). Try again in a moment; "
            "if it stays so, its operator has to look.",
            retry_after=5,
        ) from error

"""One SQLite file: a connection a thread, writes that take the lock at once, migrations.

A transaction that reads first and writes later fails with "database is locked" whatever the
timeout says; hence BEGIN IMMEDIATE.
"""

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path


class _OfAThread(sqlite3.Connection):
    """A connection that ends with the thread that has it, for which Python 3.13 would warn."""

    def __del__(self) -> None:
        """Close it; where another thread tidies up, SQLite does so by itself."""
        with suppress(sqlite3.ProgrammingError):
            self.close()


class Database:
    """The file `path`, brought up to date with the scripts in `server.store`'s `migrations`.

    `pragmas` are run on every new connection. Raises sqlite3.Error and OSError.
    """

    def __init__(
        self, path: Path, migrations: str, pragmas: tuple[str, ...] = (), timeout: float = 5
    ) -> None:
        self.path = path
        self._pragmas = pragmas
        self._timeout = timeout
        self._local = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._migrate(migrations)

    def read(self) -> sqlite3.Connection:
        """The connection of the calling thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=self._timeout, isolation_level=None, factory=_OfAThread
            )
            try:
                for pragma in (*self._pragmas, "journal_mode = wal"):
                    connection.execute(f"pragma {pragma}")
            except BaseException:
                connection.close()
                raise
            self._local.connection = connection
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the lock; what it did is kept unless it raises."""
        db = self.read()
        db.execute("begin immediate")
        try:
            yield db
            db.execute("commit")
        except BaseException:
            # A full disk may have ended the transaction already.
            if db.in_transaction:
                db.execute("rollback")
            raise

    def identity(self) -> str:
        """A number that was drawn when the file was made, for the file's whole life."""
        return str(self.read().execute("pragma application_id").fetchone()[0])

    def close(self) -> None:
        """Close this thread's connection."""
        if connection := getattr(self._local, "connection", None):
            connection.close()
            del self._local.connection

    def _migrate(self, folder: str) -> None:
        """Run the numbered scripts that this file has not had yet."""
        known = scripts(folder)
        version = self.read().execute("pragma user_version").fetchone()[0]
        refuse_newer(str(self.path), version, known[-1][0])
        if version == known[-1][0]:
            return
        with self.write() as db:
            if not db.execute("pragma application_id").fetchone()[0]:
                db.execute(f"pragma application_id = {1 + secrets.randbelow(2**31 - 1)}")
            done = db.execute("pragma user_version").fetchone()[0]
            for number, script in known:
                if number > done:
                    for statement in filter(str.strip, script.split(";")):
                        db.execute(statement)
                    db.execute(f"pragma user_version = {number}")


# SQLite's result codes for a file that is damaged, or is no database any more.
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code of `error`, 0 if it has none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def inspect(db: sqlite3.Connection) -> None:
    """Read all of the file; raises sqlite3.DatabaseError if its structure is damaged."""
    found = db.execute("pragma quick_check(1)").fetchone()[0]
    if found != "ok":
        error = sqlite3.DatabaseError(" ".join(found.split())[:200])
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def refuse_newer(database: str, version: int, known: int) -> None:
    """Raise SystemExit where `database` was written by a newer version of the server."""
    if version > known:
        raise SystemExit(
            f"{database} was written by a newer version (its schema is {version}; this version "
            f"knows {known}). Install the newer version again, or restore a backup."
        )


def scripts(folder: str) -> list[tuple[int, str]]:
    """The migrations in `folder`, by number."""
    entries = (files("server.store") / folder).iterdir()
    named = [entry for entry in entries if entry.name.endswith(".sql")]
    return sorted((int(entry.name[:3]), entry.read_text("utf-8")) for entry in named)

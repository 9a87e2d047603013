"""One SQLite file: its connections, immediate write locks, tables and faults.

A transaction that reads first and writes later fails with "database is locked" at any timeout;
hence BEGIN IMMEDIATE.
"""

import math
import os
import secrets
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from server.errors import Problem, StorageFull, StoreDamaged, StoreProblem, StoreUnavailable
from server.store.schema import NAME_TABLE, SQLITE, Schema
from server.store.sql import Row, check_writable, took_too_long

# Threads that wait for the lock at a time: half of the default 96; the others may read.
MOST_WAITING = 48


class ThreadConnection(sqlite3.Connection):
    """A connection closed with its thread; Python 3.13 warns of an unclosed one."""

    def rows(self, sql: str, /) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        return self.execute(sql).fetchall()

    def stream(self, sql: str, /) -> Iterator[tuple[Any, ...]]:
        """Run a query and yield its rows."""
        return self.execute(sql)

    def __del__(self) -> None:
        with suppress(sqlite3.ProgrammingError):
            self.close()


class Database:
    """The SQLite file `path` with the tables of `schema`, which are made in an empty file.

    `pragmas` run on every new connection. Raises sqlite3.Error and OSError.
    """

    _timeout = 5.0  # seconds to wait for a lock

    def __init__(self, path: Path, schema: Schema, pragmas: tuple[str, ...] = ()) -> None:
        self.path = path
        self._pragmas = pragmas
        self._local = threading.local()
        self._places = threading.BoundedSemaphore(MOST_WAITING)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)  # SQLite's other files follow it
        else:
            with suppress(OSError):  # another user's, which we may read
                path.chmod(0o600)  # a copy made by hand has the umask's
        if not path.is_file() or is_empty(path, schema):
            self._make(schema)

    def read(self) -> ThreadConnection:
        """Return the connection of the calling thread."""
        connection: ThreadConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=self._timeout, isolation_level=None, factory=ThreadConnection
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
    def snapshot(self) -> Iterator[ThreadConnection]:
        """Open a transaction that sees no later writes."""
        db = self.read()
        db.execute("begin")
        try:
            yield db
        finally:
            if db.in_transaction:  # a fault may have ended it
                db.execute("rollback")

    @contextmanager
    def write(self) -> Iterator[ThreadConnection]:
        """Open a transaction that holds the lock; roll it back if the block raises."""
        db = self.read()
        if not self._places.acquire(blocking=False):
            busy = sqlite3.OperationalError("database is locked, and others wait for it")
            busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise busy
        try:
            db.execute("begin immediate")
        finally:
            self._places.release()
        try:
            yield db
            db.execute("commit")
        except BaseException:
            # A full disk may have ended the transaction already.
            if db.in_transaction:
                db.execute("rollback")
            raise

    def identity(self) -> str:
        """Return the random number drawn when the file was made."""
        return str(self.read().execute("pragma application_id").fetchone()[0])

    def close(self) -> None:
        """Close this thread's connection."""
        if connection := getattr(self._local, "connection", None):
            connection.close()
            del self._local.connection

    def _make(self, schema: Schema) -> None:
        """Make the tables of `schema`, unless another process did meanwhile."""
        with self.write() as db:
            if not _tables(db):
                for statement in schema.script.split(";"):
                    db.execute(statement)
                db.execute(f"pragma application_id = {1 + secrets.randbelow(2**31 - 1)}")


def is_empty(path: Path, schema: Schema) -> bool:
    """Whether the database at `path` has no table yet; raise SystemExit if it is another one's."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        db.execute("begin")  # another process may be making its tables
        tables = _tables(db)
        if not tables:
            return True
        if NAME_TABLE in tables:
            name = db.execute(f"select number, sha256 from {NAME_TABLE}").fetchone()  # noqa: S608 - own table
        elif schema.is_of_earlier_commit(tables):
            name = None
        else:
            raise SystemExit(
                f"{path} is a database of another program; nothing in it was changed. Name "
                "another file or folder."
            )
    schema.refuse_other(str(path), name)
    return False


def fold_log(path: Path) -> None:
    """Move a database's write-ahead log into its file, and delete it if nobody uses it.

    A file that is missing, damaged or in use is left as it is.
    """
    if not path.is_file():
        return
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as db:
        db.execute("pragma wal_checkpoint(truncate)").fetchall()


def _tables(db: sqlite3.Connection) -> set[str]:
    rows = db.execute("select name from sqlite_master where type = 'table'")
    return {name for (name,) in rows}


def code_of(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code of `error`, 0 if it has none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


_OF_FOLDER = (
    "Set UNABRIDGED_DATA to a folder, or UNABRIDGED_DATABASE to a file in one, that this user may "
    "write to."
)
_PASSING = "Try again in a moment; if it stays so, its operator has to look."


@dataclass
class Faults:
    """Raises the faults of a file as problems, and remembers its damage until an inspection.

    It is named for its operator, with what to do where it is `damaged` or `full`.
    """

    name: str
    damaged: str
    full: str
    locked: type[Problem] = StoreUnavailable
    _damage: Problem | None = None

    def problem(self, error: sqlite3.Error | OSError) -> Problem:
        """Translate SQLite's or the system's `error` into a Problem."""
        code = code_of(error) if isinstance(error, sqlite3.Error) else 0
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return StoreDamaged(f"{self.name} is damaged ({error}). {self.damaged}")
        if code == sqlite3.SQLITE_FULL:
            detail = f"{self.name} can't grow: the disk is full. {self.full}"
            return StorageFull(detail, retry_after=60)
        is_locked = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        kind = self.locked if is_locked else StoreUnavailable
        # What the system reports has no code.
        unopened = (0, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)
        advice = _OF_FOLDER if code in unopened else _PASSING
        return kind(f"{self.name} can't be used just now ({error}). {advice}", retry_after=5)

    @contextmanager
    def as_problems(self) -> Iterator[None]:
        """Raise what SQLite and the system report in the block as a Problem in sentences."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            problem = self.problem(error)
            if isinstance(problem, StoreDamaged):
                self._damage = problem
            raise problem from error

    def check(self) -> None:
        """Raise if damage is known."""
        if self._damage:
            raise self._damage

    def inspect(self, file: Callable[[], Database]) -> None:
        """Read the whole file; raise StoreDamaged if it is not sound."""
        with self.as_problems():
            verdict = file().read().execute("pragma quick_check(1)").fetchone()[0]
            if verdict != "ok":
                error = sqlite3.DatabaseError(" ".join(verdict.split())[:200])
                error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
                raise error
        self._damage = None


# Bytes set aside for deletions on a full disk, whose log has what is overwritten: a portion of
# saved comparisons, or a large one.
_RESERVE = 4_000_000
# Steps of SQLite's machine between two looks at the clock: a row of a search has about ten.
_STEPS_BETWEEN_LOOKS = 100
# Free bytes of a disk below which a file can't be opened for want of room.
_LEAST_FREE = 65_536
# Deleted comparisons are overwritten in the file.
_PRAGMAS = ("synchronous = full", "secure_delete = on")
_RESTORE = (
    "Its operator should stop the server, move the file away and restore a backup (`unabridged "
    "restore`)."
)
_FAULTS = Faults(
    "The server's database",
    _RESTORE,
    "Nothing was saved or changed. Its operator should free some room; then try again.",
)


class Sqlite:
    """The file `path`, created if missing; one connection per thread.

    Raises SystemExit with a sentence when the file can't be opened or written.
    """

    is_shared = False

    def __init__(self, path: Path) -> None:
        self._faults = replace(_FAULTS)
        self._reserve = path.with_name(f"{path.name}-reserve")
        try:
            self._database = Database(path, SQLITE, _PRAGMAS)
        except (OSError, sqlite3.Error) as error:
            problem = replace(_FAULTS, name=f"The database {path}").problem(error)
            if _free(path.parent) < _LEAST_FREE:
                raise SystemExit(
                    f"The disk is full: {path} can't grow. Free some room, then start again."
                ) from error
            raise SystemExit(problem.detail) from error
        self.close = self._database.close  # this thread's connection

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Run a query and return its rows."""
        with self._faults.as_problems():
            return self._database.read().execute(sql, values).fetchall()

    def rows_within(self, seconds: float, sql: str, *values: Any) -> list[Row]:
        """Run a query and return its rows; raise StoreUnavailable if it takes longer."""
        deadline = time.monotonic() + seconds
        with self._faults.as_problems():
            db = self._database.read()
            db.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN_LOOKS)
            try:
                return db.execute(sql, values).fetchall()
            except sqlite3.OperationalError as error:
                if code_of(error) == sqlite3.SQLITE_INTERRUPT:
                    raise took_too_long(seconds) from error
                raise
            finally:
                db.set_progress_handler(None, 0)

    @contextmanager
    def write(self) -> Iterator[ThreadConnection]:
        """Open a transaction that holds the lock; roll it back if the block raises."""
        with self._faults.as_problems(), self._database.write() as db:
            yield db

    @contextmanager
    def snapshot(self) -> Iterator[ThreadConnection]:
        """Open a transaction that sees no later writes."""
        with self._faults.as_problems(), self._database.snapshot() as db:
            yield db

    def check(self) -> None:
        """Write and delete a row; raise if that fails or damage is known."""
        self._faults.check()
        self._database.close()  # a connection's cache would hide that the file is damaged
        check_writable(self)

    def inspect(self) -> None:
        """Read the whole file; raise StoreDamaged if it is not sound."""
        self._faults.inspect(lambda: self._database)

    def require_room(self, size: int) -> None:
        """Raise StorageFull where `size` bytes more would take the room that deletions need."""
        if _free(self._reserve.parent) < size + _RESERVE and not self._reserve.exists():
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise self._faults.problem(full)

    @contextmanager
    def deleting(self) -> Iterator[ThreadConnection]:
        """Open a transaction for deletions, which on a full disk uses the reserve.

        What was deleted is overwritten in the file afterwards, or by the next round of upkeep.
        """
        is_full = _free(self._reserve.parent) < _RESERVE
        if is_full:
            self._reserve.unlink(missing_ok=True)
        try:
            with self.write() as db:
                yield db
        finally:
            with suppress(StoreProblem):
                self.erase()
            # All the room that the deletion had, before others take it.
            self._set_reserve(_RESERVE if is_full else 4 * _RESERVE)

    def erase(self) -> None:
        """Move the write-ahead log into the file, where deleted texts are zeros."""
        with self._faults.as_problems():
            self._database.read().execute("pragma wal_checkpoint(truncate)").fetchall()

    def _set_reserve(self, needed: int) -> None:
        """Set the reserve aside where the disk has `needed` bytes, or what is left of so many."""
        free = _free(self._reserve.parent)
        if self._reserve.exists() or (free < needed and needed > _RESERVE):
            return
        with suppress(OSError):
            self._reserve.touch(0o600)
            self._reserve.write_bytes(os.urandom(int(min(free, _RESERVE))))  # zeros might not count


def _free(folder: Path) -> float:
    """Return the free bytes on the disk of `folder`, infinity where they are unknown."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return math.inf

"""The SQLite database of a person's own server."""

import math
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from server.store.database.database import Database, Faults, ThreadConnection
from server.store.database.sql import Row, check_writable

_LEAST_FREE = 65_536  # bytes of the disk
# Bytes set aside to delete comparisons on a full disk: what the log needs for the largest ones.
_RESERVE = 4_000_000
# Deleted comparisons are overwritten in the file.
_PRAGMAS = ("synchronous = full", "secure_delete = on")
_RESTORE = (
    "Its operator should stop the server, move the file away and restore a backup (`unabridged "
    "restore`)."
)
_FAULTS = Faults(
    "The server's database",
    _RESTORE,
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
        with suppress(OSError):
            self._reserve.chmod(0o600)  # older versions left it to the umask
        try:
            self._database = Database(path, "database/migrations_sqlite", _PRAGMAS)
        except (OSError, sqlite3.Error) as error:
            problem = replace(_FAULTS, name=f"The database {path}").problem(error)
            full = f"The disk is full: {path} can't grow. Free some room, then start again."
            is_full = _free(path.parent) < _LEAST_FREE
            raise SystemExit(full if is_full else problem.detail) from error

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Run a query and return its rows."""
        with self._faults.as_problems():
            return self._database.read().execute(sql, values).fetchall()

    @contextmanager
    def write(self) -> Iterator[ThreadConnection]:
        """Open a transaction that holds the lock; roll it back if the block raises."""
        with self._faults.as_problems(), self._database.write() as db:
            yield db

    @contextmanager
    def snapshot(self) -> Iterator[ThreadConnection]:
        """Open a transaction that sees no later writes."""
        with self._faults.as_problems():
            db = self._database.read()
            db.execute("begin")
            try:
                yield db
            finally:
                db.execute("rollback")

    def check(self) -> None:
        """Write and delete a row; raise if that fails or damage is known."""
        self._faults.check()
        check_writable(self)

    def inspect(self) -> None:
        """Read the whole file; raise StoreDamaged if it is not sound."""
        self._faults.inspect(lambda: self._database)

    def make_room(self) -> None:
        """Give up the reserve where the disk is full, so that rows can be deleted."""
        if _free(self._reserve.parent) < _RESERVE:
            self._reserve.unlink(missing_ok=True)

    def erase(self) -> None:
        """Move the write-ahead log into the file, where deleted texts are zeros.

        Sets the reserve aside where there is room for it.
        """
        with self._faults.as_problems():
            self._database.read().execute("pragma wal_checkpoint(truncate)").fetchall()
        if not self._reserve.exists() and _free(self._reserve.parent) > 4 * _RESERVE:
            with suppress(OSError):
                self._reserve.touch(0o600)
                self._reserve.write_bytes(os.urandom(_RESERVE))  # zeros might take no room

    def close(self) -> None:
        """Close this thread's connection."""
        self._database.close()


def _free(folder: Path) -> float:
    """Return the free bytes on the disk of `folder`, infinity where they are unknown."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return math.inf

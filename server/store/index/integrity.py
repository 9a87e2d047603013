"""Sentences about faults of an index's SQLite file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.errors import Busy, Problem, StorageFull, StoreDamaged, StoreUnavailable
from server.store.database.database import code_of

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextmanager
def problems(path: Path) -> Iterator[None]:
    """Raise Busy or a StoreProblem for faults of the file `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise _problem(path, code_of(error), error) from error
    except OSError as error:
        raise StoreUnavailable(
            f"The index {path} can't be opened ({error}). Set UNABRIDGED_DATA to a folder that "
            "this user may write to."
        ) from error


def _problem(path: Path, code: int, error: sqlite3.Error) -> Problem:
    if code in _BUSY:
        return Busy(
            f"The index {path} is locked by another writer. Try again in a moment.",
            retry_after=5,
        )
    if code == sqlite3.SQLITE_FULL:
        return StorageFull(
            f"The index {path} can't grow: the disk is full. What was added before is kept; free "
            "some room or run `unabridged index prune`, then add the rest again."
        )
    if code == sqlite3.SQLITE_CORRUPT:
        return StoreDamaged(
            f"The index {path} is damaged ({error}). `unabridged index repair` keeps what can "
            "still be read."
        )
    if code == sqlite3.SQLITE_NOTADB:
        return StoreDamaged(
            f"The index {path} is damaged ({error}). Move it away: a new one is filled from the "
            "feeds."
        )
    return StoreUnavailable(f"The index {path} can't be used ({error}).")

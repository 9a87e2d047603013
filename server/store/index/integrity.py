"""What is wrong with a SQLite file, in sentences."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.errors import Busy, InternalError

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextmanager
def problems(path: Path) -> Iterator[None]:
    """Raises Busy or InternalError for what goes wrong with the file `path`."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _BUSY:
            raise Busy(
                f"The index {path} is locked by another writer. Try again in a moment.",
                retry_after=5,
            ) from error
        raise InternalError(f"The index {path} {_says(code, error)}", reason="index") from error
    except OSError as error:
        raise InternalError(
            f"The index {path} can't be opened ({error}). Set UNABRIDGED_DATA to a folder that "
            "this user may write to.",
            reason="index",
        ) from error


def _says(code: int, error: sqlite3.Error) -> str:
    if code == sqlite3.SQLITE_FULL:
        return (
            "can't grow: the disk is full. What was added before is kept; free some room or run "
            "`unabridged index prune`, then add the rest again."
        )
    if code == sqlite3.SQLITE_CORRUPT:
        return f"is damaged ({error}). `unabridged index repair` keeps what can still be read."
    if code == sqlite3.SQLITE_NOTADB:
        return f"is damaged ({error}). Move it away and fill a new one."
    return f"can't be used ({error})."

"""The store of a person's own server: one SQLite file.

Every write takes the lock at once (BEGIN IMMEDIATE): a transaction that reads first and writes
later fails with "database is locked" whatever the timeout says.
"""

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from server.store.protocols import SavedComparison, Token

_PREFIX = "unab_"


class SqliteStore:
    """Tokens and saved comparisons in the file `path`, made if need be, one connection a thread.

    Raises SystemExit with a sentence when the file can't be opened or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            raise SystemExit(
                f"The database {path} can't be used ({error}). Set UNABRIDGED_DATA to a folder "
                "that this user may write to."
            ) from error

    def create_token(self, name: str, scopes: tuple[str, ...], days: int | None) -> tuple[str, str]:
        """A new token's id and secret; only the secret's SHA-256 is kept."""
        key, secret = secrets.token_hex(4), _PREFIX + secrets.token_urlsafe(32)
        expires = _now(days) if days else None
        with self._write() as db:
            db.execute(
                "insert into tokens (id, name, secret_sha256, scopes, created, expires)"
                " values (?, ?, ?, ?, ?, ?)",
                (key, name, _digest(secret), " ".join(scopes), _now(), expires),
            )
        return key, secret

    def token(self, secret: str) -> Token | None:
        """The valid token with this secret; notes the day it was used."""
        row = self._connection().execute(
            f"{_SELECT} and secret_sha256 = ?", (_now(), _digest(secret))
        )
        found = next(map(_token, row), None)
        if found and (found.last_used or "")[:10] != _now()[:10]:
            with self._write() as db:
                db.execute("update tokens set last_used = ? where id = ?", (_now(), found.id))
        return found

    def tokens(self) -> list[Token]:
        """All valid tokens, oldest first."""
        rows = self._connection().execute(f"{_SELECT} order by created", (_now(),))
        return [_token(row) for row in rows]

    def revoke_token(self, key: str) -> bool:
        """Whether there was a token `key` to revoke."""
        with self._write() as db:
            return db.execute("delete from tokens where id = ?", (key,)).rowcount > 0

    def save_comparison(self, key: str, body: bytes, *, owner: str, link: bool) -> None:
        """Keep `body` (JSON) as comparison `key`."""
        with self._write() as db:
            db.execute(
                "insert into comparisons (id, owner, link, created, body) values (?, ?, ?, ?, ?)",
                (key, owner, link, _now(), body),
            )

    def comparison(self, key: str) -> SavedComparison | None:
        """The comparison `key`."""
        row = (
            self._connection()
            .execute("select body, owner, link from comparisons where id = ?", (key,))
            .fetchone()
        )
        return SavedComparison(row[0], row[1], bool(row[2])) if row else None

    def delete_comparison(self, key: str, owner: str) -> bool:
        """Whether `owner` had a comparison `key` to delete."""
        with self._write() as db:
            return (
                db.execute(
                    "delete from comparisons where id = ? and owner = ?", (key, owner)
                ).rowcount
                > 0
            )

    def close(self) -> None:
        """Close this thread's connection."""
        if connection := getattr(self._local, "connection", None):
            connection.close()
            del self._local.connection

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            self._local.connection = connection
        return connection

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        db = self._connection()
        db.execute("begin immediate")
        try:
            yield db
        except BaseException:
            db.execute("rollback")
            raise
        db.execute("commit")

    def _migrate(self) -> None:
        """Run the numbered migrations that this file has not had yet."""
        with self._write() as db:
            done = db.execute("pragma user_version").fetchone()[0]
            for number, script in _migrations():
                if number > done:
                    for statement in filter(str.strip, script.split(";")):
                        db.execute(statement)
                    db.execute(f"pragma user_version = {number}")


_SELECT = (
    "select id, name, scopes, created, expires, last_used from tokens"
    " where (expires is null or expires > ?)"
)


def _token(row: tuple[str, str, str, str, str | None, str | None]) -> Token:
    key, name, scopes, created, expires, last_used = row
    return Token(key, name, tuple(scopes.split()), created, expires, last_used)


def _migrations() -> list[tuple[int, str]]:
    folder = files("server.store") / "migrations"
    scripts = [entry for entry in folder.iterdir() if entry.name.endswith(".sql")]
    return sorted((int(entry.name[:3]), entry.read_text("utf-8")) for entry in scripts)


def _digest(secret: str) -> str:
    # The secret has 256 random bits, so that a plain hash is as good as a slow one.
    return hashlib.sha256(secret.encode()).hexdigest()


def _now(days: int = 0) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")

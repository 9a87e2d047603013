"""Opens the server's database: SQLite or PostgreSQL, by the settings."""

from dataclasses import dataclass

from server.config import Settings
from server.store.access_tokens import Pairings, Sessions, Tokens
from server.store.comparisons import Comparisons
from server.store.database import Postgres, Sql, Sqlite
from server.store.feeds import Feeds
from server.store.hooks import Hooks
from server.store.own_data import OwnData
from server.store.retention import CLOCK, Clock


@dataclass(frozen=True, slots=True)
class Store:
    """All stores of a server, except the index of articles."""

    sql: Sql
    tokens: Tokens
    pairings: Pairings
    comparisons: Comparisons
    feeds: Feeds
    sessions: Sessions
    hooks: Hooks
    own_data: OwnData

    def forget(self) -> None:
        """Delete everything expired, and overwrite the deleted data."""
        self.sql.make_room()
        for part in (self.comparisons, self.pairings, self.sessions, self.hooks, self.tokens):
            part.forget()
        self.sql.erase()

    def close(self) -> None:
        """Close the database (of SQLite: this thread's connection)."""
        self.sql.close()


def open_store(settings: Settings) -> Store:
    """Open the store of `settings`; raise SystemExit with a sentence if it fails."""
    sql: Sql
    if settings.postgres:
        sql = Postgres(settings.database)
    else:
        path = settings.database_path
        if (settings.data / CLOCK).exists() and path.is_file() and not path.stat().st_size:
            raise SystemExit(
                f"The database {path} is empty (0 bytes), though a server has used it. Delete the "
                "file, then restore a backup with `unabridged restore` or begin with an empty one."
            )
        sql = Sqlite(path)
    parts = (Tokens, Pairings, Comparisons, Feeds, Sessions, Hooks, OwnData)
    return Store(sql, *(part(sql) for part in parts))  # type: ignore[arg-type]  # in this order


def open_clock(settings: Settings) -> Clock:
    """Return the clock for deletions, with the newest time seen so far."""
    path = settings.data / CLOCK
    try:
        since = None if settings.postgres else settings.database_path.stat().st_mtime
    except OSError:
        since = None
    return Clock(path, since)

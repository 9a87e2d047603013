"""Opens the server's database: SQLite or PostgreSQL, as the settings say."""

from dataclasses import dataclass

from server.config import Settings
from server.store.access_tokens import Tokens
from server.store.clock import NAME as CLOCK
from server.store.clock import Clock
from server.store.comparisons import Comparisons
from server.store.database.postgres import Postgres
from server.store.database.sql import Sql
from server.store.database.sqlite import Sqlite
from server.store.feeds import Feeds
from server.store.hooks import Hooks
from server.store.pairings import Pairings
from server.store.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Store:
    """All that a server keeps, but for the index of articles."""

    sql: Sql
    tokens: Tokens
    pairings: Pairings
    comparisons: Comparisons
    feeds: Feeds
    sessions: Sessions
    hooks: Hooks

    def forget(self) -> None:
        """Delete what has expired, and overwrite what was deleted."""
        self.comparisons.forget()
        self.pairings.forget()
        self.sessions.forget()
        self.hooks.forget()
        self.tokens.forget()
        self.sql.erase()

    def close(self) -> None:
        """Let go of the database (of SQLite: this thread's connection)."""
        self.sql.close()


def open_store(settings: Settings) -> Store:
    """The store of `settings`; raises SystemExit with a sentence when it can't be used."""
    sql: Sql
    if settings.postgres:
        sql = Postgres(settings.database)
    else:
        _refuse_emptied(settings)
        sql = Sqlite(settings.database_path)
    return Store(
        sql, Tokens(sql), Pairings(sql), Comparisons(sql), Feeds(sql), Sessions(sql), Hooks(sql)
    )


def open_clock(settings: Settings) -> Clock:
    """The clock that deletions go by, with what was seen of it in the data folder."""
    path = settings.data / CLOCK
    try:
        since = None if settings.postgres else settings.database_path.stat().st_mtime
    except OSError:
        since = None
    return Clock(path, since)


def _refuse_emptied(settings: Settings) -> None:
    """Raise SystemExit for a database file of 0 bytes in a folder that a server has used."""
    path = settings.database_path
    if (settings.data / CLOCK).exists() and path.is_file() and not path.stat().st_size:
        raise SystemExit(
            f"The database {path} is empty (0 bytes), though a server has used it. Delete the "
            "file, then restore a backup with `unabridged restore` or begin with an empty one."
        )

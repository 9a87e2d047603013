"""The server's database, SQLite or PostgreSQL by the settings, with all that is kept in it."""

import time
from dataclasses import dataclass

from server.config import Settings
from server.errors import NotFound
from server.store.access_tokens import Pairings, Sessions, Tokens
from server.store.bridges import Bridges
from server.store.clock import CLOCK
from server.store.comparisons import Comparisons
from server.store.feeds import Feeds
from server.store.hooks import Hooks
from server.store.own_data import OwnData
from server.store.postgres import Postgres
from server.store.sql import Sql
from server.store.sqlite import Sqlite


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
    bridges: Bridges
    own_data: OwnData

    def revoke(self, key: str) -> tuple[int, int]:
        """Revoke a token, or sign user:NAME out; raise NotFound.

        Returns the number of tokens, with those paired from it, and of sessions.
        """
        ended = self.tokens.revoke(key), self.sessions.end_all_of(key)
        if not any(ended) and key.startswith("user:"):
            raise NotFound(f"There is no token {key} and no session of that person to be ended.")
        if not any(ended):
            raise NotFound(f"There is no token {key}; `unabridged tokens list` shows them.")
        return ended

    def forget(self) -> None:
        """Delete everything expired, and overwrite the deleted data."""
        for part in (self.comparisons, self.pairings, self.sessions, self.hooks, self.tokens):
            part.forget()
        self.bridges.forget(time.time())
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
    return Store(
        sql,
        Tokens(sql),
        Pairings(sql),
        Comparisons(sql, most_bytes=settings.saved_megabytes * 1_000_000),
        Feeds(sql),
        Sessions(sql),
        Hooks(sql),
        Bridges(sql),
        OwnData(sql),
    )

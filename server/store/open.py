"""Opens the server's database: SQLite or PostgreSQL, as the settings say."""

from dataclasses import dataclass

from server.config import Settings
from server.store.comparisons import Comparisons
from server.store.database.postgres import Postgres
from server.store.database.sql import Sql
from server.store.database.sqlite import Sqlite
from server.store.feeds import Feeds
from server.store.pairings import Pairings
from server.store.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Store:
    """All that a server keeps, but for the index of articles."""

    sql: Sql
    tokens: Tokens
    pairings: Pairings
    comparisons: Comparisons
    feeds: Feeds

    def forget(self) -> None:
        """Delete what has expired, and overwrite what was deleted."""
        self.comparisons.forget()
        self.pairings.forget()
        self.tokens.forget()
        self.sql.erase()

    def close(self) -> None:
        """Let go of the database (of SQLite: this thread's connection)."""
        self.sql.close()


def open_store(settings: Settings) -> Store:
    """The store of `settings`; raises SystemExit with a sentence when it can't be used."""
    sql: Sql
    sql = Postgres(settings.database) if settings.postgres else Sqlite(settings.database_path)
    return Store(sql, Tokens(sql), Pairings(sql), Comparisons(sql), Feeds(sql))

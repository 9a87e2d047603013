"""The server's database, SQLite or PostgreSQL by the settings, and one person's data in it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from server.config import Settings
from server.errors import StoreProblem
from server.store.access_tokens import FAMILY, Pairings, Sessions, Tokens
from server.store.comparisons import Comparisons
from server.store.database import Postgres, Sql, Sqlite
from server.store.database.sql import SqlStore, moment
from server.store.feeds import Feeds
from server.store.hooks import Hooks
from server.store.retention import CLOCK, Clock

_PERSON = "user:"  # before the names of those who sign in
# What is shown of an owner: by table, its column with the owner and the columns shown.
_SHOWN = {
    "tokens": ("id", "id, name, scopes, created, expires, last_used, per_day, maker"),
    "hooks": ("owner", "id, url, events, created, state"),
    "pairings": ("maker", "name, scopes, expires, claimed"),
}
_LISTS = ("scopes", "events")  # kept as words
_COMPARISON = "id, title, url, source_title, source_url, label, created, expires, link"
_OF_COMPARISONS = "comparison in (select id from comparisons where owner in ({ids}))"
# What is deleted, in this order.
_DELETED = (
    ("watched_texts", _OF_COMPARISONS),
    ("versions", _OF_COMPARISONS),
    ("views", _OF_COMPARISONS),
    ("comparisons", "owner in ({ids})"),
    ("hook_messages", "hook in (select id from hooks where owner in ({ids}))"),
    ("hooks", "owner in ({ids})"),
    ("pairings", "maker in ({ids})"),
)


class OwnData(SqlStore):
    """Shows and deletes what `sql` keeps of an owner, and of the tokens paired from it.

    An owner is a token's id, user:NAME for a person who signs in, or `local` for who uses the
    server on its own machine.
    """

    def document(self, owner: str) -> Iterator[bytes]:
        """Yield all of it as one JSON document, without secrets, a comparison at a time."""
        ids = self._ids(owner)
        facts: dict[str, Any] = {"owner": owner, "made": moment()}
        for table, (column, columns) in _SHOWN.items():
            where = f"from {table} where {column} in ({_marks(ids)})"
            facts[table] = self._rows(f"{columns} {where}", ids)
        facts["sessions"] = self.count(owner)["sessions"]
        yield json.dumps(facts, ensure_ascii=False).encode()[:-1] + b', "comparisons": ['
        where = f"from comparisons where owner in ({_marks(ids)}) order by rowid"
        for place, about in enumerate(self._rows(f"{_COMPARISON} {where}", ids)):
            versions = "select body from versions where comparison = ? order by seen"
            later = b", ".join(bytes(body) for (body,) in self._sql.rows(versions, about["id"]))
            for (body,) in self._sql.rows("select body from comparisons where id = ?", about["id"]):
                head = json.dumps(about, ensure_ascii=False).encode()[:-1]
                yield (b",\n" if place else b"\n") + head + b', "comparison": ' + bytes(body)
                yield b', "versions": [' + later + b"]}"
        yield b"]}\n"

    def count(self, owner: str) -> dict[str, int]:
        """Count what `delete` would delete, by table."""
        counted = "select count(*) from"
        return {
            table: int(self._sql.rows(f"{counted} {table} where {where}", *values)[0][0])
            for table, where, values in self._parts(owner)
        }

    def delete(self, owner: str) -> dict[str, int]:
        """Delete all but the owner's own token; return the number of rows by table."""
        parts = list(self._parts(owner))
        self._sql.make_room()
        with self._sql.write() as db:
            gone = {
                table: db.execute(f"delete from {table} where {where}", values).rowcount  # noqa: S608 - own tables
                for table, where, values in parts
            }
        with suppress(StoreProblem):  # it is deleted; the next round of upkeep erases it
            self._sql.erase()
        return gone

    def _parts(self, owner: str) -> Iterator[tuple[str, str, list[str]]]:
        """Yield each table with a condition for the owner's rows in it, and its values."""
        ids = self._ids(owner)
        for table, condition in _DELETED:
            yield table, condition.format(ids=_marks(ids)), ids
        yield "tokens", f"id in ({_marks(ids)}) and id <> ?", [*ids, owner]
        yield "sessions", "? || name = ?", [_PERSON, owner]

    def _ids(self, owner: str) -> list[str]:
        """Return the owner and the tokens paired from it."""
        family = {key for (key,) in self._sql.rows(FAMILY, owner, owner)}
        return sorted({owner, *family})

    def _rows(self, selected: str, ids: list[str]) -> list[dict[str, Any]]:
        """Return the rows of a selection "columns from …" by their columns' names."""
        names = selected.partition(" from ")[0].split(", ")
        found = self._sql.rows(f"select {selected}", *ids)
        rows = [dict(zip(names, row, strict=True)) for row in found]
        return [
            {name: value.split() if name in _LISTS else value for name, value in row.items()}
            for row in rows
        ]


def _marks(ids: list[str]) -> str:
    return ", ".join("?" * len(ids))


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

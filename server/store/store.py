"""The server's database, SQLite or PostgreSQL by the settings, one person's data, and upkeep.

Upkeep is the daemon thread that deletes expired data; others work in rounds as it does. Deletions
and dates go by the wall clock only while it can be trusted. A machine that starts with its clock a
year ahead would delete everything that expires within that year; anything saved while it is a year
late would be deleted once it is set. A file of the data folder keeps the newest time that was seen.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from server.config import Settings
from server.errors import Busy, NotFound, StoreProblem
from server.store.access_tokens import FAMILY, Pairings, Sessions, Tokens
from server.store.comparisons import Comparisons
from server.store.feeds import Feeds
from server.store.hooks import Hooks
from server.store.postgres import Postgres
from server.store.sql import Sql, SqlStore, iso, moment
from server.store.sqlite import Sqlite

log = logging.getLogger(__name__)
CLOCK = "clock"  # in the data folder
# A server that was off for less time deletes at once.
_STEP_SECONDS = 7 * 86_400.0


class Clock:
    """The wall clock, compared with the newest time seen in the file `path`.

    `since` replaces a missing file, in seconds of the epoch (None: now).
    """

    def __init__(
        self,
        path: Path,
        since: float | None = None,
        wall: Callable[[], float] = time.time,
        running: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path, self._wall, self._running = path, wall, running
        self._lock = threading.Lock()
        self._seen = wall() if since is None else since
        with suppress(OSError, ValueError):
            self._seen = datetime.fromisoformat(path.read_text("ascii").strip()).timestamp()
        self._suspected: float | None = None  # since when, by the running clock

    def trusted(self) -> bool:
        """Return whether deletions may go by the clock now; note the time if so.

        After a step of more than a week, forward or back, this takes an hour of running time, in
        which NTP can set a wrong clock.
        """
        with self._lock:
            now, running = self._wall(), self._running()
            step = now - self._seen
            if abs(step) > _STEP_SECONDS:
                if self._suspected is None:
                    self._suspected = running
                    log.warning(
                        "The clock shows %s, %.0f days %s the newest time that this server has "
                        "seen. In an hour it is trusted, and what has expired by it is deleted. If "
                        "the clock is wrong, set it before then.",
                        iso(self._wall()),
                        abs(step) / 86_400,
                        "after" if step > 0 else "before",
                    )
                # Running time after a larger step before anything is deleted.
                if running - self._suspected < 3_600.0:
                    return False
            self._suspected, self._seen = None, now
            partial = self._path.with_name(f"{self._path.name}.partial")
            with suppress(OSError):  # a full disk; the last time that was noted stays
                partial.touch(0o600)
                partial.write_text(f"{iso(now)}\n", "ascii")
                partial.replace(self._path)
            return True

    def is_behind(self) -> bool:
        """Return whether the clock went back and is not trusted yet."""
        return self._wall() < self._seen - _STEP_SECONDS and not self.trusted()


_DAY = 86_400.0  # seconds

Task = Callable[[], None]


@dataclass
class PeriodicJob:
    """Work of a daemon thread: a `turn` every `seconds`, from `start` to `end`.

    After a failed turn it waits `trouble_seconds`. Faults of the database are temporary and
    unlogged; all others are logged with the name of the work, `doing`.
    """

    doing: ClassVar[str]
    trouble_seconds: ClassVar[float] = 15.0
    seconds: float = field(default=15.0, init=False)
    ended: threading.Event = field(default_factory=threading.Event, init=False)

    def turn(self) -> object:
        """Do the work of one turn."""
        raise NotImplementedError

    def start(self) -> None:
        """Start the thread; the first turn runs at once."""
        threading.Thread(target=self.run, name=type(self).__name__, daemon=True).start()

    def end(self) -> None:
        """Stop soon."""
        self.ended.set()

    def run(self) -> None:
        """Work until `end`."""
        while not self.ended.is_set():
            pause = self.seconds
            try:
                self.turn()
            except StoreProblem:
                pause = self.trouble_seconds
            except Exception:
                pause = self.trouble_seconds
                if not self.ended.is_set():
                    log.exception("%s failed; it goes on in a while.", self.doing)
            self.ended.wait(pause)


@dataclass
class Retention(PeriodicJob):
    """Deletes and inspects: upkeep.

    It calls each of `deletions` every ten minutes while `clock` is trusted, each of `inspections`
    once a day. Errors of a task go to the log.
    """

    doing = "Upkeep"
    clock: Clock
    deletions: Sequence[Task]
    inspections: Sequence[Task] = ()
    seconds: float = field(default=600.0, kw_only=True)
    _inspected: float = -_DAY

    def forget(self) -> None:
        """Delete what has expired, if the clock is trusted."""
        for forget in self.deletions if self.clock.trusted() else ():
            _try(forget, "What has expired is not deleted yet")

    def turn(self) -> None:
        """Delete, and inspect once a day."""
        self.forget()
        if time.monotonic() - self._inspected >= _DAY:
            self._inspected = time.monotonic()
            for inspect in self.inspections:
                _try(inspect, "The daily inspection found a fault")


def _try(task: Task, failed: str) -> None:
    try:
        task()
    except (StoreProblem, Busy) as problem:
        log.warning("%s: %s", failed, problem.detail)
    except Exception:
        log.exception("%s; it is tried again.", failed)


_PERSON = "user:"  # before the names of those who sign in
# What is shown of an owner: by table, its column with the owner and the columns shown.
_SHOWN = {
    "tokens": ("id", "id, name, scopes, created, expires, last_used, per_day, maker"),
    "hooks": ("owner", "id, url, events, created, state"),
    "pairings": ("maker", "name, scopes, expires, claimed"),
}
_LISTS = {"scopes": " ", "events": " ", "tags": "\n"}  # by what is between their parts
_COMPARISON = (
    "id, title, page_title, url, source_title, source_url, label, created, expires, link, tags,"
    " note"
)
_OF_COMPARISONS = "comparison in (select id from comparisons where owner in ({ids}))"
# What is deleted, in this order.
_DELETED = (
    ("watched_texts", _OF_COMPARISONS),
    ("versions", _OF_COMPARISONS),
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
            page_title = about.pop("page_title")
            about["title"] = about["title"] or page_title
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
        return sorted({owner, *(key for (key,) in self._sql.rows(FAMILY, owner, owner))})

    def _rows(self, selected: str, ids: list[str]) -> list[dict[str, Any]]:
        """Return the rows of a selection "columns from …" by their columns' names."""
        names = selected.partition(" from ")[0].split(", ")
        found = self._sql.rows(f"select {selected}", *ids)
        rows = [dict(zip(names, row, strict=True)) for row in found]
        return [
            {
                name: list(filter(None, value.split(_LISTS[name]))) if name in _LISTS else value
                for name, value in row.items()
            }
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

    def revoke(self, key: str) -> tuple[int, int]:
        """Revoke a token, or sign user:NAME out; raise NotFound.

        Returns the number of tokens, with those paired from it, and of sessions.
        """
        ended = self.tokens.revoke(key), self.sessions.end_all_of(key.removeprefix(_PERSON))
        if not any(ended):
            raise NotFound(f"There is no token {key}; `unabridged tokens list` shows them.")
        return ended

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
    return Store(
        sql,
        Tokens(sql),
        Pairings(sql),
        Comparisons(sql, most_bytes=settings.saved_megabytes * 1_000_000),
        Feeds(sql),
        Sessions(sql),
        Hooks(sql),
        OwnData(sql),
    )


def open_clock(settings: Settings) -> Clock:
    """Return the clock for deletions, with the newest time seen so far."""
    path = settings.data / CLOCK
    try:
        since = None if settings.postgres else settings.database_path.stat().st_mtime
    except OSError:
        since = None
    return Clock(path, since)

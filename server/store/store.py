"""The server's database, SQLite or PostgreSQL by the settings, one person's data, and upkeep.

Upkeep is the daemon thread that deletes expired data; others work in rounds as it does. Deletions
and dates go by the wall clock only while it can be trusted. A machine that starts with its clock a
year ahead would delete everything that expires within that year; anything saved while it is a year
late would be deleted once it is set. A file of the data folder keeps the newest time that was seen.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from server.config import Settings
from server.errors import Busy, NotFound, StoreProblem
from server.store.access_tokens import Pairings, Sessions, Tokens
from server.store.comparisons import Comparisons
from server.store.feeds import Feeds
from server.store.hooks import Hooks
from server.store.own_data import PERSON, OwnData
from server.store.postgres import Postgres
from server.store.sql import Sql, iso
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
        ended = self.tokens.revoke(key), self.sessions.end_all_of(key.removeprefix(PERSON))
        if not any(ended):
            raise NotFound(f"There is no token {key}; `unabridged tokens list` shows them.")
        return ended

    def forget(self) -> None:
        """Delete everything expired, and overwrite the deleted data."""
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

"""The wall clock, and whether it can be trusted.

Deletions and dates go by it. A machine that starts with its clock a year ahead would delete
everything that expires within that year; anything saved while it is a year late would be deleted
once it is set. A file of the data folder keeps the newest time that was seen.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from server.config import Settings
from server.store.sql import iso

log = logging.getLogger(__name__)

CLOCK = "clock"  # in the data folder
# A larger step is doubted: a server that was off for less time deletes at once.
_STEP_SECONDS = 7 * 86_400.0
# Running time before a doubted clock is trusted, in which NTP can set a wrong one.
_DOUBT_SECONDS = 3_600.0


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
        self._newest = wall() if since is None else since
        with suppress(OSError, ValueError):
            self._newest = datetime.fromisoformat(path.read_text("ascii").strip()).timestamp()
        self._suspected: float | None = None  # since when, by the running clock

    def trusted(self) -> bool:
        """Whether deletions may go by the clock now; the time is noted if so.

        After a step of more than a week, forward or back, this takes an hour of running time, in
        which NTP can set a wrong clock.
        """
        with self._lock:
            now, running = self._wall(), self._running()
            jump = now - self._newest
            if abs(jump) > _STEP_SECONDS:
                if self._suspected is None:
                    self._suspected = running
                    log.warning(
                        "The clock shows %s, %.0f days %s the newest time that this server has "
                        "seen. In an hour it is trusted, and what has expired by it is deleted. If "
                        "the clock is wrong, set it before then.",
                        iso(self._wall()),
                        abs(jump) / 86_400,
                        "after" if jump > 0 else "before",
                    )
                if running - self._suspected < _DOUBT_SECONDS:
                    return False
            self._suspected, self._newest = None, now
            partial = self._path.with_name(f"{self._path.name}.partial")
            with suppress(OSError):  # a full disk; the last time that was noted stays
                partial.touch(0o600)
                partial.write_text(f"{iso(now)}\n", "ascii")
                partial.replace(self._path)
            return True

    def is_behind(self) -> bool:
        """Whether the clock went back and is not trusted yet."""
        return self._wall() < self._newest - _STEP_SECONDS and not self.trusted()


def open_clock(settings: Settings) -> Clock:
    """Return the clock for deletions, with the newest time seen so far."""
    path = settings.data / CLOCK
    try:
        since = None if settings.postgres else settings.database_path.stat().st_mtime
    except OSError:
        since = None
    return Clock(path, since)

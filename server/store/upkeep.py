"""What works in rounds beside the requests, and upkeep: deletions and inspections."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from server.errors import Busy, StoreProblem
from server.store.clock import Clock

log = logging.getLogger(__name__)

_DAY_SECONDS = 86_400.0

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
    _inspected: float = -_DAY_SECONDS

    def forget(self) -> None:
        """Delete what has expired, if the clock is trusted."""
        if not self.clock.trusted():
            return
        for delete in self.deletions:
            _try(delete, "What has expired is not deleted yet")

    def turn(self) -> None:
        """Delete, and inspect once a day."""
        self.forget()
        if time.monotonic() - self._inspected >= _DAY_SECONDS:
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

"""Daemon threads that work in rounds, and the one that deletes expired data."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from server.errors import Busy, StoreProblem
from server.store.clock import Clock

log = logging.getLogger(__name__)
_DAY = 86_400.0  # seconds

Task = Callable[[], None]


@dataclass
class Rounds:
    """Work of a daemon thread: a `turn` every `seconds`, from `start` to `end`.

    After a turn that failed it waits `trouble_seconds`. A fault of the database passes by itself;
    others go to the log, with what is `doing`.
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
class Retention(Rounds):
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

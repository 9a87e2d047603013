"""A maintenance thread: deletes expired data, inspects the server's files once a day."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from server.errors import Busy, StoreProblem
from server.store.clock import Clock

log = logging.getLogger(__name__)
_SECONDS = 600.0  # between rounds
_DAY = 86_400.0  # seconds

Task = Callable[[], None]


class Retention:
    """Deletes and inspects in a thread, from `start` on.

    It calls each of `forget` every ten minutes while `clock` is trusted, each of `inspect` once a
    day. Its thread ends with the process; errors of a task go to the log.
    """

    def __init__(
        self,
        clock: Clock,
        *forget: Task,
        inspect: Sequence[Task] = (),
        seconds: float = _SECONDS,
    ) -> None:
        self._clock = clock
        self._forget = forget
        self._inspect = inspect
        self._inspected = -_DAY
        self._seconds = seconds
        self._ended = threading.Event()

    def start(self) -> None:
        """Start the thread; the first round runs at once."""
        threading.Thread(target=self._run, name="retention", daemon=True).start()

    def end(self) -> None:
        """Stop."""
        self._ended.set()

    def forget(self) -> None:
        """Delete what has expired, if the clock is trusted."""
        for forget in self._forget if self._clock.trusted() else ():
            _try(forget, "What has expired is not deleted yet")

    def _run(self) -> None:
        while not self._ended.is_set():
            self.forget()
            if time.monotonic() - self._inspected >= _DAY:
                self._inspected = time.monotonic()
                for inspect in self._inspect:
                    _try(inspect, "The daily inspection found a fault")
            self._ended.wait(self._seconds)


def _try(task: Task, failed: str) -> None:
    try:
        task()
    except (StoreProblem, Busy) as problem:
        log.warning("%s: %s", failed, problem.detail)
    except Exception:
        log.exception("%s; it is tried again.", failed)

"""Deletes what has expired, in time: when the server starts, and again and again."""

import logging
import threading
from collections.abc import Callable

from server.errors import Busy, StoreUnavailable

log = logging.getLogger(__name__)
_SECONDS = 600.0


class Retention:
    """Calls each of `forget` every ten minutes from `start` on, in a thread that ends by itself."""

    def __init__(self, *forget: Callable[[], None], seconds: float = _SECONDS) -> None:
        self._forget = forget
        self._seconds = seconds
        self._ended = threading.Event()

    def start(self) -> None:
        """Begin; the first time is at once."""
        threading.Thread(target=self._run, name="retention", daemon=True).start()

    def end(self) -> None:
        """Stop."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            for forget in self._forget:
                _try(forget)
            self._ended.wait(self._seconds)


def _try(forget: Callable[[], None]) -> None:
    try:
        forget()
    except (StoreUnavailable, Busy) as problem:
        log.warning("What has expired is not deleted yet: %s", problem.detail)
    except Exception:
        log.exception("What has expired could not be deleted; it is tried again.")

"""Deletes what has expired, in time: when the server starts, and again and again."""

import logging
import threading
from collections.abc import Callable

from server.errors import StoreUnavailable

log = logging.getLogger(__name__)
_SECONDS = 600.0


class Retention:
    """Calls `forget` every ten minutes from `start` on, in a thread that ends with the process."""

    def __init__(self, forget: Callable[[], None], seconds: float = _SECONDS) -> None:
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
            try:
                self._forget()
            except StoreUnavailable as problem:
                log.warning("What has expired is not deleted yet: %s", problem.detail)
            except Exception:
                log.exception("What has expired could not be deleted; it is tried again.")
            self._ended.wait(self._seconds)

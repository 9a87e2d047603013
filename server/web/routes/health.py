"""Whether the server can do its work, for whoever sends it requests; not just whether it lives."""

import threading
import time
from collections.abc import Callable

from flask import Blueprint, Response

from server.errors import NotReady, Problem
from server.store import ArticleIndex, Sql
from server.web.json_io import answer
from server.workers import WorkerPool

# Whoever asks more often gets the answer of before: anybody may ask.
_SECONDS = 1.0


def blueprint(checks: "Checks", notes: Callable[[], list[str]]) -> Blueprint:
    """The readiness probe; `notes` are for the operator and make nothing fail."""
    calls = Blueprint("ready", __name__)

    @calls.get("/readyz")
    def ready() -> Response:
        failed = checks.failed()
        if failed:
            raise NotReady(
                f"Not ready: {', '.join(failed)}. The server's log may say more.",
                failed=failed,
                retry_after=2,
            )
        passed = dict.fromkeys(checks.names, "ok")
        return answer({"status": "ready", "checks": passed, "notes": notes()})

    return calls


class Checks:
    """Looks at database, index and workers, at most once a second."""

    def __init__(self, sql: Sql, index: ArticleIndex, pool: WorkerPool) -> None:
        self._checks: dict[str, Callable[[], bool]] = {
            "database": lambda: _passes(sql.check),
            "index": lambda: _passes(index.count_articles),
            "workers": lambda: pool.up() > 0,
        }
        self._lock = threading.Lock()
        self._failed: list[str] = []
        self._until = 0.0

    @property
    def names(self) -> list[str]:
        """What is checked."""
        return list(self._checks)

    def failed(self) -> list[str]:
        """The names of the checks that fail."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._failed = [name for name, holds in self._checks.items() if not holds()]
                self._until = time.monotonic() + _SECONDS
            return self._failed


def _passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except Problem:
        return False
    return True

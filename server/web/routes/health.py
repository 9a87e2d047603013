"""Probes: /healthz while the server runs, /readyz while it can work."""

import logging
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response

from server.errors import NotReady, Problem, StorageFull
from server.store import ArticleIndex, Sql
from server.web.contract import answer
from server.workers import WorkerPool

log = logging.getLogger(__name__)
# More frequent calls get the last answer, because anybody may call.
_SECONDS = 1.0


def add_routes(calls: Blueprint, checks: "Checks", notes: Callable[[], list[str]]) -> None:
    """Add the readiness probe; operator `notes` make nothing fail."""

    @calls.get("/readyz")
    def ready() -> Response:
        failed = checks.failed()
        if failed:
            raise NotReady(
                f"Not ready, {'; '.join(map(': '.join, failed.items()))}. The server's log may say "
                "more.",
                failed=list(failed),
                retry_after=2,
            )
        passed = dict.fromkeys(checks.names, "ok")
        return answer({"status": "ready", "checks": passed, "notes": notes()})


class Checks:
    """Checks database, index, disk and workers, at most once a second.

    A row is written and deleted. The reason of a failure goes to the log.
    """

    def __init__(self, sql: Sql, index: ArticleIndex, pool: WorkerPool, data: Path) -> None:
        self._checks: dict[str, Callable[[], None]] = {
            "database": sql.check,
            "index": index.check,
            "disk": lambda: _require_room(data),
            "workers": lambda: _require_workers(pool),
        }
        self._lock = threading.Lock()
        self._failed: dict[str, str] = {}
        self._until = 0.0

    @property
    def names(self) -> list[str]:
        """Names of the checks."""
        return list(self._checks)

    def failed(self) -> dict[str, str]:
        """Return the names of failing checks, each with a reason that names no place."""
        with self._lock:
            if time.monotonic() >= self._until:
                before, found = self._failed, dict[str, Problem]()
                for name, check in self._checks.items():
                    try:
                        check()
                    except Problem as problem:
                        found[name] = problem
                self._until = time.monotonic() + _SECONDS
                for name in found.keys() - before.keys():
                    log.warning("Not ready, %s: %s", name, found[name].detail)
                self._failed = {
                    name: str(problem.params.get("why", problem.title))
                    for name, problem in found.items()
                }
            return dict(self._failed)


def _require_room(data: Path) -> None:
    try:
        free = shutil.disk_usage(data).free
    except OSError as error:
        raise NotReady(
            f"The folder {data} of UNABRIDGED_DATA can't be read ({error.strerror}). Start the "
            "server again, which makes it.",
            why="the data folder is missing",
        ) from None
    if free < 20_000_000:  # Bytes that a few comparisons and the databases' temporary files need.
        raise StorageFull(f"The disk of {data} has {free / 1e6:.1f} MB free. Free some room.")


def _require_workers(pool: WorkerPool) -> None:
    if not pool.up():
        raise NotReady(
            "No process that reads pages has started yet. Try again in a moment.",
            why="no process that reads pages has started yet",
        )

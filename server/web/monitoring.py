"""Logs, counts and readiness: whatever an operator sees of the server.

The log has one JSON object per line, without the words of pages, query strings or tokens; on a
terminal they are lines for people. An exception is logged with its type and places, without its
message, which may quote a page.

One process serves, so that its counts are in its memory. Where several do, their counts are added
up in the folder that PROMETHEUS_MULTIPROC_DIR names.
"""

import json
import logging
import shutil
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from prometheus_client import Counter, Gauge, Histogram

from server.errors import NotReady, Problem, StorageFull, places
from server.model import Comparison
from server.store import ArticleIndex, Sql
from server.workers import WorkerPool

log = logging.getLogger(__name__)
requests = logging.getLogger("unabridged.requests")


def configure(*, each_request: bool) -> None:
    """Send all logs of this process to standard error; requests if `each_request`."""
    root = logging.getLogger()
    for earlier in list(root.handlers):
        if isinstance(earlier.formatter, LogFormat):
            root.removeHandler(earlier)
    handler = logging.StreamHandler()
    handler.setFormatter(LogFormat())
    root.addHandler(handler)
    logging.getLogger("unabridged").setLevel(logging.INFO if each_request else logging.WARNING)
    threading.excepthook = lambda failed: logging.getLogger("unabridged").error(
        "A thread failed.", exc_info=failed.exc_value
    )


def log_request(**about: Any) -> None:
    """Log a request by what is `about` it: call, status and the like."""
    requests.info("request", extra={"about": about})


class LogFormat(logging.Formatter):
    """Writes a record as JSON, or as text on a terminal, without what somebody sent."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, of an exception its type and places alone."""
        event, error = record.getMessage(), record.exc_info[1] if record.exc_info else None
        if record.name.startswith("gunicorn"):  # it quotes the request
            cut, text = (" %", str(record.msg)) if error else (" from ip=", event)
            event = text.partition(cut)[0]
        written = datetime.fromtimestamp(record.created, UTC).isoformat()
        about: dict[str, Any] = {"level": record.levelname.lower(), "logger": record.name}
        about |= getattr(record, "about", {})
        if error:
            about |= {"error": type(error).__name__, "places": places(error)}
        if sys.stderr.isatty():
            return f"{written} {event} {' '.join(f'{name}={it}' for name, it in about.items())}"
        line = {"timestamp": written, "event": event, **about}
        return json.dumps(line, ensure_ascii=False, default=str)


# Names a folder where several processes serve.
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
REQUESTS = Counter("unabridged_requests", "Requests answered.", ["method", "call", "status"])
SECONDS = Histogram(
    "unabridged_request_seconds",
    "Time until an answer was sent whole.",
    ["call"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
PROBLEMS = Counter("unabridged_problems", "Problems answered, by type.", ["type"])
COMPARISONS = Counter(
    "unabridged_comparisons", "Comparisons made, by verdict and outcome.", ["verdict", "outcome"]
)
INDEX_SECONDS = Histogram(
    "unabridged_index_seconds",
    "Time of calls to the index's cluster, by outcome.",
    ["outcome"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
TURNS = Counter(
    "unabridged_finder_turns", "Turns of finders in comparisons.", ["finder", "outcome"]
)
POLLS = Counter("unabridged_feed_polls", "Feeds polled, by outcome.", ["outcome"])
BRIDGED = Counter("unabridged_bridge_entries", "Entries of bridges, by outcome.", ["state"])
AT_WORK = Gauge(
    "unabridged_at_work", "Requests at work in the engine.", multiprocess_mode="livesum"
)


def register(app: Flask) -> None:
    """Count and log every request of `app`."""

    @app.before_request
    def begin() -> None:
        g.started = time.monotonic()

    @app.after_request
    def end(response: Response) -> Response:
        response.call_on_close(_recorder(response))
        return response


def count(comparison: Comparison) -> None:
    """Count a comparison."""
    search = comparison.search
    is_given = search is None or (comparison.source and not search.tried)
    outcome = "given" if search is None or is_given else search.outcome
    COMPARISONS.labels(comparison.verdict.label, outcome).inc()
    for turn in search.tried if search else ():
        TURNS.labels(turn.finder, turn.outcome).inc()


def _recorder(response: Response) -> Callable[[], None]:
    """Return a function that counts and logs the request once its answer is sent."""
    # The rule, not the path, which may contain the key of a link.
    call = request.url_rule.rule if request.url_rule else "unknown"
    method = request.method if call != "unknown" else "other"
    started, problem, token = g.get("started"), g.get("problem"), g.get("token")

    def record() -> None:
        seconds = time.monotonic() - started if started else 0.0
        REQUESTS.labels(method, call, response.status_code).inc()
        SECONDS.labels(call).observe(seconds)
        if problem:
            PROBLEMS.labels(problem).inc()
        # Frequent requests of probes and scrapers are only logged when they fail.
        if call in ("/healthz", "/readyz", "/metrics") and response.status_code < 400:
            return
        log_request(
            method=method,
            call=call,
            status=response.status_code,
            ms=round(seconds * 1000),
            token=token.id.partition(":")[0] if token else None,  # without people's names
            **({"problem": problem} if problem else {}),
        )

    return record


class Checks:
    """Checks database, index, disk and workers, at most once a second.

    A row is written and deleted. The reason of a failure goes to the log.
    """

    def __init__(self, sql: Sql, index: ArticleIndex, pool: WorkerPool, data: Path) -> None:
        self.checks: dict[str, Callable[[], None]] = {
            "database": sql.check,
            "index": index.check,
            "disk": lambda: _require_room(data),
            "workers": lambda: _require_workers(pool),
        }
        self._lock = threading.Lock()
        self._failed: dict[str, str] = {}
        self._until = 0.0

    def failed(self) -> dict[str, str]:
        """Return the names of failing checks, each with a reason that names no place."""
        with self._lock:
            if time.monotonic() >= self._until:
                before, problems = self._failed, dict[str, Problem]()
                for name, check in self.checks.items():
                    try:
                        check()
                    except Problem as problem:
                        problems[name] = problem
                # More frequent calls get the last answer, because anybody may call.
                self._until = time.monotonic() + 1.0
                for name in problems.keys() - before.keys():
                    log.warning("Not ready, %s: %s", name, problems[name].detail)
                self._failed = {
                    name: str(problem.params.get("why", problem.title))
                    for name, problem in problems.items()
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

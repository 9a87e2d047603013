"""Counts requests for Prometheus and logs each one, without its content.

One process serves, so that its counts are in its memory. Where several do, their counts are added
up in the folder that PROMETHEUS_MULTIPROC_DIR names.
"""

import os
import time
from collections.abc import Callable

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from server.model import Comparison
from server.web import auth, logs

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
FROZEN = Counter(
    "unabridged_frozen",
    "Times that the server did not answer itself for five seconds, by place in its code.",
    ["place"],
)
AT_WORK = Gauge(
    "unabridged_at_work", "Requests at work in the engine.", multiprocess_mode="livesum"
)
# Frequent requests of probes and scrapers are only logged when they fail.
_PROBES = ("/healthz", "/readyz", "/metrics")


def register(app: Flask) -> None:
    """Count and log every request of `app`."""

    @app.before_request
    def begin() -> None:
        g.begun = time.monotonic()

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


def add_routes(calls: Blueprint) -> None:
    """Add the route for Prometheus; beyond loopback it needs the scope `admin`."""

    @calls.get("/metrics")
    def metrics() -> Response:
        auth.require("admin")
        registry = REGISTRY
        if COUNTS in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _recorder(response: Response) -> Callable[[], None]:
    """Return a function that counts and logs the request once its answer is sent."""
    # The rule, not the path, which may contain the key of a link.
    call = request.url_rule.rule if request.url_rule else "unknown"
    method = request.method if call != "unknown" else "other"
    begun, problem, token = g.get("begun"), g.get("problem"), g.get("token")

    def record() -> None:
        seconds = time.monotonic() - begun if begun else 0.0
        REQUESTS.labels(method, call, response.status_code).inc()
        SECONDS.labels(call).observe(seconds)
        if problem:
            PROBLEMS.labels(problem).inc()
        if call in _PROBES and response.status_code < 400:
            return
        logs.requests.info(
            "request",
            method=method,
            call=call,
            status=response.status_code,
            ms=round(seconds * 1000),
            token=token.id.partition(":")[0] if token else None,  # without people's names
            **({"problem": problem} if problem else {}),
        )

    return record

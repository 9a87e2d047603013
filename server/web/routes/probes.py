"""The calls for probes and Prometheus."""

import os
from collections.abc import Callable

from flask import Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from server.errors import NotReady
from server.web.answers import Readiness
from server.web.gauges import Gauges
from server.web.monitoring import COUNTS, Checks
from server.web.routing import CallBlueprint

_RETRY_SECONDS = 2  # that a prober is asked to wait
_SOME_METRICS = """\
# HELP unabridged_at_work Requests at work in the engine.
# TYPE unabridged_at_work gauge
unabridged_at_work 2.0
"""


def add_routes(
    calls: CallBlueprint, checks: Checks, notes: Callable[[], list[str]], gauges: Gauges
) -> None:
    """Add the calls; `notes` are for the operator, and make nothing fail."""
    of_probes = calls.calls(tag="Administration")

    @of_probes.operation(
        "get",
        "/healthz",
        open_to="everybody",
        answer=str,
        media=("text/plain",),
        example="ok\n",
    )
    def alive() -> Response:
        """Say that the server is alive."""
        return Response("ok\n", mimetype="text/plain")

    @of_probes.operation(
        "get",
        "/readyz",
        open_to="everybody",
        answer=Readiness,
        example={"status": "ready", "checks": {"database": "ok"}, "notes": []},
    )
    def ready() -> Readiness:
        """Say whether the server can work.

        Database, index, disk and workers are checked, at most once a second; 503 where one fails.
        """
        failed = checks.failed()
        if failed:
            raise NotReady(
                f"Not ready, {'; '.join(map(': '.join, failed.items()))}. The server's log may say "
                "more.",
                failed=list(failed),
                retry_after=_RETRY_SECONDS,
            )
        return Readiness("ready", dict.fromkeys(checks.checks, "ok"), notes())

    @of_probes.operation(
        "get",
        "/metrics",
        scope="admin",
        answer=str,
        media=("text/plain",),
        example=_SOME_METRICS,
    )
    def metrics() -> Response:
        """Show counts and gauges for Prometheus."""
        counts = REGISTRY
        if COUNTS in os.environ:
            counts = CollectorRegistry()
            MultiProcessCollector(counts)  # type: ignore[no-untyped-call]
        now = CollectorRegistry()
        now.register(gauges)
        text = generate_latest(counts) + generate_latest(now)
        return Response(text, content_type=CONTENT_TYPE_LATEST)

"""Runs the pipeline for a request: a place among those at work, and an end when the caller goes."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from server import compare as pipeline
from server.compare import Done, Engine
from server.model import CompareRequest, Comparison
from server.web import metrics
from server.web.running import Admission, caller_gone, finish

T = TypeVar("T")


class Desk:
    """One for the API and the pages, so that both share the places."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.admission = Admission(engine.settings.admitted)

    def run(self, function: Callable[..., T], *args: Any) -> T:
        """`function(engine, *args, cancelled)`; raises Busy, Cancelled, and what it raises."""
        cancelled = threading.Event()
        with self.admission.place():
            return finish(lambda: function(self.engine, *args, cancelled), cancelled, caller_gone())

    def compare(self, wanted: CompareRequest) -> Comparison:
        """The whole comparison."""
        return self.run(_whole, wanted)


def _whole(engine: Engine, wanted: CompareRequest, cancelled: threading.Event) -> Comparison:
    for event in pipeline.compare(engine, wanted, cancelled):
        if isinstance(event, Done):
            metrics.count(event.comparison)
            return event.comparison
    raise RuntimeError("a comparison ended without its last event")

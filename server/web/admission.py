"""Runs the pipeline for a request: a place among those at work, and an end when the caller goes."""

import math
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import request

from server import compare as pipeline
from server.compare import Done, Engine
from server.errors import Busy, Cancelled
from server.model import CompareRequest, Comparison
from server.web import metrics
from server.web.metrics import AT_WORK

T = TypeVar("T")
_POLL_SECONDS = 0.25


class Admission:
    """Lets a fixed number of requests work at a time and tells the others to come back."""

    def __init__(self, places: int) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._count = places

    @contextmanager
    def place(self, patience: float = 0.5) -> Iterator[None]:
        """Hold a place; raises Busy when none gets free within `patience` seconds."""
        if not self._places.acquire(timeout=patience):
            raise Busy(
                f"The server is busy with other requests ({self._count} at a time). "
                "Try again in a moment.",
                retry_after=2,
            )
        AT_WORK.inc()
        try:
            yield
        finally:
            AT_WORK.dec()
            self._places.release()


def caller_gone() -> Callable[[], bool]:
    """A function that tells whether this request's caller has closed the connection.

    Where the WSGI server does not show its socket, the answer is always no.
    """
    connection: socket.socket | None = request.environ.get("gunicorn.socket")

    def gone() -> bool:
        if connection is None:
            return False
        try:
            return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    return gone


def watched(
    source: Iterator[T],
    cancelled: threading.Event,
    gone: Callable[[], bool],
    silence: float = math.inf,
) -> Iterator[T | None]:
    """Each item of `source`, which works in a thread; None after `silence` seconds without one.

    Raises what `source` raised, or Cancelled once `gone()`; sets `cancelled` at the end, so that
    the work stops where it is.
    """
    handover: queue.Queue[tuple[str, Any]] = queue.Queue()
    threading.Thread(target=_work, args=(source, handover), daemon=True).start()
    last = time.monotonic()
    try:
        while True:
            try:
                kind, item = handover.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                if gone():
                    raise Cancelled("The caller closed the connection.") from None
                if time.monotonic() - last < silence:
                    continue
                kind, item = "item", None
            last = time.monotonic()
            if kind == "end":
                return
            if kind == "error":
                raise item
            yield item
    finally:
        cancelled.set()


def _work(source: Iterator[Any], handover: queue.Queue[tuple[str, Any]]) -> None:
    try:
        for item in source:
            handover.put(("item", item))
    except BaseException as error:  # noqa: BLE001 - it is raised again where the items are read
        handover.put(("error", error))
    else:
        handover.put(("end", None))


def finish(work: Callable[[], T], cancelled: threading.Event, gone: Callable[[], bool]) -> T:
    """What `work` returns, unless the caller goes away first (Cancelled)."""

    def once() -> Iterator[T]:
        yield work()

    for item in watched(once(), cancelled, gone):
        if item is not None:
            return item
    raise RuntimeError("the work ended without a result")


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

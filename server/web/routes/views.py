"""Answers with what saved comparisons show: workers make it, and the store keeps it.

The server's own process parses no comparison: it sends the bytes that are kept, or has them made,
which counts at admission.
"""

import gzip
import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from weakref import WeakValueDictionary

from flask import Response, request

from server.config import ENGINE
from server.errors import Busy, ComparisonFailed, NotFound, StoreProblem
from server.model import Warning
from server.store import Comparisons, FoundComparison
from server.web.admission import Desk, caller
from server.web.saved_views import Form, Wanted, shown

_TYPES: dict[Form, str] = {"page": "text/html", "card": "image/svg+xml"}  # others are JSON
_TEMPLATES = files("server.web").joinpath("templates")
_RETRY = 2  # seconds
# What makes views: those that another version made are not shown.
_MAKERS = (ENGINE, *(_TEMPLATES.joinpath(name).read_text() for name in ("plain.html", "card.svg")))


class Views:
    """The views of saved comparisons, for their owner or whoever has a link."""

    def __init__(self, desk: Desk, store: Comparisons) -> None:
        self._desk, self._store = desk, store
        self._lock = threading.Lock()
        self._waiting = threading.BoundedSemaphore(max(1, desk.engine.settings.threads // 2))
        self._making: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()

    def answer(
        self,
        key: str,
        whose: str,
        form: Form,
        language: str = "",
        frame: str = "",
    ) -> Response:
        """Return a view, of a page in its `frame`, or that the caller has it; raise NotFound."""
        found = self._found(key, whose)
        wanted, name = self._wanted(found, key, form, language, frame)
        answer = Response(status=304, mimetype=_TYPES.get(form, "application/json"))
        answer.set_etag(name, weak=True)  # packed or not, it is the same
        answer.headers["Cache-Control"] = "no-store" if found.mine else "private, no-cache"
        if not request.if_none_match.contains_weak(name):
            answer.status_code = 200
            send(answer, self._kept(found, wanted, name))
        return answer

    def _found(self, key: str, whose: str) -> FoundComparison:
        """Return which comparison `whose` key opens; raise NotFound."""
        if found := self._store.find(key, whose):
            return found
        raise NotFound(
            "There is no comparison here: it was never saved, is somebody else's, has expired, or "
            "its link was revoked."
        )

    def view(self, key: str, whose: str, form: Form, warnings: Sequence[Warning] = ()) -> bytes:
        """Return a packed view, made anew where there are further warnings; raise NotFound."""
        found = self._found(key, whose)
        wanted, name = self._wanted(found, key, form)
        return self._shown(found, wanted, warnings) if warnings else self._kept(found, wanted, name)

    def _wanted(
        self, found: FoundComparison, key: str, form: Form, language: str = "", frame: str = ""
    ) -> tuple[Wanted, str]:
        """Return what to show of a comparison, and the name under which it is kept."""
        is_whole = found.mine or self._desk.engine.settings.link_whole_sources
        shown_by = "" if is_whole else key
        name = _digest(found.id, found.versions, shown_by, form, language, frame, *_MAKERS)
        return Wanted(key, form, language, is_whole, frame), name

    def _kept(self, found: FoundComparison, wanted: Wanted, name: str) -> bytes:
        """Return a view as kept, else have it made, once for all who wait for it."""
        if kept := self._store.view(found.id, name):
            return kept
        with self._turn(name):
            if kept := self._store.view(found.id, name):
                return kept
            with self._desk.admission.place(caller()):
                made = self._shown(found, wanted)
            with suppress(StoreProblem):  # it is made again
                self._store.keep_view(found.id, name, made)
            return made

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        """Let one caller at a time make a view; raise Busy where many wait for any."""
        if not self._waiting.acquire(blocking=False):
            raise Busy(
                "Many saved comparisons are being opened for the first time. Try again in "
                f"{_RETRY} seconds.",
                retry_after=_RETRY,
            )
        try:
            with self._lock:
                making = self._making.setdefault(name, threading.Lock())
            with making:
                yield
        finally:
            self._waiting.release()

    def _shown(
        self, found: FoundComparison, wanted: Wanted, warnings: Sequence[Warning] = ()
    ) -> bytes:
        store, settings = self._store, self._desk.engine.settings
        return self._desk.engine.pool.run(
            shown,
            wanted,
            store.body(found.id),
            store.versions(found.id),
            warnings,
            timeout=settings.align_seconds,
            failure=ComparisonFailed,
        )


def send(answer: Response, body: bytes) -> None:
    """Put a view that is packed by gzip into an answer, as its caller takes it."""
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        answer.content_encoding = "gzip"
        answer.response = [body]
    else:
        answer.response = [gzip.decompress(body)]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

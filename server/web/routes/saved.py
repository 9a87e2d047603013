"""Saved comparisons: for their owner, or for anyone with the link.

The server's own process parses none to show it: a worker renders it for each request, which counts
at admission, and it sends the bytes.
"""

import gzip
import hashlib
import re
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from importlib.resources import files
from itertools import chain
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, render_template, request
from pydantic_core import from_json, to_json
from werkzeug.wrappers import Response as AnyResponse

from server.config import ENGINE, Settings
from server.errors import AuthProblem, Busy, Forbidden, NotFound, Problem, StoreProblem, validated
from server.ingest import entry_of, read_imports, texts_of
from server.model import Comparison, ImportRequest, SavedChange, Side, Warning
from server.store import (
    LOCAL_ACCOUNT,
    Comparisons,
    OwnData,
    SavedComparison,
    Store,
    WatchedText,
    fold_texts,
    moment,
)
from server.watch import LookedAgain, keep_version, last_text, seen_again
from server.web import auth
from server.web.admission import Admission, Desk, caller
from server.web.contract import BY_PLACE, answer, parse, read_json, whole_number
from server.web.preferences import reader_words
from server.web.saved_views import Form, ViewRequest, render_view

Save = bool | Literal["link"]
Keep = Callable[[Comparison], bytes]
_TYPES: dict[Form, str] = {"page": "text/html", "card": "image/png"}  # others are JSON
# A refused reader is asked to come again after this.
_RETRY_SECONDS = 2
# Documents of all that is kept of a person that are sent at a time; each takes a thread.
_MOST_EXPORTS = 4
_PIECE_BYTES = 500_000  # of them, which wait for the reader to take those before
# What renders views: what a browser has of another version is not shown again.
_MAKERS = (ENGINE, files("server.web").joinpath("templates/plain.html").read_text())


def owner() -> str:
    """Return who owns what the caller saves; "" for a link opened without a token.

    On a server for one person, that person, through whatever they paired.
    """
    token = g.get("token")
    if token is None:
        return ""
    return LOCAL_ACCOUNT if token.account == LOCAL_ACCOUNT else str(token.id)


def keeper(store: Comparisons, settings: Settings, save: Save) -> Keep:
    """Return a function that writes a comparison, and saves it for this request's caller.

    It returns the JSON that it saves, with an id of 128 random bits, and works after the request's
    context is gone. Where the store can't be reached, the comparison gets a warning instead.
    Raises Unauthorized where a caller without a token wants to save.
    """
    if not save:
        return to_json
    auth.require_keeper()
    whose = owner()

    def keep(comparison: Comparison) -> bytes:
        kept = replace(comparison, id=secrets.token_urlsafe(16))
        body, expires = to_json(kept), moment(days=settings.saved_days)
        link_expires = moment(days=settings.link_days)
        by_link = {"link": kept.id, "link_expires": link_expires} if save == "link" else {}
        try:
            words = fold_texts(texts_of(kept))
            store.save(entry_of(kept, expires=expires, **by_link), body, whose, words)
        except StoreProblem as problem:
            warnings = [*comparison.warnings, problem.as_warning()]
            return to_json(replace(comparison, warnings=warnings))
        return body

    return keep


class Views:
    """Shows saved comparisons to their owner, or whoever has a link."""

    def __init__(self, desk: Desk, store: Comparisons) -> None:
        self._desk, self._store = desk, store
        self._lock = threading.Lock()
        # Half of the threads may wait for a view; the others answer what is quick.
        self._waiting = threading.BoundedSemaphore(max(1, desk.engine.settings.threads // 2))
        self._rendering: dict[str, Future[bytes]] = {}  # by the view's name

    def answer(self, key: str, form: Form, language: str = "", frame: str = "") -> Response:
        """Return a view, of a page in its `frame`, or that the caller has it; raise NotFound."""
        view = self._request(key, form, language, frame)
        answer = Response(status=304, mimetype=_TYPES.get(form, "application/json"))
        answer.set_etag(view.name, weak=True)  # packed or not, it is the same
        answer.headers["Cache-Control"] = "no-store" if view.is_own else "private, no-cache"
        if not request.if_none_match.contains_weak(view.name):
            answer.status_code = 200
            _packed(answer, self._shared(view))
        return answer

    def whole(self, key: str, warnings: Sequence[Warning]) -> bytes:
        """Return the packed JSON of the caller's comparison, with `warnings`; raise NotFound."""
        with self._desk.admission.place(caller()):
            return self._rendered(self._request(key, "json"), warnings)

    def _request(self, key: str, form: Form, language: str = "", frame: str = "") -> ViewRequest:
        """Return what to show of the comparison that `key` opens."""
        found = self._store.find(key, owner())
        if not found:
            raise NotFound(
                "There is no comparison here: it was never saved, is somebody else's, has expired, "
                "or its link was revoked."
            )
        is_whole = found.is_own or self._desk.engine.settings.link_whole_sources
        shown_by = "" if is_whole else key
        about = (found.id, found.title, found.versions)
        parts = (*about, shown_by, form, language, frame, *_MAKERS)
        name = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        return ViewRequest(
            key, form, language, is_whole, frame, found.title, found.id, found.is_own, name
        )

    def _shared(self, view: ViewRequest) -> bytes:
        """Render a view, once for all who ask for it meanwhile; raise Busy where many wait."""
        if not self._waiting.acquire(blocking=False):
            raise Busy(
                f"Many saved comparisons are being opened. Try again in {_RETRY_SECONDS} seconds.",
                retry_after=_RETRY_SECONDS,
            )
        try:
            with self._lock:
                rendering = self._rendering.get(view.name)
                is_first = rendering is None
                if rendering is None:
                    rendering = self._rendering[view.name] = Future()
            if is_first:
                self._complete(rendering, view)
            return rendering.result()
        finally:
            self._waiting.release()

    def _complete(self, rendering: Future[bytes], view: ViewRequest) -> None:
        """Set the result of `rendering`, or what keeps it from having one."""
        try:
            with self._desk.admission.place(_sharer()):
                rendering.set_result(self._rendered(view))
        except BaseException as error:  # noqa: BLE001 - all who wait for the view raise it
            rendering.set_exception(error)
        finally:
            with self._lock:
                del self._rendering[view.name]

    def _rendered(self, view: ViewRequest, warnings: Sequence[Warning] = ()) -> bytes:
        body = self._store.body(view.comparison)
        versions = self._store.versions(view.comparison)
        return self._desk.in_worker(render_view, view, body, versions, warnings)


def _sharer() -> str:
    """Return who shares places with nobody else; all who only have links are one."""
    return caller() if g.get("token") else "readers of links"


def add_routes(calls: Blueprint, desk: Desk, kept: Store, views: Views) -> None:
    """Add the routes under /v1/comparisons, and /v1/me."""
    store, settings = kept.comparisons, desk.engine.settings
    _add_list(calls, desk, store)

    @calls.get("/v1/comparisons/<key>")
    def saved(key: str) -> Response:
        return views.answer(key, "json")

    @calls.delete("/v1/comparisons/<key>")
    def forget(key: str) -> Response:
        return _done(found=store.delete(key, owner()))

    @calls.put("/v1/comparisons/<key>/link")
    def link(key: str) -> Response:
        entry = store.link(key, owner(), moment(days=settings.link_days))
        if entry is None and store.about(key, owner()):
            raise Forbidden(
                "An imported comparison gets no link, since this server did not make it. Compare "
                "the page again, and share that."
            )
        return answer(describe(entry)) if entry else _done(found=False)

    @calls.delete("/v1/comparisons/<key>/link")
    def unlink(key: str) -> Response:
        return _done(found=store.unlink(key, owner()))

    @calls.post("/v1/comparisons/<key>/versions")
    def look(key: str) -> Response:
        found = store.find(key, owner())
        if found is None or not found.is_own:
            return _done(found=False)
        saved = from_json(store.body(found.id))
        sides = ((side, (saved[side] or {}).get("url") or "") for side in get_args(Side))
        texts = [
            (text := WatchedText(found.id, url, side=side), last_text(kept.hooks, text, saved))
            for side, url in sides
            if url.startswith(("http://", "https://"))  # else it can't be fetched
        ]
        # Nothing is fetched of pasted texts, so that their comparison counts as no call.
        seen = desk.run(seen_again, texts) if texts else LookedAgain([], [])
        for text, version, article in seen.versions:
            keep_version(kept.hooks, text, version, article)
        return _packed(Response(mimetype="application/json"), views.whole(key, seen.warnings))

    _add_own_data(calls, kept.own_data)


def _add_list(calls: Blueprint, desk: Desk, store: Comparisons) -> None:
    @calls.get("/v1/comparisons")
    def listed() -> Response:
        query, tag = request.args.get("q", ""), request.args.get("tag", "")
        before = whole_number("before") or None
        entries, following = _page(store, whole_number("limit"), before, query, tag)
        shown = [describe(entry) for entry in entries]
        return answer({"comparisons": shown, "tags": store.tags(owner()), "next": following})

    @calls.post("/v1/comparisons")
    def bring() -> Response:
        return answer(_brought(desk, store, auth.parsed(ImportRequest)))

    @calls.patch("/v1/comparisons/<key>")
    def change(key: str) -> Response:
        wanted = parse(SavedChange)
        changed = store.change(key, owner(), **wanted.model_dump(exclude_unset=True))
        return answer(describe(changed)) if changed else _done(found=False)


def _page(
    store: Comparisons, limit: int, before: int | None, query: str, tag: str
) -> tuple[list[SavedComparison], str | None]:
    """Return up to `limit` of the caller's comparisons, and the `before` of the next page."""
    entries = store.listed(owner(), limit + 1, before, query, tag)
    return entries[:limit], str(entries[limit - 1].number) if len(entries) > limit else None


def _brought(desk: Desk, store: Comparisons, wanted: ImportRequest) -> dict[str, list[str]]:
    """Import comparisons, which a worker reads; return the ids of the new and the present ones."""
    with desk.admission.place(caller(), auth.charge()):
        expires = moment(days=desk.engine.settings.saved_days)
        read = desk.in_worker(read_imports, wanted.comparisons, expires)
    ids = store.add_imported(read, owner())
    return {
        "added": [key for key, is_new in ids if is_new],
        "present": [key for key, is_new in ids if not is_new],
    }


def _while_held(place: AbstractContextManager[None], parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield `parts` in pieces while the place is held."""
    with place:
        for part in parts:
            for start in range(0, len(part), _PIECE_BYTES):
                yield part[start : start + _PIECE_BYTES]


def _add_own_data(calls: Blueprint, own_data: OwnData) -> None:
    exports = Admission(_MOST_EXPORTS)

    @calls.get("/v1/me")
    def all_of_it() -> Response:
        headers = {"Content-Disposition": 'attachment; filename="unabridged.json"'}
        parts = _while_held(exports.place(caller()), own_data.document(owner()))
        whole = chain([next(parts)], parts)  # what fails at once is a problem
        return Response(whole, mimetype="application/json", headers=headers)

    @calls.delete("/v1/me")
    def forget_all() -> Response:
        own_data.delete(owner())
        return Response(status=204)


def add_page(site: Blueprint, desk: Desk, store: Comparisons) -> None:
    """Add the page of one's saved comparisons; its forms work without scripts."""

    @site.get("/saved")
    def listed() -> AnyResponse | tuple[str, int]:
        auth.visit()
        if g.token is None:
            return redirect(f"{request.script_root}/sign-in?next=/saved")
        try:
            return _list_page(store), 200
        except Problem as problem:
            return _list_page(failed=problem.as_json()), problem.status

    @site.post("/saved")
    def changed() -> AnyResponse | tuple[str, int]:
        try:
            auth.enter()
            done = _done_by_form(desk, store)
        except Problem as problem:
            readable = None if isinstance(problem, AuthProblem | StoreProblem) else store
            return _list_page(readable, failed=problem.as_json()), problem.status
        if done:
            return _list_page(store, done=done), 200
        where = urlencode({name: request.args[name] for name in _KEPT if name in request.args})
        return redirect(f"{request.script_root}/saved?{where}", 303)


_KEPT = ("lang", "q", "tag")  # of the page's address, when a form changed something


def _list_page(store: Comparisons | None = None, **more: Any) -> str:
    """Return the page with the caller's comparisons, without a `store` with none."""
    asked = {name: request.args.get(name, "")[:200] for name in ("q", "tag", "before")}
    known: dict[str, Any] = {"entries": [], "tags": [], "following": None}
    if store:
        before = int(asked["before"]) if re.fullmatch(r"\d{1,18}", asked["before"], re.A) else None
        entries, following = _page(store, 50, before, asked["q"], asked["tag"])
        known = {"entries": entries, "tags": store.tags(owner()), "following": following}
    return render_template("saved.html", words=reader_words(), asked=asked, **known, **more)


def _done_by_form(desk: Desk, store: Comparisons) -> dict[str, int]:
    """Do what the page's form says; return the numbers of an import. Raises Problem."""
    form, key = request.form, request.form.get("id", "")
    if file := request.files.get("file"):
        given = read_json(file.read(), BY_PLACE["post", "/v1/comparisons"])
        if isinstance(given, dict) and "verdict" in given:  # one alone, as the panel saves it
            given = {"comparisons": [{"comparison": given}]}
        done = _brought(desk, store, validated(ImportRequest, given))
        return {name: len(ids) for name, ids in done.items()}
    if "delete" in form:
        _done(found=store.delete(key, owner()))
    else:
        typed = [tag.strip() for tag in form.get("tags", "").split(",")]
        given = {
            "title": form.get("title", "").strip() or None,
            "tags": [tag for tag in typed if tag],
            "note": form.get("note", "").strip().replace("\r\n", "\n"),
        }
        changes = validated(SavedChange, given).model_dump()
        _done(found=store.change(key, owner(), **changes) is not None)
    return {}


def describe(entry: SavedComparison) -> dict[str, Any]:
    """Return a saved comparison for a list; `link` is a path on this server."""
    shown = asdict(entry)
    del shown["number"], shown["page_title"]
    if entry.link:
        shown["link"] = f"{request.script_root}/c/{entry.link}"
    if entry.link_expires:
        shown["link_expires"] = min(entry.link_expires, entry.expires)
    return shown


def _done(*, found: bool) -> Response:
    if not found:
        raise NotFound("You have no comparison with this id; GET /v1/comparisons lists yours.")
    return Response(status=204)


def _packed(answer: Response, body: bytes) -> Response:
    """Put a view that is packed by gzip into an answer, as its caller takes it."""
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        answer.content_encoding = "gzip"
        answer.response = [body]
    else:
        answer.response = [gzip.decompress(body)]
    return answer

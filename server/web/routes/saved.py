"""Saved comparisons: for their owner, or for anyone with the link.

The server's own process parses none to show it: a worker renders it for each request, which counts
at admission, and it sends the bytes.
"""

import hashlib
import re
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import fields, replace
from importlib.resources import files
from itertools import chain
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, render_template, request
from pydantic import BaseModel, Field
from pydantic_core import from_json, to_json
from werkzeug.wrappers import Response as AnyResponse

from server.config import ENGINE, Settings
from server.errors import AuthProblem, Busy, Forbidden, NotFound, Problem, StoreProblem, validate
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
from server.web import answers, auth
from server.web.admission import Admission, Gateway, caller
from server.web.bodies import read_json
from server.web.caching import set_packed
from server.web.operations import OPERATIONS
from server.web.preferences import reader_words
from server.web.routing import CallBlueprint, CallGroup
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
_OWN_DATA: dict[str, Any] = {
    "owner": "user:ada",
    "made": "2026-03-02T09:30:00+00:00",
    "tokens": [],
    "hooks": [],
    "pairings": [],
    "sessions": 1,
    "comparisons": [],
}
# The least that an import takes: a page that was judged and compared with nothing.
_EXPORTED = {
    "comparison": {
        "id": None,
        "engine": ENGINE,
        "page": {
            "url": "https://news.example/ferry",
            "canonical_url": None,
            "title": "The ferry is late",
            "authors": [],
            "publisher": "The Quay Post",
            "published": None,
            "modified": None,
            "language": "en",
            "text": "The ferry is late. Passengers wait in the rain.",
            "sentences": [],
            "words": 9,
            "access": {},
            "extractor": "text",
        },
        "verdict": {"label": "unknown", "confidence": 0.5, "evidence": []},
        "search": {"outcome": "not_found", "source": None, "candidates": [], "tried": []},
        "source": None,
        "alignment": None,
        "timings_ms": {},
        "warnings": [],
    },
    "tags": ["harbour"],
}


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
        with_id = replace(comparison, id=secrets.token_urlsafe(16))
        body, expires = to_json(with_id), moment(days=settings.saved_days)
        link_expires = moment(days=settings.link_days)
        by_link = {"link": with_id.id, "link_expires": link_expires} if save == "link" else {}
        try:
            words = fold_texts(texts_of(with_id))
            store.save(entry_of(with_id, expires=expires, **by_link), body, whose, words)
        except StoreProblem as problem:
            warnings = [*comparison.warnings, problem.as_warning()]
            return to_json(replace(comparison, warnings=warnings))
        return body

    return keep


class Views:
    """Shows saved comparisons to their owner, or whoever has a link."""

    def __init__(self, gateway: Gateway, store: Comparisons) -> None:
        self._gateway, self._store = gateway, store
        self._lock = threading.Lock()
        # Half of the threads may wait for a view; the others answer what is quick.
        self._waiting = threading.BoundedSemaphore(max(1, gateway.engine.settings.threads // 2))
        self._rendering: dict[str, Future[bytes]] = {}  # by the view's name

    def answer(self, key: str, form: Form, language: str = "", frame: str = "") -> Response:
        """Return a view, of a page in its `frame`, or that the caller has it; raise NotFound."""
        view = self._request(key, form, language, frame)
        answer = Response(status=304, mimetype=_TYPES.get(form, "application/json"))
        answer.set_etag(view.name, weak=True)  # packed or not, it is the same
        answer.headers["Cache-Control"] = "no-store" if view.is_own else "private, no-cache"
        if not request.if_none_match.contains_weak(view.name):
            answer.status_code = 200
            set_packed(answer, self._render_once(view))
        return answer

    def whole(self, key: str, warnings: Sequence[Warning]) -> bytes:
        """Return the packed JSON of the caller's comparison, with `warnings`; raise NotFound."""
        with self._gateway.admission.place(caller()):
            return self._render(self._request(key, "json"), warnings)

    def _request(self, key: str, form: Form, language: str = "", frame: str = "") -> ViewRequest:
        """Return what to show of the comparison that `key` opens."""
        entry = self._store.find(key, owner())
        if not entry:
            raise NotFound(
                "There is no comparison here: it was never saved, is somebody else's, has expired, "
                "or its link was revoked."
            )
        is_whole = entry.is_own or self._gateway.engine.settings.link_whole_sources
        shown_by = "" if is_whole else key
        about = (entry.id, entry.title, entry.versions)
        parts = (*about, shown_by, form, language, frame, *_MAKERS)
        name = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        return ViewRequest(
            key, form, language, is_whole, frame, entry.title, entry.id, entry.is_own, name
        )

    def _render_once(self, view: ViewRequest) -> bytes:
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
            with self._gateway.admission.place(_sharer()):
                rendering.set_result(self._render(view))
        except BaseException as error:  # noqa: BLE001 - all who wait for the view raise it
            rendering.set_exception(error)
        finally:
            with self._lock:
                del self._rendering[view.name]

    def _render(self, view: ViewRequest, warnings: Sequence[Warning] = ()) -> bytes:
        body = self._store.body(view.comparison)
        versions = self._store.versions(view.comparison)
        return self._gateway.in_worker(render_view, view, body, versions, warnings)


def _sharer() -> str:
    """Return who shares places with nobody else; all who only have links are one."""
    return caller() if g.get("token") else "readers of links"


_MOST_QUERY_LETTERS = 200
_MOST_TAG_LETTERS = 50
_LARGEST_NUMBER = 2**62  # of a saved comparison, as the database counts


class ListQuery(BaseModel):
    """The query of the list of saved comparisons."""

    limit: int = Field(50, ge=1, le=100, description="Most comparisons.", examples=[20])
    before: int | None = Field(
        None,
        ge=1,
        le=_LARGEST_NUMBER,
        description="`next` of the page before.",
        examples=[31],
    )
    q: str = Field(
        "",
        max_length=_MOST_QUERY_LETTERS,
        description="Those with each of these words in their texts, titles, addresses, tags or "
        "note.",
        examples=["ferry Brackholm"],
    )
    tag: str = Field(
        "",
        max_length=_MOST_TAG_LETTERS,
        description="Those with this tag.",
        examples=["harbour"],
    )


def add_routes(calls: CallBlueprint, gateway: Gateway, kept: Store, views: Views) -> None:
    """Add the calls under /v1/comparisons, and /v1/me."""
    store = kept.comparisons
    of_saved = calls.calls(tag="Saved comparisons", scope="compare")
    _add_list(of_saved, gateway, store)
    _add_links(of_saved, gateway.engine.settings, store)

    @of_saved.operation(
        "get", "/v1/comparisons/{id}", scope=None, open_to="everybody", answer=Comparison
    )
    def saved(key: str) -> Response:
        """Show a saved comparison.

        Your own, or anyone's by its link, without a token. By a link its original has only the
        sentences that the page uses, and the most important ones that it leaves out.
        """
        return views.answer(key, "json")

    @of_saved.operation("delete", "/v1/comparisons/{id}")
    def forget(key: str) -> None:
        """Delete your comparison."""
        if not store.delete(key, owner()):
            raise _no_comparison()

    @of_saved.operation("post", "/v1/comparisons/{id}/versions", answer=Comparison)
    def look(key: str) -> Response:
        """Look whether the texts of your comparison changed.

        Page and original are fetched anew; what changed since is saved, and the comparison comes
        with its `versions`. A text that can't be read is a warning.
        """
        saved = store.find(key, owner())
        if saved is None or not saved.is_own:
            raise _no_comparison()
        comparison = from_json(store.body(saved.id))
        texts = []
        for side in get_args(Side):
            url = (comparison[side] or {}).get("url") or ""
            if url.startswith(("http://", "https://")):  # else it can't be fetched
                text = WatchedText(saved.id, url, side=side)
                texts.append((text, last_text(kept.hooks, text, comparison)))
        # Nothing is fetched of pasted texts, so that their comparison counts as no call.
        revisit = gateway.run(seen_again, texts) if texts else LookedAgain([], [])
        for text, version, article in revisit.versions:
            keep_version(kept.hooks, text, version, article)
        return set_packed(Response(mimetype="application/json"), views.whole(key, revisit.warnings))

    _add_own_data(calls, kept.own_data)


def _add_links(of_saved: CallGroup, settings: Settings, store: Comparisons) -> None:
    @of_saved.operation("put", "/v1/comparisons/{id}/link", answer=answers.SavedComparison)
    def link(key: str) -> answers.SavedComparison:
        """Make a link to your comparison.

        It opens it without a token. The present link is extended; after a revoked one the new one
        differs.
        """
        entry = store.link(key, owner(), moment(days=settings.link_days))
        if entry is None and store.about(key, owner()):
            raise Forbidden(
                "An imported comparison gets no link, since this server did not make it. Compare "
                "the page again, and share that."
            )
        if entry is None:
            raise _no_comparison()
        return describe(entry)

    @of_saved.operation("delete", "/v1/comparisons/{id}/link")
    def unlink(key: str) -> None:
        """Revoke the link to your comparison.

        The comparison stays.
        """
        if not store.unlink(key, owner()):
            raise _no_comparison()


def _add_list(of_saved: CallGroup, gateway: Gateway, store: Comparisons) -> None:
    @of_saved.operation(
        "get",
        "/v1/comparisons",
        query=ListQuery,
        answer=answers.SavedComparisons,
        example={"comparisons": [], "tags": ["harbour"], "next": None},
    )
    def listed(query: ListQuery) -> answers.SavedComparisons:
        """List your saved comparisons.

        Newest first, or those that a search finds.
        """
        entries, following = _page(store, query.limit, query.before, query.q, query.tag)
        described = [describe(entry) for entry in entries]
        return answers.SavedComparisons(described, store.tags(owner()), following)

    @of_saved.operation(
        "post",
        "/v1/comparisons",
        request=ImportRequest,
        answer=answers.Imported,
        most_values=1_000_000,
        counts="refused",
        example={"comparisons": [_EXPORTED]},
    )
    def bring(body: ImportRequest) -> answers.Imported:
        """Import saved comparisons.

        As `GET /v1/me` exports them: all, or none where one can't be read. One that you have
        already stays as it is. An imported one has no link.
        """
        return answers.Imported(**_import(gateway, store, body))

    @of_saved.operation(
        "patch",
        "/v1/comparisons/{id}",
        request=SavedChange,
        answer=answers.SavedComparison,
        most_bytes=65_536,
        example={"tags": ["harbour"]},
    )
    def change(body: SavedChange, key: str) -> answers.SavedComparison:
        """Change the title, tags or note of your comparison."""
        changed = store.change(key, owner(), **body.model_dump(exclude_unset=True))
        if changed is None:
            raise _no_comparison()
        return describe(changed)


def _page(
    store: Comparisons, limit: int, before: int | None, query: str, tag: str
) -> tuple[list[SavedComparison], str | None]:
    """Return up to `limit` of the caller's comparisons, and the `before` of the next page."""
    entries = store.listed(owner(), limit + 1, before, query, tag)
    return entries[:limit], str(entries[limit - 1].number) if len(entries) > limit else None


def _import(gateway: Gateway, store: Comparisons, body: ImportRequest) -> dict[str, list[str]]:
    """Import comparisons, which a worker reads; return the ids of the new and the present ones."""
    with gateway.admission.place(caller(), auth.charge()):
        expires = moment(days=gateway.engine.settings.saved_days)
        read = gateway.in_worker(read_imports, body.comparisons, expires)
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


def _add_own_data(calls: CallBlueprint, own_data: OwnData) -> None:
    of_own_data = calls.calls(tag="Own data", scope="compare")
    exports = Admission(_MOST_EXPORTS)

    @of_own_data.operation("get", "/v1/me", answer=answers.OwnData, example=_OWN_DATA)
    def all_of_it() -> Response:
        """Export all that is kept of you.

        Saved comparisons, links, tokens, webhooks and sessions, also of the tokens that were
        paired from yours; no secret.
        """
        headers = {"Content-Disposition": 'attachment; filename="unabridged.json"'}
        parts = _while_held(exports.place(caller()), own_data.document(owner()))
        document = chain([next(parts)], parts)  # what fails at once is a problem
        return Response(document, mimetype="application/json", headers=headers)

    @of_own_data.operation("delete", "/v1/me")
    def forget_all() -> None:
        """Delete all that is kept of you.

        It signs you out everywhere; only the token itself stays, which its operator revokes.
        """
        own_data.delete(owner())


def add_page(site: Blueprint, gateway: Gateway, store: Comparisons) -> None:
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
            done = _done_by_form(gateway, store)
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
    context: dict[str, Any] = {"entries": [], "tags": [], "following": None}
    if store:
        before = int(asked["before"]) if re.fullmatch(r"\d{1,18}", asked["before"], re.A) else None
        entries, following = _page(store, 50, before, asked["q"], asked["tag"])
        context = {"entries": entries, "tags": store.tags(owner()), "following": following}
    return render_template("saved.html", words=reader_words(), asked=asked, **context, **more)


def _done_by_form(gateway: Gateway, store: Comparisons) -> dict[str, int]:
    """Do what the page's form says; return the numbers of an import. Raises Problem."""
    form, key = request.form, request.form.get("id", "")
    if file := request.files.get("file"):
        body = read_json(file.read(), OPERATIONS["post", "/v1/comparisons"])
        if isinstance(body, dict) and "verdict" in body:  # one alone, as the panel saves it
            body = {"comparisons": [{"comparison": body}]}
        done = _import(gateway, store, validate(ImportRequest, body))
        return {name: len(ids) for name, ids in done.items()}
    if "delete" in form:
        if not store.delete(key, owner()):
            raise _no_comparison()
    else:
        typed = [tag.strip() for tag in form.get("tags", "").split(",")]
        body = {
            "title": form.get("title", "").strip() or None,
            "tags": [tag for tag in typed if tag],
            "note": form.get("note", "").strip().replace("\r\n", "\n"),
        }
        changes = validate(SavedChange, body).model_dump()
        if store.change(key, owner(), **changes) is None:
            raise _no_comparison()
    return {}


def describe(entry: SavedComparison) -> answers.SavedComparison:
    """Return a saved comparison for a list; `link` is a path on this server."""
    values = {field.name: getattr(entry, field.name) for field in fields(answers.SavedComparison)}
    if entry.link:
        values["link"] = f"{request.script_root}/c/{entry.link}"
    if entry.link_expires:
        values["link_expires"] = min(entry.link_expires, entry.expires)
    return answers.SavedComparison(**values)


def _no_comparison() -> NotFound:
    return NotFound("You have no comparison with this id; GET /v1/comparisons lists yours.")

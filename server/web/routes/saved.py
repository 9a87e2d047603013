"""Saved comparisons: for their owner, or for anyone with the link."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from itertools import chain
from typing import Any, Literal, get_args

from flask import Blueprint, Response, g, request
from pydantic_core import from_json, to_json

from server.config import Settings
from server.errors import NotFound, StoreProblem
from server.hooks import LookedAgain, keep_version, last_sentences, seen_again
from server.model import Comparison, Side
from server.store import Comparisons, OwnData, SavedComparison, Store, Watched, moment
from server.web.admission import Desk
from server.web.contract import answer, whole_number
from server.web.routes.views import Views, send

Save = bool | Literal["link"]
Keep = Callable[[Comparison, Save], bytes]


def owner() -> str:
    """Return the caller's id; "" for a link opened without a token."""
    token = g.get("token")
    return str(token.id) if token else ""


def keeper(store: Comparisons, settings: Settings) -> Keep:
    """Return a function that saves a comparison for this request's caller.

    It returns the JSON that it saves, with an id of 128 random bits, and works after the request's
    context is gone. Where the store can't be reached, the comparison gets a warning instead.
    """
    whose = owner()

    def keep(comparison: Comparison, save: Save) -> bytes:
        if not save:
            return to_json(comparison)
        kept = replace(comparison, id=secrets.token_urlsafe(16))
        body = to_json(kept)
        try:
            store.save(_entry(kept, settings, by_link=save == "link"), body, whose)
        except StoreProblem as problem:
            warnings = [*comparison.warnings, problem.as_warning()]
            return to_json(replace(comparison, warnings=warnings))
        return body

    return keep


def _entry(comparison: Comparison, settings: Settings, *, by_link: bool) -> SavedComparison:
    page, source, key = comparison.page, comparison.source, str(comparison.id)
    sources = comparison.sources or ([source] if source else [])
    titles = [each.title for each in sources if each.title]
    return SavedComparison(
        id=key,
        title=page.title,
        url=page.url,
        source_title="; ".join(titles) or None,
        source_url=source.url if source else None,
        label=comparison.verdict.told,
        created=moment(),
        expires=moment(days=settings.saved_days),
        link=key if by_link else None,
        link_expires=moment(days=settings.link_days) if by_link else None,
    )


def add_routes(calls: Blueprint, desk: Desk, kept: Store, views: Views) -> None:
    """Add the routes under /v1/comparisons, and /v1/me."""
    store, settings = kept.comparisons, desk.engine.settings

    @calls.get("/v1/comparisons")
    def listed() -> Response:
        limit = whole_number("limit")
        entries = store.listed(owner(), limit + 1, whole_number("before") or None)
        following = str(entries[limit - 1].number) if len(entries) > limit else None
        shown = [describe(entry) for entry in entries[:limit]]
        return answer({"comparisons": shown, "next": following})

    @calls.get("/v1/comparisons/<key>")
    def saved(key: str) -> Response:
        return views.answer(key, owner(), "json")

    @calls.delete("/v1/comparisons/<key>")
    def forget(key: str) -> Response:
        return _done(found=store.delete(key, owner()))

    @calls.put("/v1/comparisons/<key>/link")
    def link(key: str) -> Response:
        entry = store.link(key, owner(), moment(days=settings.link_days))
        return answer(describe(entry)) if entry else _done(found=False)

    @calls.delete("/v1/comparisons/<key>/link")
    def unlink(key: str) -> Response:
        return _done(found=store.unlink(key, owner()))

    _add_own_data(calls, kept.own_data)
    _add_versions(calls, desk, kept, views)


def _add_own_data(calls: Blueprint, own_data: OwnData) -> None:
    @calls.get("/v1/me")
    def all_of_it() -> Response:
        headers = {"Content-Disposition": 'attachment; filename="unabridged.json"'}
        parts = own_data.document(owner())
        whole = chain([next(parts)], parts)  # what fails at once is a problem
        return Response(whole, mimetype="application/json", headers=headers)

    @calls.delete("/v1/me")
    def forget_all() -> Response:
        own_data.delete(owner())
        return Response(status=204)


def describe(entry: SavedComparison) -> dict[str, Any]:
    """Return a saved comparison for a list; `link` is a path on this server."""
    shown = asdict(entry)
    del shown["number"]
    if entry.link:
        shown["link"] = f"{request.script_root}/c/{entry.link}"
    if entry.link_expires:
        shown["link_expires"] = min(entry.link_expires, entry.expires)
    return shown


def _done(*, found: bool) -> Response:
    if not found:
        raise not_found()
    return Response(status=204)


def not_found() -> NotFound:
    """Return the problem of an id without a comparison of the caller's."""
    return NotFound("You have no comparison with this id; GET /v1/comparisons lists yours.")


def _add_versions(calls: Blueprint, desk: Desk, store: Store, views: Views) -> None:
    @calls.post("/v1/comparisons/<key>/versions")
    def look(key: str) -> Response:
        found = store.comparisons.find(key, owner())
        if found is None or not found.mine:
            raise not_found()
        saved = from_json(store.comparisons.body(found.id))
        texts = [(text, last_sentences(store.hooks, text, saved)) for text in _texts(saved)]
        # Nothing is fetched of pasted texts, so that their comparison counts as no call.
        seen = desk.run(seen_again, texts) if texts else LookedAgain([], [])
        for text, version, article in seen.versions:
            keep_version(store.hooks, text, version, article)
        shown = Response(mimetype="application/json")
        send(shown, views.view(key, owner(), "json", seen.warnings))
        return shown


def _texts(saved: dict[str, Any]) -> Iterator[Watched]:
    """Yield the texts of a comparison that can be fetched."""
    for side in get_args(Side):
        url = (saved[side] or {}).get("url")
        if url and url.startswith(("http://", "https://")):
            yield Watched(saved["id"], url, side=side)

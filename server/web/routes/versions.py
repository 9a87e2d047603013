"""Later versions of a saved comparison's page and original, looked up when asked."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response
from pydantic_core import from_json, to_json

from server.hooks import SavedText, seen_again
from server.model import Side
from server.store import Store, Watched
from server.web.admission import Desk
from server.web.json_io import answer
from server.web.routes.saved import load, not_found, owner

_SIDES: tuple[Side, ...] = ("page", "source")


def add_routes(calls: Blueprint, desk: Desk, store: Store) -> None:
    """Add the route that looks for later versions."""

    @calls.post("/v1/comparisons/<key>/versions")
    def look(key: str) -> Response:
        opened = store.comparisons.open(key, owner())
        if opened is None or not opened.mine:
            raise not_found()
        saved = from_json(opened.body)
        seen = desk.run(seen_again, list(_texts(store, saved)))
        for version, sentences in seen.versions:
            body = to_json({"version": version, "sentences": sentences})
            watched = Watched(saved["id"], None, side=version.side)
            store.hooks.add_version(watched, version.seen, body)
        shown = from_json(load(store.comparisons, desk.engine.settings, key, owner()))
        shown["warnings"] += from_json(to_json(seen.warnings))
        return answer(shown)


def _texts(store: Store, saved: dict[str, Any]) -> Iterator[SavedText]:
    """Yield the texts of a comparison that can be fetched, as they were last seen."""
    for side in _SIDES:
        url = (saved[side] or {}).get("url")
        if url and url.startswith(("http://", "https://")):
            later = store.hooks.last_version(Watched(saved["id"], url, side=side))
            kept = from_json(later)["sentences"] if later else None
            yield SavedText(side, url, kept or [one["text"] for one in saved[side]["sentences"]])

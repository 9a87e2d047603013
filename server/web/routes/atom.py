"""Saved comparisons as an Atom feed (RFC 4287), for feed readers."""

import gzip
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from pydantic_core import from_json

from server.config import Settings
from server.errors import NotFound
from server.language.messages import words
from server.store import Comparisons, SavedComparison, moment
from server.web import auth
from server.web.contract import BY_PLACE
from server.web.routes.pages import base_of
from server.web.routes.saved import Views, owner

Json = dict[str, Any]
_MOST = 50  # entries, as the call says
# Feed readers know the first; the second is for clients generated from the contract.
_TYPES = BY_PLACE["get", auth.ATOM].media


def blueprint(store: Comparisons, settings: Settings, views: Views) -> Blueprint:
    """Return the route of the feed."""
    feeds = Blueprint("atom", __name__)

    @feeds.get(auth.ATOM)
    def saved() -> Response:
        entries = [
            (one, _line(views, one), _later(store, one.id))
            for one in store.listed(owner(), _MOST, None)
        ]
        times = [later[0]["seen"] if later else one.created for one, _, later in entries]
        updated, name = max(times, default=moment()), g.token.name
        base = base_of(settings)
        feed = render_template(
            "atom.xml", words=words("en"), base=base, name=name, updated=updated, entries=entries
        )
        kind = request.accept_mimetypes.best_match(_TYPES, _TYPES[0])
        return Response(feed, mimetype=kind)

    @feeds.after_request
    def ask_for_password(response: Response) -> Response:
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="unabridged", charset="UTF-8"'
        return response

    return feeds


def _later(store: Comparisons, key: str) -> list[Json]:
    """Return the last version, and the one before if it is the other text's."""
    versions = [from_json(body)["version"] for body in reversed(store.versions(key, most=2))]
    return versions[: len({one["side"] for one in versions})]


def _line(views: Views, saved: SavedComparison) -> str:
    """Return a comparison in a line; "" where it is deleted meanwhile, or not readable any more."""
    with suppress(NotFound):
        return gzip.decompress(views.view(saved.id, "line", language="en")).decode()
    return ""

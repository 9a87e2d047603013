"""Saved comparisons as an Atom feed (RFC 4287), for feed readers."""

from typing import Any

from flask import Blueprint, Response, g, request
from lxml import etree
from pydantic_core import from_json

from server.config import Settings
from server.feeds import printable
from server.language.messages import words
from server.store import Comparisons, SavedComparison, moment
from server.web import auth
from server.web.contract import BY_PLACE
from server.web.routes.pages import base_of
from server.web.routes.saved import owner

Json = dict[str, Any]
_SPACE = "http://www.w3.org/2005/Atom"
_NAMESPACES: dict[Any, str] = {None: _SPACE}
_MOST = 50  # entries, as the call says
# Feed readers know the first; the second is for clients generated from the contract.
_TYPES = BY_PLACE["get", auth.ATOM].media


def blueprint(store: Comparisons, settings: Settings) -> Blueprint:
    """Return the route of the feed."""
    feeds = Blueprint("atom", __name__)

    @feeds.get(auth.ATOM)
    def saved() -> Response:
        base = base_of(settings)
        entries = store.listed(owner(), _MOST, None)
        opened = [store.open(saved.id, owner()) for saved in entries]
        bodies = [each.body if each else b"{}" for each in opened]
        said = list(map(_summary, entries, bodies))
        changed = {saved.id: _last_version(store, saved.id) for saved in entries}
        feed = _feed(base, g.token.name, entries, said, changed)
        kind = request.accept_mimetypes.best_match(_TYPES, _TYPES[0])
        return Response(feed, mimetype=kind)

    @feeds.after_request
    def ask_for_password(response: Response) -> Response:
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="unabridged", charset="UTF-8"'
        return response

    return feeds


def _last_version(store: Comparisons, key: str) -> Json | None:
    versions = store.versions(key, most=1)
    return from_json(versions[0])["version"] if versions else None


def _feed(
    base: str,
    name: str,
    entries: list[SavedComparison],
    said: list[str],
    changed: dict[str, Json | None],
) -> bytes:
    root = etree.Element(f"{{{_SPACE}}}feed", nsmap=_NAMESPACES)
    _add(root, "id", base + auth.ATOM)
    _add(root, "title", "Unabridged")
    times = [saved.created for saved in entries] + [one["seen"] for one in changed.values() if one]
    _add(root, "updated", max(times) if times else moment())
    _add(root, "link", rel="self", href=base + auth.ATOM)
    _add(root, "link", rel="alternate", href=f"{base}/saved")
    _add(_add(root, "author"), "name", name)
    for saved, summary in zip(entries, said, strict=True):
        entry = _add(root, "entry")
        address = f"{base}/c/{saved.id}"
        _add(entry, "id", address)
        _add(entry, "title", saved.title or saved.url or address)
        version = changed.get(saved.id)
        _add(entry, "updated", version["seen"] if version else saved.created)
        _add(entry, "link", rel="alternate", href=address)
        for relation, url in (("related", saved.url), ("via", saved.source_url)):
            if url and url.lower().startswith(("http://", "https://")):
                _add(entry, "link", rel=relation, href=url)
        says = f"{summary.rstrip('.')}. {version['says']}" if version else summary
        _add(entry, "summary", says)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _summary(saved: SavedComparison, body: bytes) -> str:
    english = words("en")
    gist = from_json(body).get("gist")
    said = gist["says"] if gist else f"{english.text(f'verdict_{saved.label}')}."
    if not saved.source_title:
        return said
    return f"{said} {english.text('original')}: {saved.source_title}"


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    clean = {key: printable(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{_SPACE}}}{name}", clean)
    if text:
        element.text = printable(text)
    return element

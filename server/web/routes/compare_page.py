"""The form at / and a saved comparison's page, for browsers without scripts.

A web page of another site must not make this server work: its Origin is refused for every call
(`auth.py`); a form also carries its sender (Sec-Fetch-Site), which `auth.enter` checks.
"""

import re
from typing import Any

from flask import Blueprint, Response, render_template, request
from pydantic import ValidationError
from pydantic_core import from_json, to_json

from server.errors import NotFound, Problem, invalid
from server.model import MOST_SOURCES, CompareRequest, PageInput
from server.net import sample
from server.pipeline.engine import Engine
from server.web import auth
from server.web.admission import Desk
from server.web.routes.pages import base_of, reader_words
from server.web.routes.saved import Views
from server.web.saved_views import LINE, PLACE

# The same rule is in static/site/given.js, for pages with scripts.
_ADDRESS = re.compile(r"[a-z]+:/+\S+|[^\W_][\w-]*(\.[\w-]+)+(:\d+)?(/\S*)?", re.IGNORECASE)


def add_routes(asking: Blueprint, desk: Desk, views: Views) -> None:
    """Add the routes of the two pages."""

    @asking.get("/")
    def home() -> str:
        return _home(desk.engine)

    @asking.post("/")
    def ask() -> tuple[str, int]:
        try:
            auth.enter(request.form.get("token", ""))
            if (wanted := _wanted()) is None:
                return _home(desk.engine, mistake=reader_words().text("ask_mistake")), 422
            return _home(desk.engine, result=from_json(to_json(desk.compare(wanted)))), 200
        except Problem as problem:
            return _home(desk.engine, failed=problem.as_json()), problem.status

    @asking.get("/c/<key>")
    def comparison(key: str) -> Response:
        auth.visit()
        words, address = reader_words(), f"{base_of(desk.engine.settings)}/c/{key}"
        known = {"words": words, "key": key, "address": address, "place": PLACE}

        frame = render_template("comparison.html", **known, line=LINE)
        try:
            return views.answer(key, "page", words.language, frame)
        except NotFound:  # the page's script may have its owner's token
            return Response(render_template("comparison.html", **known, line=None), 404)

    @asking.get("/c/<key>/card.svg")
    def card(key: str) -> Response:
        auth.visit()
        return views.answer(key, "card", reader_words().language)


def _home(engine: Engine, **outcome: Any) -> str:
    # An address in a link fills the form without running: any page could have that link.
    given = request.form if request.method == "POST" else request.args
    return render_template(
        "home.html",
        words=reader_words(),
        given={
            "page": given.get("page") or given.get("text", ""),
            "sources": given.getlist("source"),
        },
        most_sources=MOST_SOURCES,
        sample=sample.summary_url(engine.settings.port),
        **outcome,
    )


def _wanted() -> CompareRequest | None:
    """Return the form's request, None for an empty form; raise InvalidRequest."""
    try:
        page = page_given(request.form.get("sample", "") or request.form.get("page", ""))
        if page is None:
            return None
        item = request.form.get("item", "")
        sources = map(page_given, request.form.getlist("source"))
        return CompareRequest(
            page=page,
            sources=[source for source in sources if source],
            item=int(item) if item.isdecimal() else item or None,
        )
    except ValidationError as error:
        raise invalid(error) from None


def page_given(given: str) -> PageInput | None:
    """Return the page that a field's address or text is, or None for an empty field."""
    text = given.strip()
    if not text:
        return None
    if not _ADDRESS.fullmatch(text):
        return PageInput(text=text)
    scheme = re.match(r"[a-z]+:/", text, re.IGNORECASE)
    return PageInput(url=text if scheme else f"https://{text}")

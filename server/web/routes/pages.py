"""The pages for people: compare, saved comparisons, privacy, the API, the sample.

A web page of another site must not make this server work: calls are refused to it (`origins.py`),
forms check their sender (`auth.enter`), and what it opens it opens as nobody (`auth.visit`).
"""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from markupsafe import Markup
from pydantic import ValidationError
from pydantic_core import from_json, to_json

from server.config import Settings
from server.errors import PROBLEMS, InvalidRequest, NotFound, Problem, invalid
from server.language.messages import languages, words
from server.model import MOST_SOURCES, CompareRequest, PageInput
from server.net import sample
from server.pipeline.engine import Engine
from server.store import moment
from server.web import auth, problems
from server.web.admission import Gateway
from server.web.caching import not_again, pack, set_packed
from server.web.preferences import preferred_type, reader_words
from server.web.problems import answer
from server.web.routes.saved import Views
from server.web.saved_views import LINE, PLACE, equip

_OPENAPI = files("server.web").joinpath("openapi.json").read_bytes()
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def blueprint(settings: Settings) -> Blueprint:
    """Return the routes of the pages."""
    pages = Blueprint("pages", "server.web", static_folder="static", static_url_path="/static")
    _add_documents(pages, settings)
    _add_sample(pages, settings)
    pages.after_request(protect)

    @pages.get("/privacy")
    def privacy() -> str:
        return render_template("privacy.html", words=reader_words())

    @pages.get("/manifest.webmanifest")
    def webmanifest() -> Response:
        root = request.script_root
        filled = render_template("manifest.json", words=reader_words(), root=root)
        return Response(filled, mimetype="application/manifest+json")

    @pages.get("/words/<language>.json")
    def messages(language: str) -> Response:
        if language not in languages():
            raise NotFound(
                "There are no words in this language; the home page lists the languages."
            )
        return answer(words(language).messages)

    @pages.app_errorhandler(404)
    @pages.app_errorhandler(NotFound)
    def missing(error: Exception) -> Response:
        """Answer people with a page, programs with the problem document."""
        problem = error if isinstance(error, NotFound) else problems.named_404()
        wants_page = preferred_type([problems.MEDIA_TYPE, "text/html"]) == "text/html"
        if request.path.startswith("/v1/") or not wants_page:
            return problems.respond(problem)
        g.problem = problem.slug
        return protect(Response(render_template("missing.html", words=reader_words()), 404))

    pages.record_once(lambda state: equip(state.app.jinja_env))

    @pages.app_context_processor
    def known() -> dict[str, object]:
        return {
            "languages": languages(),
            "signed_in": auth.signed_in() is not None,
            "is_known": auth.signed_in() is not None or g.get("person") is not None,
            "is_here": auth.is_here(),
            "wants_token": auth.needs_token(),
        }

    return pages


def _add_documents(pages: Blueprint, settings: Settings) -> None:
    @cache
    def reference() -> Markup:
        html = render_template(
            "reference.html",
            root=settings.subpath,
            document=json.loads(_OPENAPI),
            problems=PROBLEMS.values(),
        )
        return Markup(html)  # noqa: S704 - of our own template

    @pages.get("/docs")
    def docs() -> str:
        return render_template(
            "docs.html",
            words=words("en"),
            sample=sample.summary_url(settings.port),
            reference=reference(),
        )

    @pages.get("/openapi.json")
    def openapi() -> Response:
        document = Response(_OPENAPI, mimetype="application/json")
        document = not_again(document, is_public=True)
        if document.status_code == 304:
            return document
        return set_packed(document, pack(_OPENAPI))

    @pages.get("/problems/<slug>")
    def problem(slug: str) -> str:
        if slug not in PROBLEMS:
            raise NotFound("There is no problem type of this name; /docs lists them.")
        return render_template("problem.html", words=words("en"), problem=PROBLEMS[slug])

    @pages.get("/.well-known/security.txt")
    def security() -> Response:
        if not settings.contact:
            raise NotFound("The operator has set no contact in UNABRIDGED_CONTACT.")
        ends = moment(days=90)  # RFC 9116 requires an end, within a year
        text = f"Contact: {settings.contact}\nExpires: {ends}\n"
        return Response(f"{text}Preferred-Languages: en\n", mimetype="text/plain")


def _add_sample(pages: Blueprint, settings: Settings) -> None:
    @pages.get("/sample/sample.css")
    def sample_style() -> Response:
        return Response(sample.style(), mimetype="text/css")

    @pages.get("/sample/<name>")
    def sample_page(name: str) -> str:
        html = sample.page(f"/sample/{name}", settings.port)
        if html is None:
            raise NotFound("There is no sample page of this name.")
        return html


def protect(response: Response) -> Response:
    """Limit what a page may load, and its referrer."""
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def base_of(settings: Settings) -> str:
    """Return the server's address as others reach it: as set, else as this request came."""
    return (settings.address or request.url_root).rstrip("/")


# The same rule is in static/site/given.js, for pages with scripts.
_ADDRESS = re.compile(r"[a-z]+:/\S+|[^\W_][\w-]*(\.[\w-]+)+(:\d+)?(/\S*)?", re.IGNORECASE)


def add_comparing(asking: Blueprint, gateway: Gateway, views: Views) -> None:
    """Add the routes of the two pages."""

    @asking.get("/")
    def home() -> str:
        return _home(gateway.engine)

    @asking.post("/")
    def ask() -> tuple[str, int]:
        try:
            auth.enter(request.form.get("token", ""), keeps=False)
            if (form_request := _request_of_form()) is None:
                return _home(gateway.engine, mistake=reader_words().text("ask_mistake")), 422
            return _home(
                gateway.engine, result=from_json(to_json(gateway.compare(form_request)))
            ), 200
        except Problem as problem:
            return _home(gateway.engine, failed=problem.as_json()), problem.status

    @asking.get("/c/<key>")
    def comparison(key: str) -> Response:
        auth.visit()
        # Not the request's Host, which a stranger chooses: a view has one name for all.
        base = gateway.engine.settings.address.rstrip("/") or request.script_root
        words, address = reader_words(), f"{base}/c/{key}"
        context = {"words": words, "key": key, "address": address, "place": PLACE}

        frame = render_template("comparison.html", **context, line=LINE)
        try:
            return views.answer(key, "page", words.language, frame)
        except NotFound:  # the page's script may have its owner's token
            return Response(render_template("comparison.html", **context, line=None), 404)

    @asking.get("/c/<key>/card.png")
    def card(key: str) -> Response:
        auth.visit()
        return views.answer(key, "card", reader_words().language)


def _home(engine: Engine, **outcome: Any) -> str:
    # An address in a link fills the form without running: any page could have that link.
    values = request.form if request.method == "POST" else request.args
    return render_template(
        "home.html",
        words=reader_words(),
        given={
            "page": values.get("page") or values.get("text", ""),
            "sources": values.getlist("source"),
        },
        most_sources=MOST_SOURCES,
        sample=sample.summary_url(engine.settings.port),
        **outcome,
    )


def _request_of_form() -> CompareRequest | None:
    """Return the form's request, None for an empty form; raise InvalidRequest."""
    try:
        page = page_given(request.form.get("sample", "") or request.form.get("page", ""))
        if page is None:
            return None
        sources = map(page_given, request.form.getlist("source"))
        return CompareRequest(
            page=page,
            sources=[source for source in sources if source],
            item=_story_number(request.form.get("item", "")),
        )
    except ValidationError as error:
        raise invalid(error) from None


def _story_number(text: str) -> int | None:
    """Return the number of the story that was chosen on a page of several, None for none."""
    if not text:
        return None
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII):
        raise InvalidRequest("Choose one of the page's stories: `item` is its number.")
    return int(text)


def is_address(typed: str) -> bool:
    """Whether a field's text is an address, with or without https://."""
    return _ADDRESS.fullmatch(typed.strip()) is not None


def page_given(typed: str) -> PageInput | None:
    """Return the page that a field's address or text is, or None for an empty field."""
    text = typed.strip()
    if not text:
        return None
    if not is_address(text):
        return PageInput(text=text)
    scheme = re.match(r"[a-z]+:/", text, re.IGNORECASE)
    return PageInput(url=text if scheme else f"https://{text}")

"""The pages for people: compare, saved comparisons, privacy, the API, the sample."""

import json
from importlib.resources import files

from flask import Blueprint, Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from server.config import Settings
from server.errors import PROBLEMS, NotFound
from server.language.messages import Words, languages, words
from server.net import sample
from server.store import moment
from server.web import auth, problems
from server.web.contract import OPERATIONS, answer
from server.web.saved_views import equip

_CONTACT_DAYS = 90  # RFC 9116 requires an end, within a year
_OPENAPI = files("server.web").joinpath("openapi.json").read_bytes()
_SCHEMAS = json.loads(_OPENAPI)["components"]["schemas"]
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def blueprint(settings: Settings) -> Blueprint:
    """Return the routes of the pages."""
    pages = Blueprint("pages", "server.web", static_folder="static", static_url_path="/static")
    _add_tests_and_globals(pages)
    _add_documents(pages, settings)
    _add_missing(pages)
    pages.after_request(protect)

    @pages.get("/privacy")
    def privacy() -> str:
        return render_template("privacy.html", words=reader_words())

    @pages.get("/saved")
    def saved() -> AnyResponse | str:
        if auth.needs_token() and auth.signed_in() is None:
            return redirect(f"{request.script_root}/sign-in?next=/saved")
        return render_template("saved.html", words=reader_words())

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

    return pages


def _add_documents(pages: Blueprint, settings: Settings) -> None:
    @pages.get("/docs")
    def docs() -> str:
        return render_template(
            "docs.html",
            words=words("en"),
            needs_token=auth.needs_token(),
            sample=sample.summary_url(settings.port),
            operations=OPERATIONS,
            schemas=_SCHEMAS,
            problems=PROBLEMS.values(),
        )

    @pages.get("/openapi.json")
    def contract() -> Response:
        return Response(_OPENAPI, mimetype="application/json")

    @pages.get("/problems/<slug>")
    def problem(slug: str) -> str:
        if slug not in PROBLEMS:
            raise NotFound("There is no problem type of this name; /docs lists them.")
        return render_template("problem.html", words=words("en"), problem=PROBLEMS[slug])

    @pages.get("/sample/sample.css")
    def sample_style() -> Response:
        return Response(sample.style(), mimetype="text/css")

    @pages.get("/sample/<name>")
    def sample_page(name: str) -> str:
        html = sample.page(f"/sample/{name}", settings.port)
        if html is None:
            raise NotFound("There is no sample page of this name.")
        return html

    @pages.get("/.well-known/security.txt")
    def security() -> Response:
        if not settings.contact:
            raise NotFound("The operator has set no contact in UNABRIDGED_CONTACT.")
        text = f"Contact: {settings.contact}\nExpires: {moment(days=_CONTACT_DAYS)}\n"
        return Response(f"{text}Preferred-Languages: en\n", mimetype="text/plain")


def _add_missing(pages: Blueprint) -> None:
    @pages.app_errorhandler(404)
    @pages.app_errorhandler(NotFound)
    def missing(error: Exception) -> Response:
        """Answer people with a page, programs with the problem document."""
        problem = error if isinstance(error, NotFound) else problems.named_404()
        wanted = request.accept_mimetypes.best_match([problems.MEDIA_TYPE, "text/html"])
        if request.path.startswith("/v1/") or wanted != "text/html":
            return problems.respond(problem)
        g.problem = problem.slug
        return protect(Response(render_template("missing.html", words=reader_words()), 404))


def protect(response: Response) -> Response:
    """Limit what a page may load, and its referrer."""
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def base_of(settings: Settings) -> str:
    """Return the server's address as others reach it: as set, else as this request came."""
    return (settings.address or request.url_root).rstrip("/")


def reader_words() -> Words:
    """Return words in the language that the reader chose or the browser prefers."""
    chosen = request.args.get("lang", "")
    if chosen in languages():
        return words(chosen)
    return words(request.accept_languages.best_match(languages(), "en"))


def _add_tests_and_globals(pages: Blueprint) -> None:
    pages.record_once(lambda state: equip(state.app.jinja_env))

    @pages.app_context_processor
    def known() -> dict[str, object]:
        return {
            "languages": languages(),
            "signed_in": auth.signed_in() is not None,
            "wants_token": auth.needs_token() and auth.signed_in() is None,
        }

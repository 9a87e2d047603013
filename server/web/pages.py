"""The pages that a person opens: home, the API's description, problem types, the sample."""

from flask import Blueprint, Response, render_template

from server import sample
from server.config import ENGINE, Settings
from server.errors import PROBLEMS, NotFound
from server.web import openapi
from server.web.bodies import answer

_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"


def blueprint(settings: Settings) -> Blueprint:
    """The routes of the pages."""
    pages = Blueprint("pages", __name__, static_folder="static", static_url_path="/static")

    @pages.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    @pages.get("/")
    def home() -> str:
        return render_template(
            "home.html", engine=ENGINE, summary=sample.summary_url(settings.port)
        )

    @pages.get("/docs")
    def docs() -> str:
        return render_template(
            "docs.html",
            operations=openapi.OPERATIONS,
            schemas=openapi.document()["components"]["schemas"],
            problems=PROBLEMS.values(),
        )

    @pages.get("/openapi.json")
    def contract() -> Response:
        return answer(openapi.document())

    @pages.get("/problems/<slug>")
    def problem(slug: str) -> str:
        if slug not in PROBLEMS:
            raise NotFound("There is no problem type of this name; /docs lists them.")
        return render_template("problem.html", problem=PROBLEMS[slug])

    @pages.get("/sample/sample.css")
    def sample_style() -> Response:
        return Response(sample.style(), mimetype="text/css")

    @pages.get("/sample/<name>")
    def sample_page(name: str) -> str:
        html = sample.page(f"/sample/{name}", settings.port)
        if html is None:
            raise NotFound("There is no sample page of this name.")
        return html

    return pages

"""Answers of the API as JSON, and every error as a problem document (RFC 9457)."""

import json
import logging
from typing import Any

from flask import Flask, Response, g
from gunicorn.http.errors import ParseException
from pydantic_core import to_json
from werkzeug.exceptions import HTTPException

from server.errors import (
    InternalError,
    InvalidRequest,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    NotJson,
    PageTooLarge,
    Problem,
    ProblemDetails,
)
from server.web.preferences import preferred_words

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


def answer(value: Any) -> Response:
    """Return `value` (a noun of the model, or a dict of them) as a JSON answer."""
    return Response(to_json(value), mimetype="application/json")


def answer_problems(app: Flask) -> None:
    """Answer every error of `app` with a problem document."""
    app.register_error_handler(ProblemDetails, respond)
    app.register_error_handler(HTTPException, _respond_to_http_error)
    # A body that gunicorn finds malformed while it is read.
    malformed = MalformedRequest("The request's body breaks the rules of HTTP.")
    app.register_error_handler(ParseException, lambda _: respond(malformed))
    app.register_error_handler(Exception, lambda error: respond(unexpected_problem(error)))


def respond(problem: ProblemDetails) -> Response:
    """Return the problem document of `problem`, with a title in the caller's language."""
    g.problem = problem.slug
    body = problem.as_json()
    words = preferred_words()
    if words.language != "en":
        body["title"] = words.text(f"problem_{problem.slug}_title") or body["title"]
    response = Response(json.dumps(body, ensure_ascii=False), problem.status, mimetype=MEDIA_TYPE)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="unabridged"'
    if problem.slug == "insufficient_scope":
        response.headers["WWW-Authenticate"] = 'Bearer error="insufficient_scope"'
    if problem.retryable and problem.status in (429, 503):
        response.headers["Retry-After"] = str(problem.params.get("retry_after", 2))
    return response


def _respond_to_http_error(error: HTTPException) -> Response:
    """Answer an error of Flask's own; keep its headers (Allow)."""
    takes = ", ".join(sorted(set(getattr(error, "valid_methods", None) or ()) - {"OPTIONS"}))
    described: dict[int | None, Problem] = {
        404: named_404(),
        405: MethodNotAllowed(
            f"This address takes {takes or 'another method'}; /docs describes it."
        ),
        413: PageTooLarge("The request exceeds this server's limit; send a smaller page."),
        400: NotJson("The request can't be read; send JSON in UTF-8 with its Content-Type."),
    }
    problem = described.get(error.code)
    if problem is None:
        problem = InvalidRequest(error.description or error.name)
        problem.status = error.code or 400  # type: ignore[misc]  # this one instance's own status
    response = respond(problem)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def named_404() -> NotFound:
    """Return the problem for an address that leads nowhere."""
    return NotFound("There is nothing at this address; /docs lists the calls.")


def unexpected_problem(error: Exception) -> Problem:
    """Log a fault of this program, and return a problem for the caller."""
    log.error("A request failed.", exc_info=error)
    return InternalError("The server failed; its log has the details. The page was not kept.")

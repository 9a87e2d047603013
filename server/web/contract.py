"""The API's calls, of contract.json: bodies are read, answers and problems (RFC 9457) written."""

import codecs
import json
import logging
import re
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Literal

from flask import Flask, Response, current_app, g, request
from gunicorn.http.errors import ParseException
from pydantic_core import from_json, to_json
from werkzeug.exceptions import HTTPException

from server.config import Settings
from server.errors import (
    InternalError,
    InvalidRequest,
    M,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    NotJson,
    PageTooLarge,
    Problem,
    ProblemDetails,
    UnsupportedMediaType,
    validated,
)
from server.model import Scope, counted, each_once, read_table
from server.web.preferences import preferred_words


@dataclass(frozen=True, slots=True)
class Operation:
    """A call: method, path, what it does, the model of its body, and its answer's schema.

    Its caller's token needs the `scope`, if there is one. It is `open_to` holders of a token or a
    session; where it keeps nothing, to the server's own machine; by a key of its own to everybody.
    `streams` names the schema of a line of its stream. `bytes` (0: the largest of any request) and
    `values` (members, elements, objects and lists) are its body's limits.
    """

    method: str
    path: str
    summary: str
    scope: Scope | None = None
    open_to: Literal["holders", "machine", "everybody"] = "holders"
    body: str | None = None
    bytes: int = 0
    values: int = 400
    answer: dict[str, Any] | None = None
    streams: str = ""
    query: tuple[dict[str, Any], ...] = ()
    media: tuple[str, ...] = ("application/json",)


CONTRACT: dict[str, Any] = read_table("server.web", "contract.json")
OPERATIONS = tuple(Operation(**call) for call in CONTRACT["calls"])
BY_PLACE = {(one.method, one.path): one for one in OPERATIONS}


# Of other bodies: a form that pastes a text, one with a file (0: as a call), and all the rest.
_PASTED = 500_000  # what Flask reads of a form
_FORMS = {("post", "/"): _PASTED, ("post", "/story"): _PASTED, ("post", "/saved"): 0}
_OTHERS = 8_192


def body_limit(settings: Settings, line: bytes) -> int:
    """Return the most bytes of the body that may follow the request line."""
    method, _, target = line.decode("latin-1").partition(" ")
    path = target.partition(" ")[0].partition("?")[0]
    place = method.lower(), path.removeprefix(settings.subpath) or "/"
    call = BY_PLACE.get(place)
    if call and call.body:
        return call.bytes or settings.request_bytes
    return _FORMS.get(place, _OTHERS) or settings.request_bytes


def called() -> Operation | None:
    """Return the call that this request is; None for a page or an unknown address."""
    path = re.sub("<[^>]*>", "{id}", str(request.url_rule))
    return BY_PLACE.get((request.method.lower().replace("head", "get"), path))


def check_query(call: Operation) -> None:
    """Raise InvalidRequest for a parameter that `call` does not take, or not so."""
    schemas = {parameter["name"]: parameter["schema"] for parameter in call.query}
    for name, (given, *others) in request.args.lists():
        if name not in schemas:
            takes = ", ".join(schemas) or "none"
            raise InvalidRequest(f"There is no parameter `{name[:40]}`; this call takes {takes}.")
        if others:
            raise InvalidRequest(f"The parameter `{name}` comes more than once; give it once.")
        longest, most = schemas[name].get("maxLength"), schemas[name].get("maximum")
        if longest and len(given) > longest:
            raise InvalidRequest(f"`{name}` has more than {counted(longest, 'character')}.")
        is_number = given.isascii() and given.isdecimal() and len(given) < 20
        if most and not (is_number and 1 <= int(given) <= most):
            says = f"`{name}` is a whole number from 1 to {most}, not “{given[:40]}”."
            raise InvalidRequest(says)


def parse(model: type[M]) -> M:
    """Parse the request as `model`; raise a Problem that names each fault.

    That is its body, or the page at the address in the query of a GET.
    """
    if request.method in ("GET", "HEAD"):
        if "url" not in request.args:
            raise InvalidRequest(f"`url`, percent-encoded, is missing: GET {request.path}?url=….")
        return validated(model, {"page": {"url": request.args["url"]}})
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(
            f"The body came as {request.mimetype or 'an unnamed type'}; "
            "send JSON with the header Content-Type: application/json."
        )
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    body = request.get_data(cache=False)
    return validated(model, read_json(body, called(), coding))


# Larger bodies are parsed one by one, which takes memory for one at a time.
_LARGE, _ONE_LARGE = 65_536, threading.Lock()


def read_json(body: bytes, call: Operation | None, coding: str = "identity") -> Any:
    """Read the body of a `call`, within its limits; raise Problem."""
    with _ONE_LARGE if len(body) > _LARGE else nullcontext():
        return _parsed(body.removeprefix(codecs.BOM_UTF8), call, coding)


def _parsed(body: bytes, call: Operation | None, coding: str) -> Any:
    begin = body[:_OTHERS].lstrip()
    if coding != "identity" and not begin.startswith(b"{"):
        raise UnsupportedMediaType(f"The body came compressed ({coding[:20]}); send it as it is.")
    if not begin and not body.strip():
        raise NotJson("The body is empty; send a JSON object, as /docs describes it.")
    most = call.values if call else 0
    count, size, members = _measured(body, most)
    limit = current_app.extensions["unabridged"].settings.page_bytes
    if size > limit:
        raise PageTooLarge(
            f"A text of the body has {size:,} bytes or more, and at most {limit:,} are read; send "
            "the article's part of it.",
            size=size,
            limit=limit,
        )
    if count > most:
        raise InvalidRequest(
            f"The body has more than {most} members, elements, objects and lists, which is more "
            "than this call takes; /docs lists its fields."
        )
    try:  # in two steps: faults of pydantic's own JSON would hold copies of it
        read = from_json(body)
    except ValueError as error:
        raise NotJson(f"The body is not JSON in UTF-8: {error}.") from None
    if _members(read) < members:  # of two with one name, only the last was kept
        try:
            json.loads(body, object_pairs_hook=each_once)
        except ValueError as error:
            raise InvalidRequest(f"In the body {error}.") from None
    return read


def _members(value: Any) -> int:
    """Count the members of all objects in a JSON value."""
    if isinstance(value, dict):
        return len(value) + sum(map(_members, value.values()))
    return sum(map(_members, value)) if isinstance(value, list) else 0


_WITHIN = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_AT_ONCE = 1_000_000  # bytes, then other threads have their turn


def _measured(body: bytes, most: int) -> tuple[int, int, int]:
    """Count the values of a JSON text by its marks outside strings, no further than `most`.

    Also returns the least bytes of its longest string once read, which is in UTF-8, and the number
    of its members.
    """
    at, longest, outside = 0, 0, list[bytes]()
    while (quote := body.find(b'"', at)) >= 0 and len(outside) <= most:
        outside.append(body[at:quote])
        begin, at = quote, quote + 1
        while begin != at and body[at : at + 1] != b'"':
            found = _WITHIN.match(body, at, at + _AT_ONCE)
            begin, at = at, found.end() if found else at
        if at - quote > longest:
            escapes, long_ones = (body.count(one, quote, at) for one in (b"\\", b"\\u"))
            longest = max(longest, at - quote - 1 - escapes - 4 * long_ones)
        at += 1
    marks = b"".join((*outside, body[at:] if len(outside) <= most else b""))
    count = max(len(outside), len(marks) - len(marks.translate(None, b",:[{")))
    return count, longest, marks.count(b":")


def answer(value: Any) -> Response:
    """Return `value` (a noun of the model, or a dict of them) as a JSON answer."""
    return Response(to_json(value), mimetype="application/json")


def whole_number(name: str) -> int:
    """Return this call's query parameter `name`, as it was checked, else its default or 0."""
    query = getattr(called(), "query", ())
    schema = next(one["schema"] for one in query if one["name"] == name)
    return int(request.args.get(name, schema.get("default", 0)))


log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


def answer_problems(app: Flask) -> None:
    """Answer every error of `app` with a problem document."""
    app.register_error_handler(ProblemDetails, respond)
    app.register_error_handler(HTTPException, _http)
    # A body that gunicorn finds malformed while it is read.
    malformed = MalformedRequest("The request's body breaks the rules of HTTP.")
    app.register_error_handler(ParseException, lambda _: respond(malformed))
    app.register_error_handler(Exception, lambda error: respond(unexpected(error)))


def respond(problem: ProblemDetails) -> Response:
    """Return the problem document of `problem`, with a title in the caller's language."""
    g.problem = problem.slug
    body = problem.as_json()
    said = preferred_words()
    if said.language != "en":
        body["title"] = said.text(f"problem_{problem.slug}_title") or body["title"]
    response = Response(json.dumps(body, ensure_ascii=False), problem.status, mimetype=MEDIA_TYPE)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="unabridged"'
    if problem.slug == "insufficient_scope":
        response.headers["WWW-Authenticate"] = 'Bearer error="insufficient_scope"'
    if problem.retryable and problem.status in (429, 503):
        response.headers["Retry-After"] = str(problem.params.get("retry_after", 2))
    return response


def _http(error: HTTPException) -> Response:
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


def unexpected(error: Exception) -> Problem:
    """Log a fault of this program, and return a problem for the caller."""
    log.error("A request failed.", exc_info=error)
    return InternalError("The server failed; its log has the details. The page was not kept.")

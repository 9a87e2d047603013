"""Answer calls to the pipeline, and say what this server offers."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, TypeVar

from flask import Blueprint, Response, g, request
from pydantic import BaseModel
from pydantic_core import to_json

from server.calls import CALLS, ApiCall
from server.cite import citing
from server.config import ENGINE, Settings
from server.errors import Cancelled, Problem
from server.model import CompareRequest, PageRequest
from server.pipeline import Done, Report
from server.pipeline import compare as compare_page
from server.store import Comparisons, Token
from server.web import auth, monitoring
from server.web.admission import Desk, Handover, caller, caller_gone, watched
from server.web.contract import BY_PLACE, CONTRACT, answer, unexpected
from server.web.routes.saved import Keep, keeper
from server.workers import Share

T = TypeVar("T", bound=BaseModel)
NDJSON = "application/x-ndjson"
# Yields what is sent, until the event is set; reports each step.
Events = Callable[[threading.Event, Report], Iterator[Any]]


def add_routes(calls: Blueprint, desk: Desk, store: Comparisons) -> None:
    """Add the routes under /v1 and the liveness probe."""
    settings = desk.engine.settings

    @calls.get("/v1/status")
    def about() -> Response:
        return answer(describe(settings, g.token))

    @calls.get("/healthz")
    def alive() -> Response:
        return Response("ok\n", mimetype="text/plain")

    def asked(model: type[T]) -> T:
        """Parse the request, once the caller has a free place."""
        desk.admission.turn_away(caller())
        return auth.parsed(model)

    @calls.route("/v1/compare", methods=_methods("compare"))
    def compare() -> Response:
        wanted = asked(CompareRequest)
        keep = keeper(store, settings, wanted.save)
        if wants_lines():
            return streamed(
                desk,
                wanted,
                lambda end, report: compare_page(desk.engine, wanted, end, report),
                lambda event: _line(event, keep),
            )
        body = keep(desk.compare(wanted))
        return Response(body, mimetype="application/json")

    @calls.post("/v1/cite")
    def cite() -> Response:
        return _citations(desk, asked(PageRequest))

    def plain(call: ApiCall) -> Response:
        return answer(desk.run(call.function, asked(call.model)))

    for name, call in CALLS.items():
        if name not in ("compare", "cite", "story"):  # they stream
            calls.add_url_rule(f"/v1/{name}", name, partial(plain, call), methods=_methods(name))


def _methods(name: str) -> list[str]:
    return [method.upper() for method, path in BY_PLACE if path == f"/v1/{name}"]


def wants_lines() -> bool:
    """Return whether the caller asks for a stream of events."""
    return NDJSON in request.headers.get("Accept", "")


def _json_line(event: Any) -> bytes:
    return to_json(event) + b"\n"


def streamed(
    desk: Desk, wanted: Any, events: Events, line: Callable[[Any], bytes] = _json_line
) -> Response:
    """Answer with a line for each of `events`, while the caller's place is held."""
    gone = caller_gone()
    place = desk.place(wanted, caller(), auth.charge(), gone)
    headers = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
    lines = _events(events, line, gone, place)
    return Response(lines, mimetype=NDJSON, headers=headers)


def _events(
    events: Events,
    line: Callable[[Any], bytes],
    gone: Callable[[], bool],
    place: AbstractContextManager[Share],
) -> Iterator[bytes]:
    """Yield one event per line; a blank line after a silence."""
    cancelled, handover = threading.Event(), Handover()

    def report(event: dict[str, Any]) -> None:
        handover.put(("item", event))

    try:
        with place as share:
            found = events(cancelled, report)
            # Proxies close silent connections after 30 or 60.
            for event in watched(found, cancelled, gone, 10.0, handover, share):
                own = _json_line if isinstance(event, dict) else line
                yield b"\n" if event is None else own(event)
    except Cancelled:
        return
    except Problem as problem:
        yield _problem_line(problem)
    except Exception as error:  # noqa: BLE001 - the status is sent: only the stream can report it
        yield _problem_line(unexpected(error))


def _problem_line(problem: Problem) -> bytes:
    monitoring.PROBLEMS.labels(problem.slug).inc()
    return _json_line({"event": "problem", "problem": problem.as_json()})


def _line(done: Done, keep: Keep) -> bytes:
    monitoring.count(done.comparison)
    return b'{"event":"done","comparison":%b}\n' % keep(done.comparison)


def _citations(desk: Desk, wanted: PageRequest) -> Response:
    if not wants_lines():
        return answer(desk.run(CALLS["cite"].function, wanted))
    page = wanted.page
    return streamed(desk, wanted, lambda end, report: citing(desk.engine, page, end, report))


_ANSWERS = CONTRACT["answers"]
_FEATURES = _ANSWERS["Status"]["properties"]["features"]["items"]["enum"]


def describe(settings: Settings, token: Token) -> dict[str, Any]:
    """Return the answer of /v1/status."""
    # The features that depend on settings; every server has the others.
    set_up = {
        "opinion": settings.opinion_url,
        "sign_in": settings.oidc_issuer or settings.user_header,
        "hooks": settings.hook_hosts,
    }
    known = {name: getattr(token, name) for name in ("name", "scopes", "expires", "per_day")}
    return {
        "name": "unabridged",
        "version": ENGINE.partition("/")[2],
        "engine": ENGINE,
        "features": [feature for feature in _FEATURES if set_up.get(feature, True)],
        "limits": {name: getattr(settings, name) for name in _ANSWERS["Limits"]["required"]},
        "token": {**known, "used_today": token.used if token.per_day else None},
    }

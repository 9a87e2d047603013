"""Answer calls to the pipeline, and say what this server offers."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Any, get_args

from flask import Response, g, request
from pydantic import BaseModel, Field
from pydantic_core import to_json

from server.calls import CALLS
from server.cite import Citations, citing
from server.config import ENGINE, Settings
from server.errors import Cancelled, Problem
from server.model import (
    NOT_BLANK,
    Alignment,
    AlignRequest,
    Article,
    CompareRequest,
    Comparison,
    FindRequest,
    PageRequest,
)
from server.pipeline import Done, Report
from server.pipeline import compare as compare_page
from server.store import Comparisons, Token
from server.web import auth, monitoring
from server.web.admission import Gateway, Handover, caller, caller_gone, watched
from server.web.answers import (
    CiteEvent,
    Feature,
    Found,
    Judged,
    Limits,
    OwnToken,
    Status,
    StreamEvent,
)
from server.web.problems import unexpected_problem
from server.web.routes.saved import Keep, keeper
from server.web.routing import CallBlueprint
from server.workers import Share

NDJSON = "application/x-ndjson"
_FEATURES: tuple[Feature, ...] = get_args(Feature)
# Yields what is sent, until the event is set; reports each step.
Events = Callable[[threading.Event, Report], Iterator[Any]]

_PAGE = {"page": {"url": "https://news.example/2026/quay-closes"}}
_TEXTS = {
    "page": {"text": "The quay closes in May, the council said."},
    "source": {"text": "The council of Ellery will close the old quay in May, it said on Monday."},
}
_STATUS = {
    "name": "unabridged",
    "version": ENGINE.partition("/")[2],
    "engine": ENGINE,
    "features": ["compare", "verdict", "align", "save"],
    "limits": {
        "page_bytes": 5_000_000,
        "fetch_seconds": 15.0,
        "worker_seconds": 10.0,
        "admitted": 80,
        "saved_days": 365,
        "saved_megabytes": 500,
        "link_days": 30,
    },
    "token": {
        "name": "Ada",
        "scopes": ["compare"],
        "expires": None,
        "per_day": 200,
        "used_today": 12,
    },
}


class AddressQuery(BaseModel):
    """The query of a call that takes a page's address alone."""

    url: str = Field(
        description="The page's address, percent-encoded.",
        json_schema_extra={"pattern": NOT_BLANK},
        examples=["https://news.example/2026/quay-closes"],
    )


def add_routes(calls: CallBlueprint, gateway: Gateway, store: Comparisons) -> None:
    """Add the calls that say something of a page, and what this server offers."""
    settings = gateway.engine.settings
    # None of these keeps anything, unless it is asked to.
    of_a_page = calls.calls(
        tag="Pages",
        scope="compare",
        open_to="machine",
        counts="refused",
        is_work=True,
    )

    @of_a_page.operation(
        "get",
        "/v1/compare",
        open_to="holders",
        query=AddressQuery,
        request=CompareRequest,
        answer=Comparison,
        summary="Compare the page at an address",
    )
    @of_a_page.operation(
        "post",
        "/v1/compare",
        request=CompareRequest,
        answer=Comparison,
        streams=StreamEvent,
        example=_PAGE,
    )
    def compare(body: CompareRequest) -> Comparison | Response:
        """Compare a page with its original.

        The answer has the verdict on the page, the search for its original, and the alignment of
        both. With `Accept: application/x-ndjson` it comes as one event a line, the last with the
        comparison.
        """
        keep = keeper(store, settings, body.save)
        if wants_lines():
            return stream(
                gateway,
                body,
                lambda end, report: compare_page(gateway.engine, body, end, report),
                lambda event: _line(event, keep),
            )
        return Response(keep(gateway.compare(body)), mimetype="application/json")

    @of_a_page.operation("post", "/v1/extract", request=PageRequest, answer=Article, example=_PAGE)
    def extract(body: PageRequest) -> Article:
        """Extract a page's article.

        Its text in sentences, its title, authors, publisher, dates and language.
        """
        article: Article = gateway.run(CALLS["extract"].function, body)
        return article

    @of_a_page.operation(
        "get",
        "/v1/verdict",
        open_to="holders",
        query=AddressQuery,
        request=PageRequest,
        answer=Judged,
        summary="Judge the page at an address",
    )
    @of_a_page.operation("post", "/v1/verdict", request=PageRequest, answer=Judged, example=_PAGE)
    def verdict(body: PageRequest) -> Judged:
        """Judge what kind of page this is.

        Complete, incomplete, a retelling or no article, with evidence that quotes the page.
        """
        judged: Judged = gateway.run(CALLS["verdict"].function, body)
        return judged

    @of_a_page.operation("post", "/v1/find", request=FindRequest, answer=Found, example=_PAGE)
    def find(body: FindRequest) -> Found:
        """Find a page's original.

        It is looked for even if the page seems complete.
        """
        answer: Found = gateway.run(CALLS["find"].function, body)
        return answer

    @of_a_page.operation(
        "post",
        "/v1/cite",
        request=PageRequest,
        answer=Citations,
        streams=CiteEvent,
        example=_PAGE,
    )
    def cite(body: PageRequest) -> Citations | Response:
        """Check a text's sentences against the pages that they cite.

        With `Accept: application/x-ndjson` a line comes for each source that was read.
        """
        if wants_lines():
            page = body.page
            return stream(
                gateway, body, lambda end, report: citing(gateway.engine, page, end, report)
            )
        citations: Citations = gateway.run(CALLS["cite"].function, body)
        return citations

    @of_a_page.operation(
        "post",
        "/v1/align",
        request=AlignRequest,
        answer=Alignment,
        most_values=125_000,
        example=_TEXTS,
    )
    def align(body: AlignRequest) -> Alignment:
        """Compare a text with another.

        What it keeps, adds, changes and leaves out, sentence by sentence.
        """
        alignment: Alignment = gateway.run(CALLS["align"].function, body)
        return alignment

    @calls.calls(tag="Pages", open_to="machine").operation(
        "get", "/v1/status", answer=Status, example=_STATUS
    )
    def status() -> Status:
        """Describe this server and the caller's rights.

        Its version, features and limits, and the scopes and quota of the caller's token.
        """
        return describe(settings, g.token)


def wants_lines() -> bool:
    """Whether the caller asks for a stream of events."""
    return NDJSON in request.headers.get("Accept", "")


def _json_line(event: Any) -> bytes:
    return to_json(event) + b"\n"


def stream(
    gateway: Gateway, body: Any, events: Events, line: Callable[[Any], bytes] = _json_line
) -> Response:
    """Answer with a line for each of `events`, while the caller's place is held."""
    gone = caller_gone()
    place = gateway.place(body, caller(), auth.charge(), gone)
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
            answered = events(cancelled, report)
            # Proxies close silent connections after 30 or 60.
            for event in watched(answered, cancelled, gone, 10.0, handover, share):
                encode = _json_line if isinstance(event, dict) else line
                yield b"\n" if event is None else encode(event)
    except Cancelled:
        return
    except Problem as problem:
        yield _problem_line(problem)
    except Exception as error:  # noqa: BLE001 - the status is sent: only the stream can report it
        yield _problem_line(unexpected_problem(error))


def _problem_line(problem: Problem) -> bytes:
    monitoring.PROBLEMS.labels(problem.slug).inc()
    return _json_line({"event": "problem", "problem": problem.as_json()})


def _line(done: Done, keep: Keep) -> bytes:
    monitoring.count(done.comparison)
    return b'{"event":"done","comparison":%b}\n' % keep(done.comparison)


def describe(settings: Settings, token: Token) -> Status:
    """Return what this server offers to the holder of `token`."""
    # The features that depend on settings; every server has the others.
    set_up = {
        "opinion": settings.opinion_url,
        "sign_in": settings.oidc_issuer or settings.user_header,
        "hooks": settings.hook_hosts,
    }
    limits = {limit.name: getattr(settings, limit.name) for limit in fields(Limits)}
    return Status(
        name="unabridged",
        version=ENGINE.partition("/")[2],
        engine=ENGINE,
        features=[feature for feature in _FEATURES if set_up.get(feature, True)],
        limits=Limits(**limits),
        token=OwnToken(
            name=token.name,
            scopes=token.scopes,
            expires=token.expires,
            per_day=token.per_day,
            used_today=token.used if token.per_day else None,
        ),
    )

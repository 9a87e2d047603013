"""The contract as an OpenAPI 3.1 document, built from the models."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter

from server.align import WHY_CODES
from server.config import ENGINE
from server.errors import PROBLEMS
from server.model import (
    FINDERS,
    KINDS,
    Alignment,
    AlignRequest,
    Article,
    ArticleInput,
    ArticleSearchRequest,
    ArticlesRequest,
    Citations,
    ClaimRequest,
    CompareRequest,
    Comparison,
    FeedRequest,
    FindRequest,
    Label,
    PageRequest,
    PairingRequest,
    Scope,
    Search,
    Verdict,
)
from server.store import Hit
from server.verdict import SIGNALS
from server.web.json_io import ATOM_TYPES, LAST_NUMBER, MOST_HITS, MOST_LISTED
from server.web.routes.status import Status

_REF = "#/components/schemas/{model}"
_PARTS_OF_BODIES = {"PageInput", "Passage", "SentencesInput", "SearchOptions"}
_NOUNS = (Article, Verdict, Search, Alignment, Citations, Comparison, Hit, Status)
_PROBLEM = {
    "description": "A problem (RFC 9457): `detail` for people, `params` for programs.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "stage", "retryable"],
    "properties": {
        "type": {"type": "string", "enum": [f"/problems/{slug}" for slug in PROBLEMS]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "stage": {"enum": ["request", "article", "verdict", "source", "align"]},
        "retryable": {"type": "boolean"},
        "params": {"type": "object"},
    },
}


@dataclass(frozen=True, slots=True)
class Operation:
    """A call: method, path, input and answer."""

    method: str
    path: str
    summary: str
    body: type[BaseModel] | None = None
    answer: dict[str, Any] | None = None
    streams: bool = False
    query: tuple[dict[str, Any], ...] = ()
    media: tuple[str, ...] = ("application/json",)


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": _REF.format(model=name)}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _query(name: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _whole_number(name: str, most: int, **schema: Any) -> dict[str, Any]:
    return _query(name, type="integer", minimum=1, maximum=most, **schema)


def _or_null(name: str) -> dict[str, Any]:
    return {"anyOf": [_ref(name), _NULL]}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_COUNT: dict[str, Any] = {"type": "integer"}
_NULL = {"type": "null"}
_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"anyOf": [_TEXT, _NULL]}
_TIME = {"type": "string", "format": "date-time"}
_MOMENT = {"anyOf": [_TIME, _NULL]}
_SCOPES = _list({"enum": list(get_args(Scope))})
_FEED = _object(
    id=_TEXT,
    url=_TEXT,
    title=_TEXT_OR_NULL,
    state={"enum": ["active", "gone"]},
    added=_MOMENT,
    polled=_MOMENT,
    due=_MOMENT,
    articles=_COUNT,
    newest=_MOMENT,
    failures=_COUNT,
    last_error=_TEXT_OR_NULL,
)
# Answers that are no nouns of the model, by name.
_ANSWERS = {
    "Judged": _object(page=_ref("Article"), verdict=_ref("Verdict")),
    "Found": _object(page=_ref("Article"), verdict=_ref("Verdict"), search=_ref("Search")),
    "Rejected": _object(index=_COUNT, problem=_ref("Problem")),
    "ArticlesAdded": _object(
        added=_COUNT, updated=_COUNT, unchanged=_COUNT, rejected=_list(_ref("Rejected"))
    ),
    "Hits": _object(hits=_list(_ref("Hit"))),
    "SavedComparison": _object(
        id=_TEXT,
        title=_TEXT_OR_NULL,
        url=_TEXT_OR_NULL,
        source_title=_TEXT_OR_NULL,
        source_url=_TEXT_OR_NULL,
        label={"enum": list(get_args(Label))},
        created=_TIME,
        expires=_TIME,
        link={**_TEXT_OR_NULL, "description": "Path of the page that opens it without a token."},
        link_expires=_MOMENT,
    ),
    "SavedComparisons": _object(comparisons=_list(_ref("SavedComparison")), next=_TEXT_OR_NULL),
    "OwnComparison": {
        "type": "object",
        "description": "As in lists, and whole, as it was saved.",
        "required": ["id", "created", "expires", "comparison"],
        "properties": {
            **dict.fromkeys(("id", "label"), _TEXT),
            **dict.fromkeys(("title", "url", "source_title", "source_url", "link"), _TEXT_OR_NULL),
            **dict.fromkeys(("created", "expires"), _TIME),
            "comparison": {"type": "object"},
            "versions": _list({"type": "object"}),
        },
    },
    "OwnData": _object(
        owner=_TEXT,
        made=_TIME,
        tokens=_list({"type": "object"}),
        hooks=_list({"type": "object"}),
        pairings=_list({"type": "object"}),
        sessions=_COUNT,
        comparisons=_list(_ref("OwnComparison")),
    ),
    "Pairing": _object(code=_TEXT, link=_TEXT, expires=_TIME),
    "PairedToken": _object(token=_TEXT, name=_TEXT, scopes=_SCOPES, expires=_MOMENT),
    "Feed": _FEED,
    "Feeds": _object(feeds=_list(_ref("Feed"))),
    "AddedFeed": _object(**_FEED["properties"], kind=_TEXT, items=_COUNT),
    "StageEvent": {
        "type": "object",
        "description": "A stage begins or ends, with what is known then.",
        "required": ["event", "stage", "state"],
        "properties": {
            "event": {"type": "string", "const": "stage"},
            "stage": {"type": "string", "enum": ["article", "verdict", "source", "align"]},
            "state": {"type": "string", "enum": ["started", "done"]},
            "page": _ref("Article"),
            "verdict": _ref("Verdict"),
            "search": _or_null("Search"),
            "source": _or_null("Article"),
            "alignment": _or_null("Alignment"),
            "sources": _list(_ref("Article")),
        },
    },
    "ProblemEvent": _object(event={"type": "string", "const": "problem"}, problem=_ref("Problem")),
    "DoneEvent": _object(event={"type": "string", "const": "done"}, comparison=_ref("Comparison")),
    "StreamEvent": {
        "oneOf": [_ref("StageEvent"), _ref("ProblemEvent"), _ref("DoneEvent")],
        "description": "A line of a stream; the last one is done or problem. Blank lines keep the "
        "connection open.",
    },
}

OPERATIONS = (
    Operation(
        "post",
        "/v1/compare",
        "Compare a page with its source: verdict, source, alignment. With "
        "`Accept: application/x-ndjson` one event per line, the last with the comparison.",
        CompareRequest,
        _ref("Comparison"),
        streams=True,
    ),
    Operation("post", "/v1/extract", "Extract the page's article.", PageRequest, _ref("Article")),
    Operation(
        "post",
        "/v1/verdict",
        "Judge what kind of page this is, with evidence that quotes it.",
        PageRequest,
        _ref("Judged"),
    ),
    Operation(
        "post",
        "/v1/find",
        "Find the page's source, even if the verdict is `full`.",
        FindRequest,
        _ref("Found"),
    ),
    Operation(
        "post",
        "/v1/cite",
        "Check each sentence with a link against the linked page.",
        PageRequest,
        _ref("Citations"),
    ),
    Operation(
        "post",
        "/v1/align",
        "Compare a text with another: what it keeps, adds, changes and leaves out.",
        AlignRequest,
        _ref("Alignment"),
    ),
    Operation(
        "post",
        "/v1/articles",
        "Add articles to the index, for which the token needs the scope `index`; a rejected one "
        "does not keep out the others.",
        ArticlesRequest,
        _ref("ArticlesAdded"),
    ),
    Operation(
        "get",
        "/v1/articles",
        "Search the index: `q` words, `limit` (at most 50); titles, addresses and leads, never "
        "the whole text.",
        answer=_ref("Hits"),
        query=(
            _query("q", required=True, type="string", pattern=r"\S"),
            _whole_number("limit", MOST_HITS, default=10),
        ),
    ),
    Operation(
        "post",
        "/v1/articles/search",
        "Search the index for words and phrases of a page, from days around its date, as a peer "
        "does; the token needs the scope `compare`.",
        ArticleSearchRequest,
        _ref("Hits"),
    ),
    Operation(
        "get",
        "/v1/comparisons",
        "List your saved comparisons, newest first, `limit` at a time (50; at most 100); `next` is "
        "the `before` of the next page.",
        answer=_ref("SavedComparisons"),
        query=(
            _whole_number("limit", MOST_LISTED, default=50),
            _whole_number("before", LAST_NUMBER),
        ),
    ),
    Operation(
        "get",
        "/v1/comparisons.atom",
        "List the newest fifty as an Atom feed. Feed readers may send the token as the password "
        "of HTTP Basic, under any name.",
        answer={"type": "string"},
        media=ATOM_TYPES,
    ),
    Operation(
        "get",
        "/v1/comparisons/{id}",
        "Return your saved comparison, or anyone's by its link, without a token; then the source "
        "has only the sentences that the page uses and the most important that it leaves out.",
        answer=_ref("Comparison"),
    ),
    Operation("delete", "/v1/comparisons/{id}", "Delete your comparison."),
    Operation(
        "put",
        "/v1/comparisons/{id}/link",
        "Create a link that opens your comparison without a token, or extend the present one. "
        "After a revoked link, the new one differs.",
        answer=_ref("SavedComparison"),
    ),
    Operation("delete", "/v1/comparisons/{id}/link", "Revoke the link; the comparison stays."),
    Operation(
        "get",
        "/v1/me",
        "Return all that the server keeps of you and of the tokens paired from yours: saved "
        "comparisons, links, tokens, webhooks, sessions; no secret.",
        answer=_ref("OwnData"),
    ),
    Operation(
        "delete",
        "/v1/me",
        "Delete all of that, and sign you out everywhere; only the token itself stays, which its "
        "operator revokes.",
    ),
    Operation(
        "post",
        "/v1/pairings",
        "Create a link that sets up an extension once, within ten minutes: a new token with at "
        "most the caller's scopes, days and quota.",
        PairingRequest,
        _ref("Pairing"),
    ),
    Operation(
        "post",
        "/v1/pairings/claim",
        "Exchange a pairing code for its token; no token is needed, the answer comes once.",
        ClaimRequest,
        _ref("PairedToken"),
    ),
    Operation(
        "get",
        "/v1/feeds",
        "List the feeds that fill the index.",
        answer=_ref("Feeds"),
    ),
    Operation(
        "post",
        "/v1/feeds",
        "Check a feed (RSS, Atom, JSON Feed, news site map) and add it; `items` counts its items.",
        FeedRequest,
        _ref("AddedFeed"),
    ),
    Operation("delete", "/v1/feeds/{id}", "Remove a feed; its articles stay in the index."),
    Operation(
        "get",
        "/v1/status",
        "Return version, features, limits, and the caller's rights.",
        answer=_ref("Status"),
    ),
)


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document, cached; do not change it."""
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _describe(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Unabridged",
            "version": ENGINE.partition("/")[2],
            "description": "Is this page the whole story, and if not, where is the original "
            "and what does this page leave out, add or change?",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": {**_schemas(), **_ANSWERS, "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _describe(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.method + "_" + "_".join(re.findall(r"\w+", operation.path)[1:]),
        "summary": operation.summary,
        "responses": {**_success(operation), "default": _problem_response()},
    }
    parameters: list[dict[str, Any]] = list(operation.query)
    if "{id}" in operation.path:
        parameters.append({"name": "id", "in": "path", "required": True, "schema": _TEXT})
    if parameters:
        described["parameters"] = parameters
    if operation.body:
        schema = _ref(operation.body.__name__)
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return described


def _success(operation: Operation) -> dict[str, Any]:
    if operation.answer is None:
        return {"204": {"description": "Done."}}
    content: dict[str, Any] = {media: {"schema": operation.answer} for media in operation.media}
    if operation.streams:
        content["application/x-ndjson"] = {"schema": _ref("StreamEvent")}
    return {"200": {"description": "The answer.", "content": content}}


def _problem_response() -> dict[str, Any]:
    return {
        "description": "A problem (RFC 9457).",
        "content": {"application/problem+json": {"schema": _ref("Problem")}},
    }


def _schemas() -> dict[str, Any]:
    bodies = {operation.body for operation in OPERATIONS if operation.body} | {ArticleInput}
    ordered = sorted(bodies, key=lambda body: body.__name__)
    inputs = [(body, "validation", TypeAdapter(body)) for body in ordered]
    outputs = [(noun, "serialization", TypeAdapter(noun)) for noun in _NOUNS]
    _, made = TypeAdapter.json_schemas([*inputs, *outputs], ref_template=_REF)  # type: ignore[list-item]  # the three modes of the tuples
    schemas: dict[str, Any] = made["$defs"]
    for name in {body.__name__ for body in bodies} | _PARTS_OF_BODIES:
        for field in schemas[name]["properties"].values():
            _word_default(field)
    for noun, field, codes in (
        ("Evidence", "signal", SIGNALS),
        ("Change", "kind", KINDS),
        ("FoundBy", "finder", FINDERS),
        ("Tried", "finder", FINDERS),
        ("LeftOut", "why_code", WHY_CODES),
    ):
        schemas[noun]["properties"][field]["enum"] = list(codes)
    return schemas


def _word_default(field: dict[str, Any]) -> None:
    """Move the default of an input's field to its description.

    Generators of clients take a field with a default for one that is always there.
    """
    value = field.pop("default", None)
    if value is False or (value and not isinstance(value, dict)):
        says = f"{field.get('description', '')} By default {json.dumps(value)}."
        field["description"] = says.strip()

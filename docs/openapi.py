"""Writes docs/openapi.json, the API as an OpenAPI 3.1 document: `python docs/openapi.py`.

It is made of what the decorators of the calls say, and of the types of what they take and give.
"""

import json
import re
from collections import defaultdict
from functools import reduce
from http import HTTPStatus
from operator import getitem
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, get_args

from pydantic import TypeAdapter

from server import create_app, model
from server.align import WHY_CODES
from server.config import ENGINE, Settings
from server.errors import PROBLEMS
from server.model import FINDERS, KINDS, Finding
from server.verdict import SIGNALS
from server.web import answers
from server.web.operations import OPERATIONS, TAGS, Operation

Json = dict[str, Any]

_REF = "#/components/schemas/{model}"
_PROBLEM_JSON = "application/problem+json"
_INFO: Json = {
    "title": "Unabridged",
    "version": ENGINE.partition("/")[2],
    "description": "Is this page the whole story, and if not, where is the original and what does "
    "this page leave out, add or change?",
    "license": {"name": "MIT", "identifier": "MIT"},
}
# Beside what calls give: nouns that clients know by name, and what parts of a body are.
_NOUNS: tuple[Any, ...] = (model.Article, model.Verdict, model.Search, answers.Problem)
_PARTS_OF_BODIES = {
    *("PageInput", "Passage", "SentencesInput", "SearchOptions", "ImportedComparison"),
}
# The values of fields that are closed lists: of which schema, and of which field.
_CODES = (
    ("Evidence", ("signal",), SIGNALS),
    ("Change", ("kind",), KINDS),
    ("FoundBy", ("finder",), FINDERS),
    ("Tried", ("finder",), FINDERS),
    ("LeftOut", ("why_code",), WHY_CODES),
)
# Properties that an answer has beside its fields.
_DERIVED = (
    ("PageSentence", "finding", get_args(Finding)),
    ("Elsewhere", "finding", get_args(Finding)),
)
_STREAM = "application/x-ndjson"
# Made-up values of what paths hold.
_IN_PATH = {"id": "3f2a91c0", "key": "unab_aKeyOfFeeds", "feed": "3f2a91c0"}


def document() -> Json:
    """Return the OpenAPI document."""
    with TemporaryDirectory() as folder:
        create_app(Settings(data=Path(folder)))  # its modules declare the calls
    operations = sorted(OPERATIONS.values(), key=_place)
    paths: dict[str, Json] = defaultdict(dict)
    for operation in operations:
        paths[operation.path][operation.method] = _describe(operation)
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": says} for name, says in TAGS.items()],
        "security": [{"token": []}],
        "paths": dict(paths),
        "components": {
            "schemas": _schemas(operations),
            "responses": _refusals(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _place(operation: Operation) -> tuple[int, str, int]:
    methods = ("get", "post", "put", "patch", "delete")
    return [*TAGS].index(operation.tag), operation.path, methods.index(operation.method)


def _describe(operation: Operation) -> Json:
    words = re.findall(r"\w+", operation.path.removeprefix("/v1"))
    described: Json = {
        "operationId": "_".join((operation.method, *words)),
        "tags": [operation.tag],
        "summary": operation.summary,
    }
    if operation.description:
        described["description"] = operation.description
    if operation.open_to != "holders":
        described["security"] = [{}, {"token": []}]
    parameters = list(operation.parameters)
    parameters += [
        {
            "name": name,
            "in": "path",
            "required": True,
            "example": _IN_PATH[name],
            "schema": {"type": "string"},
        }
        for name in operation.in_path
    ]
    if parameters:
        described["parameters"] = parameters
    if operation.has_body:
        body: Json = {"schema": _schema_of(operation.request)}
        if operation.example is not None:
            body["example"] = operation.example
        described["requestBody"] = {"required": True, "content": {"application/json": body}}
    described["responses"] = _responses(operation)
    return described


def _responses(operation: Operation) -> Json:
    """Return the answer of a call, and what it may be refused with."""
    responses: Json = {}
    if operation.answer is None:
        responses["204"] = {"description": "Done."}
    else:
        content: Json = {}
        for media in operation.media:
            content[media] = {"schema": _schema_of(operation.answer)}
        if operation.example is not None and not operation.has_body:
            content[operation.media[0]]["example"] = operation.example
        if operation.streams:
            content[_STREAM] = {"schema": _schema_of(operation.streams)}
        responses["200"] = {"description": "The answer.", "content": content}
    for status in _refused_with(operation):
        responses[str(status)] = {"$ref": f"#/components/responses/{_response_name(status)}"}
    responses["default"] = _problem("Another problem (RFC 9457).")
    return responses


def _refused_with(operation: Operation) -> list[int]:
    statuses = {403, 429, 503}
    if operation.open_to != "everybody" or operation.in_path:  # by a key of its own
        statuses |= {401}
    if operation.has_body:
        statuses |= {400, 413, 415, 422}
    if operation.parameters:
        statuses |= {422}
    if operation.in_path:
        statuses |= {404}
    return sorted(statuses)


def _refusals() -> Json:
    """Return a response for each status that a call may be refused with."""
    statuses = {status for operation in OPERATIONS.values() for status in _refused_with(operation)}
    responses = {}
    for status in sorted(statuses):
        types = [slug for slug, problem in PROBLEMS.items() if problem.status == status]
        responses[_response_name(status)] = _problem(f"A problem: {', '.join(types)}.")
    return responses


def _response_name(status: int) -> str:
    return re.sub(r"\W", "", HTTPStatus(status).phrase.title())


def _problem(description: str) -> Json:
    return {
        "description": description,
        "content": {_PROBLEM_JSON: {"schema": {"$ref": _REF.format(model="Problem")}}},
    }


def _schema_of(kind: Any) -> Json:
    """Return the schema of a type, its name's where it has one."""
    if kind is str:
        return {"type": "string"}
    return {"$ref": _REF.format(model=kind.__name__)}


def _schemas(operations: list[Operation]) -> Json:
    bodies = [operation.request for operation in operations if operation.has_body]
    inputs: dict[Any, None] = dict.fromkeys([*filter(None, bodies), model.ArticleInput])
    given = [kind for each in operations for kind in (each.answer, each.streams)]
    outputs = dict.fromkeys([*(kind for kind in given if kind not in (None, str)), *_NOUNS])
    modes: list[tuple[Any, Literal["validation", "serialization"], TypeAdapter[Any]]] = [
        *((kind, "validation", TypeAdapter(kind)) for kind in inputs),
        *((kind, "serialization", TypeAdapter(kind)) for kind in outputs),
    ]
    _, made = TypeAdapter.json_schemas(modes, ref_template=_REF)
    schemas: dict[str, Json] = made["$defs"]
    for name in {kind.__name__ for kind in inputs} | _PARTS_OF_BODIES:
        for field in schemas[name]["properties"].values():
            _word_default(field)
            _list_constants(field)
    for name, field, values in _DERIVED:
        schemas[name]["properties"][field] = {"enum": list(values), "type": "string"}
    for schema in schemas.values():
        _describe_fields(schema)
        for each in schema.get("properties", {}).values():
            each.pop("title", None)  # made of its name
    for name, place, codes in _CODES:
        reduce(getitem, place, schemas[name]["properties"])["enum"] = list(codes)
    return dict(sorted(schemas.items()))


def _describe_fields(schema: Json) -> None:
    """Give a field what the description of its type says of it, sentence by sentence."""
    sentences = re.split(r"(?<=[.;:])\s+", schema.get("description", ""))
    for name, field in schema.get("properties", {}).items():
        says = [sentence for sentence in sentences if f"`{name}`" in sentence]
        if says and "description" not in field:
            field["description"] = " ".join(says).rstrip(";:")


def _word_default(field: Json) -> None:
    """Move the default of an input's field to its description.

    Generators of clients take a field with a default for one that is always there.
    """
    value = field.pop("default", None)
    if value is False or (value and not isinstance(value, dict)):
        says = f"{field.get('description', '')} By default {json.dumps(value)}."
        field["description"] = says.strip()


def _list_constants(field: Json) -> None:
    """Write the only choice of an input's field as a list of one.

    Generators of clients take a constant for the only value that the field may have.
    """
    for choice in field.get("anyOf", ()):
        if "const" in choice:
            choice["enum"] = [choice.pop("const")]


if __name__ == "__main__":
    print(json.dumps(document(), indent=1, ensure_ascii=False))

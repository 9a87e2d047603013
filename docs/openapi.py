"""Writes docs/openapi.json, the API as an OpenAPI 3.1 document: `python docs/openapi.py`.

It is made of server/web/contract.json and the models' schemas.
"""

import json
import re
from copy import deepcopy
from functools import reduce
from operator import getitem
from typing import Any, get_args

from pydantic import TypeAdapter

from server import model
from server.align import WHY_CODES
from server.config import ENGINE
from server.errors import PROBLEMS
from server.model import FINDERS, KINDS, Finding, Label, Scope
from server.store import Hit
from server.verdict import SIGNALS
from server.web.contract import CONTRACT, OPERATIONS, Operation

_DOCUMENT: dict[str, Any] = CONTRACT["document"]  # without version, paths and schemas
# An object of which nothing else is said has all of its fields.
_ANSWERS: dict[str, dict[str, Any]] = {
    name: schema if "oneOf" in schema else {"required": list(schema["properties"]), **schema}
    for name, schema in CONTRACT["answers"].items()
}
_REF = "#/components/schemas/{model}"
_PARTS_OF_BODIES = {
    *("PageInput", "Passage", "SentencesInput", "SearchOptions", "ImportedComparison"),
}
_NOUNS = (
    *(model.Article, model.Verdict, model.Search, model.Alignment, model.Citations),
    *(model.Comparison, model.Story, model.ListedStory, Hit),
)
# The values of fields that are closed lists: of which schema, and where in it.
_CODES = (
    ("Evidence", ("signal",), SIGNALS),
    ("Change", ("kind",), KINDS),
    ("FoundBy", ("finder",), FINDERS),
    ("Tried", ("finder",), FINDERS),
    ("LeftOut", ("why_code",), WHY_CODES),
    ("SavedComparison", ("label",), get_args(Label)),
    ("PairedToken", ("scopes", "items"), get_args(Scope)),
    ("Problem", ("type",), [f"/problems/{slug}" for slug in PROBLEMS]),
)
# Properties that an answer has beside its fields.
_DERIVED = (
    ("PageSentence", "finding", get_args(Finding)),
    ("Elsewhere", "finding", get_args(Finding)),
)


def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    made = deepcopy(_DOCUMENT)
    made["info"]["version"] = ENGINE.partition("/")[2]
    made["components"]["schemas"] = _schemas()
    for operation in OPERATIONS:
        made["paths"].setdefault(operation.path, {})[operation.method] = _describe(operation)
    return made


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": _REF.format(model=name)}


def _describe(operation: Operation) -> dict[str, Any]:
    problem = {
        "description": "A problem (RFC 9457).",
        "content": {"application/problem+json": {"schema": _ref("Problem")}},
    }
    described: dict[str, Any] = {
        "operationId": operation.method + "_" + "_".join(re.findall(r"\w+", operation.path)[1:]),
        "summary": operation.summary,
        "responses": {**_success(operation), "default": problem},
    }
    parameters: list[dict[str, Any]] = list(operation.query)
    if "{id}" in operation.path:
        parameters.append(
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        )
    if parameters:
        described["parameters"] = parameters
    if operation.open_to != "holders":
        described["security"] = [{}, {"token": []}]
    if operation.body:
        schema = _ref(operation.body)
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
        content["application/x-ndjson"] = {"schema": _ref(operation.streams)}
    return {"200": {"description": "The answer.", "content": content}}


def _schemas() -> dict[str, Any]:
    names = {operation.body for operation in OPERATIONS if operation.body} | {"ArticleInput"}
    bodies = [getattr(model, name) for name in sorted(names)]
    inputs = [(body, "validation", TypeAdapter(body)) for body in bodies]
    outputs = [(noun, "serialization", TypeAdapter(noun)) for noun in _NOUNS]
    _, made = TypeAdapter.json_schemas([*inputs, *outputs], ref_template=_REF)  # type: ignore[list-item]  # the three modes of the tuples
    schemas: dict[str, Any] = made["$defs"]
    for name in names | _PARTS_OF_BODIES:
        for field in schemas[name]["properties"].values():
            _word_default(field)
    for name, conditions in CONTRACT["conditions"].items():
        schemas[name] = _with(conditions, schemas[name])
    schemas |= deepcopy(_ANSWERS)
    for name, field, values in _DERIVED:
        schemas[name]["properties"][field] = {"enum": list(values), "type": "string"}
    for name, place, codes in _CODES:
        reduce(getitem, place, schemas[name]["properties"])["enum"] = list(codes)
    return schemas


def _with(conditions: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return an input's schema with more conditions, also of single fields.

    `not` leaves each input one object, of which generators of clients make one class; a list of
    one (`enum`) is there since some take a constant for the only choice.
    """
    fields = schema["properties"]
    for field, more in conditions.get("properties", {}).items():
        fields = {**fields, field: dict(sorted((fields[field] | more).items()))}
    return dict(sorted((schema | conditions | {"properties": fields}).items()))


def _word_default(field: dict[str, Any]) -> None:
    """Move the default of an input's field to its description.

    Generators of clients take a field with a default for one that is always there.
    """
    value = field.pop("default", None)
    if value is False or (value and not isinstance(value, dict)):
        says = f"{field.get('description', '')} By default {json.dumps(value)}."
        field["description"] = says.strip()


if __name__ == "__main__":
    print(json.dumps(document(), indent=1, ensure_ascii=False))

"""The API's calls, of contract.json: their bodies are read and their answers written here."""

import codecs
import re
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response, request
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from server.errors import InvalidRequest, NotJson, UnsupportedMediaType, invalid
from server.model import Scope, read_table


@dataclass(frozen=True, slots=True)
class Operation:
    """A call: method, path, what it does, the model of its body, and its answer's schema.

    Its caller's token needs the `scope`, if there is one.
    """

    method: str
    path: str
    summary: str
    scope: Scope | None = None
    body: str | None = None
    answer: dict[str, Any] | None = None
    streams: bool = False
    query: tuple[dict[str, Any], ...] = ()
    media: tuple[str, ...] = ("application/json",)


CONTRACT: dict[str, Any] = read_table("server.web", "contract.json")
OPERATIONS = tuple(Operation(**call) for call in CONTRACT["calls"])
BY_PLACE = {(one.method, one.path): one for one in OPERATIONS}


def called() -> Operation | None:
    """Return the call that this request is; None for a page or an unknown address."""
    path = re.sub("<[^>]*>", "{id}", str(request.url_rule))
    return BY_PLACE.get((request.method.lower().replace("head", "get"), path))


M = TypeVar("M", bound=BaseModel)


def parse(model: type[M]) -> M:
    """Parse the request's body as `model`; raise a Problem that names each fault."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(
            f"The body came as {request.mimetype or 'an unnamed type'}; "
            "send JSON with the header Content-Type: application/json."
        )
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    body = request.get_data(cache=False).removeprefix(codecs.BOM_UTF8)
    if coding != "identity" and not body.lstrip().startswith(b"{"):
        raise UnsupportedMediaType(f"The body came compressed ({coding[:20]}); send it as it is.")
    if not body or body.isspace():
        raise NotJson("The body is empty; send a JSON object, as /docs describes it.")
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise describe(error) from None


def describe(error: ValidationError) -> NotJson | InvalidRequest:
    """Return the problem of an invalid body."""
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return NotJson(f"The body is not JSON in UTF-8: {first['ctx']['error']}.")
    return invalid(error)


def answer(value: Any) -> Response:
    """Return `value` (a noun of the model, or a dict of them) as a JSON answer."""
    return Response(to_json(value), mimetype="application/json")


def whole_number(name: str) -> int:
    """Return this call's query parameter `name`, else its default or 0; raise InvalidRequest."""
    call = called()
    (schema,) = (one["schema"] for one in (call.query if call else ()) if one["name"] == name)
    if name not in request.args:
        return int(schema.get("default", 0))
    given, most = request.args[name], schema["maximum"]
    fits = given.isascii() and given.isdecimal() and len(given) < 20
    if not fits or not 1 <= int(given) <= most:
        raise InvalidRequest(f"`{name}` is a whole number from 1 to {most}, not “{given[:40]}”.")
    return int(given)

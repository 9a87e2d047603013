"""Request bodies in, answers out: JSON on both sides, checked against the models."""

from typing import Any, TypeVar

from flask import Response, request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, to_json

from server.errors import InvalidRequest, NotJson, UnsupportedMediaType

M = TypeVar("M", bound=BaseModel)
# The largest value of query parameters: hits, comparisons in a list, number of a comparison.
MOST_HITS = 50
MOST_LISTED = 100
LAST_NUMBER = 2**62


def parse(model: type[M]) -> M:
    """The request's body as `model`; raises a Problem that names each fault."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(
            f"The body came as {request.mimetype or 'an unnamed type'}; "
            "send JSON with the header Content-Type: application/json."
        )
    try:
        return model.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        raise describe(error) from None


def describe(error: ValidationError) -> NotJson | InvalidRequest:
    """What is wrong with a body, in sentences."""
    faults = error.errors(include_url=False, include_input=False)
    if faults[0]["type"] == "json_invalid":
        return NotJson(f"The body is not JSON: {faults[0]['ctx']['error']}.")
    return InvalidRequest(
        " ".join(_sentence(fault) for fault in faults[:10]),
        faults=[
            {"field": _path(fault), "code": fault["type"], "says": fault["msg"]}
            for fault in faults[:10]
        ],
    )


def _sentence(fault: ErrorDetails) -> str:
    where = _path(fault)
    if fault["type"] == "extra_forbidden":
        return f"The field `{where}` is not known; /docs lists the fields."
    if fault["type"] == "missing":
        return f"The field `{where}` is missing."
    message = fault["msg"].removeprefix("Value error, ")
    return f"`{where}`: {message}." if where else f"The body: {message}."


def _path(fault: ErrorDetails) -> str:
    # The tags of the union (page, sentences) appear in the location as if they were fields.
    steps = [str(step) for step in fault["loc"]]
    if len(steps) > 1 and steps[0] in {"page", "source"} and steps[1] in {"page", "sentences"}:
        del steps[1:2]
    return ".".join(steps)


def answer(value: Any) -> Response:
    """`value` (a noun of the model, or a dict of them) as a JSON answer."""
    return Response(to_json(value), mimetype="application/json")


def whole_number(name: str, default: int, most: int) -> int:
    """The query parameter `name`, from 1 to `most`; raises InvalidRequest for another value."""
    given = request.args.get(name, str(default))
    fits = given.isascii() and given.isdecimal() and len(given) < 20
    if not fits or not 1 <= int(given) <= most:
        raise InvalidRequest(f"`{name}` is a whole number from 1 to {most}, not “{given[:40]}”.")
    return int(given)

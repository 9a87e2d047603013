"""The calls of the API and the answers that are no nouns of the model: contract.json."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """A call: method, path, what it does, the model of its body, and its answer's schema."""

    method: str
    path: str
    summary: str
    body: str | None = None
    answer: dict[str, Any] | None = None
    streams: bool = False
    query: tuple[dict[str, Any], ...] = ()
    media: tuple[str, ...] = ("application/json",)


_CONTRACT = json.loads(files("server.web").joinpath("contract.json").read_text("utf-8"))
OPERATIONS = tuple(Operation(**call) for call in _CONTRACT["calls"])
# An object of which nothing else is said has all of its fields.
ANSWERS: dict[str, dict[str, Any]] = {
    name: schema if "oneOf" in schema else {"required": list(schema["properties"]), **schema}
    for name, schema in _CONTRACT["answers"].items()
}


def operation(method: str, path: str) -> Operation:
    """Return the call of this method and path."""
    return next(one for one in OPERATIONS if (one.method, one.path) == (method, path))

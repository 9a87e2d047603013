"""What the API says of each call: the checks of a request, /docs and docs/openapi.json use it.

A call is declared where it is answered (routing.py), with all that it takes and gives.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from flask import request
from pydantic import BaseModel, TypeAdapter

from server.model import Scope

Method = Literal["get", "post", "put", "patch", "delete"]
Tag = Literal["Pages", "Stories", "Index", "Saved comparisons", "Own data", "Administration"]
OpenTo = Literal["holders", "machine", "everybody"]
Counts = Literal["each", "refused"]

TAGS: dict[Tag, str] = {
    "Pages": "What a page is, where its original is, and how the two differ. Nothing is kept.",
    "Stories": "The texts of the index that tell one story.",
    "Index": "Articles to find originals in, and the feeds that bring them.",
    "Saved comparisons": "What a caller saved.",
    "Own data": "All that is kept of a caller, and tokens for their other programs.",
    "Administration": "Tokens, webhooks, and what an operator watches.",
}
# Values in a body: members, elements, objects and lists. No request of people has more.
USUAL_VALUES = 400


@dataclass(frozen=True, slots=True)
class Operation:
    """A call of the API.

    Its caller's token needs the `scope`, if there is one. It is `open_to` holders of a token or a
    session; where it keeps nothing, to the server's own machine; by a key of its own to everybody.
    """

    method: Method
    path: str
    tag: Tag = "Pages"
    summary: str = ""
    description: str = ""
    scope: Scope | None = None
    open_to: OpenTo = "holders"
    # Models of what is asked and of the query, and the type of the answer: None for none.
    request: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: Any = None
    streams: Any = None  # the type of a line of its stream, if it can stream
    media: tuple[str, ...] = ("application/json",)
    # The largest body: bytes (0: as the server's settings say), and values.
    most_bytes: int = 0
    most_values: int = USUAL_VALUES
    # Which requests count for a quota by themselves, beside the work that they begin.
    counts: Counts | None = None
    is_work: bool = False  # a crowded server refuses it before its body is read
    example: Any = None  # of the body, or else of the answer

    @property
    def in_path(self) -> list[str]:
        """The names of what its path holds, in order, as `id` of /v1/hooks/{id}."""
        return _IN_PATH.findall(self.path)

    @property
    def rule(self) -> str:
        """Its path as Flask's routes are written."""
        return _IN_PATH.sub(r"<\1>", self.path)

    @property
    def has_body(self) -> bool:
        """Whether the model `request` is read from a body: a GET has it in its query."""
        return self.request is not None and self.method != "get"

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """The parameters of its query, as OpenAPI describes them."""
        return _parameters_of(self.query) if self.query else []


_IN_PATH = re.compile(r"{(\w+)}")
OPERATIONS: dict[tuple[str, str], Operation] = {}


def called_operation() -> Operation | None:
    """Return the call that this request is; None for a page or an unknown address."""
    path = re.sub(r"<(\w+)>", r"{\1}", str(request.url_rule))
    return OPERATIONS.get((request.method.lower().replace("head", "get"), path))


@cache
def _parameters_of(query: type[BaseModel]) -> list[dict[str, Any]]:
    schema = TypeAdapter(query).json_schema()
    required = schema.get("required", ())
    parameters = []
    for name, described in schema["properties"].items():
        shape = {key: value for key, value in described.items() if key not in ("title", "anyOf")}
        for choice in described.get("anyOf", ()):
            if choice.get("type") != "null":
                shape |= choice
        if shape.get("default", 0) in (None, ""):
            del shape["default"]
        parameter = {"name": name, "in": "query", "required": name in required}
        if description := shape.pop("description", ""):
            parameter["description"] = description
        if examples := shape.pop("examples", None):
            parameter["example"] = examples[0]
        parameters.append(parameter | {"schema": shape})
    return parameters

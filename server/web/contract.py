"""Reads the API's calls and their answers from contract.json."""

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from flask import request

from server.model import Scope


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


CONTRACT: dict[str, Any] = json.loads(
    files("server.web").joinpath("contract.json").read_text("utf-8")
)
OPERATIONS = tuple(Operation(**call) for call in CONTRACT["calls"])
BY_PLACE = {(one.method, one.path): one for one in OPERATIONS}


def called() -> Operation | None:
    """Return the call that this request is; None for a page or an unknown address."""
    path = re.sub("<[^>]*>", "{id}", str(request.url_rule))
    return BY_PLACE.get((request.method.lower().replace("head", "get"), path))

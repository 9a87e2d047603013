"""The calls of the API as functions: the input's model in, the fields of the answer out."""

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic import BaseModel

from server import compare as pipeline
from server.cite import cite
from server.compare import Done, Engine
from server.model import (
    AlignRequest,
    CompareRequest,
    Comparison,
    FindRequest,
    PageRequest,
)


class Call(NamedTuple):
    """A call's input, and the function that answers it until it is cancelled."""

    model: type[BaseModel]
    function: Callable[[Engine, Any, threading.Event], Any]


def _compare(engine: Engine, wanted: CompareRequest, cancelled: threading.Event) -> Comparison:
    events = pipeline.compare(engine, wanted, cancelled)
    return next(event.comparison for event in events if isinstance(event, Done))


def _verdict(engine: Engine, wanted: PageRequest, cancelled: threading.Event) -> dict[str, Any]:
    examined = pipeline.verdict(engine, wanted.page, cancelled)
    return {"page": examined.article, "verdict": examined.verdict}


def _find(engine: Engine, wanted: FindRequest, cancelled: threading.Event) -> dict[str, Any]:
    examined, search = pipeline.find(engine, wanted, cancelled)
    return {"page": examined.article, "verdict": examined.verdict, "search": search}


CALLS = {
    "compare": Call(CompareRequest, _compare),
    "extract": Call(PageRequest, lambda engine, one, end: pipeline.extract(engine, one.page, end)),
    "verdict": Call(PageRequest, _verdict),
    "find": Call(FindRequest, _find),
    "cite": Call(PageRequest, lambda engine, one, end: cite(engine, one.page, end)),
    "align": Call(AlignRequest, pipeline.align),
}

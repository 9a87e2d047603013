"""The API's calls, for commands and tools: pages in, plain JSON out."""

import json
from typing import Any

from pydantic_core import to_json

from server import compare as pipeline
from server.compare import Done, Engine
from server.model import AlignRequest, CompareRequest, FindRequest, PageInput


def ask(
    engine: Engine,
    call: str,
    page: PageInput,
    source: PageInput | None = None,
    *,
    leave: bool = False,
    item: int | None = None,
) -> Any:
    """The API's answer to `call`, as plain JSON; align needs a `source`. Raises Problem.

    With `leave` a model beyond this machine may see sentences of texts that were given; `item` is
    the story to compare of a page of several.
    """
    answer: Any
    if call == "compare":
        request = CompareRequest(page=page, source=source, opinion=leave, item=item)
        events = pipeline.compare(engine, request)
        answer = next(event.comparison for event in events if isinstance(event, Done))
    elif call == "extract":
        answer = pipeline.extract(engine, page)
    elif call == "verdict":
        examined = pipeline.verdict(engine, page)
        answer = {"page": examined.article, "verdict": examined.verdict}
    elif call == "find":
        examined, search = pipeline.find(engine, FindRequest(page=page))
        answer = {"page": examined.article, "verdict": examined.verdict, "search": search}
    else:
        assert source is not None  # noqa: S101 - align's callers require it
        answer = pipeline.align(engine, AlignRequest(page=page, source=source, opinion=leave))
    return json.loads(to_json(answer))

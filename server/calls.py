"""The calls by name, for the web, the terminal and batches, and how the terminal reports each.

The engine's own stand beside those of the packages over it, `cite` and `story`.
"""

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic import BaseModel

from server.cite import cite, report_citations
from server.model import AlignRequest, CompareRequest, Comparison, FindRequest, PageRequest
from server.pipeline import Done, Engine, align, compare, extract, find, verdict
from server.show.report import REPORTS as ENGINE_REPORTS
from server.story import report_story, story_of


class ApiCall(NamedTuple):
    """A call's input, and the function that answers it until it is cancelled."""

    model: type[BaseModel]
    function: Callable[[Engine, Any, threading.Event], Any]


def _run_compare(engine: Engine, request: CompareRequest, cancelled: threading.Event) -> Comparison:
    events = compare(engine, request, cancelled)
    return next(event.comparison for event in events if isinstance(event, Done))


def _run_verdict(
    engine: Engine, request: PageRequest, cancelled: threading.Event
) -> dict[str, Any]:
    examined = verdict(engine, request.page, cancelled)
    return {"page": examined.article, "verdict": examined.verdict}


def _run_find(engine: Engine, request: FindRequest, cancelled: threading.Event) -> dict[str, Any]:
    page, search = find(engine, request, cancelled)
    return {"page": page.article, "verdict": page.verdict, "search": search}


CALLS = {
    "compare": ApiCall(CompareRequest, _run_compare),
    "extract": ApiCall(PageRequest, lambda engine, asked, end: extract(engine, asked.page, end)),
    "verdict": ApiCall(PageRequest, _run_verdict),
    "find": ApiCall(FindRequest, _run_find),
    "cite": ApiCall(PageRequest, lambda engine, asked, end: cite(engine, asked.page, end)),
    "align": ApiCall(AlignRequest, align),
    "story": ApiCall(PageRequest, lambda engine, asked, end: story_of(engine, asked.page, end)),
}
REPORTS: dict[str, Callable[..., str]] = {
    **ENGINE_REPORTS,
    "cite": report_citations,
    "story": report_story,
}

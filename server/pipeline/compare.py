"""The way of a page through the house: each call of the engine is a function here. Read this first.

    examine        page -> article, verdict           server/page, article, verdict
    find_source    the page's source                  server/source
    align          page and source, side by side      server/align
    conclude       what the page is, by all of it     server/conclude
    word_verdict   what was concluded, in words       server/show

`compare` is a generator of stage events, so that one code path serves the plain answer, the stream
and the command line.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from server.align import Text, with_meaning
from server.conclude import Lookup
from server.errors import Problem
from server.language import vectors
from server.model import (
    REFUSALS,
    Alignment,
    AlignRequest,
    Article,
    CompareRequest,
    Comparison,
    FindRequest,
    PageInput,
    Search,
    SentencesInput,
    Stage,
)
from server.pipeline.alignment import align_texts, may_leave
from server.pipeline.engine import Engine, Report, Session
from server.pipeline.part import select_part
from server.pipeline.run import ComparisonRun, milliseconds_since
from server.pipeline.tasks import article_of, check_texts, indexed_text, page_text, text_of
from server.show import word_verdict
from server.source import JudgedPage, SearchResult


@dataclass(frozen=True, slots=True)
class Done:
    """The last event: the whole answer."""

    comparison: Comparison


Event = dict[str, Any] | Done  # an event of the API, or the last


def compare(
    engine: Engine,
    request: CompareRequest,
    cancelled: threading.Event | None = None,
    report: Report | None = None,
) -> Iterator[Event]:
    """Yield stage events, then the comparison; raise Problem if the page fails.

    Within a stage, `report` hears what it does, from any thread.
    """
    session = Session(engine, cancelled or threading.Event())
    session.report = report or session.report
    started = time.monotonic()

    yield _stage_started("article")
    page = select_part(session.examine(request.page), request.page, request.item)
    run = ComparisonRun(session, request, page)
    run.timings["article"] = milliseconds_since(started)
    yield _stage_done("article", page=page.article)

    yield _stage_started("verdict")
    run.timings["verdict"] = 0  # judged by the same worker, on the same tree
    yield _stage_done("verdict", verdict=run.verdict)

    yield _stage_started("source")
    with run.stage("source"):
        run.find_source()
    yield _stage_done("source", search=run.search, source=run.source, verdict=run.verdict)

    if run.source:
        yield _stage_started("align")
        with run.stage("align"):
            run.align(run.source)
        sources = {"sources": run.sources} if run.sources else {}
        yield _stage_done("align", alignment=run.alignment, verdict=run.verdict, **sources)

    run.timings["total"] = milliseconds_since(started)
    yield Done(run.answer())


def _stage_started(stage: Stage) -> dict[str, Any]:
    return {"event": "stage", "stage": stage, "state": "started"}


def _stage_done(stage: Stage, **results: Any) -> dict[str, Any]:
    return {"event": "stage", "stage": stage, "state": "done", **results}


def extract(engine: Engine, page: PageInput, cancelled: threading.Event | None = None) -> Article:
    """Return the page's article; raise Problem."""
    session = Session(engine, cancelled or threading.Event())
    if not page.sent_by_reader:
        page = session.obtain(page, "article")
        if page.status in REFUSALS:  # it may hold a story's beginning, or the refusal alone
            session.check_refusal(page, session.examine(page).verdict)
    return session.read("article", article_of, page)


def verdict(
    engine: Engine, page: PageInput, cancelled: threading.Event | None = None
) -> JudgedPage:
    """Return the page's article and verdict; raise Problem."""
    judged = Session(engine, cancelled or threading.Event()).examine(page)
    return replace(judged, verdict=word_verdict(judged.verdict))


def find(
    engine: Engine, request: FindRequest, cancelled: threading.Event | None = None
) -> tuple[JudgedPage, Search]:
    """Return the page and the search for its source; raise Problem.

    The result corrects the verdict, as in a comparison.
    """
    session = Session(engine, cancelled or threading.Event())
    page = session.examine(request.page)
    if page.lead is not None:
        page = select_part(page, request.page, None)
    run = ComparisonRun(session, CompareRequest(page=request.page, search=request.search), page)
    search = run.look_up("all")
    run.lookup = Lookup(search, run.unread_call())
    run.conclude()
    if alignment := _aligned_with_source(session, page, run.result):
        run.conclude(run.comparison_with(search.candidates[0], alignment))
    answer = replace(run.search or search, origin=run.conclusion.origin)
    return replace(page, verdict=run.verdict), answer


def _aligned_with_source(
    session: Session, page: JudgedPage, result: SearchResult
) -> Alignment | None:
    """Align `page` with its source, fetched or indexed, where both are readable."""
    index, url = session.engine.index, result.search.source
    try:
        if result.source:
            source = text_of(result.source)
        elif index and url and (indexed := index().article_text(url)) and indexed.text:
            source = session.run("source", indexed_text, indexed)
        else:
            return None
        texts = with_meaning(text_of(page.article, page.notes), source, vectors.encoder_of)
        return session.run("align", check_texts, *texts)
    except Problem:
        return None


def align(
    engine: Engine, request: AlignRequest, cancelled: threading.Event | None = None
) -> Alignment:
    """Align two pages or texts; raise Problem."""
    session = Session(engine, cancelled or threading.Event())
    page = _text(session, request.page, "article")
    sources = [_text(session, source, "source") for source in request.originals]
    leave = request.opinion or may_leave((request.page, *request.originals))
    return align_texts(session, page, sources, leave=leave)


def _text(session: Session, side: PageInput | SentencesInput, stage: Stage) -> Text:
    """Return a page or given sentences as the aligner reads them; raise Problem."""
    if isinstance(side, SentencesInput):
        return Text(side.sentences, side.language, side.published)
    return session.read(stage, page_text, side)

"""The pipeline: page -> article -> verdict -> source -> align. Read this first.

`compare` is a generator of stage events, so that one code path serves the plain answer, the stream
and the command line. Every call of the API is a function here.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from pydantic import BaseModel

from server.align import Text, with_vectors
from server.cite import cite
from server.config import ENGINE
from server.engine import Engine, Progress, Session
from server.errors import Problem, SourceIsPage
from server.find import (
    find_source,
    narrowed,
    open_source,
    scope_of,
    search_query,
    source_text,
)
from server.further import FurtherLook, compare_further, read_originals
from server.language import vectors
from server.model import (
    Alignment,
    AlignRequest,
    Article,
    CompareRequest,
    Comparison,
    FindRequest,
    PageInput,
    PageRequest,
    Search,
    SentencesInput,
    Stage,
    Verdict,
    Warning,
)
from server.net.budget import Budget
from server.opinion import Opinion, Question, questions_of, second_opinion
from server.source import (
    CALL_STRENGTH,
    MOST_FETCHES,
    Found,
    SearchQuery,
    as_same_story,
    search_items,
    with_items,
)
from server.tasks import Checked, Examined, article_of, check_texts, text_of
from server.verdict import (
    called_elsewhere,
    corrected,
    gist_of,
    is_part_of_it,
    reported_elsewhere,
    source_unread,
)


@dataclass(frozen=True, slots=True)
class StageEvent:
    """The beginning or end of a stage; `known` holds its results."""

    stage: Stage
    state: str
    known: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """The last event: the whole answer."""

    comparison: Comparison


Event = StageEvent | Done


_NOT_SEARCHED = Found(Search("not_needed", None, [], []), left=MOST_FETCHES)


@dataclass
class _Progress:
    """The results of a comparison so far."""

    page: Article | None = None
    verdict: Verdict | None = None
    search: Search | None = None
    source: Article | None = None
    sources: list[Article] = field(default_factory=list)  # where several were asked for
    found: Found = field(default=_NOT_SEARCHED)
    query: SearchQuery | None = None
    alignment: Alignment | None = None
    timings: dict[str, int] = field(default_factory=dict)
    warnings: list[Warning] = field(default_factory=list)

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Time `stage`; turn a problem in it into a warning."""
        started = time.monotonic()
        try:
            yield
        except Problem as problem:
            self.warnings.append(problem.at(stage).as_warning())
        finally:
            self.timings[stage] = _milliseconds(started)

    def comparison(self) -> Comparison:
        """Return the answer."""
        assert self.page is not None  # noqa: S101 - compare() fills both before anything else
        assert self.verdict is not None  # noqa: S101
        return Comparison(
            id=None,
            engine=ENGINE,
            page=self.page,
            verdict=self.verdict,
            search=self.search,
            source=self.source,
            alignment=self.alignment,
            timings_ms=self.timings,
            warnings=[*self.page.warnings, *self.warnings],
            sources=self.sources,
            gist=gist_of(self.verdict, self.alignment, self.sources),
        )


def compare(
    engine: Engine,
    request: CompareRequest,
    cancelled: threading.Event | None = None,
    report: Callable[[Progress], None] | None = None,
) -> Iterator[Event]:
    """Yield stage events, then the comparison; raise Problem if the page fails.

    Within a stage, `report` hears what it does, from any thread.
    """
    session = Session(engine, cancelled or threading.Event())
    session.report = report or session.report
    begun = time.monotonic()
    progress = _Progress()

    yield StageEvent("article", "started")
    page = narrowed(session.examine(request.page), request.page, request.item)
    progress.page = page.article
    progress.timings["article"] = _milliseconds(begun)
    yield StageEvent("article", "done", {"page": page.article})

    yield StageEvent("verdict", "started")
    progress.verdict = page.verdict
    progress.timings["verdict"] = 0  # judged by the same worker, on the same tree
    yield StageEvent("verdict", "done", {"verdict": page.verdict})

    yield StageEvent("source", "started")
    with progress.stage("source"):
        _find_source(session, request, page, progress)
    known = {"search": progress.search, "source": progress.source, "verdict": progress.verdict}
    yield StageEvent("source", "done", known)

    if progress.source:
        yield StageEvent("align", "started")
        with progress.stage("align"):
            texts = [text_of(article) for article in progress.sources or [progress.source]]
            checked = _check(
                session, text_of(page.article, page.notes), texts, leave=_leave(request)
            )
            progress.alignment = checked.alignment
            progress.warnings += checked.remarks
            _look_further(session, request, page, progress)
            _correct(page, progress, progress.alignment)
        aligned = {"alignment": progress.alignment, "verdict": progress.verdict}
        if progress.sources:
            aligned["sources"] = progress.sources
        yield StageEvent("align", "done", aligned)

    progress.timings["total"] = _milliseconds(begun)
    yield Done(progress.comparison())


def _look_further(
    session: Session, request: CompareRequest, page: Examined, progress: _Progress
) -> None:
    """Look for what the one source lacks in other texts, unless several were given."""
    source, alignment = progress.source, progress.alignment
    several = len(request.originals) > 1
    if not request.find or several or source is None or alignment is None:
        return
    query = progress.query or SearchQuery(page.article)
    look = FurtherLook(session, page, query, source, alignment, progress.found)
    try:
        look.run()
    except Problem as problem:  # what was found so far stays
        progress.warnings.append(problem.at("source").as_warning())
    if look.articles:
        progress.alignment = look.alignment
        progress.sources = [source, *look.articles]


def _leave(request: CompareRequest | AlignRequest) -> bool:
    """Return whether the texts may leave the server for a second opinion."""
    given = (request.page, *request.originals)
    return request.opinion or not any(text.sent_by_reader for text in given)


def _correct(page: Examined, progress: _Progress, alignment: Alignment) -> None:
    """Correct the verdict by the source, unless the page only shares its story.

    A page that reports on its own besides what another one has is no copy, excerpt or summary: the
    other page is then the same story elsewhere, without a comparison.
    """
    found = {one.source for one in alignment.further if one.found_by}
    given = [source for number, source in enumerate(progress.sources) if number not in found]
    source = progress.source
    progress.verdict = _corrected(page, progress.found, alignment, source, given[1:])
    if progress.search and is_part_of_it(progress.verdict, alignment):
        progress.search = as_same_story(progress.search)
        progress.source = progress.alignment = None
        progress.sources = []


def _corrected(
    page: Examined,
    found: Found,
    alignment: Alignment,
    source: Article | None,
    others: Sequence[Article] = (),
) -> Verdict:
    linked = found.strength >= CALL_STRENGTH
    return corrected(page.verdict, alignment, linked=linked, source=source, others=others)


def _find_source(
    session: Session, request: CompareRequest, page: Examined, progress: _Progress
) -> None:
    """Fill in the given sources, or search for one."""
    if len(request.originals) > 1:
        progress.sources, warnings = read_originals(session, request.originals, page.article)
        progress.source = progress.sources[0]
        progress.warnings += warnings
    elif request.originals:
        progress.source = session.examine(request.originals[0], stage="source").article
        progress.sources = [progress.source] if request.sources else []
        if progress.source.text == page.article.text:
            progress.warnings.append(
                SourceIsPage("The original given has the same text as the page.").as_warning()
            )
    elif request.find:
        _search(session, request, page, progress)
        if page.lead is not None and progress.search:
            progress.search = with_items(progress.search, page.items, page.lead)


def _search(session: Session, request: CompareRequest, page: Examined, progress: _Progress) -> None:
    """Search for the source as far as the page gives reason to.

    The outcome is `not_needed` where the page points nowhere and nothing was found.
    """
    if page.items and page.lead is None:
        progress.search = search_items(page.items)
        return
    scope = scope_of(page, request.page)
    if scope == "none":
        progress.search = Search("not_needed", None, [], [])
        return
    query = search_query(session, page, request.page, request.search)
    found = find_source(session, page, query, scope)
    progress.found, progress.query = found, query
    progress.search, progress.source = found.search, found.source
    progress.verdict = _after_search(page, found)
    if progress.verdict.answer == "complete" and found.search.outcome == "not_found":
        progress.search = replace(found.search, outcome="not_needed")
    elif found.search.source and not found.source:
        progress.source, progress.search, warnings = open_source(session, found.search)
        progress.warnings += warnings
        if progress.source is None:
            (by, *_) = found.search.candidates[0].found_by
            quote = by.quote if found.strength >= CALL_STRENGTH else None
            url = found.search.source
            progress.verdict = source_unread(progress.verdict, quote, url)


def _after_search(page: Examined, found: Found) -> Verdict:
    """Return the verdict on `page` after the search, before its source is read."""
    verdict = page.verdict
    if found.unread:
        verdict = called_elsewhere(verdict, found.unread.quote, found.unread.url)
    if found.search.source:
        return verdict
    best = next(iter(found.search.candidates), None)
    return reported_elsewhere(verdict, page.article.words, best)


def extract(engine: Engine, page: PageInput, cancelled: threading.Event | None = None) -> Article:
    """Return the page's article; raise Problem."""
    return Session(engine, cancelled or threading.Event()).read("article", article_of, page)


def verdict(engine: Engine, page: PageInput, cancelled: threading.Event | None = None) -> Examined:
    """Return the page's article and verdict; raise Problem."""
    return Session(engine, cancelled or threading.Event()).examine(page)


def find(
    engine: Engine, request: FindRequest, cancelled: threading.Event | None = None
) -> tuple[Examined, Search]:
    """Return the page and the search for its source; raise Problem.

    The result corrects the verdict, as in a comparison.
    """
    session = Session(engine, cancelled or threading.Event())
    examined = session.examine(request.page)
    if examined.items and examined.lead is None:
        return examined, search_items(examined.items)
    examined = narrowed(examined, request.page, None) if examined.items else examined
    query = search_query(session, examined, request.page, request.search)
    found = find_source(session, examined, query)
    search = with_items(found.search, examined.items, examined.lead)
    examined = replace(examined, verdict=_after_search(examined, found))
    if alignment := _with_source(session, examined, found):
        corrected_by = _corrected(examined, found, alignment, found.source)
        examined = replace(examined, verdict=corrected_by)
        if is_part_of_it(examined.verdict, alignment):
            search = as_same_story(search)
    return examined, search


def _with_source(session: Session, page: Examined, found: Found) -> Alignment | None:
    """Align `page` with its source, where there is one and both are readable."""
    try:
        source = source_text(session, found)
        if source is None:
            return None
        texts = _with_meaning(text_of(page.article, page.notes), source)
        checked = session.run("align", check_texts, *texts)
    except Problem:
        return None
    return checked.alignment


def align(
    engine: Engine, request: AlignRequest, cancelled: threading.Event | None = None
) -> Alignment:
    """Align two pages or texts; raise Problem."""
    session = Session(engine, cancelled or threading.Event())
    page = _text(session, request.page, "article")
    sources = [_text(session, source, "source") for source in request.originals]
    checked = _check(session, page, sources, leave=_leave(request))
    return replace(checked.alignment, warnings=checked.remarks)


def _text(session: Session, given: PageInput | SentencesInput, stage: Stage) -> Text:
    """Return a page or given sentences as the aligner reads them; raise Problem."""
    if isinstance(given, SentencesInput):
        return Text(given.sentences, given.language, given.published)
    examined = session.examine(given, stage)
    return text_of(examined.article, examined.notes)


def _check(session: Session, page: Text, sources: Sequence[Text], *, leave: bool) -> Checked:
    """Align a page with its sources, and ask for a second opinion if a model may give one.

    Without `leave` no words of the texts leave the server.
    """
    given, source = _with_meaning(page, sources[0])
    checked = session.run("align", check_texts, given, source)
    settings = session.settings

    def questions_for(model: Opinion) -> list[Question]:
        ask = partial(questions_of, most=settings.opinion_sentences, only_doubtful=bool(model.to))
        return session.run("align", ask, checked.alignment, given, source)

    alignment, warnings = second_opinion(
        session.engine.opinions,
        checked.alignment,
        questions_for,
        lambda: Budget(settings.opinion_seconds, session.cancelled),
        leave=leave,
    )
    further = [(number, text) for number, text in enumerate(sources) if number]
    alignment, more = compare_further(session, page, alignment, further)
    known = [*checked.remarks, *warnings]
    return Checked(alignment, [*known, *(warning for warning in more if warning not in known)])


def _with_meaning(page: Text, source: Text) -> tuple[Text, Text]:
    """Return both texts, with vectors where these are installed and needed."""
    if not vectors.is_installed():
        return page, source
    return with_vectors(page, source, vectors.encode, vectors.covers)


def _milliseconds(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


class ApiCall(NamedTuple):
    """A call's input, and the function that answers it until it is cancelled."""

    model: type[BaseModel]
    function: Callable[[Engine, Any, threading.Event], Any]


def _compared(engine: Engine, wanted: CompareRequest, cancelled: threading.Event) -> Comparison:
    events = compare(engine, wanted, cancelled)
    return next(event.comparison for event in events if isinstance(event, Done))


def _judged(engine: Engine, wanted: PageRequest, cancelled: threading.Event) -> dict[str, Any]:
    examined = verdict(engine, wanted.page, cancelled)
    return {"page": examined.article, "verdict": examined.verdict}


def _found(engine: Engine, wanted: FindRequest, cancelled: threading.Event) -> dict[str, Any]:
    examined, search = find(engine, wanted, cancelled)
    return {"page": examined.article, "verdict": examined.verdict, "search": search}


# On the web, in the terminal and in batches: the input's model in, the answer's fields out.
CALLS = {
    "compare": ApiCall(CompareRequest, _compared),
    "extract": ApiCall(PageRequest, lambda engine, one, end: extract(engine, one.page, end)),
    "verdict": ApiCall(PageRequest, _judged),
    "find": ApiCall(FindRequest, _found),
    "cite": ApiCall(PageRequest, lambda engine, one, end: cite(engine, one.page, end)),
    "align": ApiCall(AlignRequest, align),
}

"""The pipeline: page -> article -> verdict -> source -> align. Read this first.

`compare` is a generator of stage events, so that one code path serves the plain answer, the stream
and the command line. Every call of the API is a function here.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from server.align import Text, with_meaning
from server.conclude import Call, Lookup, SourceComparison, conclude
from server.config import ENGINE
from server.errors import Problem, SourceIsPage
from server.language import vectors
from server.model import (
    REFUSALS,
    Access,
    Alignment,
    AlignRequest,
    Article,
    Candidate,
    CompareRequest,
    Comparison,
    FindRequest,
    PageInput,
    Search,
    SentencesInput,
    Stage,
    Warning,
)
from server.net.budget import Budget
from server.pipeline.engine import Engine, Report, Session, unopened
from server.pipeline.find import Scope, find_source, narrowed, scope_of, search_query
from server.pipeline.further import FurtherLook, compare_further, read_originals
from server.pipeline.tasks import article_of, check_texts, indexed_text, page_text, text_of
from server.show import gist_of
from server.source import (
    CALL_STRENGTH,
    JudgedPage,
    SearchQuery,
    SearchResult,
    search_items,
    with_items,
)
from server.team.opinion import questions_of


@dataclass(frozen=True, slots=True)
class Done:
    """The last event: the whole answer."""

    comparison: Comparison


Event = dict[str, Any] | Done  # an event of the API, or the last
_NOT_SEARCHED = SearchResult(Search("not_needed", None, [], []))


@dataclass
class _Run:
    """A comparison in progress: the request, and the results so far."""

    session: Session
    request: CompareRequest
    page: JudgedPage
    found: SearchResult = field(default=_NOT_SEARCHED)
    query: SearchQuery | None = None
    # What the search says of the page.
    lookup: Lookup | None = None
    source: Article | None = None
    sources: list[Article] = field(default_factory=list)  # where several were asked for
    alignment: Alignment | None = None
    timings: dict[str, int] = field(default_factory=dict)
    warnings: list[Warning] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Conclude what is known by the page alone."""
        self.conclusion = conclude(self.page.article, self.page.verdict)

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
        verdict, origin = self.conclusion.verdict, self.conclusion.origin
        search = self.conclusion.search
        if search is None and self.source and origin:
            search = _NOT_SEARCHED.search
        return Comparison(
            id=None,
            engine=ENGINE,
            page=self.page.article,
            verdict=verdict,
            search=search and replace(search, origin=origin),
            source=self.source,
            alignment=self.alignment,
            timings_ms=self.timings,
            warnings=[*self.page.article.warnings, *self.warnings],
            sources=self.sources,
            gist=gist_of(verdict, self.alignment, origin, self.sources),
        )

    def find_source(self) -> None:
        """Read the given sources, or search for one."""
        given = self.request.originals
        if len(given) > 1:
            self.sources, warnings = read_originals(self.session, given, self.page.article)
            self.source = self.sources[0]
            self.warnings += warnings
        elif given:
            self.source = self.session.read("source", article_of, given[0])
            self.sources = [self.source] if self.request.sources else []
            if self.source.text == self.page.article.text:
                says = "The original given has the same text as the page."
                self.warnings.append(SourceIsPage(says).as_warning())
        elif self.request.find:
            self._search()

    def _search(self) -> None:
        """Search as far as the page gives reason to, and read the source."""
        search = self.look_up(scope_of(self.page, self.request.page))
        self.lookup = Lookup(search, self._unread_call(), is_optional=self.query is not None)
        if search.source and not self.source:
            self.lookup = self._fetch_source(search)
        self.conclude()

    def look_up(self, scope: Scope) -> Search:
        """Search within `scope` for the source of a page that has one."""
        page = self.page
        if page.items and page.lead is None:
            return search_items(page.items)
        if scope != "none":
            self.query = search_query(self.session, page, self.request.page, self.request.search)
            self.found = find_source(self.session, page, self.query, scope)
            self.source = self.found.source
        return with_items(self.found.search, page.items, page.lead)

    def _unread_call(self) -> Call | None:
        """Return the page's words that call for a story which the search could not read."""
        unread = self.found.unread
        return Call(unread.quote, unread.url) if unread and unread.quote else None

    def _fetch_source(self, search: Search) -> Lookup:
        """Fetch the source, whose indexed text is for matching only."""
        best, *others = search.candidates
        unread: dict[str, Any] = {}
        access: Access = "unreachable"
        try:
            opened = self.session.open(best.url, self.session.settings.fetch_seconds)
            self.source, access = opened.article, opened.access
        except Problem as problem:
            self.warnings.append(unopened(problem.at("source"), best.url).as_warning())
            quote = best.found_by[0].quote if self.found.strength >= CALL_STRENGTH else None
            call = Call(quote, best.url) if quote else None
            unread = {"is_unread": True, "unread_call": call}
        candidates = [replace(best, access=access), *others]
        return Lookup(replace(search, candidates=candidates), is_optional=True, **unread)

    def conclude(self, comparison: SourceComparison | None = None) -> None:
        """Conclude what the page is by all that is known so far."""
        article, verdict = self.page.article, self.page.verdict
        self.conclusion = conclude(article, verdict, self.lookup, comparison)
        if not self.conclusion.has_source:
            self.source = self.alignment = None
            self.sources = []

    def align(self, source: Article) -> None:
        """Align the page with its sources, and conclude what it is by them."""
        texts = [text_of(article) for article in self.sources or [source]]
        page = text_of(self.page.article, self.page.notes)
        alignment = _check(self.session, page, texts, leave=_leave(self.request))
        self.warnings += alignment.warnings
        self.alignment = replace(alignment, warnings=[])
        if self.request.find and len(self.request.originals) <= 1:
            self._look_further(source, self.alignment)
        self.conclude(self.comparison_with(source, self.alignment))

    def _look_further(self, source: Article, alignment: Alignment) -> None:
        query = self.query or SearchQuery(self.page.article)
        look = FurtherLook(self.session, self.page, query, source, alignment, self.found)
        try:
            look.run()
        except Problem as problem:  # what was found so far stays
            self.warnings.append(problem.at("source").as_warning())
        if look.articles:
            self.alignment = look.alignment
            self.sources = [source, *look.articles]

    def comparison_with(
        self, source: Article | Candidate, alignment: Alignment
    ) -> SourceComparison:
        """Return the comparison with `source`, as far as a conclusion rests on it."""
        found = self.found
        added = {further.source for further in alignment.further if further.found_by}
        given = [
            article for number, article in enumerate(self.sources) if number and number not in added
        ]
        return SourceComparison(
            source=source,
            alignment=alignment,
            found_by=found.search.candidates[0].found_by[0] if found.search.source else None,
            is_called=found.strength >= CALL_STRENGTH,
            further=given,
        )


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
    begun = time.monotonic()

    yield _event("article")
    page = narrowed(session.examine(request.page), request.page, request.item)
    run = _Run(session, request, page)
    run.timings["article"] = _milliseconds(begun)
    yield _event("article", {"page": page.article})

    yield _event("verdict")
    run.timings["verdict"] = 0  # judged by the same worker, on the same tree
    yield _event("verdict", {"verdict": page.verdict})

    yield _event("source")
    with run.stage("source"):
        run.find_source()
    found = {"search": run.conclusion.search, "source": run.source}
    yield _event("source", {**found, "verdict": run.conclusion.verdict})

    if run.source:
        yield _event("align")
        with run.stage("align"):
            run.align(run.source)
        aligned: dict[str, Any] = {"alignment": run.alignment, "verdict": run.conclusion.verdict}
        if run.sources:
            aligned["sources"] = run.sources
        yield _event("align", aligned)

    run.timings["total"] = _milliseconds(begun)
    yield Done(run.comparison())


def _event(stage: Stage, known: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the beginning of a stage, or its end with its results."""
    state = "started" if known is None else "done"
    return {"event": "stage", "stage": stage, "state": state, **(known or {})}


def _leave(request: CompareRequest | AlignRequest) -> bool:
    """Return whether the texts may leave the server for a second opinion."""
    given = (request.page, *request.originals)
    return request.opinion or not any(text.sent_by_reader for text in given)


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
    return Session(engine, cancelled or threading.Event()).examine(page)


def find(
    engine: Engine, request: FindRequest, cancelled: threading.Event | None = None
) -> tuple[JudgedPage, Search]:
    """Return the page and the search for its source; raise Problem.

    The result corrects the verdict, as in a comparison.
    """
    session = Session(engine, cancelled or threading.Event())
    page = session.examine(request.page)
    if page.lead is not None:
        page = narrowed(page, request.page, None)
    wanted = CompareRequest(page=request.page, search=request.search)
    run = _Run(session, wanted, page)
    search = run.look_up("all")
    if run.query is None:
        return page, search
    run.lookup = Lookup(search, run._unread_call())
    run.conclude()
    origin = run.conclusion.origin
    if alignment := _with_source(session, page, run.found):
        run.conclude(run.comparison_with(search.candidates[0], alignment))
        origin = run.conclusion.origin if run.conclusion.has_source else None
    answer = replace(run.conclusion.search or search, origin=origin)
    return replace(page, verdict=run.conclusion.verdict), answer


def _with_source(session: Session, page: JudgedPage, found: SearchResult) -> Alignment | None:
    """Align `page` with its source, fetched or indexed, where both are readable."""
    index, url = session.engine.index, found.search.source
    try:
        if found.source:
            source = text_of(found.source)
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
    return _check(session, page, sources, leave=_leave(request))


def _text(session: Session, given: PageInput | SentencesInput, stage: Stage) -> Text:
    """Return a page or given sentences as the aligner reads them; raise Problem."""
    if isinstance(given, SentencesInput):
        return Text(given.sentences, given.language, given.published)
    return session.read(stage, page_text, given)


def _check(session: Session, page: Text, sources: Sequence[Text], *, leave: bool) -> Alignment:
    """Align a page with its sources, and ask for a second opinion if a model may give one.

    Without `leave` no words of the texts leave the server.
    """
    given, source = with_meaning(page, sources[0], vectors.encoder_of)
    checked = session.run("align", check_texts, given, source)
    alignment, warnings = _second_opinion(session, checked, (given, source), leave=leave)
    further = [(number, text) for number, text in enumerate(sources) if number]
    alignment, more = compare_further(session, page, alignment, further)
    known = [*checked.warnings, *warnings]
    further_ones = (warning for warning in more if warning not in known)
    return replace(alignment, warnings=[*known, *further_ones])


def _second_opinion(
    session: Session, checked: Alignment, texts: tuple[Text, Text], *, leave: bool
) -> tuple[Alignment, list[Warning]]:
    """Return `checked` with a second opinion where a model is set up, and warnings.

    Without `leave` it is offered what would be asked. Raises Cancelled.
    """
    model, settings = session.engine.opinion, session.settings
    if model is None:
        return checked, []
    try:
        most = settings.opinion_sentences
        questions = session.run("align", questions_of, checked, *texts, most)
        if not leave:
            return model.offer(checked, questions), []
        return model.judge(checked, questions, Budget(settings.opinion_seconds, session.cancelled))
    except Problem as problem:
        return checked, [problem.as_warning()]


def _milliseconds(started: float) -> int:
    return round((time.monotonic() - started) * 1000)

"""The pipeline: page -> article -> verdict -> source -> align. Read this first.

`compare` is a generator of stage events, so that one code path serves the plain answer, the stream
and the command line. Every call of the API is a function here.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from server.align import Text, with_meaning
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
    Origin,
    PageInput,
    Search,
    SentencesInput,
    Stage,
    Verdict,
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
    Examined,
    Found,
    SearchQuery,
    as_same_story,
    search_items,
    with_items,
)
from server.team.opinion import Opinion, Question, questions_of, second_opinion
from server.verdict import (
    called_elsewhere,
    corrected,
    is_part_of_it,
    origin_of,
    reported_elsewhere,
    source_unread,
    stated,
    with_origin,
)


@dataclass(frozen=True, slots=True)
class Done:
    """The last event: the whole answer."""

    comparison: Comparison


Event = dict[str, Any] | Done  # an event of the API, or the last
_NOT_SEARCHED = Found(Search("not_needed", None, [], []))


@dataclass
class _Run:
    """A comparison in progress: the request, and the results so far."""

    session: Session
    request: CompareRequest
    page: Examined
    verdict: Verdict
    search: Search | None = None
    source: Article | None = None
    sources: list[Article] = field(default_factory=list)  # where several were asked for
    found: Found = field(default=_NOT_SEARCHED)
    query: SearchQuery | None = None
    alignment: Alignment | None = None
    origin: Origin | None = None
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
        origin, search = self.origin, self.search
        if self.alignment is None:
            origin = origin_of(self.verdict, self.page.article, None)
        if search is None and self.source and origin:
            search = _NOT_SEARCHED.search
        return Comparison(
            id=None,
            engine=ENGINE,
            page=self.page.article,
            verdict=self.verdict,
            search=search and replace(search, origin=origin),
            source=self.source,
            alignment=self.alignment,
            timings_ms=self.timings,
            warnings=[*self.page.article.warnings, *self.warnings],
            sources=self.sources,
            gist=gist_of(self.verdict, self.alignment, origin, self.sources),
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
        """Search as far as the page gives reason to, and read the source.

        The outcome is `not_needed` where the page points nowhere and nothing was found.
        """
        self.search = search = self.look_up(scope_of(self.page, self.request.page))
        if self.query is None:
            return
        if self.verdict.answer == "complete" and search.outcome == "not_found":
            self.search = replace(search, outcome="not_needed")
        elif search.source and not self.source:
            self.search = self._opened(search)

    def _opened(self, search: Search) -> Search:
        """Fetch the source, whose indexed text is for matching only; return its access too."""
        best, *others = search.candidates
        access: Access = "unreachable"
        try:
            opened = self.session.open(best.url, self.session.settings.fetch_seconds)
            self.source, access = opened.article, opened.access
        except Problem as problem:
            self.warnings.append(unopened(problem.at("source"), best.url).as_warning())
            quote = best.found_by[0].quote if self.found.strength >= CALL_STRENGTH else None
            self.verdict = source_unread(self.verdict, quote, best.url)
        return replace(search, candidates=[replace(best, access=access), *others])

    def look_up(self, scope: Scope) -> Search:
        """Search within `scope` for the source of a page that has one."""
        page = self.page
        if page.items and page.lead is None:
            return search_items(page.items)
        if scope != "none":
            self.query = search_query(self.session, page, self.request.page, self.request.search)
            self.found = find_source(self.session, page, self.query, scope)
            self.source, self.verdict = self.found.source, _after_search(page, self.found)
        return with_items(self.found.search, page.items, page.lead)

    def align(self, source: Article) -> None:
        """Align the page with its sources, and correct the verdict by them."""
        texts = [text_of(article) for article in self.sources or [source]]
        page = text_of(self.page.article, self.page.notes)
        alignment = _check(self.session, page, texts, leave=_leave(self.request))
        self.warnings += alignment.warnings
        self.alignment = replace(alignment, warnings=[])
        if self.request.find and len(self.request.originals) <= 1:
            self._look_further(source, self.alignment)
        self.correct(source, self.alignment)

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

    def correct(self, source: Article | Candidate, alignment: Alignment) -> None:
        """Correct the verdict by the source, unless the page only shares its story.

        A page that reports on its own besides what another one has is no copy, excerpt or summary:
        the other page is then the same story elsewhere, without a comparison. Not so one that the
        page calls for, or that the reader gave.
        """
        page, found, article = self.page.verdict, self.found, self.page.article
        given = found.search.source is None
        led = None if given else found.search.candidates[0].found_by[0]
        verdict, origin = page, origin_of(page, article, source, led, given=given)
        if origin is None or origin.read:
            linked = found.strength >= CALL_STRENGTH
            verdict = corrected(page, alignment, linked=linked)
            origin = origin_of(verdict, article, source, led, given=given)
        by = origin and origin.by
        is_part = by is None or is_part_of_it(verdict, alignment)
        if self.search and not given and is_part and by != "call" and not stated(page.basis):
            self.verdict, self.origin = page, None
            self.search = as_same_story(self.search)
            self.source = self.alignment = None
            self.sources = []
            return
        further = {one.source for one in alignment.further if one.found_by}
        others = [one for at, one in enumerate(self.sources) if at and at not in further]
        self.verdict = with_origin(verdict, origin, article, alignment, others)
        self.origin = origin


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
    run = _Run(session, request, page, page.verdict)
    run.timings["article"] = _milliseconds(begun)
    yield _event("article", {"page": page.article})

    yield _event("verdict")
    run.timings["verdict"] = 0  # judged by the same worker, on the same tree
    yield _event("verdict", {"verdict": page.verdict})

    yield _event("source")
    with run.stage("source"):
        run.find_source()
    yield _event("source", {name: getattr(run, name) for name in ("search", "source", "verdict")})

    if run.source:
        yield _event("align")
        with run.stage("align"):
            run.align(run.source)
        aligned: dict[str, Any] = {"alignment": run.alignment, "verdict": run.verdict}
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
    session = Session(engine, cancelled or threading.Event())
    if not page.sent_by_reader:
        page = session.obtain(page, "article")
        if page.status in REFUSALS:  # it may hold a story's beginning, or the refusal alone
            session.check_refusal(page, session.examine(page).verdict)
    return session.read("article", article_of, page)


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
    page = session.examine(request.page)
    if page.lead is not None:
        page = narrowed(page, request.page, None)
    wanted = CompareRequest(page=request.page, search=request.search)
    run = _Run(session, wanted, page, page.verdict)
    run.search = search = run.look_up("all")
    if run.query is None:
        return page, search
    run.origin = origin_of(run.verdict, page.article, None)
    if alignment := _with_source(session, page, run.found):
        run.correct(search.candidates[0], alignment)
    return replace(page, verdict=run.verdict), replace(run.search, origin=run.origin)


def _with_source(session: Session, page: Examined, found: Found) -> Alignment | None:
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
    settings = session.settings

    def questions_for(model: Opinion) -> list[Question]:
        ask = partial(questions_of, most=settings.opinion_sentences, only_doubtful=bool(model.to))
        return session.run("align", ask, checked, given, source)

    alignment, warnings = second_opinion(
        session.engine.opinions,
        checked,
        questions_for,
        lambda: Budget(settings.opinion_seconds, session.cancelled),
        leave=leave,
    )
    further = [(number, text) for number, text in enumerate(sources) if number]
    alignment, more = compare_further(session, page, alignment, further)
    known = [*checked.warnings, *warnings]
    further_ones = (warning for warning in more if warning not in known)
    return replace(alignment, warnings=[*known, *further_ones])


def _milliseconds(started: float) -> int:
    return round((time.monotonic() - started) * 1000)

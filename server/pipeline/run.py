"""A comparison in progress: the request, and the results so far.

Each stage is a method that adds its result; `conclude` says after each what the page is by all that
is known then. A problem in a stage becomes a warning, and loses no earlier result.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from server.conclude import Call, Lookup, SourceComparison, conclude
from server.config import ENGINE
from server.errors import Problem, SourceIsPage
from server.model import (
    Alignment,
    Article,
    Candidate,
    CompareRequest,
    Comparison,
    Search,
    Stage,
    Verdict,
    Warning,
)
from server.pipeline.alignment import align_texts, may_leave
from server.pipeline.engine import Session, as_unopened
from server.pipeline.find import Scope, find_source, scope_of, search_query
from server.pipeline.further import FurtherLook
from server.pipeline.originals import read_originals
from server.pipeline.tasks import article_of, text_of
from server.show import gist_of, word_search, word_verdict
from server.source import (
    CALL_STRENGTH,
    JudgedPage,
    SearchQuery,
    SearchResult,
    search_items,
    with_items,
)

NOT_SEARCHED = SearchResult(Search("not_needed", None, [], []))


@dataclass
class ComparisonRun:
    """One page on its way to an answer."""

    session: Session
    request: CompareRequest
    page: JudgedPage
    query: SearchQuery | None = None
    result: SearchResult = field(default=NOT_SEARCHED)
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
            self.warnings.append(problem.at_stage(stage).as_warning())
        finally:
            self.timings[stage] = milliseconds_since(started)

    # The source

    def find_source(self) -> None:
        """Read the given sources, or search for one."""
        originals = self.request.originals
        if len(originals) > 1:
            self.sources, warnings = read_originals(self.session, originals, self.page.article)
            self.source = self.sources[0]
            self.warnings += warnings
        elif originals:
            self.source = self.session.read("source", article_of, originals[0])
            self.sources = [self.source] if self.request.sources else []
            if self.source.text == self.page.article.text:
                message = "The original given has the same text as the page."
                self.warnings.append(SourceIsPage(message).as_warning())
        elif self.request.find:
            search = self.look_up(scope_of(self.page, self.request.page))
            self.lookup = Lookup(search, self.unread_call(), is_optional=self.query is not None)
            if search.source and not self.source:
                self.lookup = self._fetch_source(self.lookup)
            self.conclude()

    def look_up(self, scope: Scope) -> Search:
        """Search within `scope` for the source of a page that has one."""
        page = self.page
        if page.items and page.lead is None:
            return search_items(page.items)
        if scope != "none":
            self.query = search_query(self.session, page, self.request.page, self.request.search)
            self.result = find_source(self.session, page, self.query, scope)
            self.source = self.result.source
        return with_items(self.result.search, page.items, page.lead)

    def unread_call(self) -> Call | None:
        """Return the page's words that call for a story which the search could not read."""
        unread = self.result.unread
        return Call(unread.quote, unread.url) if unread and unread.quote else None

    def _fetch_source(self, lookup: Lookup) -> Lookup:
        """Fetch the source, whose indexed text is for matching only."""
        best, *others = lookup.search.candidates
        try:
            page = self.session.open(best.url, self.session.settings.fetch_seconds)
        except Problem as problem:
            self.warnings.append(as_unopened(problem.at_stage("source"), best.url).as_warning())
            unreachable = replace(best, access="unreachable")
            quote = best.found_by[0].quote if self.result.strength >= CALL_STRENGTH else None
            return replace(
                lookup,
                search=replace(lookup.search, candidates=[unreachable, *others]),
                unread_call=Call(quote, best.url) if quote else None,
                is_unread=True,
            )
        self.source = page.article
        opened = replace(best, access=page.access)
        return replace(lookup, search=replace(lookup.search, candidates=[opened, *others]))

    # The alignment

    def align(self, source: Article) -> None:
        """Align the page with its sources, and conclude what it is by them."""
        page = text_of(self.page.article, self.page.notes)
        texts = [text_of(article) for article in self.sources or [source]]
        inputs = (self.request.page, *self.request.originals)
        leave = self.request.opinion or may_leave(inputs)
        alignment = align_texts(self.session, page, texts, leave=leave)
        self.warnings += alignment.warnings
        self.alignment = replace(alignment, warnings=[])
        if self.request.find and len(self.request.originals) <= 1:
            self._look_further(source, self.alignment)
        self.conclude(self.comparison_with(source, self.alignment))

    def _look_further(self, source: Article, alignment: Alignment) -> None:
        """Look in other texts for what the source does not bear out."""
        query = self.query or SearchQuery(self.page.article)
        look = FurtherLook(self.session, self.page, query, source, alignment, self.result)
        try:
            look.run()
        except Problem as problem:  # what was found so far stays
            self.warnings.append(problem.at_stage("source").as_warning())
        if look.articles:
            self.alignment = look.alignment
            self.sources = [source, *look.articles]

    def comparison_with(
        self, source: Article | Candidate, alignment: Alignment
    ) -> SourceComparison:
        """Return the comparison with `source`, as far as a conclusion rests on it."""
        search = self.result.search
        added = {further.source for further in alignment.further if further.found_by}
        further_texts = [
            article for number, article in enumerate(self.sources) if number and number not in added
        ]
        return SourceComparison(
            source=source,
            alignment=alignment,
            found_by=search.candidates[0].found_by[0] if search.source else None,
            is_called=self.result.strength >= CALL_STRENGTH,
            further=further_texts,
        )

    # The conclusion, and the answer

    def conclude(self, comparison: SourceComparison | None = None) -> None:
        """Conclude what the page is by all that is known so far."""
        article, verdict = self.page.article, self.page.verdict
        self.conclusion = conclude(article, verdict, self.lookup, comparison)
        if not self.conclusion.has_source:
            self.source = self.alignment = None
            self.sources = []

    @property
    def verdict(self) -> Verdict:
        """What the page is by all that is known so far, in words."""
        return word_verdict(self.conclusion.verdict)

    @property
    def search(self) -> Search | None:
        """The search for its source, as far as that is concluded, in words."""
        return self.conclusion.search and word_search(self.conclusion.search)

    def answer(self) -> Comparison:
        """Return the whole answer."""
        origin, search = self.conclusion.origin, self.search
        if search is None and self.source and origin:
            search = NOT_SEARCHED.search
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
            gist=gist_of(self.alignment, origin, self.sources, self.page.article.language),
        )


def milliseconds_since(started: float) -> int:
    """Return the milliseconds since a time of `time.monotonic`."""
    return round((time.monotonic() - started) * 1000)

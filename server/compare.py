"""The pipeline: page -> article -> verdict -> source -> align. Read this first.

`compare` is a generator of stage events, so that one code path serves the plain answer, the
stream and the command line. Every call of the API is a function here.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from server.align.align import Text
from server.article.pool import WorkerPool
from server.config import ENGINE, Settings
from server.errors import Offline, PageTooLarge, Problem, SourceIsPage
from server.examine import Examined, article_of, check_texts, examine, text_of
from server.model import (
    Alignment,
    AlignRequest,
    Article,
    CompareRequest,
    Comparison,
    PageInput,
    Search,
    SentencesInput,
    Stage,
    Verdict,
    Warning,
)
from server.net.fetch import Fetcher
from server.net.urls import normalise
from server.source.decide import Checked, is_shut
from server.source.follow import Opened
from server.source.search import Found, search
from server.verdict.correction import corrected

T = TypeVar("T")
# Verdicts after which there is nothing to look for.
_WHOLE = ("full", "not_article")


@dataclass(frozen=True, slots=True)
class StageEvent:
    """A stage began or ended; `known` is what the comparison holds since then."""

    stage: Stage
    state: str
    known: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """The last event: the whole answer."""

    comparison: Comparison


Event = StageEvent | Done


@dataclass
class Engine:
    """What the pipeline works with: the one door to the web and the worker processes.

    `fetcher` None: offline, no socket is opened.
    """

    settings: Settings
    pool: WorkerPool
    fetcher: Fetcher | None

    def close(self) -> None:
        """Stop the workers and close connections."""
        self.pool.close()
        if self.fetcher:
            self.fetcher.close()


@dataclass
class _Progress:
    """What a comparison knows so far."""

    page: Article | None = None
    verdict: Verdict | None = None
    search: Search | None = None
    source: Article | None = None
    checked: Checked | None = None
    alignment: Alignment | None = None
    timings: dict[str, int] = field(default_factory=dict)
    warnings: list[Warning] = field(default_factory=list)

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Time `stage`; a problem in it becomes a warning and the earlier stages are kept."""
        started = time.monotonic()
        try:
            yield
        except Problem as problem:
            self.warnings.append(problem.at(stage).as_warning())
        finally:
            self.timings[stage] = _milliseconds(started)

    def comparison(self) -> Comparison:
        """The answer."""
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
        )


def compare(
    engine: Engine, request: CompareRequest, cancelled: threading.Event | None = None
) -> Iterator[Event]:
    """Stage events, the last one with the comparison; raises Problem if the page can't be had."""
    job = Job(engine, cancelled or threading.Event())
    begun = time.monotonic()
    progress = _Progress()

    yield StageEvent("article", "started")
    page = job.examine(request.page)
    progress.page = page.article
    progress.timings["article"] = _milliseconds(begun)
    yield StageEvent("article", "done", {"page": page.article})

    yield StageEvent("verdict", "started")
    progress.verdict = page.verdict
    progress.timings["verdict"] = 0  # judged by the same worker, on the same tree
    yield StageEvent("verdict", "done", {"verdict": page.verdict})

    yield StageEvent("source", "started")
    with progress.stage("source"):
        _find_source(job, request, page, progress)
    yield StageEvent("source", "done", {"search": progress.search, "source": progress.source})

    if progress.source:
        yield StageEvent("align", "started")
        with progress.stage("align"):
            checked = progress.checked or job.check(page, progress.source)
            progress.alignment = checked.alignment
            progress.verdict = _corrected(page, progress.source, checked.alignment)
            progress.warnings += checked.remarks
        known = {"alignment": progress.alignment, "verdict": progress.verdict}
        yield StageEvent("align", "done", known)

    progress.timings["total"] = _milliseconds(begun)
    yield Done(progress.comparison())


def _corrected(page: Examined, source: Article, alignment: Alignment) -> Verdict:
    """The page's verdict in the light of its source."""
    linked = source.url is not None and any(
        pointer.url == normalise(source.url) for pointer in page.pointers
    )
    return corrected(page.verdict, alignment, linked=linked)


def _find_source(job: "Job", request: CompareRequest, page: Examined, progress: _Progress) -> None:
    """Fill in the source: as given by the caller, else found, else the reason why there is none."""
    if request.source:
        progress.source = job.examine(request.source, stage="source").article
        if progress.source.text == page.article.text:
            progress.warnings.append(
                SourceIsPage("The source given has the same text as the page.").as_warning()
            )
    elif request.find and page.verdict.label in _WHOLE:
        progress.search = Search("not_needed", None, [], [])
    elif request.find:
        found = job.search(page)
        progress.search = found.search
        progress.source, progress.checked = found.source, found.checked


def extract(engine: Engine, page: PageInput, cancelled: threading.Event | None = None) -> Article:
    """The page's article; raises Problem."""
    return Job(engine, cancelled or threading.Event()).extract(page)


def verdict(engine: Engine, page: PageInput, cancelled: threading.Event | None = None) -> Examined:
    """The page's article and verdict; raises Problem."""
    return Job(engine, cancelled or threading.Event()).examine(page)


def find(
    engine: Engine, page: PageInput, cancelled: threading.Event | None = None
) -> tuple[Examined, Search]:
    """The page and where its source is, whatever the verdict says; raises Problem."""
    job = Job(engine, cancelled or threading.Event())
    examined = job.examine(page)
    return examined, job.search(examined).search


def align(
    engine: Engine, request: AlignRequest, cancelled: threading.Event | None = None
) -> Alignment:
    """The alignment of two pages or texts; raises Problem."""
    job = Job(engine, cancelled or threading.Event())
    page, source = job.text(request.page), job.text(request.source, stage="source")
    return job.check_texts(page, source).alignment


@dataclass(frozen=True)
class Job:
    """One request's way through the engine; `cancelled` ends it early."""

    engine: Engine
    cancelled: threading.Event

    def examine(self, page: PageInput, stage: Stage = "article") -> Examined:
        """Fetch `page` if need be, then read and judge it."""
        return self._run(stage, examine, self.obtain(page, stage))

    def extract(self, page: PageInput) -> Article:
        """Fetch `page` if need be, then read it."""
        return self._run("article", article_of, self.obtain(page, "article"))

    def obtain(self, page: PageInput, stage: Stage) -> PageInput:
        """`page` with its HTML: as it was sent, else fetched."""
        if page.sent_by_reader:
            self._check_size(page, stage)
            return page
        if self.engine.fetcher is None:
            raise Offline(f"{page.url} was not fetched: this run opens no connection.", stage=stage)
        fetched = self.engine.fetcher.fetch(page.url or "", stage=stage, cancelled=self.cancelled)
        return page.model_copy(
            update={"url": fetched.url, "html": fetched.html, "status": fetched.status}
        )

    def _check_size(self, page: PageInput, stage: Stage) -> None:
        size = len((page.html or page.text or "").encode("utf-8", "surrogatepass"))
        limit = self.engine.settings.page_bytes
        if size > limit:
            raise PageTooLarge(
                f"The page has {size:,} bytes and at most {limit:,} are read; send the article's "
                "part of it, or raise UNABRIDGED_PAGE_BYTES.",
                stage=stage,
                size=size,
                limit=limit,
            )

    def text(self, given: PageInput | SentencesInput, stage: Stage = "article") -> Text:
        """What the aligner reads of a page or of given sentences."""
        if isinstance(given, SentencesInput):
            return Text(given.sentences, given.language, given.published)
        examined = self.examine(given, stage)
        return text_of(examined.article, examined.notes)

    def search(self, page: Examined) -> Found:
        """Look for the source of `page`."""
        return search(
            page.article,
            page.pointers,
            self._open if self.engine.fetcher else None,
            lambda article: self.check(page, article),
        )

    def check(self, page: Examined, source: Article) -> Checked:
        """Align `page` with an article."""
        return self.check_texts(text_of(page.article, page.notes), text_of(source))

    def check_texts(self, page: Text, source: Text) -> Checked:
        """Align two texts in a worker."""
        return self._run("align", check_texts, page, source)

    def _open(self, url: str) -> Opened:
        page = self.obtain(PageInput(url=url), "source")
        examined = self._run("source", examine, page)
        cut = is_shut(examined.verdict)
        at = page.url or url
        return Opened(at, examined.article, cut, examined.pointers, examined.onward)

    def _run(self, stage: Stage, function: Callable[..., T], *args: Any) -> T:
        try:
            result: T = self.engine.pool.run(function, *args, cancelled=self.cancelled)
        except Problem as problem:
            raise problem.at(stage) from None
        return result


def _milliseconds(started: float) -> int:
    return round((time.monotonic() - started) * 1000)

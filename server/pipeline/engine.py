"""One request's means: worker processes, and pages by address or as sent.

`Engine` is built once (wiring.py). A `Session` is one request's use of it: it runs functions in
workers and fetches pages for compare.py and find.py.
"""

import hashlib
import math
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from server.conclude import conclude_page, may_be_cut
from server.config import Settings
from server.errors import (
    STOPPED,
    ComparisonFailed,
    ExtractionFailed,
    Offline,
    PageLeftAlone,
    PageTooLarge,
    Problem,
)
from server.model import REFUSALS, Article, DocumentInput, ExpiringCache, PageInput, Stage, Verdict
from server.net.fetch import Fetcher
from server.pipeline.tasks import examine, refusal_of
from server.source import Finder, JudgedPage
from server.store import ArticleIndex, Feeds
from server.team.opinion import OpinionModel
from server.text.credits.publishers import outlet_at
from server.urls import host_of, parse, registrable_domain
from server.verdict import is_for_subscribers
from server.workers import CURRENT, Share, WorkerPool

T = TypeVar("T")
# A page that ended or froze this many workers is not read for a day.
_MOST_STOPPED = 2


class StoppedPage(NamedTuple):
    """A page whose reading was stopped: how often, why last, and what was said of it."""

    times: int
    reason: str
    detail: str


@dataclass
class Engine:
    """The parts of the pipeline, built once.

    `fetcher` None: offline, no socket is opened. `index` opens the article index when a search
    first needs it (None: no index), so that a broken file stops nothing else; `services` are the
    search services and `opinion` the model that the operator switched on, `feeds` fill the index.
    """

    settings: Settings
    pool: WorkerPool
    fetcher: Fetcher | None
    index: Callable[[], ArticleIndex] | None = None
    services: Sequence[Finder] = ()
    opinion: OpinionModel | None = None
    feeds: Feeds | None = None
    # Pages that ended or froze workers within a day, by their digest.
    _stopped: ExpiringCache[StoppedPage] = field(default_factory=ExpiringCache)

    @contextmanager
    def guard_against_crashes_of(self, name: str, sent: str = "") -> Iterator[None]:
        """Read the page called `name`, or as it was `sent`, in a block.

        Raises PageLeftAlone for one that ended or froze two workers within a day, with the
        `reason` of the last one: time, memory or crash.
        """
        key = hashlib.sha256(f"{name}\0{sent}".encode("utf-8", "surrogatepass")).hexdigest()
        stopped = self._stopped.get(key)
        before = stopped.times if stopped else 0
        if stopped and before >= _MOST_STOPPED:
            raise PageLeftAlone(
                f"Reading {name or 'this page'} was stopped twice, and it is left alone for a day. "
                f"The last time: {stopped.detail}",
                url=name or None,
                reason=stopped.reason,
            )
        try:
            yield
        except ExtractionFailed as problem:
            if (reason := problem.params.get("reason")) in STOPPED:
                # A crash is said after two.
                times = before + (_MOST_STOPPED if reason == "crash" else 1)
                stopped = StoppedPage(times, str(reason), problem.detail)
                self._stopped.keep(key, stopped, 86_400.0, len(problem.detail))
            raise

    def close(self) -> None:
        """Stop the workers."""
        self.pool.close()


# Hears of each step, as the API's ProgressEvent.
Report = Callable[[dict[str, Any]], None]


@dataclass
class Session:
    """One request's use of the engine; setting `cancelled` ends it early.

    The more `remote_seconds` it has spent waiting for other sites, the longer it may wait for a
    worker: requests that bring their pages come first.
    """

    engine: Engine
    cancelled: threading.Event
    report: Report = field(default=lambda _: None)
    started: float = field(default_factory=time.monotonic)
    remote_seconds: float = 0.0
    # Of the thread that makes the session; its own threads take from it, too.
    share: Share = field(default_factory=lambda: CURRENT.get() or Share())

    @property
    def settings(self) -> Settings:
        """Settings of the engine."""
        return self.engine.settings

    def progress(self, stage: Stage, **step: str | int | None) -> None:
        """Report a step: `host`, `service`, or `number` `of` several that is asked or opened."""
        details = {name: value for name, value in step.items() if value}
        self.report({"event": "progress", "stage": stage, **details})

    def run(self, stage: Stage, function: Callable[..., T], *args: Any) -> T:
        """Run `function(*args)` in a worker; raise Problem at `stage`."""
        aligns = stage == "align"
        seconds = self.settings.align_seconds if aligns else None
        failure = ComparisonFailed if aligns else ExtractionFailed
        try:
            # Waiting time for workers per second at other sites.
            return self.engine.pool.run(
                function,
                *args,
                timeout=seconds,
                cancelled=self.cancelled,
                failure=failure,
                due=self.started + 1.5 * self.remote_seconds,
                share=self.share,
            )
        except Problem as problem:
            raise problem.at_stage(stage) from None

    def examine(self, page: PageInput) -> JudgedPage:
        """Fetch `page` if need be, then read and judge it; raises Problem."""
        examined = self.read("article", examine, page)
        article, verdict = examined.article, examined.verdict
        concluded = conclude_page(
            article,
            verdict,
            is_bare_text=page.is_plain_text,
            indexed_text=self._indexed_text(article) if may_be_cut(verdict) else "",
        )
        return replace(examined, verdict=concluded)

    def _indexed_text(self, article: Article) -> str:
        """Return the text that the index has at the article's address; "" without one."""
        if self.engine.index is None or not article.addresses:
            return ""
        try:
            texts = list(map(self.engine.index().article_text, {*article.addresses}))
        except (Problem, sqlite3.Error, OSError):
            return ""  # a search says what is wrong with the index
        return max((text.text for text in texts if text), key=len, default="")

    def read(self, stage: Stage, function: Callable[[PageInput], T], page: PageInput) -> T:
        """Fetch `page` if need be, and read it by `function` in a worker; raises Problem."""
        with self.engine.guard_against_crashes_of(page.url or "", page.content):
            return self.run(stage, function, self.obtain(page, stage))

    def obtain(self, page: PageInput, stage: Stage, seconds: float = math.inf) -> PageInput:
        """Return `page` with its HTML: as sent, or fetched within `seconds`."""
        if page.sent_by_reader:
            self._check_size(page, stage)
            return page
        if self.engine.fetcher is None:
            raise Offline(f"{page.url} was not fetched: this run opens no connection.", stage=stage)
        self.progress(stage, host=host_of(page.url or ""))
        started = time.monotonic()
        fetched = self.engine.fetcher.fetch(
            page.url or "",
            seconds=min(seconds, self.settings.fetch_seconds),
            stage=stage,
            cancelled=self.cancelled,
        )
        self.remote_seconds += time.monotonic() - started
        declared = page.model_dump(exclude_unset=True, exclude={"url", "html", "text", "status"})
        return fetched.as_input().model_copy(update={**declared, "passage": page.passage})

    def _check_size(self, page: PageInput, stage: Stage) -> None:
        if isinstance(page, DocumentInput):
            size, limit = len(page.document), self.settings.document_bytes
        else:
            size = len(page.content.encode("utf-8", "surrogatepass"))
            limit = self.settings.page_bytes
        if size > limit:
            raise PageTooLarge(
                f"The page has {size:,} bytes and at most {limit:,} are read; send the article's "
                "part of it, or raise UNABRIDGED_PAGE_BYTES.",
                stage=stage,
                size=size,
                limit=limit,
            )

    def check_refusal(self, page: PageInput, verdict: Verdict) -> None:
        """Raise PageStatus where the text of `page` is the site's refusal, not its article."""
        if page.status in REFUSALS and not is_for_subscribers(verdict):
            raise refusal_of(page)

    def open(self, url: str, seconds: float) -> JudgedPage:
        """Fetch and read the page at `url` within `seconds`; raise Problem."""
        with self.engine.guard_against_crashes_of(str(parse(url))):
            page = self.obtain(PageInput(url=url), "source", seconds)
            examined = self.run("source", examine, page)
        self.check_refusal(page, examined.verdict)
        return replace(examined, url=page.url or url)


def as_unopened(problem: Problem, url: str | None) -> Problem:
    """Say whose page has the problem, in `detail` and in `params["name"]`."""
    if not url:
        return problem
    host = host_of(url) or url
    name = outlet_at(registrable_domain(host)) or host
    detail = f"{name}'s page could not be opened: {problem.detail}"
    return type(problem)(detail, stage=problem.stage, **problem.params | {"name": name})

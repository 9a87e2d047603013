"""One request's way through the engine: fetch, read, look for the source, align."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from server.align import Text
from server.config import Settings
from server.errors import (
    Cancelled,
    ComparisonFailed,
    ExtractionFailed,
    Offline,
    PageStatus,
    PageTooLarge,
    Problem,
)
from server.feeds import Parsed, parse_feed
from server.model import (
    Access,
    Article,
    PageInput,
    Search,
    SearchOptions,
    SentencesInput,
    Stage,
    Warning,
)
from server.net.budget import Budget
from server.net.fetch import Fetcher
from server.opinion import Question, Seconding, offer_of, questions_of
from server.source import (
    Asked,
    AttributedPublisher,
    EarlierIndex,
    Finder,
    Found,
    Index,
    KnownFeeds,
    Measures,
    Opened,
    PageLinks,
    phrases,
    query_terms,
    search,
)
from server.store import ArticleIndex, FeedStore, IndexArticle
from server.verdict import is_shut
from server.workers import (
    REFUSED,
    Checked,
    Examined,
    WorkerPool,
    article_of,
    check_texts,
    examine,
    measure_article,
    measure_indexed,
    text_of,
)

T = TypeVar("T")
_FEED = 5_000_000  # bytes


@dataclass
class Engine:
    """What the pipeline works with: the one door to the web and the worker processes.

    `fetcher` None: offline, no socket is opened. `index` opens the index of articles when a
    search first needs it (None: there is none), so that a broken file stops nothing else;
    `services` are the search services that the operator switched on, `opinions` the models,
    `feeds` those that fill the index.
    """

    settings: Settings
    pool: WorkerPool
    fetcher: Fetcher | None
    index: Callable[[], ArticleIndex] | None = None
    services: Sequence[Finder] = ()
    opinions: Sequence[Seconding] = ()
    feeds: FeedStore | None = None

    def close(self) -> None:
        """Stop the workers and close connections."""
        self.pool.close()
        if self.fetcher:
            self.fetcher.close()


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

    def obtain(self, page: PageInput, stage: Stage, seconds: float = math.inf) -> PageInput:
        """`page` with its HTML: as it was sent, else fetched within `seconds`."""
        if page.sent_by_reader:
            self._check_size(page, stage)
            return page
        if self.engine.fetcher is None:
            raise Offline(f"{page.url} was not fetched: this run opens no connection.", stage=stage)
        fetched = self.engine.fetcher.fetch(
            page.url or "",
            seconds=min(seconds, self.engine.settings.fetch_seconds),
            stage=stage,
            cancelled=self.cancelled,
        )
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

    def asked(self, page: Examined, given: PageInput, options: SearchOptions) -> Asked:
        """What is looked for, and who may see words of it: of a reader's page, whom they named."""
        article = page.article
        told = [s.text for i, s in enumerate(article.sentences) if i not in page.notes]
        questions = phrases(None, told, article.language)
        return Asked(
            page=article,
            pointers=page.pointers,
            attributions=page.attributions,
            terms=query_terms(article.title, told, article.language),
            told="\n".join([article.title, *told] if article.title else told),
            questions=[*questions, article.title] if article.title else questions,
            allowed=frozenset(options.providers) if given.sent_by_reader else None,
        )

    def search(self, page: Examined, asked: Asked, *, at_hand: bool = False) -> Found:
        """Look for the source of `page`; `at_hand`: where nobody else has to be asked."""
        text = text_of(page.article, page.notes)

        def measured(candidate: Article | IndexArticle) -> Measures:
            how = measure_article if isinstance(candidate, Article) else measure_indexed
            return self._run("source", how, text, candidate)

        return search(
            asked,
            self._finders(at_hand=at_hand),
            self._open if self.engine.fetcher else None,
            measured,
            self.engine.settings.find_seconds,
        )

    def _finders(self, *, at_hand: bool) -> list[Finder]:
        """What looks for a source, in the order of its cost."""
        engine = self.engine
        nearest: list[Finder] = [PageLinks(), Index(engine.index), EarlierIndex(engine.index)]
        if at_hand or engine.fetcher is None:
            return nearest
        named = AttributedPublisher(
            self._read_feed,
            partial(engine.fetcher.site_maps, cancelled=self.cancelled),
            KnownFeeds(engine.feeds.feeds if engine.feeds else list),
            engine.settings.find_seconds / 2,
        )
        return [*nearest, named, *engine.services]

    def _read_feed(self, url: str, seconds: float) -> Parsed:
        assert self.engine.fetcher is not None  # noqa: S101 - without it the finder has no turn
        seconds = min(seconds, self.engine.settings.fetch_seconds)
        answer = self.engine.fetcher.get(
            url, {"Accept": "*/*"}, _FEED, seconds=seconds, cancelled=self.cancelled
        )
        parsed: Parsed = self._run(
            "source", parse_feed, answer.body, answer.content_type, answer.url, _FEED
        )
        return parsed

    def open_source(self, found: Search) -> tuple[Article | None, Search, list[Warning]]:
        """Fetch the source that the index knows: its text is for matching, and not given out."""
        best, *others = found.candidates
        article: Article | None = None
        access: Access = "unreachable"
        warnings: list[Warning] = []
        try:
            opened = self._open(best.url, self.engine.settings.fetch_seconds)
            article = opened.article
            access = "paywalled" if opened.cut else "open"
        except Cancelled:
            raise
        except Problem as problem:
            warnings.append(problem.at("source").as_warning())
        return article, replace(found, candidates=[replace(best, access=access), *others]), warnings

    def check(self, page: Examined, source: Article, *, leave: bool) -> Checked:
        """Align `page` with an article; `leave` as for `second`."""
        return self.check_texts(text_of(page.article, page.notes), text_of(source), leave=leave)

    def check_texts(self, page: Text, source: Text, *, leave: bool) -> Checked:
        """Align two texts in a worker; `leave` as for `second`."""
        return self.second(self._run("align", check_texts, page, source), page, source, leave=leave)

    def second(self, checked: Checked, page: Text, source: Text, *, leave: bool) -> Checked:
        """`checked` with a second opinion, if a model may give one; a failure is a remark.

        Without `leave` nothing is asked of a model beyond this server; what it would be asked is
        offered.
        """
        settings, alignment = self.engine.settings, checked.alignment
        remarks: list[Warning] = []

        def questions(model: Seconding) -> list[Question]:
            most, only_doubtful = settings.opinion_sentences, model.opinion.only_doubtful
            ask = partial(questions_of, most=most, only_doubtful=only_doubtful)
            asked: list[Question] = self._run("align", ask, checked.alignment, page, source)
            return asked

        try:
            for model in self.engine.opinions:
                asked = questions(model)
                if leave or not model.opinion.leaves:
                    budget = Budget(settings.opinion_seconds, self.cancelled)
                    alignment, remarks = model.on(alignment, asked, budget)
                    break
                alignment = replace(alignment, opinion_offer=offer_of(model.opinion, asked))
        except Cancelled:
            raise
        except Problem as problem:
            return replace(checked, remarks=[*checked.remarks, problem.as_warning()])
        return Checked(alignment, [*checked.remarks, *remarks])

    def _open(self, url: str, seconds: float) -> Opened:
        page = self.obtain(PageInput(url=url), "source", seconds)
        examined: Examined = self._run("source", examine, page)
        cut, at = is_shut(examined.verdict), page.url or url
        if page.status in REFUSED and not cut:
            # What stands there is the site's refusal, not the beginning of its article.
            raise PageStatus(
                f"{at} refuses programs (status {page.status}). Open the page in a browser and "
                "compare there.",
                url=at,
                http_status=page.status,
            )
        return Opened(at, examined.article, cut, examined.pointers, examined.onward)

    def _run(self, stage: Stage, function: Callable[..., T], *args: Any) -> T:
        aligns = stage == "align"
        seconds = self.engine.settings.align_seconds if aligns else None
        failure = ComparisonFailed if aligns else ExtractionFailed
        try:
            result: T = self.engine.pool.run(
                function, *args, timeout=seconds, cancelled=self.cancelled, failure=failure
            )
        except Problem as problem:
            raise problem.at(stage) from None
        return result

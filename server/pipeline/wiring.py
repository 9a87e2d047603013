"""Builds the parts of a server from its settings: index, engine, feeds."""

import base64
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from server.config import Settings
from server.ingest import Leases, Poller, ReadPage, SharedHostQueue, Web
from server.installed import command_for
from server.model import REFUSALS
from server.net.fetch import Fetched, Fetcher
from server.net.sample import pages as sample_pages
from server.net.session import NamedService, Note
from server.pipeline.engine import Engine
from server.pipeline.tasks import examine, whole_article
from server.source import switched_on
from server.store import (
    ArticleIndex,
    Clock,
    Feeds,
    IndexArticle,
    Layout,
    OpenSearchArticles,
    Retention,
    SqliteArticles,
    Store,
    open_store,
)
from server.team.opinion import model_of
from server.workers import WorkerPool

if TYPE_CHECKING:
    from server.team.sign_in import SignInProvider


def open_index(
    settings: Settings, file: Path | None = None, note: Note | None = None
) -> ArticleIndex:
    """Open the article index of `settings`, or the one in the SQLite file `file`.

    `note` is called with each call to a cluster. Raises InvalidAddress for an unreadable one.
    """
    if file or not settings.index:
        return SqliteArticles(file or settings.articles_path)
    headers = {}
    if settings.index_key:
        headers["Authorization"] = f"ApiKey {settings.index_key}"
    elif settings.index_user:
        pair = f"{settings.index_user}:{settings.index_password}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    shape = Layout(settings.index_name, settings.index_shards, settings.index_replicas)
    return OpenSearchArticles(NamedService(settings, headers, note), shape)


def open_engine(settings: Settings, *, offline: bool = False, index: Path | None = None) -> Engine:
    """Open an engine for one run of the command line, perhaps with another index."""
    if index and not index.is_file():
        raise ValueError(f"There is no index at {index}; `unabridged index add` makes one.")
    articles = open_index(settings, index)
    in_cluster = bool(settings.index) and index is None
    has_index = not offline if in_cluster else (index or settings.articles_path).is_file()
    return engine_of(settings, articles if has_index else None, offline=offline)


def engine_of(
    settings: Settings,
    index: ArticleIndex | None,
    feeds: Feeds | None = None,
    *,
    offline: bool = False,
) -> Engine:
    """Return an engine with all that `settings` switch on; an `offline` one opens no socket."""
    return Engine(
        settings=settings,
        pool=WorkerPool(settings, warm=("server.pipeline.tasks",)),
        fetcher=None if offline else Fetcher(settings, pages=sample_pages(settings.port)),
        index=(lambda: index) if index else None,
        services=[] if offline else switched_on(settings),
        opinion=None if offline else model_of(settings),
        feeds=feeds,
    )


log = logging.getLogger(__name__)


def open_poller(engine: Engine, report: Callable[[str], None] = log.info) -> Poller:
    """Return the poller of `engine`'s feeds; raise ValueError for an offline engine."""
    if engine.fetcher is None:
        raise ValueError("Feeds can't be polled by a run that opens no connection.")
    settings = engine.settings
    store = engine.feeds or open_store(settings).feeds
    index = engine.index() if engine.index else open_index(settings)
    adding, polling = (Web(engine.fetcher, engine.pool.run, settings) for _ in range(2))
    leases = Leases(store, settings.feeds_lease_seconds, polling.cancelled.set)
    shares = store.is_shared and bool(settings.index)
    if shares:
        polling.fetcher = engine.fetcher.in_queue(SharedHostQueue(leases))
    return Poller(
        store=store,
        index=index,
        web=polling,
        adding=adding,
        leases=leases,
        read=page_reader(engine, polling.cancelled),
        pages_per_host=settings.feeds_pages if settings.feeds_full_text else 0,
        report=report,
        shares=shares,
    )


def retention_of(store: Store, index: ArticleIndex, settings: Settings, clock: Clock) -> Retention:
    """Return the upkeep of `store` and `index`: nothing else deletes by the clock."""

    def forget_articles() -> None:
        dropped = index.prune_articles(
            older_than_days=settings.index_days, max_bytes=settings.index_megabytes * 1_000_000
        )
        if dropped:
            log.info("%d articles were dropped from the index by age or size.", dropped)
        store.feeds.forget_entries(time.time() - 30 * 86_400)  # items that no feed has any more

    return Retention(clock, (store.forget, forget_articles), (store.sql.inspect, index.inspect))


def page_reader(engine: Engine, cancelled: threading.Event) -> ReadPage:
    """Return a function that reads pages in `engine`'s workers."""

    def read(page: Fetched, known: IndexArticle) -> IndexArticle | None:
        if page.status in REFUSALS:  # the text is the site's refusal, not its article
            return None
        with engine.guard_against_crashes_of(page.url):
            examined = engine.pool.run(examine, page.as_input(), cancelled=cancelled)
        return whole_article(examined.article, examined.verdict, known, page.url)

    return read


def open_provider(settings: Settings) -> "SignInProvider | None":
    """Return the OpenID provider of `settings`; raise SystemExit without the extra."""
    if not settings.oidc_issuer:
        return None
    try:
        from server.team.sign_in import SignInProvider  # noqa: PLC0415 - only such a server needs Authlib
    except ImportError as error:
        raise SystemExit(
            "UNABRIDGED_OIDC_ISSUER names an OpenID provider, for which this installation lacks "
            f"Authlib. Add it: {command_for('team')}"
        ) from error
    return SignInProvider(settings)

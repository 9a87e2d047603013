"""Builds the Flask application."""

import atexit
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from typing import IO, Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Request

from server.bridge import Bridging, SubscribedFeeds, server_address
from server.config import Settings
from server.pipeline import Engine, wiring
from server.store import ArticleIndex, PeriodicJob, Store, open_clock, open_store, owner_token
from server.watch import hook_rounds
from server.web import auth, monitoring, problems, rate_limits
from server.web.admission import Gateway
from server.web.gauges import Gauges
from server.web.origins import Proxies
from server.web.routes import admin, articles, bridges, pages, pipeline, probes, saved, sign_in
from server.web.routing import CallBlueprint


def build(settings: Settings) -> Flask:
    """Return an application that serves the API and the pages; raise SystemExit."""
    _make_data_folder(settings)
    monitoring.configure(each_request=settings.log_requests)
    app = Flask("server.web", static_folder=None)
    app.request_class = _InMemory
    app.wsgi_app = Subpath(app.wsgi_app, settings.subpath)  # type: ignore[method-assign]
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider

    store = open_store(settings)
    auth.require_tokens_beyond_loopback(settings.host, settings, store.tokens)
    seconds = monitoring.INDEX_SECONDS
    index = wiring.open_index(
        settings, note=lambda outcome, took: seconds.labels(outcome).observe(took)
    )
    engine = wiring.engine_of(settings, index, store.feeds)
    atexit.register(engine.close)
    app.extensions["unabridged"] = engine

    problems.answer_problems(app)
    monitoring.register(app)
    rate_limits.register(app)
    proxies = Proxies(settings)
    owner_secret = "" if settings.serves_others else owner_token(settings.data)
    auth.register(app, settings, store.tokens, store.sessions, proxies, owner_secret)
    gateway = Gateway(engine)
    calls = CallBlueprint("api", __name__, gateway.admission)
    pipeline.add_routes(calls, gateway, store.comparisons)
    views = saved.Views(gateway, store.comparisons)
    saved.add_routes(calls, gateway, store, views)
    site, feeds = pages.blueprint(settings), articles.feed_blueprint(gateway.admission)
    articles.add_stories(calls, site, feeds, gateway)
    app.register_blueprint(feeds)
    sign_in.add_pairing(calls, store.pairings, settings)
    poller = wiring.open_poller(engine)
    clock = open_clock(settings)
    poller.record = lambda outcome: monitoring.POLLS.labels(outcome).inc()
    poller.clock_behind = clock.is_behind
    rounds: list[PeriodicJob] = [wiring.retention_of(store, index, settings, clock)]
    rounds += [poller] if settings.feeds_poll else []
    rounds.append(_bridging(calls, store, engine, index))
    rounds += hook_rounds(engine, store, index) if settings.hook_hosts else []
    app.extensions["unabridged.rounds"] = rounds  # what works beside the requests
    articles.add_routes(calls, engine, poller)
    checks = monitoring.Checks(store.sql, index, engine.pool, settings.data)
    gauges = Gauges(settings, store, index, gateway.admission)
    probes.add_routes(calls, checks, proxies.notes, gauges)
    admin.add_calls(calls, settings, store)
    app.register_blueprint(calls)
    admin_page = admin.AdminPage(settings, store, index, checks, proxies.notes, poller.adding)
    admin.add_routes(site, admin_page)
    pages.add_comparing(site, gateway, views)
    saved.add_page(site, gateway, store.comparisons)
    sign_in.add_routes(site, settings, store.sessions, wiring.open_provider(settings))
    app.register_blueprint(site)
    return app


def _bridging(calls: CallBlueprint, store: Store, engine: Engine, index: ArticleIndex) -> Bridging:
    """Add the calls and feeds of bridges; return what works through their queue."""
    settings = engine.settings
    subscribed = SubscribedFeeds(store, engine.pool.run)
    bridges.add_calls(calls, settings, store)
    bridges.add_feeds(calls, store, subscribed, settings)
    bridging = Bridging(store, engine, index, subscribed, server_address(settings))
    bridging.record = lambda state: monitoring.BRIDGED.labels(state).inc()
    return bridging


class _InMemory(Request):
    """A request whose files are never written to the disk; the server limits its bytes."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return BytesIO()


def _make_data_folder(settings: Settings) -> None:
    """Make the folder for all that is kept in files, also beside a PostgreSQL database."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(PermissionError):  # another user's, which we may write to
            settings.data.chmod(0o700)  # older versions, or its maker, left it to the umask
    except OSError as error:
        raise SystemExit(
            f"The data folder {settings.data} can't be made ({error.strerror}). Set "
            "UNABRIDGED_DATA to a folder that this user may write to."
        ) from error


class Subpath:
    """The WSGI application `app` below `path`, if there is one.

    Requests may have the path or not, so that it does not matter whether a proxy removes it; links
    in pages always have it.
    """

    def __init__(self, app: WSGIApplication, path: str) -> None:
        self._app = app
        self._path = path

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if self._path:
            path = environ.get("PATH_INFO", "")
            if path == self._path or path.startswith(f"{self._path}/"):
                environ["PATH_INFO"] = path[len(self._path) :] or "/"
            environ["SCRIPT_NAME"] = self._path
        return self._app(environ, start_response)

"""The operator's page without scripts, and the calls about webhooks."""

import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from server.config import Settings
from server.errors import InvalidRequest, NotFound, Problem, validated
from server.ingest import CHANGES, Web, change_feed
from server.language.messages import words
from server.model import FeedChangeRequest, HookRequest, QuotaRequest, TokenRequest
from server.store import PERSON, ArticleIndex, Grant, Store, Token, iso, last_backup
from server.watch import add_hook, try_hook
from server.web import auth
from server.web.contract import answer
from server.web.monitoring import Checks


@dataclass(frozen=True, slots=True)
class Contents:
    """Gather what the template of the page shows; `adding` fetches a feed's new address."""

    settings: Settings
    store: Store
    index: ArticleIndex
    checks: Checks
    notes: Callable[[], list[str]]
    adding: Web

    def act(self, kind: str, key: str, form: MultiDict[str, str]) -> str:
        """Do what a button says; return a new token's secret, else ""; raise Problem."""
        feeds, hooks, tokens = self.store.feeds, self.store.hooks, self.store.tokens
        match kind, (do := form.get("do", "")):
            case "tokens", "create":
                numbers = {name: _number(form, name) or 0 for name in ("days", "per_day")}
                named = {"name": form.get("name", ""), "scopes": form.getlist("scope")}
                return tokens.create(Grant.wanted(validated(TokenRequest, named | numbers)))[1]
            case "tokens", "quota":
                quota = {"per_day": _number(form, "per_day") or 0}
                tokens.limit(key, validated(QuotaRequest, quota).per_day)
            case "tokens", "revoke":
                self.store.revoke(key)
            case "feeds", "remove":
                feeds.remove_feed(key)
            case "feeds", "edit":
                given = {"url": form.get("url"), "minutes": _number(form, "minutes")}
                change_feed(feeds, key, validated(FeedChangeRequest, given), self.adding)
            case "feeds", _ if do in CHANGES:
                change_feed(feeds, key, CHANGES[do])
            case "hooks", "try":
                try_hook(self.settings, hooks.named(key))
            case "hooks", "remove":
                hooks.remove(key)
            case _:
                raise NotFound("This page has no such button.")
        return ""

    def people(self, tokens: list[Token], saved: dict[str, int]) -> list[dict[str, Any]]:
        """Return people who sign in without a token, with the data kept of them."""
        sessions = self.store.sessions.counts()
        paired = Counter(token.maker for token in tokens if token.maker)
        owners = set(sessions) | set(saved) | set(paired)
        names = sorted(key.removeprefix(PERSON) for key in owners if key.startswith(PERSON))
        return [
            {
                "name": name,
                "sessions": sessions.get(f"{PERSON}{name}", 0),
                "paired": paired[f"{PERSON}{name}"],
                "saved": saved.get(f"{PERSON}{name}", 0),
            }
            for name in names
        ]

    def database(self) -> str:
        """Return the name of the database."""
        if not self.settings.postgres:
            return self.settings.database_path.name
        return f"PostgreSQL at {urlsplit(self.settings.database).hostname or 'a local socket'}"


def add_routes(pages: Blueprint, contents: Contents) -> None:
    """Add the routes of the page."""

    @pages.get("/admin")
    def visit() -> tuple[str, int]:
        auth.visit()
        if g.token and "admin" in g.token.scopes:
            return _shown(contents)
        return render_template("admin.html", words=words("en"), person=g.person), 401

    @pages.post("/admin")
    def enter() -> tuple[str, int]:
        secret = request.form.get("token", "")
        try:
            auth.enter(secret, "admin")
        except Problem as problem:
            return _refused(problem)
        # A token that was typed is not kept: the next button would need it again.
        return _shown(contents, may_act=not secret)

    @pages.post("/admin/<kind>/<key>")
    def act(kind: str, key: str) -> AnyResponse | tuple[str, int]:
        try:
            auth.enter(scope="admin")
        except Problem as problem:
            return _refused(problem)
        try:
            if secret := contents.act(kind, key, request.form):
                return _shown(contents, secret=secret)
        except Problem as problem:
            return _shown(contents, problem.detail)[0], problem.status
        return redirect(f"{request.script_root}/admin#{kind}", 303)


def add_calls(calls: Blueprint, settings: Settings, store: Store) -> None:
    """Add the routes under /v1/tokens and /v1/hooks, for the scope `admin`."""

    @calls.get("/v1/tokens")
    def tokens() -> Response:
        return answer({"tokens": [token.to_api() for token in store.tokens.valid()]})

    @calls.post("/v1/tokens")
    def make_token() -> Response:
        wanted = auth.parsed(TokenRequest, charged=True)
        key, secret = store.tokens.create(Grant.wanted(wanted))
        return answer(store.tokens.named(key).to_api() | {"token": secret})

    @calls.patch("/v1/tokens/<key>")
    def limit_token(key: str) -> Response:
        wanted = auth.parsed(QuotaRequest, charged=True)
        return answer(store.tokens.limit(key, wanted.per_day).to_api())

    @calls.delete("/v1/tokens/<key>")
    def revoke(key: str) -> Response:
        store.revoke(key)
        return Response(status=204)

    @calls.get("/v1/hooks")
    def hooks() -> Response:
        return answer({"hooks": [hook.to_api() for hook in store.hooks.hooks()]})

    @calls.post("/v1/hooks")
    def make_hook() -> Response:
        wanted = auth.parsed(HookRequest, charged=True)
        whose = wanted.whose or g.token.id
        return answer(asdict(add_hook(store, settings, wanted.model_copy(update={"whose": whose}))))

    @calls.post("/v1/hooks/<key>/try")
    def send_ping(key: str) -> Response:
        auth.charge()()
        try_hook(settings, store.hooks.named(key))
        return Response(status=204)

    @calls.delete("/v1/hooks/<key>")
    def remove_hook(key: str) -> Response:
        store.hooks.remove(store.hooks.named(key).id)
        return Response(status=204)


def _refused(problem: Problem) -> tuple[str, int]:
    return render_template("admin.html", words=words("en"), failed=problem.detail), problem.status


def _shown(contents: Contents, failed: str = "", **more: Any) -> tuple[str, int]:
    known = {
        "kept": contents,
        "failed": failed,
        "may_act": True,
        "last": last_backup(contents.settings),
        "free": shutil.disk_usage(contents.settings.data).free,
        # Pages of feeds that could not be read, or that stopped their reader; some of them.
        "resting": contents.store.feeds.resting(time.time(), 50),
    }
    return render_template("admin.html", words=words("en"), iso=iso, **known | more), 200


def _number(form: MultiDict[str, str], name: str) -> int | None:
    """Return the number in a field, None for an empty one; raise InvalidRequest."""
    given = form.get(name, "").strip()
    try:
        return int(given) if given else None
    except ValueError:
        raise InvalidRequest(f"“{given[:40]}” is not a whole number; write digits.") from None

"""The operator's page without scripts, and the calls about webhooks."""

import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from server.bridge import add_bridge, webhook_address
from server.config import Settings
from server.errors import InvalidRequest, NotFound, Problem, validate
from server.ingest import CHANGES, Web, change_feed
from server.language.messages import words
from server.model import BridgeRequest, FeedChangeRequest, HookRequest, QuotaRequest, TokenRequest
from server.store import PERSON, ArticleIndex, Bridge, Grant, Store, Token, iso, last_backup
from server.watch import add_hook, try_hook
from server.web import answers, auth
from server.web.monitoring import Checks
from server.web.routing import CallBlueprint, CallGroup


@dataclass(frozen=True, slots=True)
class AdminPage:
    """Gather what the template of the page shows; `adding` fetches a feed's new address."""

    settings: Settings
    store: Store
    index: ArticleIndex
    checks: Checks
    notes: Callable[[], list[str]]
    adding: Web

    def act(self, kind: str, key: str, form: MultiDict[str, str]) -> str:
        """Do what a button says; return a new token's secret, else ""; raise Problem."""
        feeds, tokens = self.store.feeds, self.store.tokens
        match kind, (do := form.get("do", "")):
            case "tokens", "create":
                numbers = {name: _number(form, name) or 0 for name in ("days", "per_day")}
                texts = {"name": form.get("name", ""), "scopes": form.getlist("scope")}
                return tokens.create(Grant.from_request(validate(TokenRequest, texts | numbers)))[1]
            case "tokens", "quota":
                quota = {"per_day": _number(form, "per_day") or 0}
                tokens.limit(key, validate(QuotaRequest, quota).per_day)
            case "tokens", "revoke":
                self.store.revoke(key)
            case "feeds", "remove":
                feeds.remove_feed(key)
            case "feeds", "edit":
                change = {"url": form.get("url"), "minutes": _number(form, "minutes")}
                change_feed(feeds, key, validate(FeedChangeRequest, change), self.adding)
            case "feeds", _ if do in CHANGES:
                change_feed(feeds, key, CHANGES[do])
            case "hooks", "try" | "remove":
                self._change_hook(key, do)
            case "bridges", "add":
                texts = {
                    name: form.get(name, "") for name in ("url", "token", "secret", "language")
                }
                bridge = validate(BridgeRequest, texts | {"last": _number(form, "last") or 0})
                add_bridge(self.store.bridges, self.settings, bridge)
            case "bridges", "clear" | "remove":
                self._change_bridge(key, do)
            case _:
                raise NotFound("This page has no such button.")
        return ""

    def _change_hook(self, key: str, do: str) -> None:
        if do == "try":
            try_hook(self.settings, self.store.hooks.named(key))
        else:
            self.store.hooks.remove(key)

    def _change_bridge(self, key: str, do: str) -> None:
        if do == "clear":
            self.store.bridges.clear(self.store.bridges.named(key).id, time.time())
        else:
            self.store.bridges.remove(key)

    def webhook(self, bridge: Bridge) -> str:
        """Return where the reader of a bridge sends its webhooks."""
        return webhook_address(self.settings, bridge)

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


def add_routes(pages: Blueprint, page: AdminPage) -> None:
    """Add the routes of the page."""

    @pages.get("/admin")
    def visit() -> tuple[str, int]:
        auth.visit()
        if g.token and "admin" in g.token.scopes:
            return _render_page(page)
        return render_template("admin.html", words=words("en"), person=g.person), 401

    @pages.post("/admin")
    def enter() -> tuple[str, int]:
        secret = request.form.get("token", "")
        try:
            auth.enter(secret, "admin")
        except Problem as problem:
            return _render_refusal(problem)
        # A token that was typed is not kept: the next button would need it again.
        return _render_page(page, may_act=not secret)

    @pages.post("/admin/<kind>/<key>")
    def act(kind: str, key: str) -> AnyResponse | tuple[str, int]:
        try:
            auth.enter(scope="admin")
        except Problem as problem:
            return _render_refusal(problem)
        try:
            if secret := page.act(kind, key, request.form):
                return _render_page(page, secret=secret)
        except Problem as problem:
            return _render_page(page, problem.detail)[0], problem.status
        return redirect(f"{request.script_root}/admin#{kind}", 303)


_LARGEST_BODY = 131_072  # bytes
_TOKEN = {
    "id": "t7c2",
    "name": "Iris",
    "scopes": ["compare"],
    "created": "2026-03-02T09:30:00+00:00",
    "expires": None,
    "last_used": None,
    "per_day": 200,
    "maker": None,
    "used": 12,
}
_HOOK = {
    "id": "h5d9",
    "url": "https://chat.example/hooks/unabridged",
    "events": ["page.changed"],
    "owner": "user:iris",
    "created": "2026-03-02T09:30:00+00:00",
    "state": "active",
    "waiting": 0,
    "failed": 0,
    "last_error": None,
}


def add_calls(calls: CallBlueprint, settings: Settings, store: Store) -> None:
    """Add the calls under /v1/tokens and /v1/hooks, for the scope `admin`."""
    by_admin = calls.calls(tag="Administration", scope="admin")
    _add_token_calls(by_admin, store)

    @by_admin.operation("get", "/v1/hooks", answer=answers.Hooks, example={"hooks": [_HOOK]})
    def hooks() -> answers.Hooks:
        """List the webhooks.

        With their waiting and failed messages; no secret.
        """
        return answers.Hooks([answers.Hook(**hook.to_api()) for hook in store.hooks.hooks()])

    @by_admin.operation("get", "/v1/hooks/{id}", answer=answers.Hook, example=_HOOK)
    def hook(key: str) -> answers.Hook:
        """Show a webhook."""
        return answers.Hook(**store.hooks.named(key).to_api())

    @by_admin.operation(
        "post",
        "/v1/hooks",
        request=HookRequest,
        answer=answers.AddedHook,
        most_bytes=_LARGEST_BODY,
        counts="each",
        example={"url": _HOOK["url"], "events": _HOOK["events"], "whose": _HOOK["owner"]},
    )
    def make_hook(body: HookRequest) -> answers.AddedHook:
        """Add a webhook.

        Its secret, which signs messages, is shown only in this answer.
        """
        whose = body.whose or g.token.id
        added = add_hook(store, settings, body.model_copy(update={"whose": whose}))
        return answers.AddedHook(**added.to_api(), secret=added.secret)

    @by_admin.operation("post", "/v1/hooks/{id}/try")
    def send_ping(key: str) -> None:
        """Send a webhook an empty message now.

        A problem says what its receiver answered.
        """
        auth.charge()()
        try_hook(settings, store.hooks.named(key))

    @by_admin.operation("delete", "/v1/hooks/{id}")
    def remove_hook(key: str) -> None:
        """Remove a webhook with its waiting messages."""
        store.hooks.remove(store.hooks.named(key).id)


def _add_token_calls(by_admin: CallGroup, store: Store) -> None:
    @by_admin.operation("get", "/v1/tokens", answer=answers.Tokens, example={"tokens": [_TOKEN]})
    def tokens() -> answers.Tokens:
        """List the valid tokens.

        With their use; no secret.
        """
        return answers.Tokens([answers.Token(**token.to_api()) for token in store.tokens.valid()])

    @by_admin.operation("get", "/v1/tokens/{id}", answer=answers.Token, example=_TOKEN)
    def token(key: str) -> answers.Token:
        """Show a token."""
        return answers.Token(**store.tokens.named(key).to_api())

    @by_admin.operation(
        "post",
        "/v1/tokens",
        request=TokenRequest,
        answer=answers.AddedToken,
        most_bytes=_LARGEST_BODY,
        counts="each",
        example={"name": "Iris", "scopes": ["compare"], "per_day": 200},
    )
    def make_token(body: TokenRequest) -> answers.AddedToken:
        """Create a token of any scope.

        Its secret is shown only in this answer. What worked without a token before still does.
        """
        key, secret = store.tokens.create(Grant.from_request(body))
        return answers.AddedToken(**store.tokens.named(key).to_api(), token=secret)

    @by_admin.operation(
        "patch",
        "/v1/tokens/{id}",
        request=QuotaRequest,
        answer=answers.Token,
        counts="each",
        example={"per_day": 200},
    )
    def limit_token(body: QuotaRequest, key: str) -> answers.Token:
        """Change the daily quota of a token.

        And of those paired from it.
        """
        return answers.Token(**store.tokens.limit(key, body.per_day).to_api())

    @by_admin.operation("delete", "/v1/tokens/{id}")
    def revoke(key: str) -> None:
        """Revoke a token.

        And those paired from it; `user:NAME` signs a person out everywhere, and ends what they
        paired.
        """
        store.revoke(key)


def _render_refusal(problem: Problem) -> tuple[str, int]:
    return render_template("admin.html", words=words("en"), failed=problem.detail), problem.status


def _render_page(page: AdminPage, failed: str = "", **more: Any) -> tuple[str, int]:
    context = {
        "kept": page,
        "failed": failed,
        "may_act": True,
        "last": last_backup(page.settings),
        "free": shutil.disk_usage(page.settings.data).free,
        # Pages of feeds that could not be read, or that stopped their reader; some of them.
        "resting": page.store.feeds.resting(time.time(), 50),
    }
    return render_template("admin.html", words=words("en"), iso=iso, **context | more), 200


def _number(form: MultiDict[str, str], name: str) -> int | None:
    """Return the number in a field, None for an empty one; raise InvalidRequest."""
    digits = form.get(name, "").strip()
    try:
        return int(digits) if digits else None
    except ValueError:
        raise InvalidRequest(f"“{digits[:40]}” is not a whole number; write digits.") from None

"""The operator's page without scripts: feeds, tokens, storage and health."""

import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, render_template, request

from server.config import ENGINE, Settings
from server.errors import Problem
from server.language.messages import words
from server.store import ArticleIndex, Store, Token, iso, last_backup
from server.web import auth
from server.web.routes.health import Checks

_MOST_RESTING = 50  # shown

Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of the page, and their sources."""

    settings: Settings
    store: Store
    index: ArticleIndex
    checks: Checks
    notes: Callable[[], list[str]]

    def page(self) -> dict[str, Any]:
        """Return the page's tables; raises StoreUnavailable and InternalError."""
        tokens, saved = self.store.tokens.valid(), self.store.comparisons.counts()
        return {
            "health": self._health(),
            "storage": self._storage(),
            "feeds": [feed.shown() for feed in self.store.feeds.feeds()],
            "resting": self._resting(),
            "tokens": tokens,
            "saved": saved,
            "people": self._people(tokens, saved),
            "hooks": self.store.hooks.hooks(),
        }

    def _people(self, tokens: list[Token], saved: dict[str, int]) -> list[dict[str, Any]]:
        """Return people who sign in without a token, with the data kept of them."""
        signed_in = self.store.sessions.signed_in()
        paired = Counter(token.maker for token in tokens if token.maker)
        owners = {f"user:{name}" for name in signed_in} | set(saved) | set(paired)
        names = sorted(key.removeprefix("user:") for key in owners if key.startswith("user:"))
        return [
            {
                "name": name,
                "sessions": signed_in.get(name, 0),
                "paired": paired[f"user:{name}"],
                "saved": saved.get(f"user:{name}", 0),
            }
            for name in names
        ]

    def _health(self) -> Rows:
        failed = self.checks.failed()
        rows = [(name, "fails" if name in failed else "ok") for name in self.checks.names]
        return [("version", ENGINE), *rows, *(("to do", note) for note in self.notes())]

    def _storage(self) -> Rows:
        settings, last = self.settings, last_backup(self.settings)
        database = settings.database_path.name
        if settings.postgres:
            database = f"PostgreSQL at {urlsplit(settings.database).hostname or 'a local socket'}"
        size = f"{self.index.size() / 1e6:,.0f} of at most {settings.index_megabytes:,} MB"
        return [
            ("database", database),
            ("articles in the index", f"{self.index.count_articles():,} ({self.index.kind})"),
            ("size of the index", size),
            ("articles are kept", f"{settings.index_days} days"),
            ("comparisons are kept", f"{settings.saved_days} days"),
            ("links open", f"{settings.link_days} days"),
            ("free on the disk", f"{shutil.disk_usage(settings.data).free / 1e9:.1f} GB"),
            ("last backup", f"{last[0]:%Y-%m-%d %H:%M} UTC" if last else "none known"),
        ]

    def _resting(self) -> list[dict[str, Any]]:
        """Return the pages of feeds that could not be read, or that stopped their reader."""
        found = self.store.feeds.resting(time.time(), _MOST_RESTING)
        return [{"url": url, "tries": tries, "until": iso(due)} for url, tries, due in found]


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
        try:
            auth.enter(request.form.get("token", ""), "admin")
        except Problem as problem:
            failed = problem.detail
            page = render_template("admin.html", words=words("en"), failed=failed)
            return page, problem.status
        return _shown(contents)


def _shown(contents: Contents) -> tuple[str, int]:
    return render_template("admin.html", words=words("en"), kept=contents.page()), 200

"""The operator's page without scripts: feeds, tokens, storage and health."""

import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, render_template, request

from server.config import Settings
from server.errors import Problem
from server.language.messages import words
from server.store import ArticleIndex, Store, Token, iso, last_backup
from server.web import auth
from server.web.routes.health import Checks

_MOST_RESTING = 50  # shown


@dataclass(frozen=True, slots=True)
class Contents:
    """Gather what the template of the page shows."""

    settings: Settings
    store: Store
    index: ArticleIndex
    checks: Checks
    notes: Callable[[], list[str]]

    def people(self, tokens: list[Token], saved: dict[str, int]) -> list[dict[str, Any]]:
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

    def last_backup(self) -> datetime | None:
        """Return the time of the last backup that is known."""
        last = last_backup(self.settings)
        return last[0] if last else None

    def free(self) -> int:
        """Return the free bytes of the data folder's disk."""
        return shutil.disk_usage(self.settings.data).free

    def database(self) -> str:
        """Return the name of the database."""
        if not self.settings.postgres:
            return self.settings.database_path.name
        return f"PostgreSQL at {urlsplit(self.settings.database).hostname or 'a local socket'}"

    def resting(self) -> list[dict[str, Any]]:
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
    return render_template("admin.html", words=words("en"), kept=contents), 200

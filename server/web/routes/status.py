"""The server's features and the caller's rights."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from server.config import ENGINE, Settings
from server.model import Scope
from server.store import Token

# What each server has; the others depend on its settings.
_Always = Literal[
    "compare", "sources", "extract", "verdict", "find", "align", "cite", "stream", "save", "link",
    "own_data", "atom", "pairing", "feeds", "index",
]  # fmt: skip
Feature = Literal[_Always, "opinion", "sign_in", "hooks"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits in bytes of a page, seconds, requests at a time, and days."""

    page_bytes: int
    fetch_seconds: float
    worker_seconds: float
    admitted: int
    saved_days: int
    link_days: int


@dataclass(frozen=True, slots=True)
class OwnToken:
    """The caller's rights; `used_today` is null without a daily limit."""

    name: str
    scopes: list[Scope]
    expires: str | None
    per_day: int | None
    used_today: int | None


@dataclass(frozen=True, slots=True)
class Status:
    """The server's version, features and limits, and the caller's rights."""

    name: Literal["unabridged"]
    version: str
    engine: str
    features: list[Feature]
    limits: Limits
    token: OwnToken


def describe(settings: Settings, token: Token) -> Status:
    """Return the answer of /v1/status."""
    return Status(
        "unabridged",
        ENGINE.partition("/")[2],
        ENGINE,
        [*get_args(_Always), *_set_up(settings)],
        Limits(*(getattr(settings, name) for name in Limits.__slots__)),
        OwnToken(
            token.name,
            list(token.scopes),  # type: ignore[arg-type]  # checked when it was made
            token.expires,
            token.per_day,
            token.used if token.per_day else None,
        ),
    )


def _set_up(settings: Settings) -> Iterator[Feature]:
    if settings.opinion_url or settings.opinion_model:
        yield "opinion"
    if settings.oidc_issuer or settings.user_header:
        yield "sign_in"
    if settings.hook_hosts:
        yield "hooks"

"""The server's features and the caller's rights."""

from typing import Any

from server.config import ENGINE, Settings
from server.store import Token


def describe(settings: Settings, token: Token) -> dict[str, Any]:
    """Return the answer of /v1/status."""
    return {
        "name": "unabridged",
        "version": ENGINE.partition("/")[2],
        "engine": ENGINE,
        "features": [
            "compare",
            "extract",
            "verdict",
            "find",
            "align",
            "stream",
            "save",
            "link",
            "pairing",
            "feeds",
            "index",
            *(["opinion"] if settings.opinion_url or settings.opinion_model else []),
        ],
        "limits": {
            "page_bytes": settings.page_bytes,
            "fetch_seconds": settings.fetch_seconds,
            "worker_seconds": settings.worker_seconds,
            "admitted": settings.admitted,
            "saved_days": settings.saved_days,
            "link_days": settings.link_days,
        },
        "token": {
            "name": token.name,
            "scopes": list(token.scopes),
            "expires": token.expires,
            "per_day": token.per_day,
            "used_today": token.used if token.per_day else None,
        },
    }

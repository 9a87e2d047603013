"""The Wayback Machine's availability API (archive.org/help/wayback_api.php)."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from server.source.providers.protocol import Request, Result

_KEPT = re.compile(r"https?://(web\.archive\.org/web/\S+)", re.I)


@dataclass(frozen=True, slots=True)
class Archive:
    """Copies of pages that answer 404 or 410, by address, never by words."""

    base: str = "https://archive.org"
    name: str = "archive"
    title: str = "The web archive"

    def word(self, question: str) -> str:
        """Return the missing page's address."""
        return question

    def request(self, words: str) -> Request:
        """Return a request for the newest copy of the address `words`."""
        return Request(f"{self.base}/wayback/available?{urlencode({'url': words})}")

    def results(self, answer: Any) -> list[Result]:
        """Return the copy, unless it is a redirect or an error."""
        snapshots = answer.get("archived_snapshots") if isinstance(answer, dict) else None
        if not isinstance(snapshots, dict):
            raise ValueError("no archived_snapshots")
        closest = snapshots.get("closest")
        if not isinstance(closest, dict) or not closest.get("available"):
            return []
        url, status = closest.get("url"), str(closest.get("status", "200"))
        match = _KEPT.fullmatch(url) if isinstance(url, str) else None
        return [Result(f"https://{match[1]}", "")] if match and status.startswith("2") else []

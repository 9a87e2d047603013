"""The Wayback Machine's availability API (archive.org/help/wayback_api.php)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from server.source.providers.protocol import Request, Result


@dataclass(frozen=True, slots=True)
class Archive:
    """Copies of pages that answer 404 or 410; it is asked for an address, never for words."""

    base: str = "https://archive.org"
    name: str = "archive"
    title: str = "The web archive"

    def word(self, question: str) -> str:
        """The address that is gone."""
        return question

    def request(self, words: str) -> Request:
        """The copy of the address `words` that is closest to now."""
        return Request(f"{self.base}/wayback/available?{urlencode({'url': words})}")

    def results(self, answer: Any) -> list[Result]:
        """The one copy, or none; a redirect or an error that was archived is none."""
        snapshots = answer.get("archived_snapshots") if isinstance(answer, dict) else None
        if not isinstance(snapshots, dict):
            raise ValueError("no archived_snapshots")
        closest = snapshots.get("closest")
        if not isinstance(closest, dict) or not closest.get("available"):
            return []
        url, status = closest.get("url"), str(closest.get("status", "200"))
        if not isinstance(url, str) or not status.startswith("2"):
            return []
        return [Result(_secure(url), "")]


def _secure(url: str) -> str:
    return "https://" + url.removeprefix("http://") if url.startswith("http://web.arch") else url

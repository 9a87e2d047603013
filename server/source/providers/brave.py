"""Brave Search API, news (api-dashboard.search.brave.com/documentation): with a key, paid."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from server.source.providers.protocol import Request, Result, listed, result_of, shortened

_MOST_CHARACTERS = 400  # and 50 words, which six phrases never reach


@dataclass(frozen=True, slots=True)
class Brave:
    """Brave's news search, with `key`."""

    key: str
    base: str = "https://api.search.brave.com"
    name: str = "brave"
    title: str = "Brave Search"

    def word(self, question: str) -> str:
        """Return the question, shortened."""
        return shortened(question, _MOST_CHARACTERS)

    def request(self, words: str) -> Request:
        """Return a request for the first ten news for `words`."""
        query = urlencode({"q": words, "count": 10, "spellcheck": "false"})
        headers = {"Accept": "application/json", "X-Subscription-Token": self.key}
        return Request(f"{self.base}/res/v1/news/search?{query}", headers)

    def results(self, answer: Any) -> list[Result]:
        """Return the results, best first."""
        results = []
        for hit in listed(answer, "results"):
            source = hit.get("meta_url")
            host = source.get("hostname") if isinstance(source, dict) else None
            results.append(result_of(hit.get("url"), hit.get("title"), hit.get("page_age"), host))
        return [result for result in results if result]

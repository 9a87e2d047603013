"""SearXNG, a self-hosted metasearch engine (docs.searxng.org/dev/search_api).

JSON is off in its default settings: without `json` under `search: formats:` it answers 403.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from server.source.providers.protocol import Request, Result, listed, result_of, shortened

_MOST_CHARACTERS = 400  # as of Brave's


@dataclass(frozen=True, slots=True)
class SearXNG:
    """The instance at `base`."""

    base: str
    name: str = "searxng"
    title: str = "SearXNG"

    def word(self, question: str) -> str:
        """Return the question, shortened; most engines understand quotation marks."""
        return shortened(question, _MOST_CHARACTERS)

    def request(self, words: str) -> Request:
        """Return a request to its news engines for `words`."""
        query = urlencode({"q": words, "format": "json", "categories": "news"})
        return Request(f"{self.base.rstrip('/')}/search?{query}", {"Accept": "application/json"})

    def results(self, answer: Any) -> list[Result]:
        """Return the results, best first."""
        made = (
            result_of(hit.get("url"), hit.get("title"), hit.get("publishedDate"))
            for hit in listed(answer, "results")
        )
        return [result for result in made if result]

"""The Guardian's Open Platform (open-platform.theguardian.com/documentation): one publisher."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from server.source.providers.protocol import Request, Result, listed, result_of, shortened

_MOST_CHARACTERS = 400  # as of Brave's


@dataclass(frozen=True, slots=True)
class Guardian:
    """The Guardian's articles, with `key`."""

    key: str
    base: str = "https://content.guardianapis.com"
    name: str = "guardian"
    title: str = "The Guardian"

    def word(self, question: str) -> str:
        """Return the question, shortened; articles may match any of its words."""
        return shortened(question, _MOST_CHARACTERS)

    def request(self, words: str) -> Request:
        """Return a request for the ten most relevant articles for `words`."""
        query = {"q": words, "page-size": 10, "order-by": "relevance", "api-key": self.key}
        return Request(f"{self.base}/search?{urlencode(query)}", {"Accept": "application/json"})

    def results(self, answer: Any) -> list[Result]:
        """Return the articles, best first."""
        made = (
            result_of(
                hit.get("webUrl"), hit.get("webTitle"), hit.get("webPublicationDate"), self.title
            )
            for hit in listed(answer, "response", "results")
        )
        return [result for result in made if result]

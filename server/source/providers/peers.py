"""Other Unabridged servers, asked for titles and addresses of their articles.

A peer receives the page's rarest words and the days around its date, like this server's own index;
it answers from its own articles and asks nobody else. Texts never leave a server.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from server.source.finders.index import days_around
from server.source.finders.protocol import SearchQuery
from server.source.providers.finder import Service
from server.source.providers.protocol import Request, Result, listed, result_of
from server.source.providers.provider_client import Guarded
from server.urls import host_of

_LOOKED_AT = 10  # articles, as of the own index
_TERM = re.compile(r'"([^"]+)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Peer:
    """The server at `base`, with a token of the scope `compare`."""

    base: str
    token: str
    name: str = "peer"

    @property
    def title(self) -> str:
        """Name in sentences."""
        return f"Unabridged at {host_of(self.base)}"

    def word(self, question: str) -> str:
        """Return the question."""
        return question

    def request(self, words: str, since: str | None = None, until: str | None = None) -> Request:
        """Return a request for `words`, published between two days."""
        terms = [phrase or word for phrase, word in _TERM.findall(words)]
        body = {"terms": terms, "since": since, "until": until, "limit": _LOOKED_AT}
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        url = f"{self.base.rstrip('/')}/v1/articles/search"
        return Request(url, headers, json.dumps(body).encode())

    def results(self, answer: Any) -> list[Result]:
        """Return the hits, best first."""
        made = (
            result_of(hit.get("url"), hit.get("title"), hit.get("published"), hit.get("publisher"))
            for hit in listed(answer, "hits")
        )
        return [result for result in made if result]


class PeerService(Service):
    """A peer, asked once per page for articles from around its date."""

    asked_with = "the page's rarest words"

    def __init__(self, peer: Peer, guarded: Guarded, seconds: float) -> None:
        super().__init__(guarded, seconds)
        self._peer = peer

    def _results(self, words: str, query: SearchQuery) -> list[Result]:
        request = self._peer.request(words, *days_around(query.page.published))
        results = self._guarded.ask(words, self._seconds, request)
        return [result for result in results if not query.is_own(result.url, result.title)]

    def offer(self, query: SearchQuery) -> list[str]:
        """Return the rarest words, as they are sent, with phrases in quotation marks."""
        terms = [term.replace('"', " ") for term, _ in query.terms]
        words = " ".join(f'"{term}"' if " " in term else term for term in terms)
        return [words] if words else []

"""Search services that the operator switched on, each asked at most twice per page."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.source.finders.index import days_around
from server.source.finders.protocol import (
    Finder,
    FinderSkipped,
    PermissionMissing,
    SearchQuery,
)
from server.source.lead import Lead
from server.source.providers.protocol import Guarded, Request, Result, listed, result_of
from server.urls import host_of

_MOST_QUESTIONS = 2  # to one service, of its hourly budget


class Service(Finder):
    """A search service."""

    asked_with = "the words {}"

    def __init__(self, guarded: Guarded, seconds: float) -> None:
        self._guarded, self._seconds = guarded, seconds
        self.codes = (guarded.provider.name,)

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """Yield the service's results; ask the second question only if it needs to."""
        provider = self._guarded.provider
        if not query.may_ask(provider.name):
            raise PermissionMissing(
                f"{provider.title} was not asked: it would see words of the page."
            )
        questions = self.offer(query)
        if not questions:
            raise FinderSkipped("The page has no words that would distinguish it in a search.")
        for words in questions:
            results = self._results(words, query)
            for result in results:
                yield Lead(
                    result.url,
                    provider.name,
                    f"Found by {provider.title} with {self.asked_with.format(words)}.",
                    params={"provider": provider.title, "words": words},
                    title=result.title,
                    publisher=result.publisher,
                    published=result.published,
                )
            if results:
                return
        raise FinderSkipped(f"{provider.title} found nothing.")

    def _results(self, words: str, _: SearchQuery) -> list[Result]:
        return self._guarded.ask(words, self._seconds)

    def offer(self, query: SearchQuery) -> list[str]:
        """Return the questions, word for word."""
        worded = [self._guarded.provider.word(question) for question in query.questions]
        return [words for words in dict.fromkeys(worded) if words][:_MOST_QUESTIONS]


class WebArchive(Service):
    """Copies of missing linked pages, never of pages for subscribers only."""

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """Yield copies of the addresses that answered 404 or 410."""
        if not query.gone:
            raise FinderSkipped("All linked pages still exist.")
        if not query.may_ask(self._guarded.provider.name):
            raise PermissionMissing(
                "The web archive was not asked: it would see which page was linked."
            )
        for url in query.gone[:_MOST_QUESTIONS]:
            results = self._guarded.ask(url, self._seconds)
            strength = max((p.strength for p in query.pointers if p.url == url), default=0.0)
            for result in results:
                says = f"A copy of {url}, which the page links to and which is gone."
                yield Lead(result.url, "archive", says, None, strength, {"url": url})

    def offer(self, query: SearchQuery) -> list[str]:
        """Return the missing addresses."""
        return query.gone[:_MOST_QUESTIONS]


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

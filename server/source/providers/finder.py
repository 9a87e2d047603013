"""Search services that the operator switched on, each asked at most twice per page."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from server.errors import Problem
from server.net.quota import Health, failure_of
from server.source.finders.protocol import (
    Finder,
    FinderError,
    FinderSkipped,
    PermissionMissing,
    SearchQuery,
)
from server.source.lead import Lead
from server.source.providers.protocol import Provider, Request

_MOST_QUESTIONS = 2  # to one service, of its hourly budget
MOST_BYTES = 1_000_000  # of an answer
MOST_RESULTS = 10  # of a question; each may cost a request

# Sends a request within some seconds; returns the body of a 2xx answer or raises Problem.
Send = Callable[[Request, float], bytes]


class Refused(FinderError):
    """A provider without results; the message is a sentence for `tried`."""


class Service(Finder):
    """A provider with its budget and breaker, asked within `seconds`; one per server.

    Any fault becomes a `Refused` with a sentence; a provider never fails a search.
    """

    def __init__(self, provider: Provider, health: Health, send: Send, seconds: float) -> None:
        self.provider, self.health = provider, health
        self._send, self._seconds = send, seconds
        self.codes = (provider.name,)

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """Yield the service's results; ask the second question only if it needs to."""
        provider = self.provider
        if not query.may_ask(provider.name):
            raise PermissionMissing(
                f"{provider.title} was not asked: it would see words of the page."
            )
        questions = self.offer(query)
        if not questions:
            raise FinderSkipped("The page has no words that would distinguish it in a search.")
        query.asking(provider.title)
        for words in questions:
            found = self.ask(words, query.page.published)
            results = [one for one in found if not query.is_own(one.url, one.title)]
            says = f"Found by {provider.title} with {provider.asked_with.format(words)}."
            params = {"provider": provider.title, "words": words}
            for result in results:
                yield replace(result, finder=provider.name, says=says, params=params)
            if results:
                return
        raise FinderSkipped(f"{provider.title} found nothing.")

    def offer(self, query: SearchQuery) -> list[str]:
        """Return the questions, word for word."""
        return self.provider.questions(query)[:_MOST_QUESTIONS]

    def ask(self, words: str, published: str | None = None) -> list[Lead]:
        """Return the provider's results for `words`; raise Refused and Cancelled."""
        title = self.provider.title
        if refused := self.health.admit():
            raise Refused(f"{title} was not asked: {refused}")
        try:
            with self.health.asking():
                body = self._send(self.provider.request(words, published), self._seconds)
                results = self.provider.results(json.loads(body))
        except Problem as problem:
            raise Refused(f"{title} {_failure(problem)}") from None
        except (ValueError, RecursionError) as error:
            self.health.failed()
            raise Refused(
                f"{title} gave an answer unlike its documentation ({_brief(error)})."
            ) from None
        self.health.succeeded()
        return results[:MOST_RESULTS]


class WebArchive(Service):
    """Copies of missing linked pages, never of pages for subscribers only."""

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """Yield copies of the addresses that answered 404 or 410."""
        if not query.gone:
            raise FinderSkipped("All linked pages still exist.")
        if not query.may_ask(self.provider.name):
            raise PermissionMissing(
                "The web archive was not asked: it would see which page was linked."
            )
        for url in self.offer(query):
            strength = max((p.strength for p in query.pointers if p.url == url), default=0.0)
            for result in self.ask(url):
                says = f"A copy of {url}, which the page links to and which is gone."
                yield Lead(result.url, "archive", says, None, strength, {"url": url})


def _failure(problem: Problem) -> str:
    """Describe a failure without the address, which may contain a key."""
    status = problem.params.get("http_status")
    if status in (401, 403):
        return (
            f"refused (status {status}): check its key or token, and for SearXNG that JSON is "
            "switched on."
        )
    if status == 429:
        return "asks for fewer questions (status 429); it is paused for a while."
    return f"{failure_of(problem)}."


def _brief(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return "no JSON"
    return "no readable text" if isinstance(error, UnicodeDecodeError) else str(error)[:80]

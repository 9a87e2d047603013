"""A search service: what it is asked and answers, and the finder that asks it.

A provider is pure: it builds the request and reads the answer. `Service` sends it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from server.errors import Problem
from server.net.quota import Health, failure_of
from server.source.lead import (
    Finder,
    FinderError,
    FinderSkipped,
    Lead,
    PermissionMissing,
    SearchQuery,
)
from server.urls import LONGEST

_MOST_CHARACTERS = 400  # of a question; Brave takes 50 words too, which six phrases never reach
_MOST = 1_000  # characters of a title, a date or a name
_KEY = ": check its key or token, and for SearXNG that JSON is switched on"
_ADVICE = {401: _KEY, 403: _KEY, 429: ": it asks for fewer questions and is paused for a while"}
MOST_BYTES = 1_000_000  # of an answer


@dataclass(frozen=True, slots=True)
class Request:
    """A GET request, or with `body` a POST one.

    `headers` and `url` may contain a key: neither is ever shown.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


# Sends a request within some seconds; returns the body of a 2xx answer or raises Problem.
Send = Callable[[Request, float], bytes]


@dataclass(frozen=True, slots=True)
class Provider:
    """A search service, as its documentation describes it.

    `name` is its code in settings, requests and answers, `title` its name in sentences; `query` is
    the parameter of the words, beside `params`. `path` leads to the hits of an answer, `fields` to
    a hit's address, title, time and publisher.
    """

    name: str
    title: str
    address: str
    query: str = "q"
    params: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str, ...] = ("hits",)
    fields: tuple[str, ...] = ("url", "title", "published", "publisher")
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int = _MOST_CHARACTERS  # of a question
    shortest: int = 0  # characters of a word; shorter ones are refused
    publisher: str | None = None  # of all hits
    time: Callable[[Any], Any] = lambda written: written  # as others write it
    nothing: Any = None  # the answer without hits, beside an empty list
    asked_with: str = "the words {}"

    def word(self, question: str) -> str:
        """Return as much of `question` as it takes, as it will be sent."""
        long = (word for word in question.split() if len(word.strip('"')) >= self.shortest)
        return shortened(" ".join(long), self.most)

    def questions(self, query: SearchQuery) -> list[str]:
        """Return what may be asked about a page, as it will be sent, the best first."""
        return [words for words in dict.fromkeys(map(self.word, query.questions)) if words]

    def request(self, words: str, _: str | None = None) -> Request:
        """Return the request that searches for `words` of a page of some day."""
        query = urlencode({self.query: words, **self.params})
        return Request(f"{self.address}?{query}", self.headers)

    def results(self, answer: Any) -> list[Lead]:
        """Return an answer's results, best first; raise ValueError where it is undocumented."""
        if self.nothing is not None and answer == self.nothing:
            return []
        found = []
        for hit in listed(answer, *self.path):
            url, title, time, *named = (_at(hit, one) for one in self.fields)
            publisher = self.publisher or next(iter(named), None)
            found.append(result_of(url, title, self.time(time), publisher))
        return [one for one in found if one]


def _at(hit: Any, path: str) -> Any:
    for name in path.split("."):
        hit = hit.get(name) if isinstance(hit, dict) else None
    return hit


def shortened(question: str, most: int) -> str:
    """Cut `question` to `most` characters, at a word and with closed quotations."""
    question = " ".join(question.split())
    if len(question) > most:
        question = question[: most + 1].rpartition(" ")[0] or question[:most]
    return question if question.count('"') % 2 == 0 else question.replace('"', "")


def listed(answer: Any, *path: str) -> list[dict[str, Any]]:
    """Return the objects at `path` in an answer; raise ValueError without a list."""
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(answer, list):
        raise ValueError(f"no list {'.'.join(path)}")
    return [entry for entry in answer if isinstance(entry, dict)]


def result_of(url: Any, title: Any, published: Any = None, publisher: Any = None) -> Lead | None:
    """Return the lead of a hit, if there is a web address and a title; drop other values."""
    if not (isinstance(url, str) and isinstance(title, str) and title.strip()):
        return None
    if not url.lower().startswith(("http://", "https://")) or len(url) > LONGEST:
        return None
    title, publisher = title.strip()[:_MOST], _text(publisher)
    return Lead(url, "", "", title=title, publisher=publisher, published=_text(published))


def _text(value: Any) -> str | None:
    return value[:_MOST] if isinstance(value, str) and value else None


class Service(Finder):
    """A provider with its budget and breaker, asked within `seconds`; one per server.

    Any fault becomes a `FinderError` with a sentence; a provider never fails a search.
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
        return self.provider.questions(query)[:2]  # to one service, of its hourly budget

    def ask(self, words: str, published: str | None = None) -> list[Lead]:
        """Return the provider's results for `words`; raise FinderError and Cancelled."""
        title = self.provider.title
        if refused := self.health.admit():
            raise FinderError(f"{title} was not asked: {refused}")
        try:
            with self.health.asking():
                body = self._send(self.provider.request(words, published), self._seconds)
                results = self.provider.results(json.loads(body))
        except Problem as problem:
            raise FinderError(f"{title} {failure_of(problem, _ADVICE)}.") from None
        except (ValueError, RecursionError) as error:
            self.health.failed()
            raise FinderError(
                f"{title} gave an answer unlike its documentation ({_brief(error)})."
            ) from None
        self.health.succeeded()
        return results[:10]  # of a question; each may cost a request


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


def _brief(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return "no JSON"
    return "no readable text" if isinstance(error, UnicodeDecodeError) else str(error)[:80]

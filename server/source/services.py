"""Search services: what each is asked and answers, the finder that asks it, those switched on.

A provider is pure: it builds the request and reads the answer. `Service` sends it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from server.config import Settings
from server.errors import Problem
from server.model import SERVICES, read_rows
from server.net.fetch import Fetcher
from server.net.quota import Health, failure_of
from server.source.finder import (
    Finder,
    FinderError,
    FinderSkipped,
    PermissionMissing,
    SearchQuery,
)
from server.source.lead import Lead
from server.urls import LONGEST

_MOST = 1_000  # characters of a title, a date or a name
_MOST_BYTES = 1_000_000  # of an answer
_KEY = ": check its key or token, and for SearXNG that JSON is switched on"
_ADVICE = {401: _KEY, 403: _KEY, 429: ": it asks for fewer questions and is paused for a while"}


@dataclass(frozen=True, slots=True)
class Request:
    """A GET request; `headers` and `url` may contain a key: neither is ever shown."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


# Sends a request within some seconds; returns the body of a 2xx answer or raises Problem.
Send = Callable[[Request, float], bytes]


@dataclass(frozen=True, slots=True)
class Provider:
    """A search service, as its `documentation` describes it: a row of `providers.json`.

    `name` is its code in settings, requests and answers, `title` its name in sentences; `query` is
    the parameter of the words, beside `params`. `path` leads to the hits of an answer, `fields` to
    a hit's address, title, time and publisher. "{key}" is the setting that switches it on.
    `most` are the characters of a question, and words shorter than `shortest` are refused.
    `nothing` is the answer without hits, beside an empty list.
    """

    name: str
    address: str
    title: str = ""
    query: str = "q"
    params: Mapping[str, str] = field(default_factory=dict)
    path: str = "hits"
    fields: tuple[str, ...] = ("url", "title", "published", "publisher")
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int = 400
    shortest: int = 0
    publisher: str | None = None  # of all hits
    nothing: Any = None
    documentation: str = ""
    notes: str = ""

    def with_key(self, key: str) -> "Provider":
        """Return it with the address or key that the operator set."""
        params, headers = (
            {name: value.replace("{key}", key) for name, value in templates.items()}
            for templates in (self.params, self.headers)
        )
        address = self.address.replace("{key}", key.rstrip("/"))
        title = SERVICES[self.name]
        return replace(self, address=address, params=params, headers=headers, title=title)

    def word(self, question: str) -> str:
        """Return as much of `question` as it takes, as it will be sent."""
        long = (word for word in question.split() if len(word.strip('"')) >= self.shortest)
        return shorten(" ".join(long), self.most)

    def questions(self, query: SearchQuery) -> list[str]:
        """Return what may be asked about a page, as it will be sent, the best first."""
        return [words for words in dict.fromkeys(map(self.word, query.questions)) if words]

    def request(self, words: str) -> Request:
        """Return the request that searches for `words`."""
        query = urlencode({self.query: words, **self.params})
        return Request(f"{self.address}?{query}", self.headers)

    def results(self, answer: Any) -> list[Lead]:
        """Return an answer's results, best first; raise ValueError where it is undocumented."""
        if self.nothing is not None and answer == self.nothing:
            return []
        hits = _value_at(answer, self.path)
        if not isinstance(hits, list):
            raise ValueError(f"no list {self.path}")
        leads = []
        for hit in hits:
            url, title, published, *publishers = (_value_at(hit, path) for path in self.fields)
            publisher = self.publisher or next(iter(publishers), None)
            if lead := result_of(url, title, published, publisher):
                leads.append(lead)
        return leads


def _value_at(value: Any, path: str) -> Any:
    """Return what is at a path of names, None where something else is."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def shorten(question: str, limit: int) -> str:
    """Cut `question` to `limit` characters, at a word and with closed quotations."""
    question = " ".join(question.split())
    if len(question) > limit:
        question = question[: limit + 1].rpartition(" ")[0] or question[:limit]
    return question if question.count('"') % 2 == 0 else question.replace('"', "")


def result_of(url: Any, title: Any, published: Any = None, publisher: Any = None) -> Lead | None:
    """Return the lead of a hit, if there is a web address and a title; drop other values."""
    if not (isinstance(url, str) and isinstance(title, str) and title.strip()):
        return None
    if not url.lower().startswith(("http://", "https://")) or len(url) > LONGEST:
        return None
    title, time, publisher = title.strip()[:_MOST], _text(published), _text(publisher)
    if time and time[:8].isdigit():  # 20261128T093000Z
        with suppress(ValueError):
            time = datetime.fromisoformat(time).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Lead(url, "", "", title=title, publisher=publisher, published=time)


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
            leads = self.ask(words)
            results = [lead for lead in leads if not query.is_own(lead.url, lead.title)]
            message = f"Found by {provider.title} with the words {words}."
            params = {"provider": provider.title, "words": words}
            for result in results:
                yield replace(result, finder=provider.name, message=message, params=params)
            if results:
                return
        raise FinderSkipped(f"{provider.title} found nothing.")

    def offer(self, query: SearchQuery) -> list[str]:
        """Return the questions, word for word."""
        return self.provider.questions(query)[:2]  # to one service, of its hourly budget

    def ask(self, words: str) -> list[Lead]:
        """Return the provider's results for `words`; raise FinderError and Cancelled."""
        title = self.provider.title
        if refused := self.health.admit():
            raise FinderError(f"{title} was not asked: {refused}")
        try:
            with self.health.asking():
                body = self._send(self.provider.request(words), self._seconds)
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
                message = f"A copy of {url}, which the page links to and which is gone."
                yield Lead(result.url, "archive", message, None, strength, {"url": url})


def _brief(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return "no JSON"
    return "no readable text" if isinstance(error, UnicodeDecodeError) else str(error)[:80]


_KEPT = re.compile(r"https?://(web\.archive\.org/web/\S+)", re.I)


@dataclass(frozen=True, slots=True)
class Archive(Provider):
    """Copies of pages that answer 404 or 410, by address, never by words."""

    name: str = "archive"
    address: str = "https://archive.org"
    title: str = "The web archive"

    def questions(self, query: SearchQuery) -> list[str]:
        """Return the missing addresses."""
        return list(query.gone)

    def request(self, words: str) -> Request:
        """Return a request for the newest copy of the address `words`."""
        return Request(f"{self.address}/wayback/available?{urlencode({'url': words})}")

    def results(self, answer: Any) -> list[Lead]:
        """Return the copy, unless it is a redirect or an error."""
        snapshots = answer.get("archived_snapshots") if isinstance(answer, dict) else None
        if not isinstance(snapshots, dict):
            raise ValueError("no archived_snapshots")
        closest = snapshots.get("closest")
        if not isinstance(closest, dict) or not closest.get("available"):
            return []
        url, status = closest.get("url"), str(closest.get("status", "200"))
        match = _KEPT.fullmatch(url) if isinstance(url, str) else None
        return [Lead(f"https://{match[1]}", "", "")] if match and status.startswith("2") else []


def providers_of(settings: Settings) -> Iterator[Provider]:
    """Yield the rows of `providers.json` that `settings` switch on."""
    for row in read_rows(__package__, "providers.json", Provider):
        if key := getattr(settings, f"search_{row.name}"):
            yield row.with_key(str(key))


def switched_on(settings: Settings) -> list[Finder]:
    """Return the services of `settings`; raise InvalidAddress."""
    make = _maker(settings)
    services: list[Finder] = [make(provider) for provider in providers_of(settings)]
    return [*services, make(Archive())] if settings.search_archive else services


def _maker(settings: Settings) -> Callable[[Provider], Service]:
    """Return a function that makes a provider's service; they send through a fetcher of their own.

    SearXNG may be in the private network. Linked pages go through the common fetcher,
    which can't reach these addresses.
    """
    own_services = [settings.search_searxng] if settings.search_searxng else []
    fetcher = Fetcher.of_services(settings, own_services)

    def send(request: Request, seconds: float) -> bytes:
        return fetcher.get(request.url, request.headers, _MOST_BYTES, seconds=seconds).body

    def made(provider: Provider) -> Service:
        kind = WebArchive if isinstance(provider, Archive) else Service
        health = Health(settings.search_per_hour, settings.search_per_day)
        return kind(provider, health, send, settings.search_seconds)

    return made

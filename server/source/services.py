"""Search services as their documentation describes them, and those that are switched on."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from server.config import Settings
from server.net.budget import Budget
from server.net.fetch import Fetcher
from server.net.quota import Health
from server.source.index import days_around
from server.source.lead import Finder, FinderError, Lead, SearchQuery
from server.source.service import MOST_BYTES, Provider, Request, Send, Service, WebArchive
from server.urls import host_of

_SEEN = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")


def searxng(base: str) -> Provider:
    """Return the self-hosted engine at `base` (docs.searxng.org/dev/search_api), its news.

    JSON is off in its default settings: without `json` under `search: formats:` it answers 403.
    """
    return Provider(
        "searxng",
        "SearXNG",
        f"{base.rstrip('/')}/search",
        "q",
        {"format": "json", "categories": "news"},
        ("results",),
        ("url", "title", "publishedDate"),
        {"Accept": "application/json"},
    )


def brave(key: str) -> Provider:
    """Return Brave's news search (api-dashboard.search.brave.com/documentation): paid."""
    return Provider(
        "brave",
        "Brave Search",
        "https://api.search.brave.com/res/v1/news/search",
        "q",
        {"count": "10", "spellcheck": "false"},
        ("results",),
        ("url", "title", "page_age", "meta_url.hostname"),
        {"Accept": "application/json", "X-Subscription-Token": key},
    )


def guardian(key: str) -> Provider:
    """Return the Guardian's articles (open-platform.theguardian.com/documentation)."""
    return Provider(
        "guardian",
        "The Guardian",
        "https://content.guardianapis.com/search",
        "q",
        {"page-size": "10", "order-by": "relevance", "api-key": key},
        ("response", "results"),
        ("webUrl", "webTitle", "webPublicationDate"),
        {"Accept": "application/json"},
        publisher="The Guardian",
    )


def _gdelt_time(seen: Any) -> str | None:
    found = _SEEN.fullmatch(seen) if isinstance(seen, str) else None
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else None


# Three months of news (blog.gdeltproject.org/gdelt-doc-2-0-api-debuts). It needs no key and sheds
# load with status 429; faults of a query come as plain text with status 200.
GDELT = Provider(
    "gdelt",
    "GDELT",
    "https://api.gdeltproject.org/api/v2/doc/doc",
    "query",
    {"mode": "artlist", "format": "json", "maxrecords": "10", "sort": "hybridrel"},
    ("articles",),
    ("url", "title", "seendate", "domain"),
    most=240,
    shortest=3,
    time=_gdelt_time,
    nothing={},
)


_KEPT = re.compile(r"https?://(web\.archive\.org/web/\S+)", re.I)


@dataclass(frozen=True, slots=True)
class Archive(Provider):
    """Copies of pages that answer 404 or 410, by address, never by words."""

    name: str = "archive"
    title: str = "The web archive"
    address: str = "https://archive.org"

    def questions(self, query: SearchQuery) -> list[str]:
        """Return the missing addresses."""
        return query.gone

    def request(self, words: str, _: str | None = None) -> Request:
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


_TERM = re.compile(r'"([^"]+)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Peer(Provider):
    """Another Unabridged server, asked for titles and addresses of its articles.

    `token` has the scope `compare`. It receives the page's rarest words and the days around its
    date, like this server's own index; it answers from its own articles and asks nobody else. Texts
    never leave a server.
    """

    token: str = ""
    asked_with: str = "the page's rarest words"

    def questions(self, query: SearchQuery) -> list[str]:
        """Return the rarest words as one question, with phrases in quotation marks."""
        terms = [term.replace('"', " ") for term, _ in query.terms]
        words = " ".join(f'"{term}"' if " " in term else term for term in terms)
        return [words] if words else []

    def request(self, words: str, published: str | None = None) -> Request:
        """Return a request for `words`, published around a day."""
        since, until = days_around(published)
        terms = [phrase or word for phrase, word in _TERM.findall(words)]
        # Articles, as of the own index.
        body = {"terms": terms, "since": since, "until": until, "limit": 10}
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        url = f"{self.address.rstrip('/')}/v1/articles/search"
        return Request(url, headers, json.dumps(body).encode())


def switched_on(settings: Settings) -> list[Finder]:
    """Return the services of `settings`, own servers first; raise InvalidAddress."""
    providers: list[Provider] = []
    if settings.search_searxng:
        providers.append(searxng(settings.search_searxng))
    if settings.search_brave:
        providers.append(brave(settings.search_brave))
    if settings.search_guardian:
        providers.append(guardian(settings.search_guardian))
    if settings.search_gdelt:
        providers.append(GDELT)
    send = _sender(settings)
    services: list[Finder] = [
        _service(one, settings, send) for one in (*_peers(settings), *providers)
    ]
    if settings.search_archive:
        services.append(_service(Archive(), settings, send, WebArchive))
    return services


def try_peers(settings: Settings) -> Iterator[tuple[str, str | None]]:
    """Ask each peer a question; yield its name, and a sentence if that fails."""
    send = _sender(settings)
    for peer in _peers(settings):
        try:
            _service(peer, settings, send).ask("unabridged")
        except FinderError as refused:
            yield peer.title, str(refused)
        else:
            yield peer.title, None


def _peers(settings: Settings) -> list[Peer]:
    tokens = settings.search_peer_tokens or ("",) * len(settings.search_peers)
    pairs = zip(settings.search_peers, tokens, strict=True)
    return [Peer("peer", f"Unabridged at {host_of(at)}", at, token=token) for at, token in pairs]


def _service(
    provider: Provider, settings: Settings, send: Send, kind: type[Service] = Service
) -> Service:
    health = Health(settings.search_per_hour, settings.search_per_day)
    return kind(provider, health, send, settings.search_seconds)


def _sender(settings: Settings) -> Send:
    """Return a function that sends through a separate fetcher.

    SearXNG and peers may be in the private network. Linked pages go through the common fetcher,
    which can't reach these addresses.
    """
    own = [*settings.search_peers, *filter(None, [settings.search_searxng])]
    fetcher = Fetcher.of_services(settings, own)

    def send(request: Request, seconds: float) -> bytes:
        url, headers = request.url, request.headers
        if request.body is None:
            return fetcher.get(url, headers, MOST_BYTES, seconds=seconds).body
        return fetcher.post(url, headers, request.body, MOST_BYTES, Budget(seconds)).body

    return send

"""Search services as their documentation describes them: one entry each."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from server.source.finders.index import days_around
from server.source.finders.protocol import SearchQuery
from server.source.lead import Lead
from server.source.providers.service import Provider, Request, shortened

_MOST_CHARACTERS = 400  # of a question; Brave takes 50 words too, which six phrases never reach
_SEEN = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")


@dataclass(frozen=True, slots=True)
class SearchService(Provider):
    """A service: its address, its parameters beside `query`, and the paths of what it answers.

    `fields` are those of a hit's address, title, time and publisher; `path` is the list's.
    """

    name: str
    title: str
    address: str
    query: str
    params: Mapping[str, str]
    path: tuple[str, ...]
    fields: tuple[str, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int = _MOST_CHARACTERS  # of a question
    shortest: int = 0  # characters of a word; shorter ones are refused
    publisher: str | None = None
    time: Callable[[Any], Any] = lambda written: written
    nothing: Any = None

    def word(self, question: str) -> str:
        """Return as much of `question` as it takes."""
        long = (word for word in question.split() if len(word.strip('"')) >= self.shortest)
        return shortened(" ".join(long), self.most)

    def request(self, words: str, _: str | None = None) -> Request:
        """Return a request for the ten best articles for `words`."""
        query = urlencode({self.query: words, **self.params})
        return Request(f"{self.address}?{query}", self.headers)


def searxng(base: str) -> SearchService:
    """Return the self-hosted engine at `base` (docs.searxng.org/dev/search_api), its news.

    JSON is off in its default settings: without `json` under `search: formats:` it answers 403.
    """
    return SearchService(
        "searxng",
        "SearXNG",
        f"{base.rstrip('/')}/search",
        "q",
        {"format": "json", "categories": "news"},
        ("results",),
        ("url", "title", "publishedDate"),
        {"Accept": "application/json"},
    )


def brave(key: str) -> SearchService:
    """Return Brave's news search (api-dashboard.search.brave.com/documentation): paid."""
    return SearchService(
        "brave",
        "Brave Search",
        "https://api.search.brave.com/res/v1/news/search",
        "q",
        {"count": "10", "spellcheck": "false"},
        ("results",),
        ("url", "title", "page_age", "meta_url.hostname"),
        {"Accept": "application/json", "X-Subscription-Token": key},
    )


def guardian(key: str) -> SearchService:
    """Return the Guardian's articles (open-platform.theguardian.com/documentation)."""
    return SearchService(
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
GDELT = SearchService(
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

    base: str = "https://archive.org"
    name: str = "archive"
    title: str = "The web archive"

    def questions(self, query: SearchQuery) -> list[str]:
        """Return the missing addresses."""
        return query.gone

    def request(self, words: str, _: str | None = None) -> Request:
        """Return a request for the newest copy of the address `words`."""
        return Request(f"{self.base}/wayback/available?{urlencode({'url': words})}")

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


_LOOKED_AT = 10  # articles, as of the own index
_TERM = re.compile(r'"([^"]+)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Peer(Provider):
    """Another Unabridged server, asked for titles and addresses of its articles.

    `token` has the scope `compare`. It receives the page's rarest words and the days around its
    date, like this server's own index; it answers from its own articles and asks nobody else. Texts
    never leave a server.
    """

    base: str
    token: str
    title: str
    name: str = "peer"
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
        body = {"terms": terms, "since": since, "until": until, "limit": _LOOKED_AT}
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        url = f"{self.base.rstrip('/')}/v1/articles/search"
        return Request(url, headers, json.dumps(body).encode())

"""The interface of a provider: a web search or news archive that its operator switched on.

A provider is pure: it builds the request and reads the answer. `Guarded` asks it within its
budget, breaker and time limit; any fault becomes a `Refused` with a sentence: a provider never
fails a search.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from server.errors import Cancelled, Problem
from server.net.quota import Health, failure_of, pause_of
from server.source.finders.protocol import FinderError
from server.urls import LONGEST

_MOST = 1_000  # characters of a title, a date or a name


@dataclass(frozen=True, slots=True)
class Result:
    """An article from a provider; `published` is ISO 8601."""

    url: str
    title: str
    published: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A GET request, or with `body` a POST one.

    `headers` and `url` may contain a key: neither is ever shown.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


class Provider(Protocol):
    """A search service, as its documentation describes it."""

    @property
    def name(self) -> str:
        """Code in settings, requests and answers."""

    @property
    def title(self) -> str:
        """Name in sentences."""

    def word(self, question: str) -> str:
        """Return as much of `question` as the provider accepts, as it will be sent."""

    def request(self, words: str) -> Request:
        """Return the request that searches for `words`."""

    def results(self, answer: Any) -> list[Result]:
        """Return an answer's results; raise ValueError where it is undocumented."""


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


def is_web_address(url: str) -> bool:
    """Return whether `url` leads to a page of the web."""
    return url.lower().startswith(("http://", "https://"))


def result_of(url: Any, title: Any, published: Any = None, publisher: Any = None) -> Result | None:
    """Return a result, if there is a web address and a title; drop other values."""
    if not (isinstance(url, str) and isinstance(title, str) and title.strip()):
        return None
    if not is_web_address(url) or len(url) > LONGEST:
        return None
    return Result(url, title.strip()[:_MOST], _text(published), _text(publisher))


def _text(value: Any) -> str | None:
    return value[:_MOST] if isinstance(value, str) and value else None


MOST_BYTES = 1_000_000  # of an answer
MOST_RESULTS = 10  # of a question; each may cost a request
_PAUSING = frozenset({429, 503})

# Sends a request within some seconds; returns the body of a 2xx answer or raises Problem.
Send = Callable[[Request, float], bytes]


class Refused(FinderError):
    """A provider without results; the message is a sentence for `tried`."""


class Guarded:
    """A provider with its health; one per provider and server."""

    def __init__(self, provider: Provider, health: Health, send: Send) -> None:
        self.provider = provider
        self.health = health
        self._send = send

    def ask(self, words: str, seconds: float, request: Request | None = None) -> list[Result]:
        """Return the provider's results for `words` within `seconds`.

        `request` replaces the provider's own request for `words`. Raises Refused and Cancelled.
        """
        title = self.provider.title
        if refused := self.health.admit():
            raise Refused(f"{title} was not asked: {refused}")
        try:
            body = self._send(request or self.provider.request(words), seconds)
            results = self.provider.results(json.loads(body))
        except Cancelled:
            self.health.abandoned()
            raise
        except Problem as problem:
            status = problem.params.get("http_status")
            self.health.failed(pause_of(problem.params) if status in _PAUSING else None)
            raise Refused(f"{title} {_failure(problem, status)}") from None
        except (ValueError, RecursionError) as error:
            self.health.failed()
            raise Refused(
                f"{title} gave an answer unlike its documentation ({_brief(error)})."
            ) from None
        self.health.succeeded()
        return results[:MOST_RESULTS]


def _failure(problem: Problem, status: Any) -> str:
    """Describe a failure without the address, which may contain a key."""
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

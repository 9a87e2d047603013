"""Asks a provider within its budget, breaker and time limit.

Any fault becomes a `Refused` with a sentence; a provider never fails a search.
"""

import json
from collections.abc import Callable
from typing import Any

from server.errors import Cancelled, Problem
from server.net.quota import Health, failure_of, pause_of
from server.source.finders.protocol import FinderError
from server.source.providers.protocol import Provider, Request, Result

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

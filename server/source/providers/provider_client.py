"""Asks a provider: within its budget, past its breaker, and never longer than it may take.

Whatever goes wrong is a `Refused` with a sentence; a search is never failed by a provider.
"""

import json
from collections.abc import Callable
from typing import Any

from server.errors import Cancelled, Problem
from server.net.quota import Health, failure_of, pause_of
from server.source.providers.protocol import Provider, Request, Result

MOST_BYTES = 1_000_000
MOST_RESULTS = 10
_PEACE = frozenset({429, 503})

# How a request leaves, within seconds; the body of a 2xx answer, else a Problem.
Send = Callable[[Request, float], bytes]


class Refused(Exception):
    """A provider that gave no results; its message is a sentence for `tried`."""


class Guarded:
    """A provider with its health; one for each provider and server."""

    def __init__(self, provider: Provider, health: Health, send: Send) -> None:
        self.provider = provider
        self.health = health
        self._send = send

    def ask(self, words: str, seconds: float, request: Request | None = None) -> list[Result]:
        """What the provider names for `words` within `seconds`; raises Refused or Cancelled.

        `request` takes the place of the one that the provider makes of `words`.
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
            self.health.failed(pause_of(problem.params) if status in _PEACE else None)
            raise Refused(f"{title} {_said(problem, status)}") from None
        except (ValueError, RecursionError) as error:
            self.health.failed()
            raise Refused(
                f"{title} answered something else than its documentation says ({_brief(error)})."
            ) from None
        self.health.succeeded()
        return results[:MOST_RESULTS]


def _said(problem: Problem, status: Any) -> str:
    """What happened, without the address: that may hold a key."""
    if status in (401, 403):
        return (
            f"refused (status {status}): check its key or token, and for SearXNG that JSON is "
            "switched on."
        )
    if status == 429:
        return "asks for fewer questions (status 429); it is left alone for a while."
    return f"{failure_of(problem)}."


def _brief(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return "no JSON"
    return "no readable text" if isinstance(error, UnicodeDecodeError) else str(error)[:80]

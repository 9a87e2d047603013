"""Talks to an Unabridged server, as the command line does with its own."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2

from server.errors import FetchFailed


def answers(base: str, seconds: float = 1.0) -> bool:
    """Whether an Unabridged server is up at `base`."""
    try:
        with _client(seconds) as client:
            return client.get(f"{base}/healthz").status_code == 200
    except httpx2.HTTPError:
        return False


def readiness(base: str, seconds: float = 5.0) -> dict[str, Any] | None:
    """The answer of /readyz, also of a server that is not ready; None where none answers."""
    try:
        with _client(seconds) as client:
            found = client.get(f"{base}/readyz").json()
    except (httpx2.HTTPError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def stream(base: str, body: dict[str, Any], seconds: float = 120.0) -> Iterator[dict[str, Any]]:
    """The events of a comparison made by the server at `base`; raises FetchFailed."""
    headers = {"Accept": "application/x-ndjson"}
    try:
        with (
            _client(seconds) as client,
            client.stream("POST", f"{base}/v1/compare", json=body, headers=headers) as response,
        ):
            if response.headers.get("Content-Type", "").startswith("application/problem+json"):
                yield {"event": "problem", "problem": json.loads(response.read())}
                return
            for line in response.iter_lines():
                if line.strip():
                    yield json.loads(line)
    except (httpx2.HTTPError, ValueError) as error:
        raise FetchFailed(f"The server at {base} broke off ({error}).", url=base) from None


def _client(seconds: float) -> httpx2.Client:
    return httpx2.Client(timeout=seconds, trust_env=False)

"""The command line's client of a running Unabridged server."""

import ssl
from dataclasses import dataclass
from typing import Any

import httpx2

from server.errors import FetchFailed
from server.model import json_object


def readiness(base: str, seconds: float = 5.0) -> dict[str, Any] | None:
    """Return the answer of /readyz, ready or not; None where no server answers."""
    try:
        with _client(seconds) as client:
            return json_object(client.get(f"{base}/readyz").content) or None
    except httpx2.HTTPError:
        return None


@dataclass(frozen=True, slots=True)
class Probe:
    """An address's answer to an extension's call without a token."""

    problem: str = ""
    status: int = 0
    # The problem's type, or "unabridged" for an answer of /v1/status.
    type: str = ""
    date: str | None = None
    extension: bool = False
    certificate_ends: float | None = None


_EXTENSION = "chrome-extension://unabridged"
_PREFLIGHT = {
    "Origin": _EXTENSION,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type",
}


def probe(base: str, seconds: float = 10.0) -> Probe:
    """Call /v1/status at `base` as the extension would, without a token."""
    url = f"{base}/v1/status"
    try:
        trusted = ssl.create_default_context()  # honours SSL_CERT_FILE
        with (
            _client(seconds, trusted=trusted) as client,
            client.stream("GET", url, headers=_PREFLIGHT) as answer,
        ):
            ends = _certificate_end(answer)
            body = json_object(answer.read())
            preflight = client.options(url, headers=_PREFLIGHT)
    except httpx2.HTTPError as error:
        return Probe(problem=f"{error}.")
    is_unabridged = isinstance(body.get("engine"), str)
    return Probe(
        status=answer.status_code,
        type="unabridged" if is_unabridged else str(body.get("type", "")),
        date=answer.headers.get("Date"),
        extension=all(
            each.headers.get("Access-Control-Allow-Origin") == _EXTENSION
            for each in (answer, preflight)
        ),
        certificate_ends=ends,
    )


def believes(base: str, header: str, name: str, seconds: float = 10.0) -> bool:
    """Return whether `base` takes a caller for `name`, who merely says so in `header`."""
    try:
        with _client(seconds, trusted=ssl.create_default_context()) as client:
            answer = client.get(f"{base}/v1/status", headers={header: name})
    except httpx2.HTTPError:
        return False
    # Either who is signed in, or that this person may not enter.
    return answer.headers.get("Content-Type", "").endswith("json") and name in answer.text


def _certificate_end(answer: httpx2.Response) -> float | None:
    """Return the end of the peer's certificate (seconds since 1970), if any."""
    stream = answer.extensions.get("network_stream")
    peer = stream.get_extra_info("ssl_object") if stream else None
    ends = (peer.getpeercert() or {}).get("notAfter") if peer else None
    return float(ssl.cert_time_to_seconds(ends)) if isinstance(ends, str) else None


def compare(base: str, page: dict[str, str], seconds: float = 120.0) -> dict[str, Any]:
    """Return the server's comparison of `page`, or its problem; raise FetchFailed."""
    try:
        with _client(seconds) as client:
            return json_object(client.post(f"{base}/v1/compare", json={"page": page}).content)
    except httpx2.HTTPError as error:
        raise FetchFailed(f"The server at {base} broke off ({error}).", url=base) from None


def _client(seconds: float, *, trusted: ssl.SSLContext | bool = True) -> httpx2.Client:
    return httpx2.Client(timeout=seconds, trust_env=False, verify=trusted)

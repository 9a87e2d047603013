"""The server as a stranger sees it at UNABRIDGED_ADDRESS: TLS, proxy, extension, clock.

`probe` and `believes` ask; the rest says what is wrong with the answers, for the doctor.
"""

import secrets
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import urlsplit

import httpx2

from server.config import Settings, is_loopback
from server.model import counted, json_object

# When a finding is a fault.
FEWEST_CERTIFICATE_DAYS = 14  # renewal that runs by itself comes earlier
MOST_CLOCK_SECONDS = 60  # between two clocks: sign-in tolerates no more (team/sign_in.py)

PROBE_SECONDS = 10.0  # for an answer by way of a proxy


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence for the operator, with advice if something is wrong."""

    good: bool
    text: str


ok, fault = partial(Finding, True), partial(Finding, False)


def public_address(settings: Settings) -> Iterator[Finding]:
    """Look at UNABRIDGED_ADDRESS as a stranger would: TLS, proxy, extension, clock."""
    base = settings.address.rstrip("/")
    if not base:
        return
    if is_plain(base):
        yield fault(
            f"UNABRIDGED_ADDRESS={base} is plain http, which the extension refuses: pages and "
            "tokens would cross the network readable. Put a proxy that speaks TLS in front."
        )
    answer = probe(base)
    if answer.certificate_ends is not None:
        yield _certificate(base, answer.certificate_ends)
    if answer.problem:
        yield fault(f"{base} can't be reached from this machine: {answer.problem}")
        return
    yield _proxy(base, answer.status, answer.type)
    yield from _clock(base, answer.date)
    if answer.extension:
        yield ok(f"The browser extension may call {base}.")
    else:
        yield fault(
            f"{base} does not let the browser extension in: the proxy drops the headers `Origin` "
            "or `Access-Control-Allow-Origin`, or answers OPTIONS itself."
        )
    if settings.user_header:
        yield _forged_name(base, settings.user_header)


def _certificate(base: str, ends: float) -> Finding:
    days = int((ends - time.time()) // 86_400)
    text = f"The certificate of {base} is valid for {counted(days, 'day')}."
    if days < FEWEST_CERTIFICATE_DAYS:
        return fault(f"{text} Renew it; check that renewal runs by itself.")
    return ok(text)


def _proxy(base: str, status: int, kind: str) -> Finding:
    """Judge the answer to a call without a token."""
    if status == 401:
        return ok(f"{base} leads to the server, and nobody gets in without a token.")
    if status == 200 and kind == "unabridged":
        return fault(
            f"{base} leads to a server that lets everybody in without a token: it was started "
            "without UNABRIDGED_ADDRESS. Start it with this setting."
        )
    return fault(
        f"{base} answers {status}, not as this server does. Check where the proxy leads to, and "
        "the path in UNABRIDGED_ADDRESS."
    )


def _forged_name(base: str, header: str) -> Finding:
    """Check that nobody outside signs in by sending `header`."""
    if believes(base, header, f"doctor-{secrets.token_hex(8)}"):
        return fault(
            f"{base} takes everybody for whoever they say in the header `{header}`: the proxy "
            "passes a caller's own header on. Let it drop that first; docs/self-hosting.md has it "
            "for nginx, Caddy and Traefik."
        )
    return ok(f"A forged `{header}` signs nobody in at {base}.")


def _clock(base: str, date: str | None) -> Iterator[Finding]:
    """Compare this machine's clock with that of `base`."""
    try:
        server_time = parsedate_to_datetime(date or "")
    except ValueError:
        return
    seconds = abs((datetime.now(UTC) - server_time).total_seconds()) if server_time.tzinfo else 0
    if seconds > MOST_CLOCK_SECONDS:
        yield fault(f"The clock differs from that of {base} by {seconds:.0f} s. Set both by NTP.")


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


def probe(base: str, seconds: float = PROBE_SECONDS) -> Probe:
    """Call /v1/status at `base` as the extension would, without a token."""
    url = f"{base}/v1/status"
    try:
        trusted = ssl.create_default_context()  # honours SSL_CERT_FILE
        with (
            httpx2.Client(timeout=seconds, trust_env=False, verify=trusted) as client,
            client.stream("GET", url, headers=_PREFLIGHT) as answer,
        ):
            stream = answer.extensions.get("network_stream")
            peer = stream.get_extra_info("ssl_object") if stream else None
            ends = (peer.getpeercert() or {}).get("notAfter") if peer else None
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
            response.headers.get("Access-Control-Allow-Origin") == _EXTENSION
            for response in (answer, preflight)
        ),
        certificate_ends=ssl.cert_time_to_seconds(ends) if isinstance(ends, str) else None,
    )


def believes(base: str, header: str, name: str, seconds: float = PROBE_SECONDS) -> bool:
    """Whether `base` takes a caller for `name`, who merely says so in `header`."""
    try:
        answer = httpx2.get(
            f"{base}/v1/status",
            headers={header: name},
            timeout=seconds,
            trust_env=False,
            verify=ssl.create_default_context(),
        )
    except httpx2.HTTPError:
        return False
    # Either who is signed in, or that this person may not enter.
    return answer.headers.get("Content-Type", "").endswith("json") and name in answer.text


def is_plain(address: str) -> bool:
    """Whether an address has no TLS, and leads to another machine."""
    return address.startswith("http://") and not is_loopback(urlsplit(address).hostname or "")

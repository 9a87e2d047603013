"""How the running server answers: on this machine, and by the address that others use."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from server.cli import client
from server.cli.doctor.finding import Finding
from server.config import Settings, is_loopback
from server.errors import Problem
from server.sign_in import open_provider
from server.source import try_peers

_CERTIFICATE_DAYS = 14
_CLOCK_SECONDS = 60


def own_server(settings: Settings) -> Iterator[Finding]:
    """Whether the server is ready, and what it noticed."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    base = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    found = client.readiness(base)
    if found is None:
        yield Finding(False, f"No server answers at {base}; what it noticed is not known.")
        return
    if found.get("status") != "ready":
        yield Finding(False, str(found.get("detail") or f"{base} is no Unabridged server."))
        return
    yield Finding(True, f"The server at {base} is ready.")
    for note in found.get("notes", []):
        yield Finding(False, str(note))


def address(settings: Settings) -> Iterator[Finding]:
    """Whether the server can be used by UNABRIDGED_ADDRESS: TLS, proxy, extension."""
    base = settings.address.rstrip("/")
    if not base:
        return
    parts = urlsplit(base)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        yield Finding(
            False,
            f"UNABRIDGED_ADDRESS={base} is plain http, which the extension refuses: pages and "
            "tokens would cross the network readable. Put a proxy that speaks TLS in front.",
        )
    asked = client.probe(base)
    if asked.certificate_ends is not None:
        yield from _certificate(base, asked.certificate_ends)
    if asked.problem:
        yield Finding(False, f"{base} can't be reached from here: {asked.problem}")
        return
    yield _proxy(base, asked.status, asked.type)
    yield from _clock(base, asked.date)
    yield Finding(
        asked.extension,
        f"The browser extension may call {base}."
        if asked.extension
        else f"{base} does not let the browser extension in: the proxy drops the headers "
        "`Origin` or `Access-Control-Allow-Origin`, or answers OPTIONS itself.",
    )


def sign_in(settings: Settings) -> Iterator[Finding]:
    """Whether the OpenID provider answers, and is who UNABRIDGED_OIDC_ISSUER says."""
    issuer = settings.oidc_issuer
    try:
        provider = open_provider(settings)
        if provider is None:
            return
        provider.check()
    except SystemExit as missing:
        yield Finding(False, str(missing))
    except Problem as problem:
        yield Finding(
            False,
            f"The provider {issuer} can't sign people in: {problem.detail} Check "
            "UNABRIDGED_OIDC_ISSUER, and whether this machine reaches it.",
        )
    else:
        who = "the people of UNABRIDGED_READERS" if settings.readers else "everybody it knows"
        back = f"{settings.address.rstrip('/')}/sign-in/back"
        yield Finding(
            True, f"The provider {issuer} answers, and may let in {who}; it sends them to {back}."
        )


def peers(settings: Settings) -> Iterator[Finding]:
    """Whether each peer answers with this server's token."""
    for title, problem in try_peers(settings):
        advice = "Check UNABRIDGED_SEARCH_PEERS and UNABRIDGED_SEARCH_PEER_TOKENS."
        text = f"{problem} {advice}" if problem else f"{title} answers."
        yield Finding(problem is None, text)
    for base in settings.search_peers:
        if base.startswith("http://") and not is_loopback(urlsplit(base).hostname or ""):
            yield Finding(
                False,
                f"The peer {base} is asked over plain http: the token and words of pages cross the "
                "network readable. Use https.",
            )


def _certificate(base: str, ends: float) -> Iterator[Finding]:
    days = int((ends - time.time()) // 86_400)
    good = days >= _CERTIFICATE_DAYS
    text = f"The certificate of {base} is valid for {days} days."
    yield Finding(good, text if good else f"{text} Renew it; check that renewal runs by itself.")


def _proxy(base: str, status: int, kind: str) -> Finding:
    """Judge the answer to a call without a token."""
    if status == 401:
        return Finding(True, f"{base} leads to the server, and nobody gets in without a token.")
    if kind == "/problems/untrusted_proxy":
        return Finding(
            False,
            f"{base} leads to the server, which does not trust the proxy in front. Add the proxy's "
            "address, which the server's log names, to UNABRIDGED_PROXIES.",
        )
    if status == 200 and kind == "unabridged":
        return Finding(False, f"{base} lets everybody in without a token. Unset UNABRIDGED_LOCAL.")
    return Finding(
        False,
        f"{base} answers {status}, not as this server does. Check where the proxy leads to, and "
        "the path in UNABRIDGED_ADDRESS.",
    )


def _clock(base: str, date: str | None) -> Iterator[Finding]:
    """Compare the clocks of this machine and of whatever answers at `base`."""
    try:
        other = parsedate_to_datetime(date or "")
    except ValueError:
        return
    off = abs((datetime.now(UTC) - other).total_seconds()) if other.tzinfo else 0
    if off > _CLOCK_SECONDS:
        yield Finding(
            False, f"The clock differs from that of {base} by {off:.0f} s. Set both by NTP."
        )

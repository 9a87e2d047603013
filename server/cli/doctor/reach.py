"""Checks how the running server answers: on this machine, and at its public address."""

import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from server.cli import client
from server.cli.doctor import Finding, fault, is_plain, judged, ok
from server.config import Settings
from server.errors import Problem
from server.model import counted
from server.sign_in import open_provider
from server.source import try_peers

_CERTIFICATE_DAYS = 14  # automatic renewal happens earlier
_CLOCK_SECONDS = 60  # that sign-in tolerates (oidc.py)


def own_server(settings: Settings) -> Iterator[Finding]:
    """Check that the server is ready, and yield its notes."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    base = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    answer = client.readiness(base)
    if answer is None:
        yield fault(f"No server answers at {base}, so that its own notes are missing. Start it.")
        return
    if answer.get("status") != "ready":
        yield fault(
            str(answer.get("detail", f"{base} is not an Unabridged server. Check the port."))
        )
        return
    yield ok(f"The server at {base} is ready.")
    for note in answer.get("notes", []):
        yield fault(str(note))


def address(settings: Settings) -> Iterator[Finding]:
    """Check UNABRIDGED_ADDRESS: TLS, proxy, extension."""
    base = settings.address.rstrip("/")
    if not base:
        return
    if is_plain(base):
        yield fault(
            f"UNABRIDGED_ADDRESS={base} is plain http, which the extension refuses: pages and "
            "tokens would cross the network readable. Put a proxy that speaks TLS in front."
        )
    probe = client.probe(base)
    if probe.certificate_ends is not None:
        days = int((probe.certificate_ends - time.time()) // 86_400)
        text = f"The certificate of {base} is valid for {counted(days, 'day')}."
        advice = "Renew it; check that renewal runs by itself."
        yield judged(days >= _CERTIFICATE_DAYS, text, advice)
    if probe.problem:
        yield fault(f"{base} can't be reached from this machine: {probe.problem}")
        return
    yield _proxy(base, probe.status, probe.type)
    yield from _clock(base, probe.date)
    yield Finding(
        probe.extension,
        f"The browser extension may call {base}."
        if probe.extension
        else f"{base} does not let the browser extension in: the proxy drops the headers "
        "`Origin` or `Access-Control-Allow-Origin`, or answers OPTIONS itself.",
    )
    yield from _forged_name(base, settings.user_header)


def sign_in(settings: Settings) -> Iterator[Finding]:
    """Check that the OpenID provider answers and is UNABRIDGED_OIDC_ISSUER."""
    issuer = settings.oidc_issuer
    try:
        provider = open_provider(settings)
        if provider is None:
            return
        provider.check()
    except SystemExit as missing:
        yield fault(str(missing))
    except Problem as problem:
        yield fault(
            f"The provider {issuer} can't sign people in: {problem.detail} Check "
            "UNABRIDGED_OIDC_ISSUER, and whether this machine reaches it."
        )
    else:
        who = "the people of UNABRIDGED_READERS" if settings.readers else "everybody it knows"
        back = f"{settings.address.rstrip('/')}/sign-in/back"
        yield ok(f"The provider {issuer} answers, and may let in {who}; it sends them to {back}.")


def peers(settings: Settings) -> Iterator[Finding]:
    """Check that each peer answers with this server's token."""
    for title, problem in try_peers(settings):
        advice = "Check UNABRIDGED_SEARCH_PEERS and UNABRIDGED_SEARCH_PEER_TOKENS."
        yield judged(problem is None, problem or f"{title} answers.", advice)
    for base in filter(is_plain, settings.search_peers):
        yield fault(
            f"The peer {base} is asked over plain http: the token and words of pages cross the "
            "network readable. Use https."
        )


def _proxy(base: str, status: int, kind: str) -> Finding:
    """Judge the answer to a call without a token."""
    if status == 401:
        return ok(f"{base} leads to the server, and nobody gets in without a token.")
    if kind == "/problems/untrusted_proxy":
        return fault(
            f"{base} leads to the server, which does not trust the proxy in front. Add the proxy's "
            "address, which the server's log names, to UNABRIDGED_PROXIES."
        )
    if status == 200 and kind == "unabridged":
        return fault(f"{base} lets everybody in without a token. Unset UNABRIDGED_LOCAL.")
    return fault(
        f"{base} answers {status}, not as this server does. Check where the proxy leads to, and "
        "the path in UNABRIDGED_ADDRESS."
    )


def _forged_name(base: str, header: str) -> Iterator[Finding]:
    """Check that nobody outside signs in by sending `header`, where it is set."""
    if not header:
        return
    if client.believes(base, header, f"doctor-{secrets.token_hex(8)}"):
        yield fault(
            f"{base} takes everybody for whoever they say in the header `{header}`: the proxy "
            "passes a caller's own header on. Let it drop that first; docs/self-hosting.md has it "
            "for nginx, Caddy and Traefik."
        )
    else:
        yield ok(f"A forged `{header}` signs nobody in at {base}.")


def _clock(base: str, date: str | None) -> Iterator[Finding]:
    """Compare this machine's clock with that of `base`."""
    try:
        other = parsedate_to_datetime(date or "")
    except ValueError:
        return
    off = abs((datetime.now(UTC) - other).total_seconds()) if other.tzinfo else 0
    if off > _CLOCK_SECONDS:
        yield fault(f"The clock differs from that of {base} by {off:.0f} s. Set both by NTP.")

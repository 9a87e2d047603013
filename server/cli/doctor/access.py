"""Checks who needs a token."""

from collections.abc import Iterator

from server.cli.doctor.finding import Finding, fault, ok
from server.config import Settings, is_loopback


def who_needs_a_token(settings: Settings, *, made: bool, valid: int) -> Iterator[Finding]:
    """Check token rules, given whether any was `made` and how many are `valid`."""
    bind, demanded = settings.bind, bool(made or settings.address or settings.proxies)
    if not is_loopback(settings.host):
        yield ok(f"Everybody who reaches {bind} needs a token.")
    elif settings.local and demanded:
        yield fault(
            f"UNABRIDGED_LOCAL=1: anyone who reaches {bind} over HTTP/1.1 without a forwarding "
            "header needs no token. A reverse proxy on this machine must send X-Forwarded-For.",
        )
    elif demanded:
        yield ok(f"Everybody needs a token, programs on this machine at {bind} too.")
    else:
        yield ok(
            f"Programs on this machine need no token at {bind}. Before you put a reverse proxy "
            "in front of it, create a token or set UNABRIDGED_ADDRESS.",
        )
    signs_in = settings.oidc_issuer or settings.user_header
    if not valid and not signs_in and (demanded or not is_loopback(settings.host)):
        yield fault("There is no valid token; `unabridged tokens create NAME` creates one.")

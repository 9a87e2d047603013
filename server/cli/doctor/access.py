"""Who needs a token."""

from collections.abc import Iterator

from server.cli.doctor.finding import Finding
from server.config import Settings, is_loopback


def who_needs_a_token(settings: Settings, *, made: bool, valid: int) -> Iterator[Finding]:
    """What follows from `settings` and the tokens: whether any was `made`, how many are `valid`."""
    bind, demanded = settings.bind, bool(made or settings.address or settings.proxies)
    if not is_loopback(settings.host):
        yield Finding(True, f"Everybody who reaches {bind} needs a token.")
    elif settings.local and demanded:
        yield Finding(
            False,
            f"UNABRIDGED_LOCAL=1: whoever reaches {bind} over HTTP/1.1 without a forwarding header "
            "needs no token. A reverse proxy on this machine must send X-Forwarded-For.",
        )
    elif demanded:
        yield Finding(True, f"Everybody needs a token, programs on this machine at {bind} too.")
    else:
        yield Finding(
            True,
            f"Programs on this machine need no token at {bind}. Before a reverse proxy is put in "
            "front of it, make a token or set UNABRIDGED_ADDRESS.",
        )
    signs_in = settings.oidc_issuer or settings.user_header
    if not valid and not signs_in and (demanded or not is_loopback(settings.host)):
        yield Finding(False, "No token is valid; `unabridged tokens create NAME` makes one.")

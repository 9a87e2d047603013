"""Recognises requests through reverse proxies, and whether the proxy is trusted.

With a proxy on the same machine every caller has a loopback address. A request that carries a
forwarding header, or is HTTP/1.0 as older nginx sends by default, never counts as local. Newer ones
send HTTP/1.1 without a header, but run as another user; where the system does not name the caller's
user, any caller may be one.
"""

import ipaddress
import logging
import threading
import time

from flask import Request

from server.config import Settings, is_loopback
from server.errors import UntrustedProxy
from server.web.connections.peer_user import is_another_user

log = logging.getLogger(__name__)
_HEADERS = ("forwarded", "via", "x-real-ip")
_NOTE_SECONDS = 3600.0  # that a note is kept
_UNTRUSTED = (
    "Requests with forwarding headers are refused: they come from an address that "
    "UNABRIDGED_PROXIES does not name."
)
_ANOTHER_USER = (
    "Requests came from a program of another user of this machine, as a proxy's are, or the system "
    "does not say whose it was; they need a token. docs/self-hosting.md shows how to set up a "
    "proxy."
)
_HTTP_1_0 = (
    "Requests came in HTTP/1.0, as from a proxy without settings for it; they need a token. "
    "docs/self-hosting.md shows how to set up a proxy."
)


class Proxies:
    """The trusted proxies of `settings`, and notes on others in the last hour."""

    def __init__(self, settings: Settings) -> None:
        self._networks = [ipaddress.ip_network(one) for one in settings.proxies]
        self._user_header = settings.user_header.lower()
        self._noticed: dict[str, float] = {}
        self._lock = threading.Lock()

    def trusts(self, peer: str) -> bool:
        """Return whether `peer`, an address, is a trusted proxy."""
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        # A socket for both families names IPv4 peers ::ffff:192.0.2.1.
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self._networks)

    def through_proxy(self, request: Request) -> bool:
        """Return whether the request looks like one that a proxy sent."""
        return self._forwarding_header(request) is not None or is_http_1_0(request)

    def check(self, request: Request) -> None:
        """Note a proxy's faults; raise UntrustedProxy for a forbidden header."""
        peer, header = request.remote_addr or "", self._forwarding_header(request)
        if header and not self.trusts(peer):
            self._notice(_UNTRUSTED, peer)
            raise UntrustedProxy(
                f"The header `{header}` came from an address that this server does not trust as a "
                "proxy. Its operator can add the proxy's address to UNABRIDGED_PROXIES (the log "
                "names it), or remove the header.",
                header=header,
            )
        if not header and is_http_1_0(request) and is_loopback(peer):
            self._notice(_HTTP_1_0, peer)

    def by_another_user(self, request: Request) -> bool:
        """Return whether another user's program, or an unknown user's, sent the request."""
        connection = request.environ.get("gunicorn.socket")
        if connection is None or not is_another_user(connection):
            return False
        self._notice(_ANOTHER_USER, request.remote_addr or "")
        return True

    def notes(self) -> list[str]:
        """Return notes for the operator from the last hour."""
        with self._lock:
            since = time.monotonic() - _NOTE_SECONDS
            return [note for note, seen in self._noticed.items() if seen >= since]

    def _forwarding_header(self, request: Request) -> str | None:
        known = (*_HEADERS, self._user_header)
        return next(
            (
                name
                for name, _ in request.headers
                if name.lower() in known or name.lower().startswith("x-forwarded-")
            ),
            None,
        )

    def _notice(self, note: str, peer: str) -> None:
        with self._lock:
            now = time.monotonic()
            fresh = now - self._noticed.get(note, -_NOTE_SECONDS) < _NOTE_SECONDS
            if not fresh:
                self._noticed[note] = now
        if not fresh:
            log.warning("%s The address: %s.", note, peer)


def is_http_1_0(request: Request) -> bool:
    """Return whether the request is in HTTP/1.0."""
    return request.environ.get("SERVER_PROTOCOL") in ("HTTP/1.0", "HTTP/0.9")

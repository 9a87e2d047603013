"""Check where requests come from: the names they ask for, the pages that send them, and proxies.

Nothing here says who calls: that takes a token or a session (auth.py). A proxy counts only as one
that may name a person whom it signed in.
"""

import ipaddress
import logging
import re
import threading
import time
from urllib.parse import urlsplit

from flask import Request, Response, request

from server.config import LOOPBACK_NAMES, Settings
from server.errors import Forbidden, MalformedRequest, UntrustedProxy

# RFC 9110 7.2: a name or an address, and a port; empty in HTTP/1.0.
_HOST = re.compile(r"(?:(?P<name>[\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\])(?::\d{1,5})?)?", re.ASCII)
_EXTENSION_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
# What pages of other sites may not even ask for: they could not read the answer, but would set it
# off, and could measure how long it takes.
_CALLS = ("/v1/", "/metrics", "/admin")


def check(settings: Settings) -> None:
    """Raise MalformedRequest or Forbidden for a Host, an Origin or a page that may not call.

    A server for its own machine answers to this machine's names only.
    """
    host_header = request.headers.get("Host", "")
    match = _HOST.fullmatch(host_header)
    if not match:
        raise MalformedRequest(
            f"The header `Host: {host_header}` is not a name or an address with an optional port."
        )
    host = (match["name"] or "").lower().strip("[]").removesuffix(".")
    if not settings.serves_others and host not in LOOPBACK_NAMES:
        raise Forbidden(
            f"This server answers to 127.0.0.1 and localhost only, not to “{host}”. "
            "To serve others, set UNABRIDGED_BIND or UNABRIDGED_ADDRESS and create a token.",
            host=host,
        )
    origin = request.headers.get("Origin")
    if origin and not _may_call(origin, settings):
        raise Forbidden(
            f"Pages of {origin} may not call this server. An operator can allow them with "
            "UNABRIDGED_ORIGINS.",
            origin=origin,
        )
    is_allowed = by_extension() or origin in settings.origins
    if from_another_site() and not is_allowed and request.path.startswith(_CALLS):
        raise Forbidden(f"Pages of another site may not call {request.path}.")


def from_another_site() -> bool:
    """Whether a page of another site, or of another port of this host, sends this request.

    Browsers say so, also of pictures, links and frames, which have no Origin. What is not a browser
    says nothing.
    """
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def by_extension() -> bool:
    """Whether a browser's extension sends this request, by its Origin."""
    scheme, _, rest = request.headers.get("Origin", "").partition("://")
    schemes = ("chrome-extension", "moz-extension", "safari-web-extension")
    return scheme in schemes and _EXTENSION_ID.fullmatch(rest) is not None


def _may_call(origin: str, settings: Settings) -> bool:
    """Whether pages of `origin` may call: extensions, own and configured ones."""
    if by_extension():
        return True
    scheme, _, rest = origin.partition("://")
    # A TLS proxy may not announce itself: only the host has to match.
    own_hosts = (request.host, urlsplit(settings.address).netloc)
    # “null”, the origin of sandboxed frames, has no host.
    return origin in settings.origins or (scheme in ("http", "https") and rest in own_hosts)


def share(response: Response, settings: Settings) -> None:
    """Let a browser's pages of this Origin read the response, if they may call."""
    origin = request.headers.get("Origin")
    if not origin or not _may_call(origin, settings):
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers.add("Vary", "Origin")
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE"
        response.headers["Access-Control-Max-Age"] = "600"
        if request.headers.get("Access-Control-Request-Private-Network") == "true":
            response.headers["Access-Control-Allow-Private-Network"] = "true"


log = logging.getLogger(__name__)
_NOTE_SECONDS = 3600.0  # that a note is kept
_UNTRUSTED = (
    "Requests that name a signed-in person are refused: they come from an address that "
    "UNABRIDGED_PROXIES does not name."
)


class Proxies:
    """The proxies of `settings` that may name people, and notes on others in the last hour."""

    def __init__(self, settings: Settings) -> None:
        self._networks = [ipaddress.ip_network(network) for network in settings.proxies]
        self._header = settings.user_header
        self._noticed: dict[str, float] = {}
        self._lock = threading.Lock()

    def named(self, request: Request) -> str:
        """Return the name that a trusted proxy gives the caller, or ""; raise UntrustedProxy."""
        name = request.headers.get(self._header, "").strip() if self._header else ""
        peer = request.remote_addr or ""
        if name and not self.trusts(peer):
            self._notice(_UNTRUSTED, peer)
            raise UntrustedProxy(
                f"The header `{self._header}` came from an address that this server does not trust "
                "as a proxy. Its operator can add the proxy's address to UNABRIDGED_PROXIES (the "
                "log names it), or remove the header.",
                header=self._header,
            )
        return name

    def trusts(self, peer: str) -> bool:
        """Whether `peer`, an address, is a trusted proxy."""
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        # A socket for both families names IPv4 peers ::ffff:192.0.2.1.
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self._networks)

    def notes(self) -> list[str]:
        """Return notes for the operator from the last hour."""
        with self._lock:
            since = time.monotonic() - _NOTE_SECONDS
            return [note for note, noticed in self._noticed.items() if noticed >= since]

    def _notice(self, note: str, peer: str) -> None:
        with self._lock:
            now = time.monotonic()
            is_fresh = now - self._noticed.get(note, -_NOTE_SECONDS) < _NOTE_SECONDS
            if not is_fresh:
                self._noticed[note] = now
        if not is_fresh:
            log.warning("%s The address: %s.", note, peer)

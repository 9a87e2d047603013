"""Check where requests come from: the names they ask for, their pages and proxies.

With a proxy on the same machine every caller has a loopback address. A request that carries a
forwarding header, or is HTTP/1.0 as older nginx sends by default, never counts as local. Newer ones
send HTTP/1.1 without a header, but run as another user; where the system does not name the caller's
user, any caller may be one.

Linux knows the user of each socket, and is asked about this one by netlink (sock_diag(7)), which
takes microseconds. The browser of whoever started the server runs as the server does.
"""

import ipaddress
import logging
import os
import re
import socket
import struct
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

from flask import Request, Response, request

from server.config import LOOPBACK_NAMES, Settings, is_loopback
from server.errors import Forbidden, MalformedRequest, UntrustedProxy

# RFC 9110 7.2: a name or an address, and a port; empty in HTTP/1.0.
_HOST = re.compile(r"(?:(?P<name>[\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\])(?::\d{1,5})?)?", re.ASCII)
_EXTENSION_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


def check(settings: Settings, *, local: bool) -> None:
    """Raise MalformedRequest or Forbidden for a Host or an Origin that may not call.

    A `local` server has this machine's own names only.
    """
    given = request.headers.get("Host", "")
    match = _HOST.fullmatch(given)
    if not match:
        raise MalformedRequest(
            f"The header `Host: {given}` is not a name or an address with an optional port."
        )
    host = (match["name"] or "").lower().strip("[]").removesuffix(".")
    if local and host not in LOOPBACK_NAMES:
        raise Forbidden(
            f"This server answers to 127.0.0.1 and localhost only, not to “{host}”. "
            "To serve others, set UNABRIDGED_BIND and create a token.",
            host=host,
        )
    origin = request.headers.get("Origin")
    if origin and not _may_call(origin, settings):
        raise Forbidden(
            f"Pages of {origin} may not call this server. An operator can allow them with "
            "UNABRIDGED_ORIGINS.",
            origin=origin,
        )


def _may_call(origin: str, settings: Settings) -> bool:
    """Return whether pages of `origin` may call: extensions, own and configured ones."""
    if by_extension():
        return True
    scheme, _, rest = origin.partition("://")
    # A TLS proxy may not announce itself: only the host has to match.
    own = (request.host, urlsplit(settings.address).netloc)
    # “null”, the origin of sandboxed frames, has no host.
    return origin in settings.origins or (scheme in ("http", "https") and rest in own)


def by_extension() -> bool:
    """Return whether a browser's extension sends this request, by its Origin."""
    scheme, _, rest = request.headers.get("Origin", "").partition("://")
    known = ("chrome-extension", "moz-extension", "safari-web-extension")
    return scheme in known and _EXTENSION_ID.fullmatch(rest) is not None


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
        self._names = ("forwarded", "via", "x-real-ip", settings.user_header.lower())
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
        for name, _ in request.headers:
            if name.lower() in self._names or name.lower().startswith("x-forwarded-"):
                return name
        return None

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


_BY_FAMILY = 20  # SOCK_DIAG_BY_FAMILY
_HEADER = struct.Struct("=IHHII")  # length, type, flags, sequence, port


def is_another_user(connection: socket.socket) -> bool:
    """Return whether a program of another user than this one's made `connection`.

    True as well where the system does not say: it has no netlink, or a sandbox forbids it.
    """
    with suppress(OSError, AttributeError):
        return user_of(connection.getpeername()[:2], connection.getsockname()[:2]) != os.getuid()
    return True


def user_of(address: tuple[str, int], peer: tuple[str, int]) -> int | None:
    """Return the user of the socket at `address` that `peer` is connected to, if known."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    places = b"".join(socket.inet_pton(family, one[0]).ljust(16, b"\0") for one in (address, peer))
    body = (
        struct.pack("=BBBxI", family, socket.IPPROTO_TCP, 0, 0xFFFFFFFF)  # extensions, states
        + struct.pack("!HH", address[1], peer[1])
        + places
        + struct.pack("=IQ", 0, 2**64 - 1)  # any interface, whatever cookie
    )
    head = _HEADER.pack(_HEADER.size + len(body), _BY_FAMILY, 1, 0, 0)  # NLM_F_REQUEST
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4) as kernel:  # NETLINK_SOCK_DIAG
        kernel.settimeout(1.0)  # to answer, far more than the kernel needs
        kernel.send(head + body)
        answer = kernel.recv(4_096)
    if _HEADER.unpack_from(answer)[1] != _BY_FAMILY:
        return None  # no socket like this, or no service that knows
    # After the states, the addresses and the queues.
    return int(struct.unpack_from("=I", answer, _HEADER.size + 4 + 48 + 12)[0])

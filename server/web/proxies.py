"""Recognises requests through reverse proxies, and whether the proxy is trusted.

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
import socket
import struct
import threading
import time
from contextlib import suppress

from flask import Request

from server.config import Settings, is_loopback
from server.errors import UntrustedProxy

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


_SOCK_DIAG = 4  # NETLINK_SOCK_DIAG
_BY_FAMILY = 20  # SOCK_DIAG_BY_FAMILY
_REQUEST = 1  # NLM_F_REQUEST
_HEADER = struct.Struct("=IHHII")  # length, type, flags, sequence, port
_ABOUT = struct.Struct("=BBBxI")  # family, protocol, extensions, states
_PORTS = struct.Struct("!HH")
_ANY_INTERFACE = struct.pack("=IQ", 0, 2**64 - 1)  # and whatever cookie
_USER_AT = _HEADER.size + 4 + 48 + 12  # after the states, the addresses and the queues
_SECONDS = 1.0  # to answer, far more than the kernel needs


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
        _ABOUT.pack(family, socket.IPPROTO_TCP, 0, 0xFFFFFFFF)
        + _PORTS.pack(address[1], peer[1])
        + places
        + _ANY_INTERFACE
    )
    head = _HEADER.pack(_HEADER.size + len(body), _BY_FAMILY, _REQUEST, 0, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _SOCK_DIAG) as kernel:
        kernel.settimeout(_SECONDS)
        kernel.send(head + body)
        answer = kernel.recv(4_096)
    if _HEADER.unpack_from(answer)[1] != _BY_FAMILY:
        return None  # no socket like this, or no service that knows
    return int(struct.unpack_from("=I", answer, _USER_AT)[0])

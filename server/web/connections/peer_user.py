"""Finds the user of the program that connected from this machine.

Linux knows the user of each socket, and is asked about this one by netlink (sock_diag(7)), which
takes microseconds. A reverse proxy has a user of its own; the browser of whoever started the server
runs as the server does.
"""

import os
import socket
import struct
from contextlib import suppress

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

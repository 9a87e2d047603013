"""Whose program is at the other end of a connection from this machine.

Linux lists the sockets of a network namespace with the user of each. A reverse proxy has a user of
its own; the browser of whoever started the server runs as the server does.
"""

import os
import socket
from pathlib import Path

_LISTS = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
# Of the columns: the socket's address, its peer's, and the user.
_ADDRESS, _PEER, _USER = 1, 2, 7


def is_another_user(connection: socket.socket) -> bool:
    """Whether a program of another user than this one's made `connection`.

    False where the system does not say; True for a socket that its program has let go of.
    """
    try:
        port, own = connection.getpeername()[1], connection.getsockname()[1]
        lines = [line for each in _LISTS if each.exists() for line in each.read_text().splitlines()]
    except OSError:
        return False
    return bool(lines) and str(os.getuid()) not in users_of(lines, port, own)


def users_of(lines: list[str], port: int, peer: int) -> set[str]:
    """The users of the sockets at `port` that are connected to `peer`, a port too."""
    ends = f":{port:04X}", f":{peer:04X}"
    columns = (line.split() for line in lines)
    return {
        row[_USER]
        for row in columns
        if row[_ADDRESS].endswith(ends[0]) and row[_PEER].endswith(ends[1])
    }

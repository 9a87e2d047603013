"""The systemd unit's filter of address families, as a test sets it for its own process."""

import ctypes
import errno
import platform
import re
import socket
import struct
from collections.abc import Sequence
from pathlib import Path

_UNIT = Path(__file__).parents[1] / "packaging" / "unabridged.service"
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_CALL_AT, _FAMILY_AT = 0, 16  # of struct seccomp_data
_SOCKET = {"x86_64": 41, "aarch64": 198}[platform.machine()]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def of_unit() -> tuple[str, ...]:
    """Return the families that the shipped unit allows."""
    (line,) = re.findall(r"^RestrictAddressFamilies=(.+)$", _UNIT.read_text("utf-8"), re.M)
    return tuple(line.split())


def restrict(names: Sequence[str]) -> None:
    """Refuse this process and its children sockets of other families, as systemd does."""
    families = [int(getattr(socket, name)) for name in names]
    steps = [(_LOAD, 0, 0, _CALL_AT), (_EQUAL, 0, len(families) + 2, _SOCKET)]
    steps += [(_LOAD, 0, 0, _FAMILY_AT)]
    steps += [(_EQUAL, len(families) - at, 0, family) for at, family in enumerate(families)]
    steps += [(_RETURN, 0, 0, _ERRNO | errno.EAFNOSUPPORT), (_RETURN, 0, 0, _ALLOW)]
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    program = _Program(len(steps), code)
    libc = ctypes.CDLL(None, use_errno=True)
    for option in ((_NO_NEW_PRIVILEGES, 1, 0), (_SET_SECCOMP, _FILTER, ctypes.byref(program))):
        if libc.prctl(*option, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "the filter could not be set")

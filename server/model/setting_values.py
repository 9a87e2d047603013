"""Forms of settings: each describes the expected value where one does not fit."""

import ipaddress
import re
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple
from urllib.parse import urlsplit

# Returns a description of the expected value where a value does not fit, else None.
Form = Callable[[str], str | None]

_NAME = r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?"
_HOST = re.compile(_NAME, re.IGNORECASE)
_BRACKETS = re.compile(r"^\[([^]]+)\]")
_WITH_PORT = re.compile(r"(?P<host>\[[^]]+\](?:/\d+)?|[^:]*):(?P<port>[^:]*)")
_ORIGIN = re.compile(rf"[a-z][a-z0-9+.-]*://(?:{_NAME}|\[[0-9a-f:.]+\])(?::\d{{1,5}})?", re.I)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LAST_PORT = 65_535  # of TCP
_OPENING = "host, host:port, address or network such as 10.0.0.0/8 or [fd00::/8]:8080"


def is_plain(value: str) -> bool:
    """Return whether `value` has no control characters, which end lines or headers."""
    return not _CONTROL.search(value)


def listening(value: str) -> str | None:
    """Check for `host:port`."""
    host, port = _divided(value)
    fits = bool(host) and _is_port(port) and (_is_address(host) or bool(_HOST.fullmatch(host)))
    return None if fits else "`host:port` such as 127.0.0.1:8750 or [::1]:8750"


class Opening(NamedTuple):
    """A name or network in an allow list, on one port or on all."""

    name: str | None
    network: IPv4Network | IPv6Network | None
    port: int | None


def read_opening(value: str) -> Opening:
    """Parse a host, address or network, with or without a port; raise ValueError."""
    bare = _network(value)
    host, port = (value, None) if bare else _divided(value)
    network = bare or _network(host)
    if not (network or _HOST.fullmatch(host)) or not (port is None or _is_port(port)):
        raise ValueError(f"{value!r} is no {_OPENING}.")
    name = None if network else host.lower().rstrip(".")
    return Opening(name, network, int(port) if port else None)


def opening(value: str) -> str | None:
    """Check for an entry of an allow list."""
    try:
        read_opening(value)
    except ValueError:
        return _OPENING
    return None


def network(value: str) -> str | None:
    """Check for an address or a network without bits beyond its length."""
    try:
        ipaddress.ip_network(value)
    except ValueError:
        return "10.0.0.5 or 10.0.0.0/8"
    return None


def origin(value: str) -> str | None:
    """Check for a web origin: scheme, host and perhaps a port."""
    fits = _ORIGIN.fullmatch(value) and _has_port(value)
    return None if fits else "an origin such as https://notes.example, without a path"


def web_address(value: str) -> str | None:
    """Check for an address with http or https, and a host."""
    fits = value.startswith(("http://", "https://")) and " " not in value and _has_port(value)
    return None if fits else "an address such as https://unabridged.example"


def contact(value: str) -> str | None:
    """Check for an address at which a person can be written to."""
    is_mail = value.startswith("mailto:") and "@" in value[8:] and " " not in value
    fits = is_mail or (value.startswith("https://") and web_address(value) is None)
    return None if fits else "`mailto:…@…` or `https://…`"


def database(value: str) -> str | None:
    """Check for a file, or an address of PostgreSQL."""
    fits = "://" not in value or value.startswith(("postgresql://", "postgres://"))
    return None if fits else "the path of a file or `postgresql://…`"


def word(value: str) -> str | None:
    """Check for the name of a header or claim."""
    return None if _TOKEN.fullmatch(value) else "one word, such as Remote-User"


def header(value: str) -> str | None:
    """Check for text that may be sent in a header."""
    return None if value.isascii() else "text in ASCII, as it is sent in a header"


def _divided(value: str) -> tuple[str, str | None]:
    """Return host and port, an IPv6 address without its brackets."""
    match = _WITH_PORT.fullmatch(value)
    host, port = (match["host"], match["port"]) if match else (value, None)
    return _BRACKETS.sub(r"\1", host), port


def _is_port(port: str | None) -> bool:
    return bool(port and port.isascii() and port.isdigit() and 0 < int(port) <= _LAST_PORT)


def _has_port(address: str) -> bool:
    """Return whether an address has a host and no impossible port."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _network(place: str) -> IPv4Network | IPv6Network | None:
    with suppress(ValueError):
        return ipaddress.ip_network(place, strict=False)
    return None

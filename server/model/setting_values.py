"""Forms of settings: which values fit, and what is expected where one does not."""

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple
from urllib.parse import urlsplit


class Form(NamedTuple):
    """A form of values: a test of one, and what is expected where it fails."""

    fits: Callable[[str], bool]
    asked: str


_NAME = r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?"
_HOST = re.compile(_NAME, re.IGNORECASE)
_BRACKETS = re.compile(r"^\[([^]]+)\]")
_WITH_PORT = re.compile(r"(?P<host>\[[^]]+\](?:/\d+)?|[^:]*):(?P<port>[^:]*)")
_ORIGIN = re.compile(rf"[a-z][a-z0-9+.-]*://(?:{_NAME}|\[[0-9a-f:.]+\])(?::\d{{1,5}})?", re.I)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_OPENING = "host, host:port, address or network such as 10.0.0.0/8 or [fd00::/8]:8080"


def is_plain(value: str) -> bool:
    """Return whether `value` has no control characters, which end lines or headers."""
    return not _CONTROL.search(value)


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


def _listens(value: str) -> bool:
    host, port = _divided(value)
    is_host = _reads(ipaddress.ip_address, host) or _HOST.fullmatch(host)
    return bool(host and _is_port(port) and is_host)


def _reads(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _is_web_address(value: str) -> bool:
    return value.startswith(("http://", "https://")) and " " not in value and _has_port(value)


def _is_contact(value: str) -> bool:
    if value.startswith("mailto:"):
        return "@" in value[8:] and " " not in value
    return value.startswith("https://") and _is_web_address(value)


def _divided(value: str) -> tuple[str, str | None]:
    """Return host and port, an IPv6 address without its brackets."""
    match = _WITH_PORT.fullmatch(value)
    host, port = (match["host"], match["port"]) if match else (value, None)
    return _BRACKETS.sub(r"\1", host), port


def _is_port(port: str | None) -> bool:
    return bool(port and port.isascii() and port.isdigit() and 0 < int(port) <= 65_535)  # of TCP


def _has_port(address: str) -> bool:
    """Return whether an address has a host and no impossible port."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _network(place: str) -> IPv4Network | IPv6Network | None:
    with suppress(ValueError):
        return ipaddress.ip_network(place, strict=False)
    return None


listening = Form(_listens, "`host:port` such as 127.0.0.1:8750 or [::1]:8750")
opening = Form(partial(_reads, read_opening), _OPENING)
network = Form(partial(_reads, ipaddress.ip_network), "10.0.0.5 or 10.0.0.0/8")
origin = Form(
    lambda value: bool(_ORIGIN.fullmatch(value)) and _has_port(value),
    "an origin such as https://notes.example, without a path",
)
web_address = Form(_is_web_address, "an address such as https://unabridged.example")
contact = Form(_is_contact, "`mailto:…@…` or `https://…`")
database = Form(
    lambda value: "://" not in value or value.startswith(("postgresql://", "postgres://")),
    "the path of a file or `postgresql://…`",
)
word = Form(lambda value: bool(_TOKEN.fullmatch(value)), "one word, such as Remote-User")
header = Form(str.isascii, "text in ASCII, as it is sent in a header")

_PERSON = re.compile(r"[\w.@+-]{1,100}")


def is_name(given: str) -> bool:
    """Return whether `given` can be a person's name.

    One that NFKC changes may look like another's: the Kelvin sign is a K.
    """
    return bool(_PERSON.fullmatch(given)) and unicodedata.is_normalized("NFKC", given)

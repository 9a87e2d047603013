"""Types of settings: which values fit, and what is expected where one does not."""

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

# Far beyond any sensible setting, and far below an overflow.
MOST = 100_000_000
_DAY, _DECADE_IN_HOURS, _CENTURY_IN_DAYS = 86_400, 87_600, 36_500

Count = Annotated[int, Field(ge=1, le=MOST)]
Seconds = Annotated[float, Field(gt=0, le=_DAY)]
Hours = Annotated[float, Field(gt=0, le=_DECADE_IN_HOURS)]
Days = Annotated[int, Field(ge=1, le=_CENTURY_IN_DAYS)]
Megabytes = Annotated[int, Field(ge=1, le=MOST)]
Folder = Annotated[Path, AfterValidator(Path.expanduser)]

_NAME = r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?"
_HOST = re.compile(_NAME, re.IGNORECASE)
_BRACKETS = re.compile(r"^\[([^]]+)\]")
_WITH_PORT = re.compile(r"(?P<host>\[[^]]+\](?:/\d+)?|[^:]*):(?P<port>[^:]*)")
_ORIGIN = re.compile(rf"[a-z][a-z0-9+.-]*://(?:{_NAME}|\[[0-9a-f:.]+\])(?::\d{{1,5}})?", re.I)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_OPENING = "a host, host:port, address or network such as 10.0.0.0/8 or [fd00::/8]:8080"
_LARGEST_PORT = 65_535  # of TCP


def is_plain(value: str) -> bool:
    """Whether `value` has no control characters, which end lines or headers."""
    return not _CONTROL.search(value)


class HostOpening(NamedTuple):
    """A name or network in an allow list, on one port or on all."""

    name: str | None
    network: IPv4Network | IPv6Network | None
    port: int | None


def read_opening(value: str) -> HostOpening:
    """Parse a host, address or network, with or without a port; raise ValueError."""
    bare = _network(value)
    host, port = (value, None) if bare else _split_port(value)
    network = bare or _network(host)
    if not (network or _HOST.fullmatch(host)) or not (port is None or _is_port(port)):
        raise ValueError(f"{value!r} is not {_OPENING}.")
    name = None if network else host.lower().rstrip(".")
    return HostOpening(name, network, int(port) if port else None)


def _listens(value: str) -> bool:
    host, port = _split_port(value)
    is_host = _reads(ipaddress.ip_address, host) or _HOST.fullmatch(host)
    return bool(host and _is_port(port) and is_host)


def _opens(value: str) -> bool:
    return _reads(read_opening, value)


def _is_network(value: str) -> bool:
    return _reads(ipaddress.ip_network, value)


def _is_origin(value: str) -> bool:
    return bool(_ORIGIN.fullmatch(value)) and _has_port(value)


def _is_web_address(value: str) -> bool:
    return value.startswith(("http://", "https://")) and " " not in value and _has_port(value)


def _is_contact(value: str) -> bool:
    if value.startswith("mailto:"):
        return "@" in value[8:] and " " not in value
    return value.startswith("https://") and _is_web_address(value)


def _is_database(value: str) -> bool:
    return "://" not in value or value.startswith(("postgresql://", "postgres://"))


def _is_word(value: str) -> bool:
    return bool(_TOKEN.fullmatch(value))


def _reads(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _split_port(value: str) -> tuple[str, str | None]:
    """Return host and port, an IPv6 address without its brackets."""
    match = _WITH_PORT.fullmatch(value)
    host, port = (match["host"], match["port"]) if match else (value, None)
    return _BRACKETS.sub(r"\1", host), port


def _is_port(port: str | None) -> bool:
    return bool(port and port.isascii() and port.isdigit() and 0 < int(port) <= _LARGEST_PORT)


def _has_port(address: str) -> bool:
    """Whether an address has a host and no impossible port."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _network(place: str) -> IPv4Network | IPv6Network | None:
    with suppress(ValueError):
        return ipaddress.ip_network(place, strict=False)
    return None


def _fitting(fits: Callable[[str], bool], expected: str) -> AfterValidator:
    """Return the check that a text is empty or `fits`, with what is `expected` otherwise."""

    def check(value: str) -> str:
        if value and not fits(value):
            raise ValueError(f"is not {expected}")
        return value

    return AfterValidator(check)


ListenAddress = Annotated[
    str, _fitting(_listens, "`host:port` such as 127.0.0.1:8750 or [::1]:8750")
]
Opening = Annotated[str, _fitting(_opens, _OPENING)]
Network = Annotated[str, _fitting(_is_network, "10.0.0.5 or 10.0.0.0/8")]
Origin = Annotated[
    str, _fitting(_is_origin, "an origin such as https://notes.example, without a path")
]
WebAddress = Annotated[
    str, _fitting(_is_web_address, "an address such as https://unabridged.example")
]
Contact = Annotated[str, _fitting(_is_contact, "`mailto:…@…` or `https://…`")]
Database = Annotated[str, _fitting(_is_database, "the path of a file or `postgresql://…`")]
Word = Annotated[str, _fitting(_is_word, "one word, such as Remote-User")]
HeaderText = Annotated[str, _fitting(str.isascii, "text in ASCII, as it is sent in a header")]

T = TypeVar("T")


def _divide_at_commas(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


CommaSeparated = Annotated[tuple[T, ...], BeforeValidator(_divide_at_commas)]

_PERSON = re.compile(r"[\w.@+-]{1,100}")


def is_name(text: str) -> bool:
    """Whether `text` can be a person's name.

    One that NFKC changes may look like another's: the Kelvin sign is a K.
    """
    return bool(_PERSON.fullmatch(text)) and unicodedata.is_normalized("NFKC", text)

"""Reads the target of a redirecting link from the link itself, without a request.

Each wrapper is decoded exactly once, and only to a whole web address: percent-encoding of the inner
address stays. redirectors.json has one row per service: query parameters by name, whose value is
percent-decoded once, or a pattern over path and query, whose group is the address. Only
the service knows the target of a shortened link. Paid clicks lead to no story, and following them
costs an advertiser money.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from re import Pattern
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes

from server.errors import InvalidAddress
from server.model import read_table, remembered
from server.urls.parse import host_of, parse, plain_host, same_site


def _host(names: str) -> Pattern[str]:
    """Return a pattern of hosts, each with optional labels before it."""
    return re.compile(rf"(?:[\w-]+\.)*(?:{names})", re.IGNORECASE)


class _Service(NamedTuple):
    """Hosts whose links hold an address: in parameters `names`, or in the group of `path`.

    `scheme` is that of addresses which have none.
    """

    hosts: Pattern[str]
    path: Pattern[str]
    names: tuple[str, ...]
    scheme: str

    @classmethod
    def of(cls, hosts: str, path: str, names: str = "", scheme: str = "http") -> "_Service":
        return cls(_host(hosts), re.compile(path), tuple(names.split()), scheme)

    def targets_in(self, path: str) -> list[str]:
        """Return the addresses that a link's path and query hold."""
        match = self.path.match(path)
        if match and not self.names:
            return [_address_in_path(match[1], self.scheme)]
        pairs = dict(_pairs(path)) if match else {}
        return [_decode(pairs[name]) for name in self.names if name in pairs]


_TABLE = read_table(__package__, "redirectors.json")
_SERVICES = tuple(_Service.of(**row) for row in _TABLE["services"])
_PAID = _host("|".join(_TABLE["paid"]))
_TRANSLATED = re.compile(r"(?P<name>[\w-]+)\.translate\.goog", re.IGNORECASE)
# One look-up for a host in any of the tables.
_KNOWN = re.compile(
    "|".join(f"(?:{one.pattern})" for one in (*(row.hosts for row in _SERVICES), _TRANSLATED)),
    re.IGNORECASE,
)
_SHORTENERS = frozenset(" ".join(_TABLE["shorteners"]).split())
# Parameters with an address on unlisted sites.
_WRAPPED = frozenset(_TABLE["parameters"].split())
# Paths that take another page's address without leading there.
_TAKES_ADDRESS = re.compile(rf"/(?:{_TABLE['takes_address']})(?:[/.]|$)", re.IGNORECASE)
_WEB = ("http://", "https://")
# "http" and its continuation in Base64; Bing puts "a1" before it.
_BASE64 = re.compile(r"(?:a1)?(aHR0c[\w+/=-]{8,})")


def unwrap(address: str) -> str:
    """Return the page that `address` leads to through redirectors, AMP caches and archives.

    It returns other addresses unchanged, also paid clicks and links whose target only the
    redirector knows. Unlisted sites must wrap another site's address, and keep https.
    """
    for _ in range(5):  # within each other
        inner = _wrapped_address(address)
        if inner is None or inner == address:
            break
        address = inner
    return address


def is_shortened(address: str) -> bool:
    """Whether only a request can reveal the target (t.co, bit.ly …)."""
    return (host_of(address) or "").removeprefix("www.") in _SHORTENERS


def is_paid_click(address: str) -> bool:
    """Whether `address` is a click on an advertisement."""
    return bool(_PAID.fullmatch(host_of(address) or ""))


def _wrapped_address(address: str) -> str | None:
    plain = plain_host(address)
    may_hold = "?" in address or "aHR0c" in address  # on unlisted sites
    if plain and not may_hold and not _is_listed(plain):
        return None
    try:
        url = parse(address)
    except InvalidAddress:
        return None
    host, path = url.raw_host.decode("ascii"), url.raw_path.decode("ascii")
    listed = _SERVICES if _KNOWN.fullmatch(host) else ()
    values = [
        value
        for wrapper in listed
        if wrapper.hosts.fullmatch(host)
        for value in wrapper.targets_in(path)
    ]
    if _PAID.fullmatch(host) and not values:
        return None
    if match := _TRANSLATED.fullmatch(host):
        name = match["name"].replace("--", "\0").replace("-", ".").replace("\0", "-")
        where, _, query = path.partition("?")
        pairs = [pair for pair in query.split("&") if pair and not pair.startswith("_x_tr_")]
        values.append(f"https://{name}{where}{'?' if pairs else ''}{'&'.join(pairs)}")
    if match := _BASE64.fullmatch(path.partition("?")[0].rpartition("/")[2]):
        values.append(_in_base64(match[1]))
    return next(filter(_is_address, values), None) or _by_any_parameter(address, path)


@remembered
def _is_listed(host: str) -> bool:
    return bool(_KNOWN.fullmatch(host) or _PAID.fullmatch(host))


def _address_in_path(inner: str, scheme: str) -> str:
    """Return the address in a path: in Base64, encoded, unchanged, or without its scheme."""
    if "." not in inner:
        return _in_base64(inner)
    if _is_encoded(inner):
        return _decode(inner)
    # Some servers merge two slashes of a path.
    address = re.sub(r"^(https?):/(?=[^/])", r"\1://", inner)
    return address if address[:8].lower().startswith(_WEB) else f"{scheme}://{address}"


def _by_any_parameter(address: str, path: str) -> str | None:
    if _TAKES_ADDRESS.search(path.partition("?")[0]):
        return None
    for name, value in _pairs(path):
        inner = _decode(value) if name.lower() in _WRAPPED else ""
        if not _is_address(inner):
            continue
        downgrade = address[:5].lower() == "https" and inner[:5].lower() != "https"
        if not downgrade and not same_site(address, inner):
            return inner
    return None


def _pairs(path: str) -> Iterator[tuple[str, str]]:
    """Yield names and raw values of the query."""
    for pair in path.partition("?")[2].split("&"):
        name, _, value = pair.partition("=")
        yield unquote(name), value


def _is_address(value: str) -> bool:
    return value[:8].lower().startswith(_WEB) and "." in (host_of(value) or "")


def _is_encoded(value: str) -> bool:
    """Whether `value` is a percent-encoded web address."""
    return value[:9].lower().startswith(("http%3a%2f", "http%3a/", "https%3a%", "https%3a/"))


def _decode(value: str) -> str:
    """Decode an address from Base64, or once from percent-encoding.

    Bytes beyond ASCII stay encoded; a doubly encoded value is recognised by its beginning.
    """
    if match := _BASE64.fullmatch(value):
        return _in_base64(match[1])
    if "%" in value:
        # Characters that need no encoding in an address.
        value = quote(unquote_to_bytes(value), safe="".join(map(chr, range(33, 127))))
    return _decode(value) if _is_encoded(value) else value


def _in_base64(text: str) -> str:
    """Return the first address in Base64 (also URL-safe or unpadded)."""
    clean = unquote(text).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(clean + "=" * (-len(clean) % 4))
    except (binascii.Error, ValueError):
        return ""
    match = re.search(rb"https?://[!-~]+", raw)
    return match[0].decode("ascii") if match else ""

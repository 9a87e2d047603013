"""Reads the target of a redirecting link from the link itself, without a request.

Each wrapper is decoded exactly once, and only to a whole web address: percent-encoding of the inner
address stays. redirectors.json has one row per service: by the name of a query parameter, whose
value is percent-decoded once, or by a pattern over path and query, whose group is the address. Only
the service knows the target of a shortened link. Paid clicks lead to no story, and following them
costs an advertiser money.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import chain
from re import Pattern
from urllib.parse import quote, unquote, unquote_to_bytes

from server.errors import InvalidAddress
from server.model import read_table, remembered
from server.urls.parse import host_of, parse, plain_host, same_site


def _host(names: str) -> Pattern[str]:
    """Return a pattern of hosts, each with optional labels before it."""
    return re.compile(rf"(?:[\w-]+\.)*(?:{names})", re.IGNORECASE)


_TABLE = read_table(__package__, "redirectors.json")
_BY_PARAMETER: tuple[tuple[Pattern[str], Pattern[str], tuple[str, ...]], ...] = tuple(
    (_host(row["hosts"]), re.compile(row["path"]), tuple(row["names"].split()))
    for row in _TABLE["by_parameter"]
)
_BY_PATTERN: tuple[tuple[Pattern[str], Pattern[str]], ...] = tuple(
    (_host(row["hosts"]), re.compile(row["pattern"])) for row in _TABLE["by_pattern"]
)
# Caches of AMP pages: "/c/s/example.com/story" holds https://example.com/story.
_AMP_CACHE = _host(r"cdn\.ampproject\.org|bing-amp\.com")
_GOOGLE = _host(r"google\.(?:[a-z]{2,3}|com?\.[a-z]{2})")
_PAID = _host("|".join(_TABLE["paid"]))
_TRANSLATED = re.compile(r"(?P<name>[\w-]+)\.translate\.goog", re.IGNORECASE)
_LISTED = (*(row[0] for row in _BY_PARAMETER), *(row[0] for row in _BY_PATTERN))
# One look-up for a host in any of the tables.
_KNOWN = re.compile(
    "|".join(f"(?:{one.pattern})" for one in (*_LISTED, _AMP_CACHE, _GOOGLE, _TRANSLATED)),
    re.IGNORECASE,
)
_SHORTENERS = frozenset(" ".join(_TABLE["shorteners"]).split())
# Parameters with an address on unlisted sites.
_WRAPPED = frozenset({"url", "u", "q", "to", "target", "dest", "redirect", "murl"})
# Paths that take another page's address without leading there.
_TAKES_ADDRESS = re.compile(
    r"/(?:share\w*|sharer\.php|intent|submit|login|log-in|signin|sign-in|auth|oauth\d?|subscribe"
    r"|register|logout|pin/create|bookmarklet|validate|oembed|embed)(?:[/.]|$)",
    re.IGNORECASE,
)
_WEB = ("http://", "https://")
# "http" and its continuation in Base64; Bing puts "a1" before it.
_BASE64 = re.compile(r"(?:a1)?(aHR0c[\w+/=-]{8,})")
# Characters that need no encoding in an address.
_KEPT = "".join(map(chr, range(33, 127)))
# Places of an inner address on unlisted sites.
_MAY_HOLD_ADDRESS = ("?", "aHR0c")
_GOOGLE_NEWS = re.compile(r"/(?:rss/|__i/rss/rd/)?(?:articles|read)/(CBM[\w-]+)")


def unwrap(address: str) -> str:
    """Return the page that `address` leads to through redirectors, AMP caches and archives.

    It returns other addresses unchanged, also paid clicks and links whose target only the
    redirector knows. Unlisted sites must wrap another site's address, and keep https.
    """
    for _ in range(5):  # within each other
        inner = _wrapped(address)
        if inner is None or inner == address:
            break
        address = inner
    return address


def is_shortened(address: str) -> bool:
    """Return whether only a request can reveal the target (t.co, bit.ly …)."""
    return (host_of(address) or "").removeprefix("www.") in _SHORTENERS


def is_paid_click(address: str) -> bool:
    """Return whether `address` is a click on an advertisement."""
    return bool(_PAID.fullmatch(host_of(address) or ""))


def _wrapped(address: str) -> str | None:
    plain = plain_host(address)
    if plain and not any(mark in address for mark in _MAY_HOLD_ADDRESS) and not _is_listed(plain):
        return None
    try:
        url = parse(address)
    except InvalidAddress:
        return None
    host, path = url.raw_host.decode("ascii"), url.raw_path.decode("ascii")
    if _PAID.fullmatch(host) and not _by_parameter(host, path):
        return None
    listed = (
        chain(_by_parameter(host, path), _by_pattern(host, path)) if _KNOWN.fullmatch(host) else ()
    )
    for value in chain(listed, _by_own_rule(host, path)):
        if _is_address(value):
            return value
    return _by_any_parameter(address, path)


@remembered
def _is_listed(host: str) -> bool:
    return bool(_KNOWN.fullmatch(host) or _PAID.fullmatch(host))


def _by_parameter(host: str, path: str) -> list[str]:
    pairs = dict(_pairs(path))
    return [
        _decoded(pairs[name])
        for hosts, paths, names in _BY_PARAMETER
        if hosts.fullmatch(host) and paths.match(path)
        for name in names
        if name in pairs
    ]


def _by_pattern(host: str, path: str) -> Iterator[str]:
    for hosts, pattern in _BY_PATTERN:
        if hosts.fullmatch(host) and (match := pattern.match(path)):
            inner = match[1]
            # Archives write the address unchanged, or without its scheme.
            if _is_encoded(inner):
                yield _decoded(inner)
            else:
                # Some servers merge two slashes of a path.
                whole = re.sub(r"^(https?):/(?=[^/])", r"\1://", inner)
                yield whole if whole[:8].lower().startswith(_WEB) else f"http://{whole}"


def _by_own_rule(host: str, path: str) -> Iterator[str]:
    """Yield addresses in links of services with their own encodings."""
    if _AMP_CACHE.fullmatch(host) and (match := re.match(r"/(?:[a-z]/)?(s/)?(.+)", path)):
        yield f"http{'s' if match[1] else ''}://{match[2]}"
    if _GOOGLE.fullmatch(host) and (match := _GOOGLE_NEWS.match(path)):
        yield _in_base64(match[1])
    if match := _TRANSLATED.fullmatch(host):
        name = match["name"].replace("--", "\0").replace("-", ".").replace("\0", "-")
        yield f"https://{name}{_without(path, '_x_tr_')}"
    if match := _BASE64.fullmatch(path.partition("?")[0].rpartition("/")[2]):
        yield _in_base64(match[1])


def _by_any_parameter(address: str, path: str) -> str | None:
    if _TAKES_ADDRESS.search(path.partition("?")[0]):
        return None
    for name, value in _pairs(path):
        inner = _decoded(value) if name.lower() in _WRAPPED else ""
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


def _without(path: str, prefix: str) -> str:
    path, _, query = path.partition("?")
    kept = "&".join(pair for pair in query.split("&") if pair and not pair.startswith(prefix))
    return f"{path}?{kept}" if kept else path


def _is_encoded(value: str) -> bool:
    """Return whether `value` is a percent-encoded web address."""
    return value[:9].lower().startswith(("http%3a%2f", "http%3a/", "https%3a%", "https%3a/"))


def _decoded(value: str) -> str:
    """Decode an address from Base64, or once from percent-encoding.

    Bytes beyond ASCII stay encoded; a doubly encoded value is recognised by its beginning.
    """
    if match := _BASE64.fullmatch(value):
        return _in_base64(match[1])
    if "%" in value:
        value = quote(unquote_to_bytes(value), safe=_KEPT)
    return _decoded(value) if _is_encoded(value) else value


def _in_base64(text: str) -> str:
    """Return the first address in Base64 (also URL-safe or unpadded)."""
    clean = unquote(text).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(clean + "=" * (-len(clean) % 4))
    except (binascii.Error, ValueError):
        return ""
    match = re.search(rb"https?://[!-~]+", raw)
    return match[0].decode("ascii") if match else ""

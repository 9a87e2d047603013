"""Checks Host and Origin: the names that requests ask for, the pages they come from."""

import re
from urllib.parse import urlsplit

from flask import Response, request

from server.config import LOOPBACK_NAMES, Settings
from server.errors import Forbidden, MalformedRequest

# RFC 9110 7.2: a name or an address, and a port; empty in HTTP/1.0.
_HOST = re.compile(r"(?:(?P<name>[\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\])(?::\d{1,5})?)?", re.ASCII)
_EXTENSION_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_EXTENSIONS = ("chrome-extension", "moz-extension", "safari-web-extension")


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
    return scheme in _EXTENSIONS and _EXTENSION_ID.fullmatch(rest) is not None


def share(response: Response, settings: Settings) -> None:
    """Let a browser's pages of this Origin read the response, if they may call."""
    origin = request.headers.get("Origin")
    if not origin or not _may_call(origin, settings):
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers.add("Vary", "Origin")
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, DELETE"
        response.headers["Access-Control-Max-Age"] = "600"
        if request.headers.get("Access-Control-Request-Private-Network") == "true":
            response.headers["Access-Control-Allow-Private-Network"] = "true"

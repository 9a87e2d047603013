"""Which names a request may come for, and which pages it may come from: Host and Origin."""

import re
from urllib.parse import urlsplit

from flask import Response, request

from server.config import LOOPBACK_NAMES, Settings
from server.errors import Forbidden, MalformedRequest

# RFC 9110 7.2: a name or an address, and a port; empty in HTTP/1.0.
_HOST = re.compile(r"(?:(?P<name>[\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\])(?::\d{1,5})?)?", re.ASCII)
_EXTENSION_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_EXTENSIONS = ("chrome-extension", "moz-extension", "safari-web-extension")


def host_of_request() -> str:
    """The name in the header Host, "" without one; raises MalformedRequest."""
    given = request.headers.get("Host", "")
    found = _HOST.fullmatch(given)
    if not found:
        raise MalformedRequest(
            f"The header `Host: {given}` is not a name or an address with an optional port."
        )
    return (found["name"] or "").lower().strip("[]").removesuffix(".")


def check_host(host: str) -> None:
    """Refuse another name than this machine's own; raises Forbidden."""
    if host not in LOOPBACK_NAMES:
        raise Forbidden(
            f"This server answers to 127.0.0.1 and localhost only, not to “{host}”. "
            "To serve others, set UNABRIDGED_BIND and make a token.",
            host=host,
        )


def check_origin(settings: Settings) -> None:
    """Refuse a page that may not call; raises Forbidden."""
    origin = request.headers.get("Origin")
    if origin and not may_call(origin, settings):
        raise Forbidden(
            f"Pages of {origin} may not call this server. An operator can allow them with "
            "UNABRIDGED_ORIGINS.",
            origin=origin,
        )


def may_call(origin: str, settings: Settings) -> bool:
    """Whether pages of `origin` may call: extensions, the server's own, those of the settings."""
    scheme, _, rest = origin.partition("://")
    if scheme in _EXTENSIONS:
        return _EXTENSION_ID.fullmatch(rest) is not None
    # A proxy that speaks TLS may not say so: the host alone has to match. Beyond loopback a
    # token is needed as well.
    own = (request.host, urlsplit(settings.address).netloc)
    # “null”, the origin of sandboxed frames, has no host.
    return origin in settings.origins or (scheme in ("http", "https") and rest in own)


def allow(response: Response, origin: str) -> None:
    """Add headers by which a browser lets pages of `origin` read the response."""
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers.add("Vary", "Origin")
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, DELETE"
        response.headers["Access-Control-Max-Age"] = "600"
        if request.headers.get("Access-Control-Request-Private-Network") == "true":
            response.headers["Access-Control-Allow-Private-Network"] = "true"

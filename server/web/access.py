"""Who may call: the Host, the Origin and the token of a request are checked before anything else.

On loopback no token is needed, so a web page in the same browser must not get through: its
Host is another name (DNS rebinding) or its Origin is a web site's.
"""

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from server.config import Settings
from server.errors import Forbidden, Unauthorized
from server.store.protocols import Token, TokenStore

_EXTENSIONS = ("chrome-extension", "moz-extension", "safari-web-extension")
_LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
LOCAL = Token(id="local", name="this machine", scopes=("compare", "index", "admin"))


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address, can only be this machine."""
    if host in _LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def require_tokens_beyond_loopback(settings: Settings, store: TokenStore) -> None:
    """Raises SystemExit when the server would be open to others without any token."""
    if not is_loopback(settings.host) and not store.tokens():
        raise SystemExit(
            f"Unabridged won't listen on {settings.bind}, where others can reach it, without a "
            "token. Make one with `unabridged tokens create NAME`, or bind to 127.0.0.1."
        )


def register(app: Flask, settings: Settings, store: TokenStore) -> None:
    """Check every request of `app` and answer preflights."""
    local = is_loopback(settings.host)

    @app.before_request
    def check() -> Response | None:
        if local:
            _check_host()
        _check_origin(settings)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return Response(status=204)
        if request.path.startswith("/v1/"):
            g.token = _token(store, local=local)
        return None

    @app.after_request
    def share(response: Response) -> Response:
        origin = request.headers.get("Origin")
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Content-Type-Options"] = "nosniff"
        if origin and _may_call(origin, settings):
            _allow(response, origin)
        return response


def require(scope: str) -> None:
    """Raises Forbidden when the caller's token lacks `scope`."""
    token: Token = g.token
    if scope not in token.scopes:
        raise Forbidden(
            f"The token “{token.name}” may not do this: it lacks the scope `{scope}`. "
            "Use another token, or make one with this scope.",
            scope=scope,
        )


def _check_host() -> None:
    host = (urlsplit(f"//{request.headers.get('Host', '')}").hostname or "").rstrip(".")
    if host not in _LOOPBACK_NAMES:
        raise Forbidden(
            f"This server answers to 127.0.0.1 and localhost only, not to “{host}”. "
            "To serve others, set UNABRIDGED_BIND and make a token.",
            host=host,
        )


def _check_origin(settings: Settings) -> None:
    origin = request.headers.get("Origin")
    if origin and not _may_call(origin, settings):
        raise Forbidden(
            f"Pages of {origin} may not call this server. An operator can allow them with "
            "UNABRIDGED_ORIGINS.",
            origin=origin,
        )


def _may_call(origin: str, settings: Settings) -> bool:
    scheme, _, rest = origin.partition("://")
    if scheme in _EXTENSIONS and rest:
        return True
    return origin in settings.origins or origin == request.host_url.rstrip("/")


def _token(store: TokenStore, *, local: bool) -> Token | None:
    header = request.headers.get("Authorization")
    if header:
        scheme, _, secret = header.partition(" ")
        token = store.token(secret.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            raise Unauthorized(
                "The token is unknown, expired or revoked. Ask the server's operator for a new one."
            )
        return token
    if local and is_loopback(request.remote_addr or ""):
        return LOCAL
    # A saved comparison's link works without a token; the call itself decides.
    if request.method == "GET" and request.path.startswith("/v1/comparisons/"):
        return None
    raise Unauthorized(
        "This server wants a token: send the header `Authorization: Bearer …`. "
        "Its operator makes one with `unabridged tokens create NAME`."
    )


def _allow(response: Response, origin: str) -> None:
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers.add("Vary", "Origin")
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
        response.headers["Access-Control-Max-Age"] = "600"
        if request.headers.get("Access-Control-Request-Private-Network") == "true":
            response.headers["Access-Control-Allow-Private-Network"] = "true"

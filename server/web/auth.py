"""Checks proxy headers, Host, Origin and token first, and says who calls with which rights.

On one person's machine no token is needed, so a web page in the same browser must not get through:
its Host is another name (DNS rebinding) or its Origin is a web site's. Nor may a reverse proxy on
this machine, whose callers all have a loopback address (origins.py).
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace

from flask import Flask, Request, Response, g, request

from server import errors
from server.config import Settings, is_loopback
from server.model import Scope, counted, setting_values
from server.store import LOCAL_ACCOUNT, Sessions, Token, Tokens, Visitor, moment, until_tomorrow
from server.web import origins
from server.web.contract import Operation, called, check_query, parse
from server.web.origins import Proxies, is_http_1_0

# Token or session of a person signed in on the server's own pages, until the browser closes.
COOKIE = "unabridged_session"
CLAIM = "/v1/pairings/claim"  # needs only the code
# Feed readers send a name and a password: the token is the password.
STORIES_ATOM = "/v1/stories.atom"
LOCAL = Token(
    id="local", name="this machine", scopes=("compare", "index", "admin"), account=LOCAL_ACCOUNT
)
# Any extension of the reader's browser: its Origin does not say whose it is.
_EXTENSION = replace(LOCAL, name="an extension", scopes=("compare",))


def require_tokens_beyond_loopback(host: str, settings: Settings, store: Tokens) -> None:
    """Raise SystemExit for a public server at which nobody can sign in."""
    signs_in = settings.oidc_issuer or settings.user_header
    if not is_loopback(host) and not signs_in and not store.valid():
        raise SystemExit(
            f"Unabridged won't listen on {host}, where others can reach it, without a token. "
            "Create one with `unabridged tokens create NAME`, or bind to 127.0.0.1."
        )


def register(
    app: Flask, settings: Settings, store: Tokens, sessions: Sessions, proxies: Proxies
) -> None:
    """Check every request of `app` and answer preflights."""
    bound_to_loopback, any_made = is_loopback(settings.host), _remembering(store.any_made)
    people = People(settings, proxies)

    @app.before_request
    def check() -> Response | None:
        g.tokens, g.sessions, g.people, g.person = store, sessions, people, None
        g.needs_token = lambda: (
            g.person is None
            and (not bound_to_loopback or _needs_token(settings, any_made, proxies))
        )
        # For load balancers, with their own headers and HTTP versions.
        if request.path in ("/healthz", "/readyz"):
            return None
        proxies.check(request)
        origins.check(settings, local=bound_to_loopback and not proxies.through_proxy(request))
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return Response(status=204)
        g.person = people.who(request)
        if request.path.startswith("/v1/") or request.path == "/metrics":
            g.token = _token()
            if call := called():
                _check_call(call)
        return None

    @app.after_request
    def share(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Content-Type-Options"] = "nosniff"
        # Linked pages are for people with the link, not for search engines.
        if request.path.startswith(("/v1/comparisons/", "/c/")):
            response.headers["X-Robots-Tag"] = "noindex, noarchive"
            response.headers["Referrer-Policy"] = "no-referrer"
        origins.share(response, settings)
        return response


def _check_call(call: Operation) -> None:
    if call.scope:
        require(call.scope)
        if any(parameter["name"] == "url" for parameter in call.query):
            # Another site's picture or link may call: a browser sends these without a token, and
            # without an Origin, which `origins.check` refuses.
            if g.token.id == LOCAL.id:
                raise errors.Unauthorized(
                    f"A GET of {request.path} needs a token: send the header `Authorization: "
                    'Bearer …`. Without one, POST {"page": {"url": "https://…"}}.'
                )
            if "Origin" not in request.headers and _from_another_site():
                raise errors.Forbidden(f"Pages of another site may not call {request.path}.")
        token: Token = g.token
        is_spent = token.per_day is not None and token.used >= token.per_day
        if is_spent and call.body is not None:  # before it is read
            raise _used_up(token)
    check_query(call)


def require(scope: str) -> None:
    """Raise InsufficientScope when the caller's token lacks `scope`."""
    token: Token = g.token
    if scope not in token.scopes:
        raise errors.InsufficientScope(
            f"The token “{token.name}” may not do this: it lacks the scope `{scope}`. "
            "Use another token, or create one with this scope.",
            scope=scope,
        )


def charge() -> Callable[[], None]:
    """Return a function that counts this caller's call later, or raises QuotaExceeded."""
    token, tokens = g.token, g.tokens

    def count() -> None:
        if not tokens.spend(token):
            raise _used_up(token)

    return count


def parsed(model: type[errors.M], *, charged: bool = False) -> errors.M:
    """Parse the body as `model`; a refused one counts as a call, each if `charged`.

    Raises Problem.
    """
    try:
        wanted = parse(model)
    except errors.Problem:
        charge()()
        raise
    if charged:
        charge()()
    return wanted


def _used_up(token: Token) -> errors.QuotaExceeded:
    return errors.QuotaExceeded(
        f"The token “{token.name}” has used up today's {counted(token.per_day or 0, 'call')}. The "
        "next day begins at midnight, UTC; the server's operator can raise the limit.",
        per_day=token.per_day,
        retry_after=until_tomorrow(),
    )


def needs_token() -> bool:
    """Return whether the caller needs a token; True if the database can't answer."""
    try:
        return bool(g.needs_token())
    except errors.Problem:
        return True


def check_sender() -> None:
    """Raise Forbidden for a form of another site."""
    if _from_another_site():
        raise errors.Forbidden("Only this server's own page may send this form.")


def _from_another_site() -> bool:
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def enter(secret: str, scope: Scope = "compare") -> None:
    """Admit the sender of a page's own form with the token typed there; raise AuthProblem."""
    check_sender()
    signed = None if secret else signed_in()
    g.token = signed or (token_of(secret) if secret or g.needs_token() else g.person or LOCAL)
    require(scope)


def signed_in() -> Token | None:
    """Return the token or the person of the cookie, if it is still valid."""
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        return None
    try:
        visitor = g.sessions.find(secret)
        return g.people.person(visitor) if visitor else token_of(secret)
    except errors.Problem:
        return None


def visit() -> None:
    """Set the owner of a page view; none where a token is needed."""
    g.token = signed_in() or (None if g.needs_token() else g.person or LOCAL)


def _remembering(asked: Callable[[], bool]) -> Callable[[], bool]:
    """Return a function that gives the last answer of `asked` while the database is away."""
    last: list[bool] = []

    def answer() -> bool:
        try:
            last[:] = [asked()]
        except errors.StoreProblem:
            if not last:
                raise
        return last[0]

    return answer


def _needs_token(settings: Settings, any_made: Callable[[], bool], proxies: Proxies) -> bool:
    """Return whether a request to a server on loopback needs a token."""
    peer = request.remote_addr or ""
    if not is_loopback(peer) or proxies.through_proxy(request):
        return True
    if settings.local:
        return False
    if settings.address or proxies.trusts(peer) or any_made():
        return True
    return proxies.by_another_user(request)


def _token() -> Token | None:
    secret = _secret()
    if secret is not None:
        return token_of(secret)
    person: Token | None = g.person
    if person:
        return person  # a proxy with a password may pass that on as Authorization
    if "Authorization" in request.headers:
        return token_of("")
    is_own = request.headers.get("Sec-Fetch-Site") == "same-origin"  # a script of our own pages
    signed = signed_in() if is_own else None
    if signed or not g.needs_token():
        return signed or (_EXTENSION if origins.by_extension() else LOCAL)
    if (request.method, request.path) == ("POST", CLAIM):
        return None
    # A saved comparison's link works without a token; the call itself decides.
    if request.method in ("GET", "HEAD") and request.path.startswith("/v1/comparisons/"):
        return None
    detail = (
        "This server needs a token: enter it in the extension's settings or send the header "
        "`Authorization: Bearer …`. Its operator creates one with `unabridged tokens create NAME`."
    )
    if is_http_1_0(request):
        detail += " A request in HTTP/1.0 always needs one: a proxy may have sent it."
    elif is_loopback(request.remote_addr or ""):
        detail += (
            " On loopback too, once a token or UNABRIDGED_ADDRESS or UNABRIDGED_PROXIES is set, "
            "for programs of another user, and where the system does not say whose they are; "
            "UNABRIDGED_LOCAL=1 lets programs on the server's own machine in without one."
        )
    raise errors.Unauthorized(detail)


def _secret() -> str | None:
    """Return the token that the request carries, valid or not, if any."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return secret
    if request.path != STORIES_ATOM or scheme.lower() != "basic":
        return None
    try:
        given = request.authorization
    except ValueError:  # letters that Base64 doesn't have
        return ""
    return (given.password if given else None) or ""


def token_of(secret: str) -> Token:
    """Return the token with this secret; raise Unauthorized or TokenExpired."""
    if not secret.strip():
        raise errors.Unauthorized(
            "No token was given. Enter yours, or ask the server's operator for one."
        )
    token: Token | None = g.tokens.find(secret.strip())
    if token is None:
        raise errors.Unauthorized(
            "The token is unknown or was revoked. Check that you entered all of it, or ask the "
            "server's operator for a new one."
        )
    if token.expired:
        raise errors.TokenExpired(
            f"The token “{token.name}” has expired. Ask the server's operator for a new one.",
            expired=token.expires,
        )
    return token


class People:
    """Rights by the names and groups of `settings`."""

    def __init__(self, settings: Settings, proxies: Proxies) -> None:
        self._header = settings.user_header
        self._readers = _folded(settings.readers)
        self._editors = _folded(settings.editors)
        self._admins = _folded(settings.admins)
        self._proxies = proxies

    def who(self, request: Request) -> Token | None:
        """Return the person whom a proxy signed in, if any; raise Unauthorized or Forbidden."""
        given = request.headers.get(self._header, "").strip() if self._header else ""
        if not given or not self._proxies.trusts(request.remote_addr or ""):
            return None
        if not setting_values.is_name(given):
            raise errors.Unauthorized(
                f"The proxy in front of this server sent a `{self._header}` that is not one name: "
                "1 to 100 letters, digits, or . @ + - _. Its operator has to look."
            )
        return self.person(Visitor(given.lower()))  # proxies differ in how they write it

    def person(self, visitor: Visitor) -> Token:
        """Return `visitor` as a token with their role's scopes; raise Forbidden."""
        memberships = _folded([visitor.name, *(f"group:{group}" for group in visitor.groups)])
        listed = self._readers | self._editors | self._admins
        if self._readers and not memberships & listed:
            raise errors.Forbidden(
                f"“{visitor.name}” is signed in, but may not use this server. Its operator can add "
                "the name, or one of its groups, to UNABRIDGED_READERS."
            )
        scopes: tuple[Scope, ...] = ("compare",)
        if memberships & (self._editors | self._admins):
            scopes += ("index",)
        if memberships & self._admins:
            scopes += ("admin",)
        return Token(
            id=f"user:{visitor.name}",
            name=visitor.name,
            scopes=scopes,
            expires=moment(days=90),  # paired tokens outlive an account elsewhere by this
            account=f"user:{visitor.name}",
        )


def _folded(names: Iterable[str]) -> frozenset[str]:
    """Return `names` in lower case, but those that only look alike: the Kelvin sign is no k."""
    return frozenset(
        name.lower() if unicodedata.is_normalized("NFKC", name) else name for name in names
    )

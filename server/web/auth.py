"""Says who calls with which rights: by a token, a session, or a proxy's sign-in, never by a guess.

Whatever keeps, lists, deletes or administers needs one of these, on one's own machine too. Calls
that keep nothing work without on a server that only its own machine can reach.
"""

import hmac
import unicodedata
from collections.abc import Callable, Iterable

from flask import Flask, Request, Response, g, request

from server import errors
from server.config import Settings, is_loopback
from server.model import Scope, counted, setting_values
from server.store import (
    LOCAL_ACCOUNT,
    PERSON,
    Sessions,
    SignedIn,
    Token,
    Tokens,
    Visitor,
    moment,
    until_tomorrow,
)
from server.web import origins
from server.web.bodies import check_query, parse
from server.web.operations import Operation, called_operation
from server.web.origins import Proxies, from_another_site

# Feed readers send a name and a password: the token is the password.
STORIES_ATOM = "/v1/stories.atom"
# Whoever has the owner's token, of a server that others can't reach.
OWNER = Token(
    id=LOCAL_ACCOUNT,
    name="this machine",
    scopes=("compare", "index", "admin"),
    account=LOCAL_ACCOUNT,
)
# Whoever calls such a server without a token: nothing is kept of them, nothing shown to them.
ANYONE = Token(id="", name="anyone on this machine", scopes=("compare",))


def require_tokens_beyond_loopback(host: str, settings: Settings, store: Tokens) -> None:
    """Raise SystemExit for a public server at which nobody can sign in."""
    signs_in = settings.oidc_issuer or settings.user_header
    if not is_loopback(host) and not signs_in and not store.valid():
        raise SystemExit(
            f"Unabridged won't listen on {host}, where others can reach it, without a token. "
            "Create one with `unabridged tokens create NAME`, or bind to 127.0.0.1."
        )


def register(
    app: Flask,
    settings: Settings,
    store: Tokens,
    sessions: Sessions,
    proxies: Proxies,
    owner_secret: str = "",
) -> None:
    """Check every request of `app` and answer preflights; `owner_secret` is the owner's token."""
    people = People(settings, proxies)

    @app.before_request
    def check() -> Response | None:
        g.settings, g.tokens, g.sessions, g.people = settings, store, sessions, people
        g.owner_secret, g.person, g.token = owner_secret, None, None
        # For load balancers, with their own headers and HTTP versions.
        if request.path in ("/healthz", "/readyz"):
            return None
        origins.check(settings)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return Response(status=204)
        g.person = people.who(request)
        if request.path.startswith("/v1/") or request.path == "/metrics":
            g.token = _caller()
            if call := called_operation():
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
    if g.token is None and call.open_to == "machine" and is_here():
        g.token = ANYONE
    if g.token is None and call.open_to != "everybody":
        raise _wants_token(call)
    if call.scope:
        require(call.scope)
        token: Token = g.token
        is_spent = token.per_day is not None and token.used >= token.per_day
        if is_spent and call.has_body:  # before it is read
            raise _used_up(token)
    check_query(call)


def is_here() -> bool:
    """Whether this server is for its own machine alone, and the request comes from there."""
    return not g.settings.serves_others and is_loopback(request.remote_addr or "")


def _wants_token(call: Operation | None = None) -> errors.Unauthorized:
    if not is_here():
        return errors.Unauthorized(
            "This server needs a token: enter it in the extension's settings or send the header "
            "`Authorization: Bearer …`. Its operator creates one with `unabridged tokens create "
            "NAME`."
        )
    if call and call.method == "get" and call.request:
        return errors.Unauthorized(
            f"A GET of {request.path} needs a token: send the header `Authorization: Bearer …`. "
            'Without one, POST {"page": {"url": "https://…"}}.'
        )
    return errors.Unauthorized(
        "What is kept here is for those who have a token or a session, on this machine too. "
        "`unabridged open` prints a link that signs a browser in; programs send the header "
        "`Authorization: Bearer …` with the token in the file owner-token of the server's data "
        "folder, or with one of `unabridged tokens create NAME`."
    )


def require(scope: str) -> None:
    """Raise Unauthorized without a token, and InsufficientScope when it lacks `scope`."""
    token: Token | None = g.token
    if token is None:
        raise _wants_token()
    if scope not in token.scopes:
        raise errors.InsufficientScope(
            f"The token “{token.name}” may not do this: it lacks the scope `{scope}`. "
            "Use another token, or create one with this scope.",
            scope=scope,
        )


def require_keeper() -> None:
    """Raise Unauthorized where whoever calls has nothing here to keep things in."""
    if not g.token or not g.token.id:
        raise _wants_token()


def charge() -> Callable[[], None]:
    """Return a function that counts this caller's call later, or raises QuotaExceeded."""
    token, tokens = g.token, g.tokens
    g.charges = g.get("charges", 0) + 1

    def count() -> None:
        if not tokens.spend(token):
            raise _used_up(token)

    return count


def parse_body(model: type[errors.M], *, charged: bool = False) -> errors.M:
    """Parse the body as `model`; a refused one counts as a call, each if `charged`.

    Raises Problem.
    """
    try:
        parsed_body = parse(model)
    except errors.Problem:
        charge()()
        raise
    if charged:
        charge()()
    return parsed_body


def _used_up(token: Token) -> errors.QuotaExceeded:
    return errors.QuotaExceeded(
        f"The token “{token.name}” has used up today's {counted(token.per_day or 0, 'call')}. The "
        "next day begins at midnight, UTC; the server's operator can raise the limit.",
        per_day=token.per_day,
        retry_after=until_tomorrow(),
    )


def needs_token() -> bool:
    """Whether who asks has to show a token before anything is compared."""
    return g.person is None and signed_in() is None and not is_here()


def check_sender() -> None:
    """Raise Forbidden for a form of another site."""
    if from_another_site():
        raise errors.Forbidden("Only this server's own page may send this form.")


def is_own_page() -> bool:
    """Whether a form, a link or a script of this server's own pages sends the request."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def enter(secret: str = "", scope: Scope = "compare", *, keeps: bool = True) -> None:
    """Admit the sender of a page's own form, with the token typed there; raise AuthProblem.

    One that `keeps` nothing works without a token on the server's own machine.
    """
    check_sender()
    g.token = token_of(secret) if secret else signed_in() or g.person
    if g.token is None and not keeps and is_here():
        g.token = ANYONE
    require(scope)


def visit() -> None:
    """Set who looks at a page: nobody where a page of another site leads here."""
    g.token = None if from_another_site() else signed_in() or g.person


def signed_in() -> Token | None:
    """Return the token or the person of the session in the cookie, if it still holds."""
    if "signed_in" not in g:
        g.signed_in = _of_session(request.cookies.get(cookie_name("session"), ""))
    token: Token | None = g.signed_in
    return token


def _of_session(secret: str) -> Token | None:
    if not secret:
        return None
    try:
        session: SignedIn | None = g.sessions.find(secret)
        if session is None:
            return None
        if session.holder == OWNER.id:
            return OWNER if g.owner_secret else None
        if session.holder.startswith(PERSON):
            name = session.holder.removeprefix(PERSON)
            person: Token = g.people.person(Visitor(name, session.groups))
            return person
        token: Token | None = g.tokens.by_id(session.holder)
        return None if token and token.expired else token
    except errors.Problem:
        return None


def has_tls() -> bool:
    """Whether browsers reach this server by https."""
    return request.is_secure or g.settings.address.startswith("https:")


def cookie_name(kind: str) -> str:
    """Return the name of a cookie that no other host can set, by https.

    Cookies by http go to all ports of a host: there the name tells servers apart.
    """
    return f"__Host-unabridged_{kind}" if has_tls() else f"unabridged_{kind}_{g.settings.port}"


def _caller() -> Token | None:
    secret = _secret()
    if secret is not None:
        return token_of(secret)
    person: Token | None = g.person
    if person:
        return person  # a proxy with a password may pass that on as Authorization
    if "Authorization" in request.headers:
        return token_of("")
    return signed_in() if is_own_page() else None


def _secret() -> str | None:
    """Return the token that the request carries, valid or not, if any."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return secret
    if request.path != STORIES_ATOM or scheme.lower() != "basic":
        return None
    try:
        authorization = request.authorization
    except ValueError:  # letters that Base64 doesn't have
        return ""
    return (authorization.password if authorization else None) or ""


def token_of(secret: str) -> Token:
    """Return the token with this secret; raise Unauthorized or TokenExpired."""
    if not secret.strip():
        raise errors.Unauthorized(
            "No token was given. Enter yours, or ask the server's operator for one."
        )
    if g.owner_secret and hmac.compare_digest(secret.strip().encode(), g.owner_secret.encode()):
        return OWNER
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
        self._readers = _fold_case(settings.readers)
        self._editors = _fold_case(settings.editors)
        self._admins = _fold_case(settings.admins)
        self._proxies = proxies

    def who(self, request: Request) -> Token | None:
        """Return the person whom a proxy signed in, if any; raise AuthProblem."""
        person_name = self._proxies.named(request)
        if not person_name:
            return None
        if not setting_values.is_name(person_name):
            raise errors.Unauthorized(
                f"The proxy in front of this server sent a `{self._header}` that is not one name: "
                "1 to 100 letters, digits, or . @ + - _. Its operator has to look."
            )
        return self.person(Visitor(person_name.lower()))  # proxies differ in how they write it

    def person(self, visitor: Visitor) -> Token:
        """Return `visitor` as a token with their role's scopes; raise Forbidden."""
        memberships = _fold_case([visitor.name, *(f"group:{group}" for group in visitor.groups)])
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
            id=f"{PERSON}{visitor.name}",
            name=visitor.name,
            scopes=scopes,
            expires=moment(days=90),  # paired tokens outlive an account elsewhere by this
            account=f"{PERSON}{visitor.name}",
        )


def _fold_case(names: Iterable[str]) -> frozenset[str]:
    """Return `names` in lower case, but those that only look alike: the Kelvin sign is not a k."""
    return frozenset(
        name.lower() if unicodedata.is_normalized("NFKC", name) else name for name in names
    )

"""Sign-in on the server's own pages with a token or at an OpenID provider; pairing by a link.

The session cookie is for these pages alone: it is HttpOnly and SameSite=Strict, ends with the
browser, and counts for a call of the API only if the browser says that a page of this server sent
it (auth.py). A provider's answer is checked against a second cookie, which is also sent from the
provider's page and lives for ten minutes.

An extension exchanges a link, made with one token, for its own token.
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from server.config import Settings
from server.errors import InsufficientScope, Problem
from server.model import ClaimRequest, PairingRequest
from server.store import Grant, Pairings, Sessions, Token, moment
from server.web import auth
from server.web.contract import answer, parse
from server.web.preferences import reader_words
from server.web.routes.pages import base_of, protect

if TYPE_CHECKING:
    from server.team.sign_in import SignInProvider

_ATTEMPT = "unabridged_attempt"


def add_routes(
    signing: Blueprint, settings: Settings, sessions: Sessions, provider: "SignInProvider | None"
) -> None:
    """Add the routes for signing in and out."""

    @signing.before_request
    def known() -> None:
        g.provider = provider

    @signing.get("/sign-in")
    def form() -> str:
        return _form(request.args.get("next", "/"))

    @signing.post("/sign-in")
    def sign_in() -> AnyResponse | tuple[str, int]:
        auth.check_sender()
        secret = request.form.get("token", "").strip()
        following = _own_path(request.form.get("next", "/"))
        try:
            auth.token_of(secret)
        except Problem as problem:
            words = reader_words()
            mistake = words.text(f"problem_{problem.slug}") or problem.detail
            return _form(following, mistake), problem.status
        response = redirect(request.script_root + following, 303)
        _set(response, auth.COOKIE, secret, settings)
        return response

    @signing.post("/sign-out")
    def sign_out() -> AnyResponse:
        auth.check_sender()
        sessions.end(request.cookies.get(auth.COOKIE, ""))
        response = redirect(f"{request.script_root}/", 303)
        response.delete_cookie(auth.COOKIE, path=request.script_root or "/")
        return response

    if provider:
        _add_provider(signing, settings, sessions, provider)


def _add_provider(
    signing: Blueprint, settings: Settings, sessions: Sessions, provider: "SignInProvider"
) -> None:
    @signing.get("/sign-in/with")
    def leave() -> AnyResponse | tuple[str, int]:
        following = _own_path(request.args.get("next", "/"))
        try:
            address, attempt = provider.begin(following)
        except Problem as problem:
            return _form(following, problem.detail), problem.status
        response = redirect(address, 303)
        # Seconds to sign in at the provider.
        of_attempt = {"max_age": 600, "samesite": "Lax", "path": _attempt_path()}
        _set(response, _ATTEMPT, attempt.model_dump_json(), settings, **of_attempt)
        return response

    @signing.get("/sign-in/back")
    def back() -> AnyResponse | tuple[str, int]:
        attempt = provider.attempt_of(request.cookies.get(_ATTEMPT, ""))
        following = _own_path(attempt.following if attempt else "/")
        try:
            visitor = provider.end(attempt, request.args)
            g.people.person(visitor)
            secret = sessions.begin(visitor, settings.session_hours)
        except Problem as problem:
            response = Response(_form(following, problem.detail), problem.status)
        else:
            # A redirect would still count as the provider's: browsers would not send the cookie.
            page = render_template("signed_in.html", words=reader_words(), next=following)
            response = Response(page)
            _set(response, auth.COOKIE, secret, settings)
        response.delete_cookie(_ATTEMPT, path=_attempt_path())
        return response


def _form(following: str, mistake: str = "") -> str:
    return render_template(
        "sign_in.html",
        words=reader_words(),
        next=_own_path(following),
        mistake=mistake,
        provider=g.provider.host if g.provider else "",
    )


def _set(
    response: AnyResponse | Response, name: str, value: str, settings: Settings, **more: Any
) -> None:
    """Set a cookie for no script; by default for this server's own pages, until the end."""
    secure = request.is_secure or settings.address.startswith("https:")
    more = {"samesite": "Strict", "path": request.script_root or "/"} | more
    response.set_cookie(name, value, httponly=True, secure=secure, **more)


def _attempt_path() -> str:
    return f"{request.script_root}/sign-in"


def _own_path(path: str) -> str:
    """Return the path if it leads within this server, else the home page."""
    parts = urlsplit(path)
    within = not parts.scheme and not parts.netloc and path.startswith("/")
    plain = within and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain else "/"


def add_pairing(calls: Blueprint, store: Pairings, settings: Settings) -> None:
    """Add the calls under /v1/pairings, and the page that creates a link."""

    @calls.post("/v1/pairings")
    def make() -> Response:
        code, expires = store.make(granted(parse(PairingRequest), g.token))
        link = f"{base_of(settings)}/pair#{code}"  # browsers don't send the part after #
        return answer({"code": code, "link": link, "expires": expires})

    @calls.post(auth.CLAIM)
    def claim() -> Response:
        secret, grant = store.claim(parse(ClaimRequest).code.strip())
        shown = {name: getattr(grant, name) for name in ("name", "scopes", "expires")}
        return answer({"token": secret, **shown})

    @calls.get("/pair")
    def page() -> Response:
        html = render_template("pair.html", words=reader_words())
        return protect(Response(html, mimetype="text/html"))


def granted(wanted: PairingRequest, maker: Token) -> Grant:
    """Return the rights of a new token, within its maker's; raise InsufficientScope."""
    local = maker.id == auth.LOCAL.id
    scopes = ("compare",) if local else maker.scopes
    lacking = [scope for scope in wanted.scopes if scope not in scopes]
    if lacking:
        raise InsufficientScope(
            f"“{maker.name}” can't give the scope `{lacking[0]}` to another. Leave it out, or use "
            "a token that has it; `unabridged tokens create NAME --scopes …` creates one.",
            scope=lacking[0],
        )
    return Grant(
        name=wanted.name or maker.name,
        scopes=tuple(dict.fromkeys(wanted.scopes)),
        # Days as of a person who signs in (web/auth.py).
        expires=moment(days=90) if local else maker.expires,
        per_day=maker.per_day,
        maker=maker.id,
        account=maker.account,
    )

"""Sign-in on the server's own pages: with a token, by a link, at an OpenID provider; and pairing.

A session's cookie is for these pages alone: it is HttpOnly and SameSite=Strict, ends with the
browser, and counts for a call of the API only if the browser says that a page of this server sent
it (auth.py). It never holds a token, since cookies by http go to all ports of a host. A provider's
answer is checked against a second cookie, which is also sent from the provider's page and lives for
ten minutes. By https no other host can set either of them (`__Host-`).

An extension exchanges a code, made with a token or a session, for a token of its own.
"""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from server.config import Settings
from server.errors import InsufficientScope, NotFound, Problem
from server.model import ClaimRequest, PairingRequest
from server.store import Grant, Pairings, Sessions, SignedIn, Token, moment
from server.web import auth
from server.web.answers import PairedToken, Pairing
from server.web.preferences import reader_words
from server.web.routes.pages import base_of, protect
from server.web.routing import CallBlueprint

if TYPE_CHECKING:
    from server.team.sign_in import SignInProvider

_ATTEMPT = "attempt"
_ATTEMPT_SECONDS = 600  # to sign in at the provider


def add_routes(
    signing: Blueprint, settings: Settings, sessions: Sessions, provider: "SignInProvider | None"
) -> None:
    """Add the routes for signing in and out."""

    @signing.before_request
    def known() -> None:
        g.provider = provider

    @signing.get("/sign-in")
    def form() -> str:
        following = request.args.get("next", "/")
        if auth.signed_in() or g.person:  # who came from a page of another site, as nobody
            return _go_on(following)
        return _form(following)

    @signing.get("/open")
    def opened() -> str:
        return render_template("open.html", words=reader_words())

    @signing.post("/sign-in")
    def sign_in() -> AnyResponse | tuple[str, int]:
        auth.check_sender()
        code = request.form.get("code", "")  # of a link that `unabridged open` prints
        following = _own_path(request.form.get("next", "/"))
        try:
            if code:
                secret = sessions.claim(code, settings.session_hours)
            else:
                token = auth.token_of(request.form.get("token", ""))
                secret = sessions.begin(SignedIn(token.id), settings.session_hours)
        except Problem as problem:
            words = reader_words()
            mistake = words.text(f"problem_{problem.slug}") or problem.detail
            return _form(following, words.text("open_used") if code else mistake), problem.status
        response = redirect(request.script_root + following, 303)
        _set(response, "session", secret)
        return response

    @signing.post("/sign-out")
    def sign_out() -> AnyResponse:
        auth.check_sender()
        sessions.end(request.cookies.get(auth.cookie_name("session"), ""))
        response = redirect(f"{request.script_root}/", 303)
        _delete(response, "session")
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
        attempted = attempt.model_dump_json()
        _set(response, _ATTEMPT, attempted, max_age=_ATTEMPT_SECONDS, samesite="Lax")
        return response

    @signing.get("/sign-in/back")
    def back() -> AnyResponse | tuple[str, int]:
        attempt = provider.attempt_of(request.cookies.get(auth.cookie_name(_ATTEMPT), ""))
        following = _own_path(attempt.following if attempt else "/")
        try:
            visitor = provider.end(attempt, request.args)
            person: Token = g.people.person(visitor)
            session = SignedIn(person.id, visitor.groups)
            secret = sessions.begin(session, settings.session_hours)
        except Problem as problem:
            response = Response(_form(following, problem.detail), problem.status)
        else:
            # A redirect would still count as the provider's: browsers would not send the cookie.
            response = Response(_go_on(following))
            _set(response, "session", secret)
        _delete(response, _ATTEMPT)
        return response


def _form(following: str, mistake: str = "") -> str:
    return render_template(
        "sign_in.html",
        words=reader_words(),
        next=_own_path(following),
        mistake=mistake,
        provider=g.provider.host if g.provider else "",
    )


def _go_on(following: str, *, signed_in: bool = True) -> str:
    """Return a page that leads on: a redirect would still count as the other site's."""
    return render_template(
        "go_on.html", words=reader_words(), signed_in=signed_in, next=_own_path(following)
    )


def _set(response: AnyResponse | Response, kind: str, value: str, **more: Any) -> None:
    """Set a cookie for no script; by default for this server's own pages, until the end."""
    more = {"samesite": "Strict"} | more
    response.set_cookie(
        auth.cookie_name(kind), value, httponly=True, secure=auth.has_tls(), path="/", **more
    )


def _delete(response: AnyResponse | Response, kind: str) -> None:
    response.delete_cookie(auth.cookie_name(kind), path="/", secure=auth.has_tls(), httponly=True)


def _own_path(path: str) -> str:
    """Return the path if it leads within this server, else the home page."""
    parts = urlsplit(path)
    within = not parts.scheme and not parts.netloc and path.startswith("/")
    plain = within and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain else "/"


_SMALL_BODY = 8_192  # bytes


def add_pairing(calls: CallBlueprint, store: Pairings, settings: Settings) -> None:
    """Add the calls under /v1/pairings, and the page that creates a link."""
    of_pairings = calls.calls(tag="Own data", most_bytes=_SMALL_BODY)

    @of_pairings.operation(
        "post",
        "/v1/pairings",
        request=PairingRequest,
        answer=Pairing,
        counts="each",
        example={"name": "Iris's phone"},
    )
    def make(body: PairingRequest) -> Pairing:
        """Make a link that sets up an extension.

        It works once, within ten minutes, for a new token with at most the caller's scopes, days
        and quota.
        """
        code, expires = store.make(granted(body, g.token))
        link = f"{base_of(settings)}/pair#{code}"  # browsers don't send the part after #
        return Pairing(code=code, link=link, expires=expires)

    @of_pairings.operation(
        "post",
        "/v1/pairings/claim",
        open_to="everybody",
        request=ClaimRequest,
        answer=PairedToken,
        example={"code": "the-part-after-the-hash"},
    )
    def claim(body: ClaimRequest) -> PairedToken:
        """Exchange a pairing code for its token.

        No token is needed; the answer comes once.
        """
        secret, grant = store.claim(body.code.strip())
        return PairedToken(
            token=secret, name=grant.name, scopes=grant.scopes, expires=grant.expires
        )

    @calls.get("/pair")
    def page() -> AnyResponse:
        digest = request.args.get("connect", "")
        if not digest:
            return _page("pair.html")
        auth.visit()
        if g.token is None:
            # Firefox counts a page that an extension opened, and where it is redirected, as of
            # another site: it sends the cookie of a session only to the page after it.
            following = urlencode({"next": f"/pair?{urlencode({'connect': digest})}"})
            return protect(Response(_go_on(f"/sign-in?{following}", signed_in=False)))
        return _connecting(digest)

    @calls.post("/pair")
    def connect() -> AnyResponse:
        digest = request.form.get("connect", "")
        try:
            auth.enter()
            if not _DIGEST.fullmatch(digest):
                return _connecting(digest)
            auth.charge()()
            store.offer(granted(PairingRequest(scopes=["compare"]), g.token), digest)
        except Problem as problem:
            page = _page("connect.html", number=None, failed=problem.detail)
            page.status_code = problem.status
            return page
        return _page("connect.html", number=None, done=True)


# Of a code that an extension made, in hexadecimal digits (SHA-256).
_DIGEST = re.compile(r"[\da-f]{64}", re.ASCII)


def _connecting(digest: str) -> Response:
    """Return the page that asks whether the extension that sent `digest` may be paired.

    The extension shows the same number, so that nobody presses for another's.
    """
    if not _DIGEST.fullmatch(digest):
        raise NotFound("This address is not one that an extension opens to be connected.")
    return _page("connect.html", number=f"{int(digest[:8], 16) % 1_000:03}", digest=digest)


def _page(template: str, **values: Any) -> Response:
    html = render_template(template, words=reader_words(), **values)
    return protect(Response(html, mimetype="text/html"))


def granted(body: PairingRequest, maker: Token) -> Grant:
    """Return the rights of a new token, within its maker's; raise InsufficientScope."""
    lacking = [scope for scope in body.scopes if scope not in maker.scopes]
    if lacking:
        raise InsufficientScope(
            f"“{maker.name}” can't give the scope `{lacking[0]}` to another. Leave it out, or use "
            "a token that has it; `unabridged tokens create NAME --scopes …` creates one.",
            scope=lacking[0],
        )
    return Grant(
        name=body.name or maker.name,
        scopes=tuple(dict.fromkeys(body.scopes)),
        # Days as of a person who signs in (web/auth.py).
        expires=moment(days=90) if maker.id == auth.OWNER.id else maker.expires,
        per_day=maker.per_day,
        maker=maker.id,
        account=maker.account,
    )

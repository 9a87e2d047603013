"""Sign-in on the server's own pages: with a token, or at an OpenID provider.

The session cookie is for these pages alone: it is HttpOnly and SameSite=Strict, ends with the
browser, and counts for a call of the API only if the browser says that a page of this server sent
it (auth.py). A provider's answer is checked against a second cookie, which is also sent from the
provider's page and lives for ten minutes.
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from server.config import Settings
from server.errors import Problem
from server.store import Sessions
from server.web import auth
from server.web.routes.pages import reader_words

if TYPE_CHECKING:
    from server.sign_in import SignInProvider

_ATTEMPT = "unabridged_attempt"
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
        answer = redirect(request.script_root + following, 303)
        _set(answer, auth.COOKIE, secret, settings)
        return answer

    @signing.post("/sign-out")
    def sign_out() -> AnyResponse:
        auth.check_sender()
        sessions.end(request.cookies.get(auth.COOKIE, ""))
        answer = redirect(f"{request.script_root}/", 303)
        answer.delete_cookie(auth.COOKIE, path=request.script_root or "/")
        return answer

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
        answer = redirect(address, 303)
        of_attempt = {"max_age": _ATTEMPT_SECONDS, "samesite": "Lax", "path": _attempt_path()}
        _set(answer, _ATTEMPT, attempt.packed(), settings, **of_attempt)
        return answer

    @signing.get("/sign-in/back")
    def back() -> AnyResponse | tuple[str, int]:
        attempt = provider.attempt_of(request.cookies.get(_ATTEMPT, ""))
        following = _own_path(attempt.following if attempt else "/")
        try:
            visitor = provider.end(attempt, request.args)
            g.people.person(visitor)
            secret = sessions.begin(visitor, settings.session_hours)
        except Problem as problem:
            answer = Response(_form(following, problem.detail), problem.status)
        else:
            # A redirect would still count as the provider's: browsers would not send the cookie.
            page = render_template("signed_in.html", words=reader_words(), next=following)
            answer = Response(page)
            _set(answer, auth.COOKIE, secret, settings)
        answer.delete_cookie(_ATTEMPT, path=_attempt_path())
        return answer


def _form(following: str, mistake: str = "") -> str:
    return render_template(
        "sign_in.html",
        words=reader_words(),
        next=_own_path(following),
        mistake=mistake,
        provider=g.provider.host if g.provider else "",
    )


def _set(
    answer: AnyResponse | Response, name: str, value: str, settings: Settings, **more: Any
) -> None:
    """Set a cookie for no script; by default for this server's own pages, until the end."""
    secure = request.is_secure or settings.address.startswith("https:")
    more = {"samesite": "Strict", "path": request.script_root or "/"} | more
    answer.set_cookie(name, value, httponly=True, secure=secure, **more)


def _attempt_path() -> str:
    return f"{request.script_root}/sign-in"


def _own_path(path: str) -> str:
    """Return the path if it leads within this server, else the home page."""
    parts = urlsplit(path)
    within = not parts.scheme and not parts.netloc and path.startswith("/")
    plain = within and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain else "/"

"""Sign in with a token on the server's own pages; a cookie keeps it until the browser is closed.

The cookie is for these pages alone: it is HttpOnly and SameSite=Strict, and counts for a call of
the API only if the browser says that a page of this server sent it (auth.py).
"""

from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from server.config import Settings
from server.errors import Forbidden, Problem
from server.web import auth
from server.web.routes.pages import protect, reader_words


def blueprint(settings: Settings) -> Blueprint:
    """The routes of signing in and out."""
    signing = Blueprint("sign_in", __name__)
    signing.after_request(protect)

    @signing.get("/sign-in")
    def form() -> str:
        return _form(request.args.get("next", "/"))

    @signing.post("/sign-in")
    def sign_in() -> AnyResponse | tuple[str, int]:
        _check_sender()
        secret = request.form.get("token", "").strip()
        following = _own_path(request.form.get("next", "/"))
        try:
            auth.sign_in(secret)
        except Problem as problem:
            return _form(following, problem), problem.status
        answer = redirect(request.script_root + following, 303)
        _set(answer, secret, settings)
        return answer

    @signing.post("/sign-out")
    def sign_out() -> AnyResponse:
        _check_sender()
        answer = redirect(f"{request.script_root}/", 303)
        answer.delete_cookie(auth.COOKIE, path=request.script_root or "/")
        return answer

    return signing


def _form(following: str, problem: Problem | None = None) -> str:
    words = reader_words()
    mistake = (words.text(f"problem_{problem.slug}") or problem.detail) if problem else ""
    return render_template("sign_in.html", words=words, next=_own_path(following), mistake=mistake)


def _set(answer: AnyResponse | Response, secret: str, settings: Settings) -> None:
    answer.set_cookie(
        auth.COOKIE,
        secret,
        httponly=True,
        secure=request.is_secure or settings.address.startswith("https:"),
        samesite="Strict",
        path=request.script_root or "/",
    )


def _own_path(path: str) -> str:
    """Return the path if it leads within this server, else the home page."""
    parts = urlsplit(path)
    within = not parts.scheme and not parts.netloc and path.startswith("/")
    return path if within and not path.startswith(("//", "/\\")) else "/"


def _check_sender() -> None:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("Only this server's own page may send this form.")

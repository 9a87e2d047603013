"""Pairing: an extension exchanges a link, made with one token, for its own token."""

from flask import Blueprint, Response, g, render_template

from server.config import Settings
from server.errors import InsufficientScope
from server.model import ClaimRequest, PairingRequest
from server.store import Grant, Pairings, Token, moment
from server.web import auth
from server.web.contract import answer, parse
from server.web.routes.pages import base_of, protect, reader_words

# Rights of tokens that were paired without one, and their days.
_LOCAL_SCOPES = ("compare",)
_LOCAL_DAYS = 90  # as of a person who signs in (web/people.py)


def add_routes(calls: Blueprint, store: Pairings, settings: Settings) -> None:
    """Add the calls under /v1/pairings, and the page that creates a link."""

    @calls.post("/v1/pairings")
    def make() -> Response:
        grant = granted(parse(PairingRequest), g.token)
        code, expires = store.make(grant)
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
    scopes = _LOCAL_SCOPES if local else maker.scopes
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
        expires=moment(days=_LOCAL_DAYS) if local else maker.expires,
        per_day=maker.per_day,
        maker=maker.id,
        account=maker.account,
    )

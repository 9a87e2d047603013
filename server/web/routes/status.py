"""The server's features and the caller's rights."""

from typing import Any

from server.config import ENGINE, Settings
from server.store import Token
from server.web.contract import CONTRACT

_ANSWERS = CONTRACT["answers"]
_FEATURES = _ANSWERS["Status"]["properties"]["features"]["items"]["enum"]


def describe(settings: Settings, token: Token) -> dict[str, Any]:
    """Return the answer of /v1/status."""
    # The features that depend on settings; every server has the others.
    set_up = {
        "opinion": settings.opinion_url or settings.opinion_model,
        "sign_in": settings.oidc_issuer or settings.user_header,
        "hooks": settings.hook_hosts,
    }
    known = {name: getattr(token, name) for name in ("name", "scopes", "expires", "per_day")}
    return {
        "name": "unabridged",
        "version": ENGINE.partition("/")[2],
        "engine": ENGINE,
        "features": [feature for feature in _FEATURES if set_up.get(feature, True)],
        "limits": {name: getattr(settings, name) for name in _ANSWERS["Limits"]["required"]},
        "token": {**known, "used_today": token.used if token.per_day else None},
    }

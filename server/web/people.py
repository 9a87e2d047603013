"""People whom a trusted proxy has signed in, and what each may do."""

import re

from flask import Request

from server.config import Settings
from server.errors import Unauthorized
from server.model import Scope
from server.store import Token, moment
from server.web.proxies import Proxies

_NAME = re.compile(r"[\w.@+-]{1,100}")
# A token that somebody pairs outlives their account with the proxy by this much at most.
_PAIRED_DAYS = 90
READER: tuple[Scope, ...] = ("compare",)
EDITOR: tuple[Scope, ...] = ("compare", "index")
ADMIN: tuple[Scope, ...] = ("compare", "index", "admin")


class People:
    """Who is signed in, by the header that `settings` name."""

    def __init__(self, settings: Settings, proxies: Proxies) -> None:
        self._header = settings.user_header
        self._scopes: dict[str, tuple[Scope, ...]] = dict.fromkeys(_lower(settings.editors), EDITOR)
        self._scopes |= dict.fromkeys(_lower(settings.admins), ADMIN)
        self._proxies = proxies

    def who(self, request: Request) -> Token | None:
        """Return the person who sent the request, as a token; None where nobody is signed in.

        Raises Unauthorized for a name that can't be one.
        """
        given = request.headers.get(self._header, "").strip() if self._header else ""
        if not given or not self._proxies.trusts(request.remote_addr or ""):
            return None
        if not _NAME.fullmatch(given):
            raise Unauthorized(
                f"The proxy in front of this server sent a `{self._header}` that is not one name: "
                "1 to 100 letters, digits, or . @ + - _. Its operator has to look."
            )
        name = given.lower()  # proxies differ in how they write it
        return Token(
            id=f"user:{name}",
            name=name,
            scopes=self._scopes.get(name, READER),
            expires=moment(days=_PAIRED_DAYS),
            account=f"user:{name}",
        )


def _lower(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)

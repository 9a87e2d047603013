"""People signed in by a trusted proxy or an OpenID provider, and their rights."""

import unicodedata
from collections.abc import Iterable

from flask import Request

from server.config import Settings
from server.errors import Forbidden, Unauthorized
from server.model import Scope, setting_values
from server.store import Token, Visitor, moment
from server.web.proxies import Proxies

# A paired token outlives its owner's account elsewhere by at most this.
_PAIRED_DAYS = 90
READER: tuple[Scope, ...] = ("compare",)
EDITOR: tuple[Scope, ...] = ("compare", "index")
ADMIN: tuple[Scope, ...] = ("compare", "index", "admin")


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
            raise Unauthorized(
                f"The proxy in front of this server sent a `{self._header}` that is not one name: "
                "1 to 100 letters, digits, or . @ + - _. Its operator has to look."
            )
        return self.person(Visitor(given.lower()))  # proxies differ in how they write it

    def person(self, visitor: Visitor) -> Token:
        """Return `visitor` as a token with their role's scopes; raise Forbidden."""
        memberships = _folded([visitor.name, *(f"group:{group}" for group in visitor.groups)])
        listed = self._readers | self._editors | self._admins
        if self._readers and not memberships & listed:
            raise Forbidden(
                f"“{visitor.name}” is signed in, but may not use this server. Its operator can add "
                "the name, or one of its groups, to UNABRIDGED_READERS."
            )
        scopes = EDITOR if memberships & self._editors else READER
        scopes = ADMIN if memberships & self._admins else scopes
        return Token(
            id=f"user:{visitor.name}",
            name=visitor.name,
            scopes=scopes,
            expires=moment(days=_PAIRED_DAYS),
            account=f"user:{visitor.name}",
        )


def _folded(names: Iterable[str]) -> frozenset[str]:
    """Return `names` in lower case, but those that only look alike: the Kelvin sign is no k."""
    return frozenset(
        name.lower() if unicodedata.is_normalized("NFKC", name) else name for name in names
    )

"""Sessions of people who signed in with an OpenID provider."""

import json
import secrets

from server.store.access_tokens import digest
from server.store.database.sql import SqlStore, change, insert_row, moment
from server.store.protocols import Visitor

_PREFIX = "unab_session_"


class Sessions(SqlStore):
    """The sessions in `sql`; only the SHA-256 of their secrets is kept."""

    def begin(self, visitor: Visitor, hours: float) -> str:
        """Start a session and return its secret, for a cookie."""
        secret = _PREFIX + secrets.token_urlsafe(32)
        columns = {"name": visitor.name, "groups": json.dumps(visitor.groups)}
        columns |= {"secret_sha256": digest(secret), "expires": moment(minutes=hours * 60)}
        with self._sql.write() as db:
            insert_row(db, "sessions", **columns)
        return secret

    def find(self, secret: str) -> Visitor | None:
        """Return the visitor of the session with this secret, unless it has ended."""
        if not secret.startswith(_PREFIX):
            return None
        found = "select name, groups from sessions where secret_sha256 = ? and expires > ?"
        rows = self._sql.rows(found, digest(secret), moment())
        return next((Visitor(name, tuple(json.loads(groups))) for name, groups in rows), None)

    def signed_in(self) -> dict[str, int]:
        """Return the names of signed-in people with their number of sessions."""
        counted = "select name, count(*) from sessions where expires > ? group by name"
        return dict(self._sql.rows(f"{counted} order by name", moment()))

    def end(self, secret: str) -> None:
        """Delete the session with this secret."""
        change(self._sql, "delete from sessions where secret_sha256 = ?", digest(secret))

    def end_all_of(self, name: str) -> int:
        """End all sessions of the person `name`; return their number."""
        return change(self._sql, "delete from sessions where name = ?", name)

    def forget(self) -> None:
        """Delete expired sessions."""
        change(self._sql, "delete from sessions where expires < ?", moment())

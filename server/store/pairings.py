"""Pairing: exchanges a short-lived code once for a new token."""

import secrets
from dataclasses import asdict

from server.errors import PairingExpired, PairingUnknown, PairingUsed
from server.store.access_tokens import digest, insert
from server.store.database.sql import SqlSession, SqlStore, change, insert_row, moment
from server.store.protocols import Grant, Paired, Pairing

# Days that a code is kept, to answer that it was used or has expired.
_MEMORY = 7


class Pairings(SqlStore):
    """The pairings in `sql`; only the SHA-256 of their codes is kept."""

    def make(self, grant: Grant, minutes: float = 10) -> Pairing:
        """Create a code of 128 random bits for a token with `grant`."""
        code, expires = secrets.token_urlsafe(16), moment(minutes=minutes)
        columns = asdict(grant) | {"scopes": " ".join(grant.scopes), "expires": expires}
        columns |= {"code_sha256": digest(code), "token_expires": grant.expires}
        with self._sql.write() as db:
            insert_row(db, "pairings", **columns)
        return Pairing(code, expires)

    def claim(self, code: str) -> Paired:
        """Exchange `code` for its token, once.

        Raises PairingUnknown, PairingUsed or PairingExpired.
        """
        now = moment()
        with self._sql.write() as db:
            taken = db.execute(
                "update pairings set claimed = ? where code_sha256 = ? and claimed is null"
                " and expires > ? returning name, scopes, per_day, token_expires, maker, account",
                (now, digest(code), now),
            ).fetchone()
            if taken is None:
                raise _refusal(db, code)
            name, scopes, per_day, expires, maker, account = taken
            if expires is not None and expires <= now:
                raise _expired()
            grant = Grant(name, tuple(scopes.split()), expires, per_day, maker, account)
            _, secret = insert(db, grant)
            return Paired(secret, grant)

    def forget(self) -> None:
        """Delete old codes."""
        change(self._sql, "delete from pairings where expires < ?", moment(days=-_MEMORY))


def _refusal(db: SqlSession, code: str) -> PairingUnknown | PairingUsed | PairingExpired:
    row = db.execute(
        "select claimed from pairings where code_sha256 = ?", (digest(code),)
    ).fetchone()
    if row is None:
        return PairingUnknown(
            "There is no such pairing link here. Copy the whole link again, or ask for a new one."
        )
    if row[0] is not None:
        return PairingUsed("This pairing link was used already, and is good once. Ask for another.")
    return _expired()


def _expired() -> PairingExpired:
    return PairingExpired("This pairing link has expired. Ask for a new one.")

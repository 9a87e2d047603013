"""Bearer tokens: the SHA-256 of each secret, its scopes and its daily limit."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from server.errors import StoreProblem
from server.store.database.sql import Row, SqlSession, SqlStore, change, insert_row, moment
from server.store.protocols import LOCAL_ACCOUNT, Grant, Token

_PREFIX = "unab_"
# Days that an expired token is kept: its holder gets `token_expired`, not `unauthorized`.
_MEMORY = 30


class Tokens(SqlStore):
    """The tokens in `sql`, as SHA-256 of their secrets."""

    def create(self, grant: Grant) -> tuple[str, str]:
        """Create a token; return its id and secret."""
        with self._sql.write() as db:
            return insert(db, grant)

    def find(self, secret: str) -> Token | None:
        """Return the token with this secret, expired or not; note the hour of use."""
        rows = self._sql.rows(f"{_SELECT} where secret_sha256 = ?", today(), digest(secret))
        token = next(map(_token, rows), None)
        now = moment()
        if token and not token.expired and (token.last_used or "")[:13] != now[:13]:
            with suppress(StoreProblem):
                change(self._sql, "update tokens set last_used = ? where id = ?", now, token.id)
        return token

    def valid(self) -> list[Token]:
        """Return all valid tokens, oldest first."""
        where = "where (expires is null or expires > ?) order by created, id"
        return [_token(row) for row in self._sql.rows(f"{_SELECT} {where}", today(), moment())]

    def any_made(self) -> bool:
        """Return whether an operator ever made a token."""
        rows = self._sql.rows("select 1 from tokens where account <> ? limit 1", LOCAL_ACCOUNT)
        return bool(list(rows))

    def revoke(self, key: str) -> int:
        """Delete token `key` and the tokens paired from it; return their number."""
        with self._sql.write() as db:
            revoked = db.execute(FAMILY, (key, key)).fetchall()
            db.execute("delete from pairings where maker = ?", (key,))
            db.executemany("delete from pairings where maker = ?", revoked)
            db.executemany("delete from tokens where id = ?", revoked)
            return len(revoked)

    def spend(self, token: Token) -> bool:
        """Count one call of `token`; return False where its day's calls are used up.

        Tokens paired from each other share one count.
        """
        if token.per_day is None:
            return True
        with self._sql.write() as db:
            counted = db.execute(
                "insert into token_days (account, day, used) values (?, ?, 1)"
                " on conflict (account, day) do update set used = token_days.used + 1"
                " where token_days.used < ? returning used",
                (token.account, today(), token.per_day),
            )
            return counted.fetchone() is not None

    def forget(self) -> None:
        """Delete long expired tokens, but never the operator's last one.

        A server that required tokens must not stop doing so because time passed.
        """
        with self._sql.write() as db:
            db.execute(
                "delete from tokens where expires < ? and (account = ? or exists (select 1 from"
                " tokens as later where later.account <> ?"
                " and (later.expires is null or later.expires > tokens.expires)))",
                (moment(days=-_MEMORY), LOCAL_ACCOUNT, LOCAL_ACCOUNT),
            )
            db.execute("delete from token_days where day < ?", (today(),))


def insert(db: SqlSession, grant: Grant) -> tuple[str, str]:
    """Insert a new token; return its id and secret."""
    key, secret = secrets.token_hex(4), _PREFIX + secrets.token_urlsafe(32)
    columns = asdict(grant) | {"scopes": " ".join(grant.scopes), "account": grant.account or key}
    insert_row(db, "tokens", id=key, secret_sha256=digest(secret), created=moment(), **columns)
    return key, secret


def digest(secret: str) -> str:
    """Return the SHA-256 of `secret`.

    Secrets have 128 random bits or more, so a plain hash is safe.
    """
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def today() -> str:
    """Return the day that calls are counted on, in UTC."""
    return moment()[:10]


def until_tomorrow() -> int:
    """Return the seconds until the next day of counting begins."""
    now = datetime.now(UTC)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - now).total_seconds()) + 1


_SELECT = (
    "select id, name, scopes, created, expires, last_used, per_day, tokens.account, maker,"
    " coalesce(used, 0) from tokens left join token_days"
    " on token_days.account = tokens.account and token_days.day = ?"
)
# A token and those paired from it, also through others.
FAMILY = (
    "with recursive gone (id) as (select id from tokens where id = ? or maker = ?"
    " union select tokens.id from tokens join gone on tokens.maker = gone.id) select id from gone"
)


def _token(row: Row) -> Token:
    key, name, scopes, *others = row
    return Token(key, name, tuple(scopes.split()), *others)

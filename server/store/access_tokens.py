"""Bearer tokens: only their SHA-256 is kept, with what they may do and how much of it a day."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from server.store.database.sql import Row, Sql, SqlSession, moment
from server.store.protocols import LOCAL_ACCOUNT, Grant, Token

_PREFIX = "unab_"
# Days until an expired token is deleted; until then its holder gets `token_expired`.
_MEMORY = 30


class Tokens:
    """The tokens in `sql`, as SHA-256 of their secrets."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def create(self, grant: Grant) -> tuple[str, str]:
        """A new token's id and secret; only the secret's SHA-256 is kept."""
        with self._sql.write() as db:
            return insert(db, grant)

    def find(self, secret: str) -> Token | None:
        """The token with this secret, also one that has expired; notes the hour it was used."""
        rows = self._sql.rows(f"{_SELECT} where secret_sha256 = ?", today(), digest(secret))
        found = next(map(_token, rows), None)
        now = moment()
        if found and not found.expired and (found.last_used or "")[:13] != now[:13]:
            with self._sql.write() as db:
                db.execute("update tokens set last_used = ? where id = ?", (now, found.id))
        return found

    def valid(self) -> list[Token]:
        """All valid tokens, oldest first."""
        where = "where (expires is null or expires > ?) order by created, id"
        return [_token(row) for row in self._sql.rows(f"{_SELECT} {where}", today(), moment())]

    def any_made(self) -> bool:
        """Whether an operator made a token, also one that has expired."""
        found = self._sql.rows("select 1 from tokens where account <> ? limit 1", LOCAL_ACCOUNT)
        return bool(list(found))

    def revoke(self, key: str) -> int:
        """How many tokens ended: `key`, and those that were paired by it."""
        with self._sql.write() as db:
            gone = db.execute(_FAMILY, (key, key)).fetchall()
            db.execute("delete from pairings where maker = ?", (key,))
            db.executemany("delete from pairings where maker = ?", gone)
            db.executemany("delete from tokens where id = ?", gone)
            return len(gone)

    def spend(self, token: Token) -> bool:
        """Count one call of `token`; False, uncounted, where its day's calls are used up.

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
        """Drop what expired long ago, but never the operator's last token.

        A server that wanted tokens must not stop to because time passed.
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
    """Put a new token in; its id and secret."""
    key, secret = secrets.token_hex(4), _PREFIX + secrets.token_urlsafe(32)
    db.execute(
        "insert into tokens (id, name, secret_sha256, scopes, created, expires, per_day, maker,"
        " account) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            grant.name,
            digest(secret),
            " ".join(grant.scopes),
            moment(),
            grant.expires,
            grant.per_day,
            grant.maker,
            grant.account or key,
        ),
    )
    return key, secret


def digest(secret: str) -> str:
    """What is kept of a secret; it has 128 random bits or more, so that a plain hash will do."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def today() -> str:
    """The day that calls are counted on, in UTC."""
    return moment()[:10]


def until_tomorrow() -> int:
    """Seconds until the next day of counting begins."""
    now = datetime.now(UTC)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - now).total_seconds()) + 1


_SELECT = (
    "select id, name, scopes, created, expires, last_used, per_day, tokens.account, maker, used"
    " from tokens left join token_days"
    " on token_days.account = tokens.account and token_days.day = ?"
)
_FAMILY = (
    "with recursive gone (id) as (select id from tokens where id = ? or maker = ?"
    " union select tokens.id from tokens join gone on tokens.maker = gone.id) select id from gone"
)


def _token(row: Row) -> Token:
    key, name, scopes, created, expires, last_used, per_day, account, maker, used = row
    return Token(
        key, name, tuple(scopes.split()), created, expires, last_used, per_day, account, maker,
        used or 0,
    )  # fmt: skip

"""Secrets that let somebody in, as their SHA-256: tokens, sessions, pairings.

A token has scopes and a daily limit. A session is that of a browser in which somebody signed in; a
link opens one by a code that is good once. A pairing exchanges such a code for a new token.
"""

import hashlib
import json
import secrets
import time
from contextlib import suppress
from dataclasses import asdict, replace

from server.errors import (
    NotFound,
    PairingExpired,
    PairingsFull,
    PairingUnknown,
    PairingUsed,
    StoreProblem,
    Unauthorized,
)
from server.store.owner_token import new_secret
from server.store.records import Grant, SignedIn, Token
from server.store.sql import Row, SqlSession, SqlStore, change, insert_row, moment

# Days that an expired token is kept: its holder gets `token_expired`, not `unauthorized`.
_KEPT_TOKEN_DAYS = 30
MOST_PAIRED = 50  # of an account: the browsers of a person, or of those who share a token
# Days that a code is kept, to answer that it was used or has expired.
_KEPT_CODE_DAYS = 7
_DAY_SECONDS = 86_400
_SESSION_PREFIX, _CODE_PREFIX = "unab_session_", "unab_code_"
_HOUR = slice(13)  # of a time as ISO 8601
_DAY = slice(10)
_UNKNOWN = "There is no such pairing link here. Copy the whole link again, or ask for a new one."
_USED = "This pairing link was used already, and is good once. Ask for another."
_EXPIRED = "This pairing link has expired. Ask for a new one."
_SELECT = (
    "select id, name, scopes, created, expires, last_used, per_day, tokens.account, maker,"
    " coalesce(used, 0) from tokens left join token_days"
    " on token_days.account = tokens.account and token_days.day = ?"
)
# A token and those paired from it, also through others.
FAMILY = (
    "with recursive family (id) as (select id from tokens where id = ? or maker = ?"
    " union select tokens.id from tokens join family on tokens.maker = family.id)"
    " select id from family"
)


class Tokens(SqlStore):
    """The tokens in `sql`, as SHA-256 of their secrets."""

    def create(self, grant: Grant) -> tuple[str, str]:
        """Create a token; return its id and secret."""
        with self._sql.write() as db:
            return insert(db, grant)

    def find(self, secret: str) -> Token | None:
        """Return the token with this secret, expired or not; note the hour of use."""
        return self._token_by("secret_sha256", digest(secret))

    def by_id(self, key: str) -> Token | None:
        """Return the token `key`, expired or not, whose holder signed in; note the hour of use."""
        return self._token_by("id", key)

    def _token_by(self, column: str, value: str) -> Token | None:
        rows = self._sql.rows(f"{_SELECT} where {column} = ?", today(), value)
        token = next(map(_token, rows), None)
        now = moment()
        if token and not token.expired and (token.last_used or "")[_HOUR] != now[_HOUR]:
            with suppress(StoreProblem):
                change(self._sql, "update tokens set last_used = ? where id = ?", now, token.id)
        return token

    def valid(self) -> list[Token]:
        """Return all valid tokens, oldest first."""
        where = "where (expires is null or expires > ?) order by created, id"
        return [_token(row) for row in self._sql.rows(f"{_SELECT} {where}", today(), moment())]

    def named(self, key: str) -> Token:
        """Return the valid token `key`; raise NotFound."""
        for token in self.valid():
            if token.id == key:
                return token
        raise NotFound(f"There is no token {key}; `unabridged tokens list` shows them.")

    def limit(self, key: str, per_day: int) -> Token:
        """Give token `key` and those paired from it a daily quota, 0 for none; raise NotFound."""
        token = self.named(key)
        with self._sql.write() as db:
            family = [(per_day or None, *row) for row in db.execute(FAMILY, (key, key)).fetchall()]
            db.executemany("update tokens set per_day = ? where id = ?", family)
            db.executemany("update pairings set per_day = ? where maker = ?", family)
        return replace(token, per_day=per_day or None)

    def revoke(self, key: str) -> int:
        """Delete token `key` and the tokens paired from it; return their number."""
        with self._sql.write() as db:
            family = db.execute(FAMILY, (key, key)).fetchall()
            db.execute("delete from pairings where maker = ?", (key,))
            db.executemany("delete from pairings where maker = ?", family)
            db.executemany("delete from tokens where id = ?", family)
            return len(family)

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
        """Delete long expired tokens, and the counts of earlier days."""
        with self._sql.write() as db:
            before = moment(days=-_KEPT_TOKEN_DAYS)
            db.execute("delete from tokens where expires < ?", (before,))
            db.execute("delete from token_days where day < ?", (today(),))


def insert(db: SqlSession, grant: Grant) -> tuple[str, str]:
    """Insert a new token; return its id and secret."""
    key, secret = secrets.token_hex(4), new_secret()
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
    return moment()[_DAY]


def until_tomorrow() -> int:
    """Return the seconds until the next day of counting begins."""
    return _DAY_SECONDS - int(time.time()) % _DAY_SECONDS


def _token(row: Row) -> Token:
    key, name, scopes, *others = row
    return Token(key, name, tuple(scopes.split()), *others)


class Sessions(SqlStore):
    """The sessions in `sql`, and the codes that begin one; only their SHA-256 is kept."""

    def begin(self, session: SignedIn, hours: float) -> str:
        """Start a session and return its secret, for a cookie."""
        return self._insert(_SESSION_PREFIX, session, hours * 60)

    def offer(self, session: SignedIn, minutes: float) -> str:
        """Return a code that begins this session once, within these minutes."""
        return self._insert(_CODE_PREFIX, session, minutes)

    def claim(self, code: str, hours: float) -> str:
        """Exchange a code, once, for the secret of its session; raise AuthProblem."""
        taken = (
            "delete from sessions where secret_sha256 = ? and expires > ? returning holder, groups"
        )
        row = None
        if code.startswith(_CODE_PREFIX):
            with self._sql.write() as db:
                row = db.execute(taken, (digest(code), moment())).fetchone()
        if row is None:
            raise Unauthorized(
                "This link was used already, or is too old: it opens one session. `unabridged "
                "open` prints another one."
            )
        return self.begin(SignedIn(row[0], tuple(json.loads(row[1]))), hours)

    def _insert(self, prefix: str, session: SignedIn, minutes: float) -> str:
        secret = prefix + secrets.token_urlsafe(32)
        columns = {"holder": session.holder, "groups": json.dumps(session.groups)}
        columns |= {"secret_sha256": digest(secret), "expires": moment(minutes=minutes)}
        with self._sql.write() as db:
            insert_row(db, "sessions", **columns)
        return secret

    def find(self, secret: str) -> SignedIn | None:
        """Return the session with this secret, unless it has ended."""
        if not secret.startswith(_SESSION_PREFIX):
            return None
        rows = self._sql.rows(
            "select holder, groups from sessions where secret_sha256 = ? and expires > ?",
            *(digest(secret), moment()),
        )
        if not rows:
            return None
        holder, groups = rows[0]
        return SignedIn(holder, tuple(json.loads(groups)))

    def counts(self) -> dict[str, int]:
        """Count the sessions of each holder."""
        counted = "select holder, count(*) from sessions where expires > ? group by holder"
        return dict(self._sql.rows(f"{counted} order by holder", moment()))

    def end(self, secret: str) -> None:
        """Delete the session with this secret."""
        change(self._sql, "delete from sessions where secret_sha256 = ?", digest(secret))

    def end_all_of(self, holder: str) -> int:
        """End all sessions of `holder`; return their number."""
        return change(self._sql, "delete from sessions where holder = ?", holder)

    def forget(self) -> None:
        """Delete expired sessions."""
        change(self._sql, "delete from sessions where expires < ?", moment())


class Pairings(SqlStore):
    """The pairings in `sql`; only the SHA-256 of their codes is kept."""

    def make(self, grant: Grant, minutes: float = 10) -> tuple[str, str]:
        """Create a code for a token with `grant`; return it and its end; raise PairingsFull."""
        code = secrets.token_urlsafe(16)
        return code, self.offer(grant, digest(code), minutes)

    def offer(self, grant: Grant, code_sha256: str, minutes: float = 10) -> str:
        """Let whoever has the code of this digest claim a token with `grant`; return its end.

        Raises PairingsFull.
        """
        expires = moment(minutes=minutes)
        columns = asdict(grant) | {"scopes": " ".join(grant.scopes), "expires": expires}
        columns |= {"code_sha256": code_sha256, "token_expires": grant.expires}
        query = "select 1 from pairings where code_sha256 = ?"
        with self._sql.write() as db:
            _require_room(db, grant)
            if not db.execute(query, (code_sha256,)).fetchone():  # else it was pressed twice
                insert_row(db, "pairings", **columns)
        return expires

    def claim(self, code: str) -> tuple[str, Grant]:
        """Exchange `code`, once, for a token's secret and rights; raise AuthProblem."""
        now = moment()
        with self._sql.write() as db:
            pairing = db.execute(
                "update pairings set claimed = ? where code_sha256 = ? and claimed is null"
                " and expires > ? returning name, scopes, per_day, token_expires, maker, account",
                (now, digest(code), now),
            ).fetchone()
            if pairing is None:
                claimed = "select claimed from pairings where code_sha256 = ?"
                row = db.execute(claimed, (digest(code),)).fetchone()
                if row is None:
                    raise PairingUnknown(_UNKNOWN)
                raise PairingExpired(_EXPIRED) if row[0] is None else PairingUsed(_USED)
            name, scopes, per_day, expires, maker, account = pairing
            if expires is not None and expires <= now:
                raise PairingExpired(_EXPIRED)
            grant = Grant(name, tuple(scopes.split()), expires, per_day, maker, account)
            _, secret = insert(db, grant)
            return secret, grant

    def forget(self) -> None:
        """Delete old codes."""
        before = moment(days=-_KEPT_CODE_DAYS)
        change(self._sql, "delete from pairings where expires < ?", before)


def _require_room(db: SqlSession, grant: Grant) -> None:
    """Raise PairingsFull where an account has as many tokens and codes as it may have."""
    now = moment()
    paired = "maker is not null and account = ? and (expires is null or expires > ?)"
    waiting = "claimed is null and account = ? and expires > ?"
    count = 0
    for table, where in (("tokens", paired), ("pairings", waiting)):
        counted = f"select count(*) from {table} where {where}"  # noqa: S608 - own tables
        count += sum(number for (number,) in db.execute(counted, (grant.account, now)).fetchall())
    if count >= MOST_PAIRED:
        raise PairingsFull(
            f"“{grant.name}” has {MOST_PAIRED} paired extensions or open pairing links, which is "
            "the most. Links end after ten minutes; the server's operator sees what is paired by "
            "`unabridged tokens list` and ends it by `unabridged tokens revoke ID`.",
            most=MOST_PAIRED,
        )

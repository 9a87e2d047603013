"""Webhooks, their queued messages and the pages watched for them."""

import base64
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace

from server.errors import NotFound
from server.store.records import MOST_VERSIONS, Hook, HookMessage, WatchedText
from server.store.sql import SqlStore, change, insert_row, moment

# Pages fetched for one webhook, and as many originals.
_MOST_WATCHED = 200
# Days that finished messages are remembered: none is sent twice.
_KEPT_MESSAGE_DAYS = 30
_HOOKS = (
    "select hooks.id, url, secret, events, owner, hooks.created, hooks.state,"
    " (select count(*) from hook_messages where hook = hooks.id"
    " and hook_messages.state = 'waiting'),"
    " (select count(*) from hook_messages where hook = hooks.id"
    " and hook_messages.state = 'failed'),"
    " (select last_error from hook_messages where hook = hooks.id and last_error is not null"
    " order by due desc limit 1)"
    " from hooks"
)


class Hooks(SqlStore):
    """Webhooks, their messages and the watched pages' sentences, in `sql`."""

    def add(self, url: str, events: Sequence[str], owner: str) -> Hook:
        """Create a webhook with a secret of 192 random bits."""
        secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
        key, created = secrets.token_hex(4), moment()
        columns = {"id": key, "url": url, "secret": secret, "owner": owner, "created": created}
        with self._sql.write() as db:
            insert_row(db, "hooks", **columns, events=" ".join(events))
        return Hook(key, url, secret, tuple(events), owner, created)

    def hooks(self) -> list[Hook]:
        """Return all webhooks, oldest first, with their waiting and failed messages."""
        rows = self._sql.rows(f"{_HOOKS} order by hooks.created, hooks.id")
        return [
            Hook(key, url, secret, tuple(events.split()), *others)
            for key, url, secret, events, *others in rows
        ]

    def named(self, key: str) -> Hook:
        """Return webhook `key`; raise NotFound."""
        for hook in self.hooks():
            if hook.id == key:
                return hook
        raise NotFound(
            f"There is no webhook {key}; `unabridged hooks list` and GET /v1/hooks list them."
        )

    def remove(self, key: str) -> bool:
        """Remove webhook `key` with its messages; return whether it existed."""
        with self._sql.write() as db:
            db.execute("delete from hook_messages where hook = ?", (key,))
            return db.execute("delete from hooks where id = ?", (key,)).rowcount > 0

    def is_known(self, message: str) -> bool:
        """Whether a message of this id was ever queued."""
        return bool(self._sql.rows("select 1 from hook_messages where id = ?", message))

    def put(self, message: HookMessage, now: float) -> bool:
        """Queue a message; return False where one of this id exists or existed."""
        columns = asdict(message) | {"created": moment(), "due": now}
        with self._sql.write() as db:
            return insert_row(db, "hook_messages", **columns, known="id")

    def take(self, now: float, until: float) -> HookMessage | None:
        """Return the next due message, counted as tried and hidden until `until`."""
        with self._sql.write() as db:
            # Of two processes that choose the same one, the second finds it hidden.
            row = db.execute(
                "update hook_messages set due = ?, tries = tries + 1 where due <= ? and id ="
                " (select hook_messages.id from hook_messages join hooks on hooks.id = hook"
                " where hook_messages.state = 'waiting' and hooks.state = 'active' and due <= ?"
                " order by due limit 1) returning id, hook, kind, body, tries",
                (until, now, now),
            ).fetchone()
        return HookMessage(*row) if row else None

    def sent(self, message: HookMessage) -> None:
        """Mark `message` as delivered."""
        self._finish(message, "sent", None)

    def failed(self, message: HookMessage, error: str, due: float | None) -> None:
        """Retry `message` at `due`, or give it up (None)."""
        if due is None:
            self._finish(message, "failed", error)
            return
        again = "update hook_messages set due = ?, last_error = ? where id = ?"
        change(self._sql, again, due, error, message.id)
        # A receiver that hangs is asked once a while, not once a message.
        postponed = (
            "update hook_messages set due = ? where hook = ? and state = 'waiting' and due < ?"
        )
        change(self._sql, postponed, due, message.hook, due)

    def retire(self, key: str) -> None:
        """Stop sending to webhook `key`, whose address is gone."""
        change(self._sql, "update hooks set state = 'gone' where id = ?", key)

    def watched(self, hook: Hook) -> list[WatchedText]:
        """Return pages and originals of the newest comparisons of the owner and their pairings.

        Each address once, without its sentences, which `seen` reads: they may be many.
        """
        rows = self._sql.rows(
            "select comparisons.id, case when sides.side = 'page' then url else source_url end,"
            " due, sides.side from comparisons"
            " cross join (select 'page' as side union all select 'source') as sides"
            " left join watched_texts on comparison = comparisons.id"
            " and watched_texts.side = sides.side"
            " where expires > ? and (owner = ? or owner in (select id from tokens where maker = ?))"
            " order by comparisons.rowid desc, sides.side limit ?",
            moment(),
            hook.owner,
            hook.owner,
            2 * _MOST_WATCHED,
        )
        texts: dict[tuple[str, str], WatchedText] = {}
        for key, url, due, side in rows:
            if side == "page" or url:
                texts.setdefault(
                    (side, url or key), WatchedText(key, url, due=due or 0.0, side=side)
                )
        return list(texts.values())

    def seen(self, watched: WatchedText) -> WatchedText:
        """Return a watched text with the sentences of earlier visits."""
        where = "select known, last from watched_texts where comparison = ? and side = ?"
        rows = self._sql.rows(where, watched.comparison, watched.side)
        known, last = map(_sentences, rows[0]) if rows else (None, None)
        return replace(watched, known=known, last=last)

    def comparison(self, key: str) -> bytes | None:
        """Return the watched comparison `key` as JSON, if it still exists."""
        rows = self._sql.rows("select body from comparisons where id = ?", key)
        return bytes(rows[0][0]) if rows else None

    def looked(self, watched: WatchedText) -> None:
        """Save the sentences seen on a page or original, and the time of its next visit."""
        sentences = (_as_json(watched.known), _as_json(watched.last))
        change(
            self._sql,
            "insert into watched_texts (comparison, side, known, last, due)"
            " values (?, ?, ?, ?, ?) on conflict (comparison, side)"
            " do update set known = excluded.known, last = excluded.last, due = excluded.due",
            *(watched.comparison, watched.side, *sentences, watched.due),
        )

    def add_version(self, watched: WatchedText, seen: str, body: bytes) -> None:
        """Save what changed in a watched text at `seen`; delete its oldest versions."""
        with self._sql.write() as db:
            text = {"comparison": watched.comparison, "side": watched.side}
            insert_row(db, "versions", **text, seen=seen, body=body)
            db.execute(
                "delete from versions where comparison = ? and side = ? and seen <="
                " (select seen from versions where comparison = ? and side = ?"
                " order by seen desc limit 1 offset ?)",
                (*(*text.values(),) * 2, MOST_VERSIONS),
            )

    def last_version(self, watched: WatchedText) -> bytes | None:
        """Return the newest saved version of a watched text."""
        rows = self._sql.rows(
            "select body from versions where comparison = ? and side = ?"
            " order by seen desc limit 1",
            watched.comparison,
            watched.side,
        )
        return bytes(rows[0][0]) if rows else None

    def forget(self) -> None:
        """Delete old messages, and watched texts whose comparison is gone."""
        with self._sql.write() as db:
            db.execute(
                "delete from hook_messages where state <> 'waiting' and created < ?",
                (moment(days=-_KEPT_MESSAGE_DAYS),),
            )
            db.execute(
                "delete from watched_texts where comparison not in (select id from comparisons)"
            )

    def _finish(self, message: HookMessage, state: str, error: str | None) -> None:
        finish = "update hook_messages set state = ?, last_error = ?, body = '' where id = ?"
        change(self._sql, finish, state, error, message.id)


def _sentences(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(json.loads(text))


def _as_json(sentences: frozenset[str] | None) -> str | None:
    return None if sentences is None else json.dumps(sorted(sentences))

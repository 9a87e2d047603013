"""Comparisons that somebody chose to save, and the links that open them for others."""

import secrets
from contextlib import suppress
from dataclasses import replace

from server.errors import StoreProblem
from server.store.database.sql import Row, Sql, moment
from server.store.protocols import OpenedComparison, SavedComparison


class Comparisons:
    """The comparisons in `sql`. What has expired is as if it were not there."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def save(self, saved: SavedComparison, body: bytes, owner: str) -> None:
        """Keep `body` (JSON) with what a list shows of it."""
        with self._sql.write() as db:
            db.execute(
                "insert into comparisons (id, owner, created, expires, link, link_expires, title,"
                " url, source_title, source_url, label, body)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    saved.id,
                    owner,
                    saved.created,
                    saved.expires,
                    saved.link,
                    saved.link_expires,
                    saved.title,
                    saved.url,
                    saved.source_title,
                    saved.source_url,
                    saved.label,
                    body,
                ),
            )

    def open(self, key: str, owner: str) -> OpenedComparison | None:
        """The comparison that is `owner`'s under this id, or that this link opens."""
        now = moment()
        rows = self._sql.rows(
            "select body, owner from comparisons where expires > ?"
            " and ((id = ? and owner = ?) or (link = ? and link_expires > ?))",
            now,
            key,
            owner,
            key,
            now,
        )
        return OpenedComparison(bytes(rows[0][0]), mine=rows[0][1] == owner) if rows else None

    def listed(self, owner: str, limit: int, before: int | None) -> list[SavedComparison]:
        """`owner`'s comparisons, the newest first, at most `limit`; those before `number`."""
        rows = self._sql.rows(
            f"select {_COLUMNS} from comparisons"  # noqa: S608 - the columns
            " where owner = ? and expires > ? and rowid < ? order by rowid desc limit ?",
            owner,
            moment(),
            _LAST if before is None else before,
            limit,
        )
        return [_saved(row) for row in rows]

    def link(self, key: str, owner: str, expires: str) -> SavedComparison | None:
        """`owner`'s comparison `key` with a link until `expires`, the one it has or a new one."""
        now = moment()
        with self._sql.write() as db:
            row = db.execute(
                "update comparisons set"  # noqa: S608 - the columns
                " link = case when link_expires > ? then link else ? end, link_expires = ?"
                f" where id = ? and owner = ? and expires > ? returning {_COLUMNS}",
                (now, secrets.token_urlsafe(16), expires, key, owner, now),
            ).fetchone()
        return _saved(row) if row else None

    def unlink(self, key: str, owner: str) -> bool:
        """End the link of `owner`'s comparison `key`; whether there is that comparison."""
        with self._sql.write() as db:
            changed = db.execute(
                "update comparisons set link = null, link_expires = null"
                " where id = ? and owner = ? and expires > ?",
                (key, owner, moment()),
            )
            return changed.rowcount > 0

    def counts(self) -> dict[str, int]:
        """How many comparisons each owner has."""
        return dict(
            self._sql.rows(
                "select owner, count(*) from comparisons where expires > ? group by owner", moment()
            )
        )

    def delete(self, key: str, owner: str) -> bool:
        """Whether `owner` had a comparison `key` to delete."""
        with self._sql.write() as db:
            deleted = db.execute(
                "delete from comparisons where id = ? and owner = ? and expires > ?",
                (key, owner, moment()),
            )
        if deleted.rowcount:
            with suppress(StoreProblem):  # it is deleted; the next round of upkeep erases it
                self._sql.erase()
        return deleted.rowcount > 0

    def forget(self) -> None:
        """Delete what has expired."""
        with self._sql.write() as db:
            db.execute("delete from comparisons where expires <= ?", (moment(),))


_LAST = 2**62
_COLUMNS = (
    "id, title, url, source_title, source_url, label, created, expires, link, link_expires, rowid"
)


def _saved(row: Row) -> SavedComparison:
    saved = SavedComparison(*row)
    live = saved.link_expires is not None and saved.link_expires > moment()
    return saved if live else replace(saved, link=None, link_expires=None)

"""Saved comparisons, and the links that open them for others."""

import secrets
from contextlib import suppress
from dataclasses import asdict, replace

from server.errors import StoreProblem
from server.store.database.sql import Row, SqlStore, change, insert_row, moment
from server.store.records import MOST_VERSIONS, OpenedComparison, SavedComparison


class Comparisons(SqlStore):
    """The comparisons in `sql`; expired ones are never returned."""

    def save(self, saved: SavedComparison, body: bytes, owner: str) -> None:
        """Save `body` (JSON) with the fields that lists show."""
        columns = asdict(saved)
        del columns["number"]  # the row's
        with self._sql.write() as db:
            insert_row(db, "comparisons", **columns, owner=owner, body=body)

    def open(self, key: str, owner: str) -> OpenedComparison | None:
        """Return `owner`'s comparison with this id, or the one that this link opens."""
        now = moment()
        opened = (
            "select body, owner from comparisons where expires > ?"
            " and ((id = ? and owner = ?) or (link = ? and link_expires > ?))"
        )
        rows = self._sql.rows(opened, now, key, owner, key, now)
        return OpenedComparison(bytes(rows[0][0]), mine=rows[0][1] == owner) if rows else None

    def listed(self, owner: str, limit: int, before: int | None) -> list[SavedComparison]:
        """Return up to `limit` of `owner`'s comparisons before `number`, newest first."""
        found = (
            f"select {_COLUMNS} from comparisons"  # noqa: S608 - the columns
            " where owner = ? and expires > ? and rowid < ? order by rowid desc limit ?"
        )
        last = _LAST if before is None else before
        return [_saved(row) for row in self._sql.rows(found, owner, moment(), last, limit)]

    def versions(self, key: str, most: int = 2 * MOST_VERSIONS) -> list[bytes]:
        """Return the latest versions of a comparison's texts as JSON, oldest first."""
        rows = self._sql.rows(
            "select body from versions where comparison = ? order by seen desc limit ?", key, most
        )
        return [bytes(body) for (body,) in reversed(rows)]

    def link(self, key: str, owner: str, expires: str) -> SavedComparison | None:
        """Give `owner`'s comparison a link until `expires`, or extend the one it has."""
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
        """End the link of `owner`'s comparison; return whether there is one."""
        ended = (
            "update comparisons set link = null, link_expires = null"
            " where id = ? and owner = ? and expires > ?"
        )
        return change(self._sql, ended, key, owner, moment()) > 0

    def counts(self) -> dict[str, int]:
        """Return the number of comparisons of each owner."""
        counted = "select owner, count(*) from comparisons where expires > ? group by owner"
        return dict(self._sql.rows(counted, moment()))

    def delete(self, key: str, owner: str) -> bool:
        """Delete `owner`'s comparison `key`; return whether it existed."""
        self._sql.make_room()
        with self._sql.write() as db:
            deleted = db.execute(
                "delete from comparisons where id = ? and owner = ? and expires > ?",
                (key, owner, moment()),
            )
            if deleted.rowcount:
                db.execute("delete from versions where comparison = ?", (key,))
        if deleted.rowcount:
            with suppress(StoreProblem):  # it is deleted; the next round of upkeep erases it
                self._sql.erase()
        return deleted.rowcount > 0

    def forget(self) -> None:
        """Delete what has expired."""
        with self._sql.write() as db:
            db.execute("delete from comparisons where expires <= ?", (moment(),))
            db.execute("delete from versions where comparison not in (select id from comparisons)")


_LAST = 2**62  # past any row number
_COLUMNS = (
    "id, title, url, source_title, source_url, label, created, expires, link, link_expires, rowid"
)


def _saved(row: Row) -> SavedComparison:
    saved = SavedComparison(*row)
    live = saved.link_expires is not None and saved.link_expires > moment()
    return saved if live else replace(saved, link=None, link_expires=None)

"""Saved comparisons, and the links that open them for others."""

import secrets
import time
from contextlib import suppress
from dataclasses import asdict, replace

from server.errors import NotFound, StoreProblem
from server.store.records import MOST_VERSIONS, FoundComparison, SavedComparison
from server.store.sql import Row, SqlStore, insert_row, moment


class Comparisons(SqlStore):
    """The comparisons in `sql`; expired ones are never returned."""

    def save(self, saved: SavedComparison, body: bytes, owner: str) -> None:
        """Save `body` (JSON) with the fields that lists show."""
        columns = asdict(saved)
        del columns["number"]  # the row's
        with self._sql.write() as db:
            insert_row(db, "comparisons", **columns, owner=owner, body=body)

    def find(self, key: str, owner: str) -> FoundComparison | None:
        """Return which is `owner`'s comparison with this id, or the one that this link opens."""
        now = moment()
        found = (
            "select id, owner, (select count(*) || ' ' || coalesce(max(seen), '') from versions"
            " where comparison = comparisons.id) from comparisons where expires > ?"
            " and ((id = ? and owner = ?) or (link = ? and link_expires > ?))"
        )
        rows = self._sql.rows(found, now, key, owner, key, now)
        return FoundComparison(rows[0][0], rows[0][1] == owner, rows[0][2]) if rows else None

    def body(self, comparison: str) -> bytes:
        """Return a comparison as it was saved, as JSON; raise NotFound if it is gone."""
        rows = self._sql.rows("select body from comparisons where id = ?", comparison)
        if not rows:
            raise NotFound("The comparison was deleted meanwhile.")
        return bytes(rows[0][0])

    def view(self, comparison: str, name: str) -> bytes | None:
        """Return the view `name` of a comparison, if it is kept."""
        kept = "select body from views where comparison = ? and name = ?"
        rows = self._sql.rows(kept, comparison, name)
        return bytes(rows[0][0]) if rows else None

    def keep_view(self, comparison: str, name: str, body: bytes) -> None:
        """Save a view of a comparison; delete the oldest views of all where they fill the room."""
        with self._sql.write() as db:
            if db.execute("select 1 from comparisons where id = ?", (comparison,)).fetchone():
                of = {"comparison": comparison, "name": name, "made": time.time()}
                insert_row(db, "views", **of, size=len(body), body=body, known="comparison, name")
            db.execute(
                "delete from views where name in (select name from (select name,"
                " sum(size) over (order by made desc, name) as total from views) as sums"
                " where total > ?)",
                (_MOST_VIEWS,),
            )

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
        with self._sql.write() as db:
            ended = db.execute(
                "update comparisons set link = null, link_expires = null"
                " where id = ? and owner = ? and expires > ?",
                (key, owner, moment()),
            )
            if ended.rowcount:
                db.execute("delete from views where comparison = ?", (key,))
        return ended.rowcount > 0

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
                for table in ("versions", "views"):
                    db.execute(f"delete from {table} where comparison = ?", (key,))  # noqa: S608 - own tables
        if deleted.rowcount:
            with suppress(StoreProblem):  # it is deleted; the next round of upkeep erases it
                self._sql.erase()
        return deleted.rowcount > 0

    def forget(self) -> None:
        """Delete what has expired."""
        with self._sql.write() as db:
            db.execute("delete from comparisons where expires <= ?", (moment(),))
            for table in ("versions", "views"):
                gone = "where comparison not in (select id from comparisons)"
                db.execute(f"delete from {table} {gone}")  # noqa: S608 - own tables


_MOST_VIEWS = 100_000_000  # bytes of all views together
_LAST = 2**62  # past any row number
_COLUMNS = (
    "id, title, url, source_title, source_url, label, created, expires, link, link_expires, rowid"
)


def _saved(row: Row) -> SavedComparison:
    saved = SavedComparison(*row)
    live = saved.link_expires is not None and saved.link_expires > moment()
    return saved if live else replace(saved, link=None, link_expires=None)

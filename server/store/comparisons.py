"""Saved comparisons, and the links that open them for others."""

import secrets
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from pydantic_core import from_json

from server.errors import NotFound, StoreProblem
from server.store.records import MOST_VERSIONS, Brought, FoundComparison, SavedComparison
from server.store.sql import Row, SqlSession, SqlStore, insert_row, moment


class Comparisons(SqlStore):
    """The comparisons in `sql`; expired ones are never returned."""

    def save(self, saved: SavedComparison, body: bytes, owner: str) -> None:
        """Save `body` (JSON) with the fields that lists show."""
        with self._sql.write() as db:
            _insert(db, saved, body, owner)

    def bring(self, brought: Sequence[Brought], owner: str) -> list[tuple[str, bool]]:
        """Save imported comparisons, all or none; return each one's id, and whether it is new.

        One that `owner` has already stays as it is. One with the id of somebody else's gets its
        own id, so that nothing is shown of it.
        """
        now, ids = moment(), list[tuple[str, bool]]()
        with self._sql.write() as db:
            for saved, body, versions in brought:
                gone = "delete from comparisons where id = ? and owner = ? and expires <= ?"
                db.execute(gone, (saved.id, owner, now))
                own = "select owner from comparisons where id = ?"
                row = db.execute(own, (saved.id,)).fetchone()
                key = secrets.token_urlsafe(16) if row and row[0] != owner else saved.id
                is_new = _insert(db, replace(saved, id=key), body, owner)
                for side, seen, version in versions if is_new else ():
                    of = {"comparison": key, "side": side, "seen": seen, "body": version}
                    insert_row(db, "versions", **of, known="comparison, side, seen")
                ids.append((key, is_new))
        return ids

    def find(self, key: str, owner: str) -> FoundComparison | None:
        """Return `owner`'s comparison with this id, or the one that this link opens."""
        now = moment()
        found = (
            "select id, coalesce(title, ''), owner,"
            " (select count(*) || ' ' || coalesce(max(seen), '') from versions"
            " where comparison = comparisons.id) from comparisons where expires > ?"
            " and ((id = ? and owner = ?) or (link = ? and link_expires > ?))"
        )
        rows = self._sql.rows(found, now, key, owner, key, now)
        if not rows:
            return None
        key, title, whose, versions = rows[0]
        return FoundComparison(key, title, whose == owner, versions)

    def body(self, comparison: str) -> bytes:
        """Return a comparison as it was saved, as JSON; raise NotFound if it is gone."""
        rows = self._sql.rows("select body from comparisons where id = ?", comparison)
        if not rows:
            raise NotFound("The comparison was deleted meanwhile.")
        return bytes(rows[0][0])

    def listed(
        self, owner: str, limit: int, before: int | None, query: str = "", tag: str = ""
    ) -> list[SavedComparison]:
        """Return up to `limit` of `owner`'s comparisons before `number`, newest first.

        With a `query`, those that have each of its words: in their texts, titles, names, addresses,
        tags or note, without regard to case and accents. With a `tag`, those that have it.
        """
        terms = _folded(query).split()[:MOST_TERMS]
        if terms:
            self._make_words(owner)
        where = "owner = ? and expires > ? and rowid < ?"
        past_all = 2**62  # row numbers
        values: list[Any] = [owner, moment(), past_all if before is None else before]
        for term in terms:
            where += " and words like ? escape '!'"
            # What a pattern of SQL takes for signs are letters.
            escaped = term.replace("!", "!!").replace("%", "!%").replace("_", "!_")
            values.append(f"%{escaped}%")
        if tag:  # SQLite's `like` takes capitals for small letters
            where += " and replace(tags, ?, '') <> tags"
            values.append(f"\n{tag}\n")
        found = f"select {_COLUMNS} from comparisons where {where} order by rowid desc limit ?"  # noqa: S608 - the columns
        return [_saved(row) for row in self._sql.rows(found, *values, limit)]

    def tags(self, owner: str) -> list[str]:
        """Return the tags of `owner`'s comparisons, in order."""
        tagged = (
            "select distinct tags from comparisons where owner = ? and expires > ? and tags <> ''"
        )
        lists = [_tags(kept) for (kept,) in self._sql.rows(tagged, owner, moment())]
        return sorted({tag for tags in lists for tag in tags}, key=lambda tag: (_folded(tag), tag))

    def change(self, key: str, owner: str, /, **changes: Any) -> SavedComparison | None:
        """Change title, tags or note of `owner`'s comparison; without a title it has its page's."""
        with self._sql.write() as db:
            if "title" in changes and changes["title"] is None:
                body = "select body from comparisons where id = ? and owner = ?"
                row = db.execute(body, (key, owner)).fetchone()
                changes["title"] = from_json(bytes(row[0]))["page"].get("title") if row else None
            if "tags" in changes:
                changes["tags"] = _kept(changes["tags"])
            values = [*changes.values(), key, owner, moment()]
            names = ", ".join(f"{name} = ?" for name in changes)
            done = db.execute(
                f"update comparisons set {names}, words = null"  # noqa: S608 - names of our schema
                " where id = ? and owner = ? and expires > ?",
                values,
            )
        return self.about(key, owner) if done.rowcount else None

    def about(self, key: str, owner: str) -> SavedComparison | None:
        """Return `owner`'s comparison `key` as lists show it."""
        own = f"select {_COLUMNS} from comparisons where id = ? and owner = ? and expires > ?"  # noqa: S608 - the columns
        rows = self._sql.rows(own, key, owner, moment())
        return _saved(rows[0]) if rows else None

    def _make_words(self, owner: str) -> None:
        """Write the words that a search looks through, where they are missing."""
        new = (
            "select id, title, tags, note, url, source_title, source_url, body from comparisons"
            " where owner = ? and words is null limit 20"
        )
        # Not over what is noted about it meanwhile.
        written = (
            "update comparisons set words = ? where id = ?"
            " and coalesce(title, '') = ? and tags = ? and note = ?"
        )
        made = 1
        while made and (rows := self._sql.rows(new, owner)):
            with self._sql.write() as db:
                made = 0
                for key, title, tags, note, *names, body in rows:
                    saved = from_json(bytes(body))
                    sides = [saved.get("page"), saved.get("source"), *(saved.get("sources") or ())]
                    texts = (side["text"] for side in sides if side and side.get("text"))
                    said = filter(None, (title, tags, note, *names, *texts))
                    values = (_folded("\n".join(said)), key, title or "", tags, note)
                    made += db.execute(written, values).rowcount

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
            done = db.execute(
                "update comparisons set"
                " link = case when link_expires > ? then link else ? end, link_expires = ?"
                " where id = ? and owner = ? and expires > ? and imported = 0",
                (now, secrets.token_urlsafe(16), expires, key, owner, now),
            )
        return self.about(key, owner) if done.rowcount else None

    def unlink(self, key: str, owner: str) -> bool:
        """End the link of `owner`'s comparison; return whether there is one."""
        with self._sql.write() as db:
            ended = db.execute(
                "update comparisons set link = null, link_expires = null"
                " where id = ? and owner = ? and expires > ?",
                (key, owner, moment()),
            )
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


_COLUMNS = (
    "id, title, url, source_title, source_url, label, created, expires, link, link_expires, rowid,"
    " tags, note, imported, (select max(seen) from versions where comparison = comparisons.id)"
)
MOST_TERMS = 10  # of a search


def _insert(db: SqlSession, saved: SavedComparison, body: bytes, owner: str) -> bool:
    """Insert a comparison; return whether its id is new."""
    columns = asdict(saved) | {"tags": _kept(saved.tags), "imported": int(saved.imported)}
    del columns["number"], columns["changed"]  # the row's, and its versions'
    return insert_row(db, "comparisons", **columns, owner=owner, body=body, known="id")


def _saved(row: Row) -> SavedComparison:
    *known, tags, note, imported, changed = row
    about = {"tags": _tags(tags), "note": note, "imported": bool(imported), "changed": changed}
    saved = replace(SavedComparison(*known), **about)
    live = saved.link_expires is not None and saved.link_expires > moment()
    return saved if live else replace(saved, link=None, link_expires=None)


def _kept(tags: Sequence[str]) -> str:
    """Write tags one a line, with a line's end on both sides of each."""
    return "\n".join(("", *tags, "")) if tags else ""


def _tags(kept: str) -> tuple[str, ...]:
    return tuple(filter(None, kept.split("\n")))


def _folded(text: str) -> str:
    """Write a text without capitals, accents and NUL, which PostgreSQL does not keep."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in letters if one and not unicodedata.combining(one) and one != "\0")

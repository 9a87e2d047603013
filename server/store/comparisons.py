"""Saved comparisons, and the links that open them for others."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from server.errors import NotFound, SavedLimit
from server.store.records import MOST_VERSIONS, FoundComparison, ImportRow, SavedComparison
from server.store.search_words import fold, fold_texts, query_terms
from server.store.sql import Row, Sql, SqlSession, SqlStore, insert_row, moment

# What the tokens of one account may save together, where no setting says it.
_MOST_BYTES = 500_000_000
# A search is given up after this: a list should come at once, and it holds a thread.
_SEARCH_SECONDS = 3.0
_PAST_ALL_ROWS = 2**62
# Bytes that are deleted at once: SQLite's log has them twice at most, and the reserve is 4 MB.
_PORTION_BYTES = 1_500_000
# Tables with what belongs to comparisons, by the column that has their ids; they go last.
_KEYS = {"watched_texts": "comparison", "versions": "comparison", "comparisons": "id"}
_COLUMNS = (
    "id, coalesce(title, page_title), url, source_title, source_url, label, created, expires, link,"
    " link_expires, rowid, tags, note, imported,"
    " (select max(seen) from versions where comparison = comparisons.id), listing"
)


class Comparisons(SqlStore):
    """The comparisons in `sql`; expired ones are never returned.

    An account's tokens may save `most_bytes` together.
    """

    def __init__(self, sql: Sql, most_bytes: int = _MOST_BYTES) -> None:
        super().__init__(sql)
        self._most_bytes = most_bytes

    def save(self, saved: SavedComparison, body: bytes, owner: str, words: str = "") -> None:
        """Save `body` (JSON) with the fields that lists show, and the words that a search finds.

        Raises SavedLimit.
        """
        self._require_room(owner, len(body))
        with self._sql.write() as db:
            _insert(db, saved, body, owner, words)

    def add_imported(self, imports: Sequence[ImportRow], owner: str) -> list[tuple[str, bool]]:
        """Save imported comparisons, all or none; return each one's id, and whether it is new.

        One that `owner` has already stays as it is. One with the id of somebody else's gets its
        own id, so that nothing is shown of it. Raises SavedLimit.
        """
        versions = [body for row in imports for _, _, body in row.versions]
        self._require_room(owner, sum(len(row.body) for row in imports) + sum(map(len, versions)))
        now = moment()
        ids: list[tuple[str, bool]] = []
        with self._sql.write() as db:
            for row in imports:
                db.execute(
                    "delete from comparisons where id = ? and owner = ? and expires <= ?",
                    (row.saved.id, owner, now),
                )
                query = "select owner from comparisons where id = ?"
                holder = db.execute(query, (row.saved.id,)).fetchone()
                is_taken = holder is not None and holder[0] != owner
                key = secrets.token_urlsafe(16) if is_taken else row.saved.id
                is_new = _insert(db, replace(row.saved, id=key), row.body, owner, row.words)
                if is_new:
                    _insert_versions(db, key, row)
                ids.append((key, is_new))
        return ids

    def find(self, key: str, owner: str) -> FoundComparison | None:
        """Return `owner`'s comparison with this id, or the one that this link opens."""
        now = moment()
        rows = self._sql.rows(
            "select id, coalesce(title, page_title, ''), owner,"
            " (select count(*) || ' ' || coalesce(max(seen), '') from versions"
            " where comparison = comparisons.id) from comparisons where expires > ?"
            " and ((id = ? and owner = ?) or (link = ? and link_expires > ?))",
            *(now, key, owner, key, now),
        )
        if not rows:
            return None
        key, title, holder, versions = rows[0]
        return FoundComparison(key, title, holder == owner, versions)

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
        tags or note, without regard to case and accents. With a `tag`, those that have it. Raises
        StoreUnavailable where a search takes too long.
        """
        where = "owner = ? and expires > ? and rowid < ?"
        values: list[Any] = [owner, moment(), _PAST_ALL_ROWS if before is None else before]
        for term in query_terms(query):
            where += " and (noted like ? escape '!' or words like ? escape '!')"
            # What a pattern of SQL takes for signs are letters.
            escaped = term.replace("!", "!!").replace("%", "!%").replace("_", "!_")
            values += [f"%{escaped}%"] * 2
        if tag:  # SQLite's `like` takes capitals for small letters
            where += " and replace(tags, ?, '') <> tags"
            values.append(f"\n{tag}\n")
        rows = self._sql.rows_within(
            _SEARCH_SECONDS,
            f"select {_COLUMNS} from comparisons where {where} order by rowid desc limit ?",  # noqa: S608 - the columns
            *(*values, limit),
        )
        return [_from_row(row) for row in rows]

    def tags(self, owner: str) -> list[str]:
        """Return the tags of `owner`'s comparisons, in order."""
        rows = self._sql.rows(
            "select distinct tags from comparisons where owner = ? and expires > ? and tags <> ''",
            *(owner, moment()),
        )
        tags = {tag for (lines,) in rows for tag in _tags(lines)}
        return sorted(tags, key=lambda tag: (fold(tag), tag))

    def change(self, key: str, owner: str, /, **changes: Any) -> SavedComparison | None:
        """Change title, tags or note of `owner`'s comparison; without a title it has its page's."""
        if "tags" in changes:
            changes["tags"] = _lines(changes["tags"])
        columns = ", ".join(f"{name} = ?" for name in changes)
        condition = "id = ? and owner = ? and expires > ?"
        place = (key, owner, moment())
        with self._sql.write() as db:
            db.execute(
                f"update comparisons set {columns} where {condition}",  # noqa: S608 - names of our schema
                (*changes.values(), *place),
            )
            noted = f"select title, tags, note from comparisons where {condition}"  # noqa: S608 - likewise
            row = db.execute(noted, place).fetchone()
            if row is None:
                return None
            db.execute("update comparisons set noted = ? where id = ?", (fold_texts(row), key))
        return self.about(key, owner)

    def about(self, key: str, owner: str) -> SavedComparison | None:
        """Return `owner`'s comparison `key` as lists show it."""
        query = f"select {_COLUMNS} from comparisons where id = ? and owner = ? and expires > ?"  # noqa: S608 - the columns
        rows = self._sql.rows(query, key, owner, moment())
        return _from_row(rows[0]) if rows else None

    def versions(self, key: str, limit: int = 2 * MOST_VERSIONS) -> list[bytes]:
        """Return the latest versions of a comparison's texts as JSON, oldest first."""
        rows = self._sql.rows(
            "select body from versions where comparison = ? order by seen desc limit ?", key, limit
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
        condition = "id = ? and owner = ? and expires > ?"
        return delete_comparisons(self._sql, condition, (key, owner, moment()))["comparisons"] > 0

    def forget(self) -> None:
        """Delete what has expired."""
        delete_comparisons(self._sql, "expires <= ?", (moment(),))
        with self._sql.deleting() as db:  # what was seen of a comparison while it was deleted
            db.execute("delete from versions where comparison not in (select id from comparisons)")

    def _require_room(self, owner: str, size: int) -> None:
        """Raise SavedLimit where `owner`'s account may not save `size` bytes more, or StorageFull.

        What is saved at the same time may pass the limit by a few comparisons: counting within the
        transaction would keep all others waiting.
        """
        self._sql.require_room(size)
        rows = self._sql.rows("select account from tokens where id = ?", owner)
        account = rows[0][0] if rows else owner
        rows = self._sql.rows(
            "select coalesce(sum(length(comparisons.body)), 0)"
            " + coalesce(sum((select sum(length(versions.body)) from versions"
            " where comparison = comparisons.id)), 0) from comparisons"
            " where owner = ? or owner in (select id from tokens where account = ?)",
            *(account, account),
        )
        saved = int(rows[0][0])
        if saved + size > self._most_bytes:
            raise SavedLimit(
                f"Nothing more can be saved: {saved / 1e6:,.1f} MB are, and "
                f"{self._most_bytes / 1e6:,.0f} MB are the most. Delete some comparisons (DELETE "
                "/v1/comparisons/{id}), or ask the server's operator for more.",
                megabytes=round(self._most_bytes / 1e6),
            )


def delete_comparisons(sql: Sql, where: str, values: Sequence[Any]) -> Counter[str]:
    """Delete comparisons with what belongs to them; return the number of rows by table.

    They go in portions: on a full disk there is room for the log of one.
    """
    deleted: Counter[str] = Counter()
    while portion := _portion(sql, where, values):
        marks = ", ".join("?" * len(portion))
        with sql.deleting() as db:
            for table, column in _KEYS.items():
                statement = f"delete from {table} where {column} in ({marks})"  # noqa: S608 - own tables
                deleted[table] += db.execute(statement, portion).rowcount
    return deleted


def _portion(sql: Sql, where: str, values: Sequence[Any]) -> list[str]:
    """Return the ids of the first comparisons that may be deleted at once."""
    of_versions = (
        "select sum(length(versions.body)) from versions where comparison = comparisons.id"
    )
    rows = sql.rows(
        f"select id, length(body) + coalesce(({of_versions}), 0) from comparisons"  # noqa: S608 - conditions of this package
        f" where {where} order by rowid limit 500",
        *values,
    )
    total = 0
    ids: list[str] = []
    for key, size in rows:
        total += int(size)
        if ids and total > _PORTION_BYTES:
            break
        ids.append(key)
    return ids


def _insert(
    db: SqlSession, saved: SavedComparison, body: bytes, owner: str, words: str = ""
) -> bool:
    """Insert a comparison; return whether its id is new."""
    columns = asdict(saved) | {"tags": _lines(saved.tags), "imported": int(saved.imported)}
    del columns["number"], columns["changed"]  # the row's, and its versions'
    if saved.title == saved.page_title:
        columns["title"] = None  # it is not its owner's
    noted = fold_texts((columns["title"], columns["tags"], saved.note))
    names = fold_texts((saved.page_title, saved.url, saved.source_title, saved.source_url))
    columns |= {"noted": noted, "words": f"{names}\n{words}", "owner": owner, "body": body}
    return insert_row(db, "comparisons", **columns, known="id")


def _insert_versions(db: SqlSession, key: str, row: ImportRow) -> None:
    for side, time, body in row.versions:
        columns = {"comparison": key, "side": side, "seen": time, "body": body}
        insert_row(db, "versions", **columns, known="comparison, side, seen")


def _from_row(row: Row) -> SavedComparison:
    *columns, tags, note, imported, changed, listing = row
    saved = replace(
        SavedComparison(*columns),
        tags=_tags(tags),
        note=note,
        imported=bool(imported),
        changed=changed,
        listing=listing,
    )
    has_link = saved.link_expires is not None and saved.link_expires > moment()
    return saved if has_link else replace(saved, link=None, link_expires=None)


def _lines(tags: Sequence[str]) -> str:
    """Write tags one a line, with a line's end on both sides of each."""
    return "\n".join(("", *tags, "")) if tags else ""


def _tags(lines: str) -> tuple[str, ...]:
    return tuple(filter(None, lines.split("\n")))

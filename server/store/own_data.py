"""What is kept of one person: shown, counted and deleted."""

import json
from collections.abc import Iterator
from typing import Any

from server.store.access_tokens import FAMILY
from server.store.comparisons import delete_comparisons
from server.store.sql import SqlStore, moment

# What is shown of an owner: by table, its column with the owner and the columns shown.
_SHOWN = {
    "tokens": ("id", "id, name, scopes, created, expires, last_used, per_day, maker"),
    "hooks": ("owner", "id, url, events, created, state"),
    "pairings": ("maker", "name, scopes, expires, claimed"),
}
# Columns that are lists, by what is between their parts.
_LISTS = {"scopes": " ", "events": " ", "tags": "\n"}
_COMPARISON = (
    "id, title, page_title, url, source_title, source_url, label, created, expires, link, tags,"
    " note"
)
# Where an owner's rows are, by table; saved comparisons and what belongs to them go first.
_OF_COMPARISONS = "comparison in (select id from comparisons where owner in ({ids}))"
_CONDITIONS = {
    "watched_texts": _OF_COMPARISONS,
    "versions": _OF_COMPARISONS,
    "comparisons": "owner in ({ids})",
    "hook_messages": "hook in (select id from hooks where owner in ({ids}))",
    "hooks": "owner in ({ids})",
    "pairings": "maker in ({ids})",
}


class OwnData(SqlStore):
    """Shows and deletes what `sql` keeps of an owner, and of the tokens paired from it.

    An owner is a token's id, user:NAME for a person who signs in, or `local` for the owner
    of a server that others can't reach.
    """

    def document(self, owner: str) -> Iterator[bytes]:
        """Yield all of it as one JSON document, without secrets, a comparison at a time."""
        ids = self._ids(owner)
        facts: dict[str, Any] = {"owner": owner, "made": moment()}
        for table, (column, columns) in _SHOWN.items():
            where = f"from {table} where {column} in ({_marks(ids)})"
            facts[table] = self._rows(f"{columns} {where}", ids)
        facts["sessions"] = self.count(owner)["sessions"]
        yield json.dumps(facts, ensure_ascii=False).encode()[:-1] + b', "comparisons": ['
        where = f"from comparisons where owner in ({_marks(ids)}) order by rowid"
        separator = b"\n"
        for about in self._rows(f"{_COMPARISON} {where}", ids):
            key, page_title = about["id"], about.pop("page_title")
            about["title"] = about["title"] or page_title
            rows = self._sql.rows("select body from comparisons where id = ?", key)
            if not rows:
                continue  # it was deleted meanwhile
            head = json.dumps(about, ensure_ascii=False).encode()[:-1]
            yield separator + head + b', "comparison": ' + bytes(rows[0][0])
            versions = "select body from versions where comparison = ? order by seen"
            later = b", ".join(bytes(body) for (body,) in self._sql.rows(versions, key))
            yield b', "versions": [' + later + b"]}"
            separator = b",\n"
        yield b"]}\n"

    def count(self, owner: str) -> dict[str, int]:
        """Count what `delete` would delete, by table."""
        counts = {}
        for table, where, values in self._parts(owner):
            rows = self._sql.rows(f"select count(*) from {table} where {where}", *values)  # noqa: S608 - own tables
            counts[table] = int(rows[0][0])
        return counts

    def delete(self, owner: str) -> dict[str, int]:
        """Delete all but the owner's own token; return the number of rows by table."""
        parts = list(self._parts(owner))
        ids = self._ids(owner)
        deleted = delete_comparisons(self._sql, f"owner in ({_marks(ids)})", ids)
        with self._sql.deleting() as db:
            for table, where, values in parts:
                deleted[table] += db.execute(f"delete from {table} where {where}", values).rowcount  # noqa: S608 - own tables
        return {table: deleted[table] for table, _, _ in parts}

    def _parts(self, owner: str) -> Iterator[tuple[str, str, list[str]]]:
        """Yield each table with a condition for the owner's rows in it, and its values."""
        ids = self._ids(owner)
        for table, condition in _CONDITIONS.items():
            yield table, condition.format(ids=_marks(ids)), ids
        yield "tokens", f"id in ({_marks(ids)}) and id <> ?", [*ids, owner]
        yield "sessions", f"holder in ({_marks(ids)})", ids

    def _ids(self, owner: str) -> list[str]:
        """Return the owner and the tokens paired from it."""
        return sorted({owner, *(key for (key,) in self._sql.rows(FAMILY, owner, owner))})

    def _rows(self, selected: str, ids: list[str]) -> list[dict[str, Any]]:
        """Return the rows of a selection "columns from …" by their columns' names."""
        names = selected.partition(" from ")[0].split(", ")
        rows = []
        for values in self._sql.rows(f"select {selected}", *ids):
            row = dict(zip(names, values, strict=True))
            for name in _LISTS.keys() & row.keys():
                row[name] = list(filter(None, row[name].split(_LISTS[name])))
            rows.append(row)
        return rows


def _marks(ids: list[str]) -> str:
    return ", ".join("?" * len(ids))

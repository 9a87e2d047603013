"""Bridges to feed readers, and the queue of their entries."""

import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, fields, replace

from server.errors import NotFound
from server.store.records import Bridge, BridgeEntry, BridgeKind
from server.store.sql import SqlStore, change, insert_row, moment

# The one bridge to readers that subscribe to annotated feeds.
FEEDS_BRIDGE = "feeds"
# Days that entries without a line are remembered, so that none is judged twice.
_KEPT_DAYS = 60
_DAY_SECONDS = 86_400.0
# Entries of a bridge that are shown with the reason why they have no line.
_MOST_TROUBLED = 10
_DERIVED = {"entries", "troubled"}
_COLUMNS = [field.name for field in fields(Bridge) if field.name not in _DERIVED]
_BRIDGES = f"select {', '.join(_COLUMNS)} from bridges"  # noqa: S608 - the columns
_ENTRY_COLUMNS = [field.name for field in fields(BridgeEntry)]
_ENTRIES = (
    f"select {', '.join(f'bridge_entries.{name}' for name in _ENTRY_COLUMNS)} from bridge_entries"  # noqa: S608 - the columns
)
# As they came: readers count, and 9 is before 10.
_AS_THEY_CAME = "added, length(entry), entry"
# What is not done, whatever comes.
_OPEN = "('waiting', 'marked', 'plain', 'clearing')"


class Bridges(SqlStore):
    """Bridges and their entries, in `sql`."""

    def add(self, kind: BridgeKind, url: str, name: str, language: str, key: str = "") -> Bridge:
        """Create a bridge to a reader in which `name` reads, or return the existing one."""
        identity = {"kind": kind, "url": url, "name": name}
        columns = {
            **identity,
            "token": "",
            "secret": "",
            "language": language,
            "created": moment(),
            "due": time.time(),
        }
        with self._sql.write() as db:
            insert_row(
                db, "bridges", known="kind, url, name", id=key or secrets.token_hex(4), **columns
            )
        return next(
            bridge
            for bridge in self.bridges()
            if identity == {name: getattr(bridge, name) for name in identity}
        )

    def change(self, key: str, **values: object) -> None:
        """Set columns of the bridge `key`."""
        columns = ", ".join(f"{name} = ?" for name in values)
        change(self._sql, f"update bridges set {columns} where id = ?", *values.values(), key)  # noqa: S608 - the columns

    def bridges(self) -> list[Bridge]:
        """Return all bridges, oldest first, with the numbers of their entries."""
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        counted = (
            "select bridge, state, count(*) from bridge_entries group by bridge, state"
            " order by state"
        )
        for key, state, count in self._sql.rows(counted):
            counts[key][state] = count
        bridges = self._select("order by created, id")
        return [
            replace(bridge, entries=counts[bridge.id], troubled=self._entries_in_trouble(bridge.id))
            for bridge in bridges
        ]

    def _entries_in_trouble(self, key: str) -> list[BridgeEntry]:
        newest = "added desc, length(entry) desc, entry desc"
        where = f"where bridge = ? and last_error is not null order by {newest} limit ?"
        rows = self._sql.rows(f"{_ENTRIES} {where}", key, _MOST_TROUBLED)
        return [BridgeEntry(*row) for row in rows]

    def due_bridges(self, now: float) -> list[Bridge]:
        """Return the bridges whose readers are to be asked at `now`, without any numbers."""
        return self._select("where due <= ? and resting <= ? order by created, id", now, now)

    def _select(self, where: str, *values: object) -> list[Bridge]:
        return [Bridge(*row) for row in self._sql.rows(f"{_BRIDGES} {where}", *values)]

    def named(self, key: str) -> Bridge:
        """Return bridge `key`; raise NotFound."""
        for bridge in self.bridges():
            if bridge.id == key:
                return bridge
        raise NotFound(
            f"There is no bridge {key}; `unabridged bridge list` and GET /v1/bridges list them."
        )

    def remove(self, key: str) -> bool:
        """Remove bridge `key` with its queue; return whether it existed."""
        with self._sql.write() as db:
            db.execute("delete from bridge_entries where bridge = ?", (key,))
            return db.execute("delete from bridges where id = ?", (key,)).rowcount > 0

    def refuse(self, key: str) -> None:
        """Count a refused webhook."""
        change(self._sql, "update bridges set refused = refused + 1 where id = ?", key)

    def put(self, entries: Iterable[BridgeEntry], now: float) -> int:
        """Queue entries, each once; return the number of new ones.

        Lines of the same feeds are looked at again: where a feed changes, its reader takes the
        contents of all its entries anew.
        """
        new, feeds = 0, set[tuple[str, str]]()
        with self._sql.write() as db:
            for entry in entries:
                columns = asdict(replace(entry, due=now, added=now, changed=now))
                if insert_row(db, "bridge_entries", known="bridge, entry", **columns):
                    new += 1
                    feeds.add((entry.bridge, entry.feed))
            for bridge, feed in feeds:
                again = (
                    "update bridge_entries set due = ? where bridge = ? and feed = ?"
                    " and state = 'marked' and due > ?"
                )
                db.execute(again, (now, bridge, feed, now))
        return new

    def due(self, now: float, limit: int) -> list[BridgeEntry]:
        """Return entries due at `now` whose readers are not left alone, as they came."""
        rows = self._sql.rows(
            f"{_ENTRIES} join bridges on bridges.id = bridge where bridge_entries.due <= ?"
            f" and bridges.resting <= ? and state in {_OPEN} order by {_AS_THEY_CAME} limit ?",
            *(now, now, limit),
        )
        return [BridgeEntry(*row) for row in rows]

    def save(self, entry: BridgeEntry) -> None:
        """Save what became of an entry; not that of one whose bridge was removed meanwhile."""
        columns = asdict(entry)
        names = ", ".join(f"{name} = ?" for name in columns)
        change(
            self._sql,
            f"update bridge_entries set {names} where bridge = ? and entry = ?",  # noqa: S608 - the columns
            *columns.values(),
            entry.bridge,
            entry.entry,
        )

    def of_feed(self, bridge: str, feed: str) -> list[BridgeEntry]:
        """Return the entries of one feed."""
        where = "where bridge = ? and feed = ?"
        return [BridgeEntry(*row) for row in self._sql.rows(f"{_ENTRIES} {where}", bridge, feed)]

    def feeds_of(self, bridge: str) -> set[str]:
        """Return the feeds that entries of a bridge are of."""
        rows = self._sql.rows("select distinct feed from bridge_entries where bridge = ?", bridge)
        return {str(feed) for (feed,) in rows}

    def earlier(self, entry: BridgeEntry) -> BridgeEntry | None:
        """Return an earlier entry of the same address in another feed of the same reader."""
        rows = self._sql.rows(
            f"{_ENTRIES} where bridge = ? and url = ? and feed <> ?"
            " and (added < ? or (added = ? and (length(entry), entry) < (length(?), ?)))"
            f" order by {_AS_THEY_CAME} limit 1",
            *(entry.bridge, entry.url, entry.feed, entry.added, entry.added),
            *(entry.entry, entry.entry),
        )
        return BridgeEntry(*rows[0]) if rows else None

    def clear(self, key: str, now: float) -> int:
        """Have all lines of a bridge removed; return their number. What waits is not judged."""
        with self._sql.write() as db:
            dropped = "update bridge_entries set state = 'cleared' where bridge = ? and state = ?"
            db.execute(dropped, (key, "waiting"))
            cleared = "update bridge_entries set state = 'clearing', due = ? where bridge = ?"
            return db.execute(f"{cleared} and state = 'marked'", (now, key)).rowcount

    def forget(self, now: float) -> None:
        """Delete entries that got no line, long after they came."""
        before = now - _KEPT_DAYS * _DAY_SECONDS
        old = "delete from bridge_entries where state not in ('marked', 'clearing') and added < ?"
        change(self._sql, old, before)

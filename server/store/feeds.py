"""Feeds and their items in the server's database."""

import json
import secrets
import zlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, fields

from server.store.records import Entry, EntryState, Feed, FeedDocument
from server.store.sql import SqlSession, SqlStore, change, insert_row, iso

# Readings of an item whose words keep changing; then it is left as it is.
_MOST_TRIES = 5
# What polling a feed leaves as it is.
_UNTOUCHED = frozenset({"id", "added", "folder", "every"})
_DOCUMENT = "select url, content_type, reserved, fetched, body from feed_documents where feed = ?"
_FEEDS = f"select {', '.join(field.name for field in fields(Feed))} from feeds"  # noqa: S608 - the columns


class Feeds(SqlStore):
    """Feeds, their items' progress into the index and the pollers' leases, in `sql`."""

    def add_feed(
        self, url: str, title: str | None, seconds: float, now: float, folder: str = ""
    ) -> Feed:
        """Add the feed at `url`, due at once, or return the existing one."""
        with self._sql.write() as db:
            key = secrets.token_hex(4)
            feed = Feed(key, url, title, "active", iso(now), None, now, seconds, folder=folder)
            insert_row(db, "feeds", **asdict(feed), known="url")
            return Feed(*db.execute(f"{_FEEDS} where url = ?", (url,)).fetchall()[0])

    def change_feed(self, key: str, **values: object) -> Feed:
        """Set columns of the feed `key`, which exists; return it.

        A feed's `added` is that of its address: what is polled of an earlier one is dropped.
        """
        columns = ", ".join(f"{name} = ?" for name in values)
        change(self._sql, f"update feeds set {columns} where id = ?", *values.values(), key)  # noqa: S608 - the columns
        return self._select("where id = ?", key)[0]

    def feeds(self) -> list[Feed]:
        """Return all feeds in order of insertion."""
        return self._select("order by rowid")

    def due_feeds(self, now: float) -> list[Feed]:
        """Return the active feeds due at `now` that nobody leases, longest waiting first.

        A lease is named `feed` and the feed's id.
        """
        where = (
            "where state = 'active' and due <= ? and not exists"
            " (select 1 from leases where name = 'feed ' || feeds.id and until >= ?) order by due"
        )
        return self._select(where, now, now)

    @property
    def is_shared(self) -> bool:
        """Whether several pollers may share this database."""
        return self._sql.is_shared

    def still_due(self, key: str, now: float) -> list[Feed]:
        """Return the feed `key` as it is now, if it is still due."""
        return self._select("where id = ? and state = 'active' and due <= ?", key, now)

    def make_due(self, now: float) -> None:
        """Make every active feed due."""
        change(self._sql, "update feeds set due = ? where state = 'active' and due > ?", now, now)

    def remove_feed(self, key: str) -> bool:
        """Remove feed `key`, not its articles; return whether it existed."""
        with self._sql.write() as db:
            return _remove(db, key)

    def polled(
        self,
        feed: Feed,
        entries: Iterable[Entry],
        now: float,
        document: FeedDocument | None = None,
    ) -> int:
        """Save a polled `feed`, its items and its `document`; return the number of new items.

        All of it is saved or nothing. A feed that moved to another feed's address is dropped, and
        so is what came of one that was removed, paused or given another address meanwhile.
        """
        with self._sql.write() as db:
            is_same = "select 1 from feeds where id = ? and added = ? and state <> 'paused'"
            if not db.execute(is_same, (feed.id, feed.added)).fetchone():
                return 0
            is_taken = "select 1 from feeds where url = ? and id <> ?"
            if db.execute(is_taken, (feed.url, feed.id)).fetchone():
                _remove(db, feed.id)
                return 0
            values = {name: value for name, value in asdict(feed).items() if name not in _UNTOUCHED}
            columns = ", ".join(f"{name} = ?" for name in values)
            db.execute(
                f"update feeds set {columns} where id = ?",  # noqa: S608 - the columns
                (*values.values(), feed.id),
            )
            if document:
                _keep_document(db, feed.id, document)
            # The first in a feed are its newest: they get the largest row numbers.
            return sum(_keep(db, feed.id, entry, now) for entry in reversed(list(entries)))

    def document(self, key: str) -> FeedDocument | None:
        """Return the last document of the feed `key`, if one is kept."""
        rows = self._sql.rows(_DOCUMENT, key)
        for url, content_type, reserved, fetched, body in rows:
            content = zlib.decompress(bytes(body))
            return FeedDocument(url, content_type, bool(reserved), fetched, content)
        return None

    def fetched(self) -> dict[str, str]:
        """Return when the kept document of each feed was fetched."""
        return dict(self._sql.rows("select feed, fetched from feed_documents"))

    def entries(self, state: EntryState, now: float, limit: int) -> list[Entry]:
        """Return the items in this state that are due, newest first."""
        rows = self._sql.rows(
            "select url, guid, digest, body, tries from feed_items"
            " where state = ? and due <= ? order by rowid desc limit ?",
            *(state, now, limit),
        )
        return [Entry(*row) for row in rows]

    def mark(self, urls: Collection[str], state: EntryState) -> None:
        """Set the state of items; drop the text of those that are done."""
        with self._sql.write() as db:
            db.executemany(
                "update feed_items set state = ? where url = ?", [(state, url) for url in urls]
            )
            if state == "done":
                for url in urls:
                    _drop_text(db, url)

    def index_identity(self) -> str | None:
        """Return the identity of the index that the items went into, if any."""
        rows = self._sql.rows("select value from facts where name = 'index'")
        return str(rows[0][0]) if rows else None

    def refill(self, identity: str, has: Callable[[str], bool], now: float) -> int:
        """Queue all items that the new index `identity` lacks; return their number.

        Every feed becomes due at once and is fetched again in full.
        """
        rows = self._sql.rows("select url from feed_items where state <> 'new'")
        lost = [url for (url,) in rows if not has(url)]
        with self._sql.write() as db:
            # Without its digest an item that its feed still has is read again with its text.
            db.executemany(
                "update feed_items set state = case when body is null then state else 'new' end,"
                " digest = '', tries = 0, due = 0 where url = ?",
                [(url,) for url in lost],
            )
            if lost:
                db.execute("update feeds set etag = null, modified = null, due = ?", (now,))
            db.execute(
                "insert into facts (name, value) values ('index', ?)"
                " on conflict (name) do update set value = excluded.value",
                (identity,),
            )
        return len(lost)

    def put_off(self, url: str, tries: int, until: float) -> None:
        """Note how often this item's page was tried; leave it unread until `until`."""
        change(
            self._sql, "update feed_items set tries = ?, due = ? where url = ?", tries, until, url
        )

    def resting(self, now: float, limit: int) -> list[tuple[str, int, float]]:
        """Return items whose pages are left alone at `now`: address, failed tries, end."""
        rows = self._sql.rows(
            "select url, tries, due from feed_items where state = 'lead' and due > ?"
            " order by due desc limit ?",
            *(now, limit),
        )
        return [(str(url), tries, due) for url, tries, due in rows]

    def forget_entries(self, before: float) -> None:
        """Delete old leases and done items that no feed had since `before`."""
        with self._sql.write() as db:
            leases = "delete from leases where until < ? and substr(name, 1, 5) in (?, ?)"
            db.execute(leases, (before, "feed ", "host "))
            db.execute("delete from feed_items where state = 'done' and seen < ?", (before,))

    def pause_host(self, host: str, until: float) -> None:
        """Fetch nothing from `host` before `until`."""
        pause = (
            "insert into host_pauses (host, until) values (?, ?) on conflict (host)"
            " do update set until = excluded.until where host_pauses.until < excluded.until"
        )
        change(self._sql, pause, host, until)

    def paused_hosts(self, now: float) -> dict[str, float]:
        """Return the paused hosts, each with the end of its pause."""
        rows = self._sql.rows("select host, until from host_pauses where until > ?", now)
        return dict(rows)

    def lease(self, name: str, holder: str, now: float, until: float) -> str:
        """Take the lease `name` for `holder` if it is free; return its holder."""
        with self._sql.write() as db:
            db.execute(
                "insert into leases (name, holder, until) values (?, ?, ?)"
                " on conflict (name) do update set holder = excluded.holder, until = excluded.until"
                " where leases.holder = excluded.holder or leases.until < ?",
                (name, holder, until, now),
            )
            rows = db.execute("select holder from leases where name = ?", (name,)).fetchall()
        return str(rows[0][0])

    def renew(self, holder: str, until: float) -> int:
        """Extend all leases of `holder`; return their number."""
        return change(self._sql, "update leases set until = ? where holder = ?", until, holder)

    def release(self, name: str, holder: str) -> None:
        """Release the lease `name` if `holder` has it."""
        change(self._sql, "delete from leases where name = ? and holder = ?", name, holder)

    def is_waiting(self, url: str, now: float) -> bool:
        """Whether the page of this item is still to be read."""
        is_lead = "select 1 from feed_items where url = ? and state = 'lead' and due <= ?"
        return bool(self._sql.rows(is_lead, url, now))

    def _select(self, where: str, *values: object) -> list[Feed]:
        return [Feed(*row) for row in self._sql.rows(f"{_FEEDS} {where}", *values)]


def _remove(db: SqlSession, key: str) -> bool:
    db.execute("delete from feed_items where feed = ? and state <> 'done'", (key,))
    db.execute("delete from feed_documents where feed = ?", (key,))
    return db.execute("delete from feeds where id = ?", (key,)).rowcount > 0


def _keep_document(db: SqlSession, key: str, document: FeedDocument) -> None:
    columns = asdict(document) | {"reserved": int(document.reserved)}
    columns["body"] = zlib.compress(document.body)
    db.execute("delete from feed_documents where feed = ?", (key,))
    insert_row(db, "feed_documents", feed=key, **columns)


def _drop_text(db: SqlSession, url: str) -> None:
    """Drop an item's text; the rest can fill a lost index again."""
    row = db.execute("select body from feed_items where url = ?", (url,)).fetchone()
    item = json.loads(row[0]) if row and row[0] else {}
    if item.pop("text", None):
        db.execute("update feed_items set body = ? where url = ?", (json.dumps(item), url))


def _keep(db: SqlSession, feed: str, entry: Entry, now: float) -> bool:
    """Insert an item, or note that it was seen; return whether it's new."""
    row = db.execute(
        "select url, feed, digest, tries from feed_items where url = ?"
        " union all select url, feed, digest, tries from feed_items"
        " where feed = ? and guid = ? limit 1",
        (entry.url, feed, entry.guid),
    ).fetchone()
    if row is None:
        columns = asdict(entry) | {"feed": feed, "state": "new", "seen": now, "tries": 0}
        return insert_row(db, "feed_items", **columns)
    url, owner, digest, tries = row
    db.execute("update feed_items set seen = ? where url = ?", (now, url))
    is_its_own = url == entry.url and owner == feed
    if is_its_own and digest != entry.digest and tries < _MOST_TRIES:
        db.execute(
            "update feed_items set state = 'new', digest = ?, body = ?, tries = tries + 1"
            " where url = ?",
            (entry.digest, entry.body, url),
        )
    return False

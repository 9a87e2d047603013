"""A store with something in every table, and what it holds."""

import time
from contextlib import closing

from server.config import Settings
from server.store import (
    BridgeEntry,
    FeedDocument,
    Grant,
    HookMessage,
    IndexArticle,
    SavedComparison,
    SqliteArticles,
    WatchedText,
    moment,
    open_store,
)
from server.store.move import columns_of
from server.store.sqlite import Sqlite

ODD = "Zoë said “nought\0 is none” — 東京"


def fill(settings, comparisons=3) -> str:
    """Put something in every table; the secret of a token."""
    store = open_store(settings)
    key, secret = store.tokens.create(Grant(ODD, ("compare", "index"), per_day=9))
    store.tokens.spend(store.tokens.find(secret))
    store.pairings.make(Grant("Bo", ("compare",), maker=key, account=key))
    for number in range(comparisons):
        entry = SavedComparison(
            f"c{number:05}", ODD, "https://brief.example/f", None, None, "summary", moment(),
            moment(days=9),
        )  # fmt: skip
        store.comparisons.save(entry, bytes(range(256)) * 40, key)
    store.feeds.add_feed("https://bote.example/feed", ODD, 600, time.time())
    (feed,) = store.feeds.feeds()
    document = FeedDocument(feed.url, "application/rss+xml", False, moment(), b"<rss/>")
    store.feeds.polled(feed, [], time.time(), document)
    store.feeds.refill("an index", lambda _: True, time.time())
    bridge = store.bridges.add("miniflux", "https://reader.example", "iris", "en")
    entry = BridgeEntry(bridge.id, "1", "7", ODD, "https://bote.example/1", ODD)
    store.bridges.put([entry], time.time())
    hook = store.hooks.add("https://desk.example/in", ["page.changed"], key)
    store.hooks.put(HookMessage("msg_1", hook.id, "ping", ODD), time.time())
    store.hooks.looked(WatchedText("c00000", None, frozenset("ab"), frozenset("b"), 0.5))
    store.hooks.add_version(WatchedText("c00000", None), moment(), b"{}")
    with store.sql.write() as db:
        db.execute("insert into host_pauses (host, until) values ('bote.example', 1.5)")
        db.execute(
            "insert into feed_items (url, feed, state, digest, seen)"
            " values ('https://bote.example/a', 'f', 'new', 'd', 0.1)"
        )
    store.close()
    return secret


def fill_index(settings) -> None:
    index = SqliteArticles(settings.articles_path)
    text = "The ferry to Brackholm sank at noon. Nobody was hurt, the harbour said."
    index.add_articles(
        IndexArticle(f"https://bote.example/{n}", f"Ferry {n}", text * 3) for n in range(20)
    )
    index.close()


def held(settings: Settings) -> dict[str, list]:
    """Return the rows of the SQLite database of `settings`, but leases and sessions, by table."""
    with closing(Sqlite(settings.database_path)) as sql:
        return rows_of(sql, columns_of(sql))


def rows_of(sql, columns) -> dict[str, list]:
    """Return the rows of tables with these columns."""
    return {
        table: sorted(sql.rows(f"select {', '.join(names)} from {table}"), key=repr)
        for table, names in columns.items()
    }

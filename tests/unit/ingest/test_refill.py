"""A lost index is filled again by the poller (server/ingest/poll.py, poller.py)."""

import threading

import pytest

from server.feeds import Item, ParsedFeed
from server.ingest.fetching import FeedUpdate
from server.ingest.leases import Leases
from server.ingest.poller import Poller
from server.net.fetch import Fetched
from server.store import IndexArticle, SqliteArticles
from server.store.feeds import Feeds
from server.store.sqlite import Sqlite

FEED = "https://bote.example/feed"


def item(number, text=""):
    url = f"https://bote.example/2026/{number}-harbour"
    return Item(url, f"Harbour news {number}", text, f"What happened on day {number}.")


class Site:
    """A feed that lists `items` and answers 304 to its version, and the pages of its articles."""

    def __init__(self, *items):
        self.items, self.cancelled, self.read = list(items), threading.Event(), []

    def feed(self, url, etag=None, modified=None):
        version = str(len(self.items))
        feed = None if etag == version else ParsedFeed("rss", "Bote", items=self.items)
        return FeedUpdate(url, feed, version, None, 0.0)

    def page(self, url):
        self.read.append(url)
        return Fetched(url, 200, "<p>The page.</p>")

    def mining_reserved(self, _):
        return False


@pytest.fixture
def store(tmp_path):
    sql = Sqlite(tmp_path / "unabridged.sqlite3")
    yield Feeds(sql)
    sql.close()


def polls(store, site, path, rounds=1, brought=None):
    """Poll every feed this many times into the index at `path`; return its addresses then.

    What each round brought is added to the list `brought`.
    """
    brought = [] if brought is None else brought
    index = SqliteArticles(path)
    site.cancelled.clear()

    def read(page, feed_item):
        return IndexArticle(feed_item.url, feed_item.title, f"The whole text of {feed_item.title}.")

    poller = Poller(
        store, index, site, site, Leases(store, 60, print), read, pages_per_host=50, report=print
    )
    for _ in range(rounds):
        brought.append(poller.poll_due(every=True))
    poller.end()
    articles = [index.article_text(feed_item.url) for feed_item in site.items]
    urls = {article.url for article in articles if article}
    urls_with_text = {article.url for article in articles if article and article.text}
    index.close()
    return urls, urls_with_text


def test_a_lost_index_is_whole_again_after_two_rounds(store, tmp_path):
    site = Site(item(1), item(2), item(3, "The whole text in the feed. " * 30))
    store.add_feed(FEED, None, 60, 0.0)
    everything = polls(store, site, tmp_path / "articles.db")
    assert len(everything[0]) == len(everything[1]) == 3
    # Two of them are not in the feed any more when the index is lost.
    old, site.items = site.items, [item(3, "The whole text in the feed. " * 30)]
    polls(store, site, tmp_path / "articles.db")
    site.items = old
    brought = []
    assert polls(store, site, tmp_path / "another.db", 2, brought) == everything
    assert [(polled.new, polled.put_back) for polled in brought] == [(0, 3), (0, 0)]


def test_a_sound_index_is_left_alone(store, tmp_path):
    site = Site(item(1), item(2))
    store.add_feed(FEED, None, 60, 0.0)
    polls(store, site, tmp_path / "articles.db")
    read_count = len(site.read)
    polls(store, site, tmp_path / "articles.db", rounds=2)
    assert len(site.read) == read_count


def test_what_the_new_index_has_is_not_read_again(store, tmp_path):
    site = Site(item(1), item(2))
    store.add_feed(FEED, None, 60, 0.0)
    polls(store, site, tmp_path / "articles.db")
    new_index = SqliteArticles(tmp_path / "another.db")
    kept_item = item(1)
    new_index.add_articles(
        [IndexArticle(kept_item.url, kept_item.title, "The whole text was kept.")]
    )
    new_index.close()
    site.read.clear()
    polls(store, site, tmp_path / "another.db")
    assert site.read == [item(2).url]


def test_a_feed_counts_what_it_brought(store, tmp_path):
    site = Site(item(1), item(2))
    store.add_feed(FEED, None, 60, 0.0)
    polls(store, site, tmp_path / "articles.db", rounds=2)
    (feed,) = store.feeds()
    assert (feed.articles, bool(feed.newest)) == (2, True)

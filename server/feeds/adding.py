"""A new feed is fetched and read once before it is kept."""

import time

from server.feeds.items import Parsed
from server.ingest.fetching import Web
from server.ingest.schedule import FIRST
from server.store.feed_protocol import Feed, FeedStore
from server.urls.parse import parse


def add_feed(store: FeedStore, web: Web, url: str) -> tuple[Feed, Parsed]:
    """Keep the feed at `url`, which is due at once; raises Problem where there is no feed."""
    found = web.feed(url)
    assert found.feed is not None  # noqa: S101 - it was asked for without conditions
    address = str(parse(found.url).copy_with(fragment=None))
    return store.add_feed(address, found.feed.title, FIRST, time.time()), found.feed

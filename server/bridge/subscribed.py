"""The index's own feeds as a reader: what they brought comes in, lines go into annotated feeds."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from server.bridge.annotated import FeedEntry, PublishedFeed, WrittenLine, read_feed, write_atom
from server.bridge.line import EntryLine, html_of
from server.bridge.readers import ReaderEntry
from server.errors import NotFound, NotReady
from server.language.messages import Words
from server.model import ExpiringCache
from server.store import FEEDS_BRIDGE, Bridge, BridgeEntry, Feed, Store, iso

# Seconds that a parsed feed is remembered for, and its bytes in memory by those of its document.
_REMEMBERED_SECONDS, _PARSED_TIMES = 3_600.0, 3
# Newest entries of a feed that get a line; a reader who subscribes sees those.
_MOST_JUDGED = 50
_RETRY_SECONDS = 600


class AnnotatedFeed(NamedTuple):
    """A feed with lines as Atom, and when it last changed, as ISO 8601."""

    document: bytes
    changed: str


@dataclass
class SubscribedFeeds:
    """The feeds of the index, for those who subscribe to them with lines; for all threads.

    `run` runs a function in a worker: feeds are others' files.
    """

    store: Store
    run: Callable[..., Any]
    _parsed: ExpiringCache[PublishedFeed] = field(default_factory=ExpiringCache)
    # When the document was fetched whose entries were queued, by feed.
    _queued: dict[str, str] = field(default_factory=dict)

    def newest(self, after: int, _most: int) -> tuple[Sequence[ReaderEntry], int]:
        """Return the entries of all feeds that are read with lines and have changed since."""
        fetched, entries = self.store.feeds.fetched(), list[ReaderEntry]()
        wanted = self.store.bridges.feeds_of(FEEDS_BRIDGE)
        for feed in self.store.feeds.feeds():
            if feed.id in wanted and fetched.get(feed.id) != self._queued.get(feed.id):
                entries += self.entries(feed)
        return entries, after

    def entries(self, feed: Feed) -> list[ReaderEntry]:
        """Return the newest entries of a feed, as bridges take them."""
        published = self.published(feed)
        self._queued[feed.id] = self.store.feeds.fetched().get(feed.id, "")
        title = feed.title or published.title or feed.url
        newest = [entry for entry in published.entries if entry.url][:_MOST_JUDGED]
        return [entry.in_reader(feed.id, title) for entry in newest]

    def entry(self, key: str) -> ReaderEntry | None:
        """Return an entry as its feed has it now; None where it is gone."""
        feed_id = key.partition(" ")[0]
        for feed in self.store.feeds.feeds():
            if feed.id == feed_id:
                entries = (entry for entry in self.entries(feed) if entry.key == key)
                return next(entries, None)
        return None

    def write(self, entry: ReaderEntry, _content: str) -> ReaderEntry:
        """Return the entry as it is: its line is written when its feed is asked for."""
        return entry

    def published(self, feed: Feed) -> PublishedFeed:
        """Return a feed as its publisher sent it; raise NotReady before it was polled."""
        document = self.store.feeds.document(feed.id)
        if document is None:
            raise NotReady(
                f"{feed.title or feed.url} has not been fetched yet, or has no entries to give out "
                "(as a site map). Try again in ten minutes.",
                retry_after=_RETRY_SECONDS,
            )
        key = f"{feed.id} {document.fetched}"
        published = self._parsed.get(key)
        if published is None:
            published = self.run(read_feed, document)
            size = _PARSED_TIMES * len(document.body)
            self._parsed.keep(key, published, _REMEMBERED_SECONDS, size)
        return published

    def subscribe(self, bridge: Bridge, feed: Feed) -> None:
        """Have the entries of a feed judged, from now on."""
        if self._queued.get(feed.id) != self.store.feeds.fetched().get(feed.id):
            entries = (entry.queued(bridge) for entry in self.entries(feed))
            self.store.bridges.put(entries, time.time())

    def annotated(self, feed: Feed, address: str, server: str, words: Words) -> AnnotatedFeed:
        """Return a feed as Atom with the lines of its entries, given out at `address`."""
        published, document = self.published(feed), self.store.feeds.document(feed.id)
        if document is None:
            raise NotFound("The feed was removed meanwhile.")
        marked_by_key = {
            entry.entry: entry
            for entry in self.store.bridges.of_feed(FEEDS_BRIDGE, feed.id)
            if entry.line and entry.state == "marked"
        }

        def line_of(entry: FeedEntry) -> WrittenLine | None:
            marked: BridgeEntry | None = marked_by_key.get(f"{feed.id} {entry.key}")
            if marked is None or not marked.line:
                return None
            html = html_of(EntryLine.from_json(marked.line), words, server, entry.url)
            return WrittenLine(html, iso(marked.changed))

        made = write_atom(published, document, address, line_of)
        times = [iso(entry.changed) for entry in marked_by_key.values()]
        return AnnotatedFeed(made, max([document.fetched, *times]))

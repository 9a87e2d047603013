"""What a bridge needs of a reader, whichever it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from server.bridge.line import without_line
from server.store import Bridge, BridgeEntry
from server.urls import normalise

# Hexadecimal digits of a content's digest.
_DIGEST_DIGITS = 32


@dataclass(frozen=True, slots=True)
class ReaderEntry:
    """An entry as its reader has it; `key` and `feed` are the reader's names for it and its feed.

    `published` is ISO 8601; `content` is HTML, with our line if it has one.
    """

    key: str
    feed: str
    feed_title: str
    url: str
    title: str
    content: str
    published: str | None = None

    @property
    def digest(self) -> str:
        """The digest of its own content, without our line."""
        own = without_line(self.content).strip()
        return sha256(own.encode("utf-8", "replace")).hexdigest()[:_DIGEST_DIGITS]

    def queued(self, bridge: Bridge) -> BridgeEntry:
        """Return the entry for the queue of `bridge`."""
        return BridgeEntry(
            bridge.id,
            self.key,
            self.feed,
            self.feed_title,
            normalise(self.url),
            self.title,
            digest=self.digest,
        )


class FeedReader(Protocol):
    """A reader: entries come in, contents with a line go out; every call raises Problem."""

    def newest(self, after: int, most: int) -> tuple[Sequence[ReaderEntry], int]:
        """Return at most `most` entries after the one numbered `after`, and the last number."""

    def entry(self, key: str) -> ReaderEntry | None:
        """Return an entry as it is now; None where it is gone."""

    def write(self, entry: ReaderEntry, content: str) -> ReaderEntry:
        """Give an entry another content; return it as the reader kept it."""

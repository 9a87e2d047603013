"""What the poller asks of a store; feeds.py answers it. Times are seconds since 1970."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

# active: polled; gone: its site took it down for good.
FeedState = Literal["active", "gone"]
# new: not yet in the index; lead: indexed as the feed announced it, its page to be read;
# done: nothing left to do.
EntryState = Literal["new", "lead", "done"]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that fills the index.

    It is polled when `due`, usually every `seconds`; `failures` in a row led to `last_error`.
    `etag` and `modified` are what its server named the last version.
    """

    id: str
    url: str
    title: str | None = None
    state: FeedState = "active"
    added: str = ""
    polled: str | None = None
    due: float = 0.0
    seconds: float = 0.0
    failures: int = 0
    last_error: str | None = None
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An item on its way into the index; `body` is the item as JSON, `digest` of its words."""

    url: str
    guid: str | None
    digest: str
    body: str
    tries: int = 0


class FeedStore(Protocol):
    """Keeps feeds, their items' way into the index, and who polls."""

    def add_feed(self, url: str, title: str | None, seconds: float, now: float) -> Feed:
        """The feed at `url`: the one that is there, or a new one that is due at once."""

    def feeds(self) -> list[Feed]:
        """All feeds, in the order they came."""

    def due_feeds(self, now: float | None) -> list[Feed]:
        """The active feeds that are due at `now`, the longest waiting first; None: all."""

    def remove_feed(self, key: str) -> bool:
        """Whether there was a feed `key` to remove; its articles stay in the index."""

    def polled(self, feed: Feed, entries: Iterable[Entry], now: float) -> int:
        """Keep what a poll brought: `feed` as it is now, and its items; how many were new.

        All of it is kept or nothing. A feed that moved to another feed's address is dropped.
        """

    def entries(self, state: EntryState, now: float, limit: int) -> list[Entry]:
        """Items in this state that are due, the newest first."""

    def mark(self, urls: Collection[str], state: EntryState) -> None:
        """These items are in `state` now."""

    def put_off(self, url: str, until: float) -> None:
        """One more try of this item failed; the next is not before `until`."""

    def forget_entries(self, before: float) -> None:
        """Forget the items that are done and were in no feed since `before`."""

    def pause_host(self, host: str, until: float) -> None:
        """Nothing is fetched from `host` before `until`."""

    def paused_hosts(self, now: float) -> dict[str, float]:
        """The hosts that are to be left alone, and until when."""

    def lease(self, name: str, holder: str, now: float, until: float) -> str:
        """Who holds the lease `name`: `holder`, from now on, where it was free or theirs."""

    def release(self, name: str, holder: str) -> None:
        """Give the lease `name` back, if `holder` has it."""

"""Works through the queue: entries come from readers, are judged, and get their line.

One process does this at a time: it holds a lease in the store. An entry is done once its reader has
the line; whoever ends this process in between has it judged again, and a line that is there already
is not written twice. A reader in trouble is left alone for a while, its entries wait.
"""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from server.bridge.hosts import PacedHosts
from server.bridge.judge import judge
from server.bridge.line import EntryLine, has_line, html_of, with_line, without_line
from server.bridge.miniflux import Miniflux
from server.bridge.readers import FeedReader, ReaderEntry
from server.bridge.subscribed import SubscribedFeeds
from server.errors import (
    Busy,
    Cancelled,
    ExtractionFailed,
    InternalError,
    InvalidAddress,
    Problem,
    ReaderProblem,
    StoreProblem,
)
from server.feeds import lead_and_content, plausible
from server.ingest import Leases, Web, page_reserved
from server.language.messages import words
from server.model import SERVICES, PageInput
from server.net.quota import retry_after
from server.pipeline import Engine, Session, whole_article
from server.store import (
    ArticleIndex,
    Bridge,
    BridgeEntry,
    IndexArticle,
    PeriodicJob,
    Store,
)
from server.urls import host_of

log = logging.getLogger(__name__)
# Between two questions for new entries: without webhooks, and with them, which may get lost.
_POLL_SECONDS, _WEBHOOK_POLL_SECONDS = 60.0, 900.0
# Entries that are asked for at a time.
_ENTRIES_AT_ONCE = 100
# Entries worked on between two looks at the queue (those that come together know each other), and
# at a time: most wait for sites.
_BATCH, _AT_ONCE = 16, 8
# After failures in a row a reader is left alone for so long: 10 s, 20 s … half an hour.
_FIRST_REST, _LONGEST_REST = 10.0, 1_800.0
# A page that can't be read is tried so often, with growing pauses.
_MOST_TRIES, _FIRST_PAUSE = 4, 600.0
# A line is looked after, since readers take changed feeds anew: after half of its age each time.
_SOONEST_LOOK, _LOOKED_AFTER = 600.0, 14 * 86_400.0
# What may be known better later is judged once more then.
_AGAIN_SECONDS = 6 * 3_600.0
# Lines that lead to a place, if it is known.
_PLACED = frozenset({"retells", "excerpt"})
# Statuses of a reader that concern the call, not the reader.
_OF_THE_ENTRY = frozenset({400, 404, 409, 413, 422})
_NEVER = 32_503_680_000.0  # the year 3000


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """An entry with its page, ready to be judged."""

    entry: BridgeEntry
    shown: ReaderEntry
    page: PageInput


@dataclass
class Bridging(PeriodicJob):
    """Takes entries from the readers of `store`'s bridges, judges them, and writes their lines.

    `server` is the address of this server in lines.
    """

    doing = "Writing lines into readers"
    store: Store
    engine: Engine
    index: ArticleIndex
    feeds: SubscribedFeeds
    server: str
    seconds: float = field(default=1.0, kw_only=True)
    # Hears what became of each entry.
    record: Callable[[str], object] = lambda _: None
    _threads: ThreadPoolExecutor = field(init=False)
    _web: Web = field(init=False)
    _leases: Leases = field(init=False)

    def __post_init__(self) -> None:
        """Pace all requests to the hosts of pages."""
        settings = self.engine.settings
        if self.engine.fetcher is None:
            raise ValueError("Bridges can't work in a run that opens no connection.")
        fetcher = self.engine.fetcher.in_queue(PacedHosts(settings.bridge_pages))
        self.engine = replace(self.engine, fetcher=fetcher)
        self._threads = ThreadPoolExecutor(_AT_ONCE)
        self._web = Web(fetcher, self.engine.pool.run, settings)
        self._leases = Leases(
            self.store.feeds, settings.feeds_lease_seconds, self._web.cancelled.set
        )

    def end(self) -> None:
        """Stop soon, without waiting for sites."""
        super().end()
        self._web.cancelled.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def turn(self) -> bool:
        """Ask the readers that are due, and work through the queue; return whether it could.

        Another process may have it.
        """
        now = time.time()
        asks = self.store.bridges.due_bridges(now)
        if not asks and not self.store.bridges.due(now, 1):
            return True
        with self._leases.hold("bridges", also_from_dead=True) as is_held:
            if not is_held:
                return False
            self._web.cancelled.clear()
            for bridge in asks:
                self._take(bridge)
            while not self._over() and (batch := self.store.bridges.due(time.time(), _BATCH)):
                self._work(batch)
        return True

    def _over(self) -> bool:
        return self.ended.is_set() or self._web.cancelled.is_set()

    # Entries come in

    def _take(self, bridge: Bridge) -> None:
        """Queue the new entries of a reader."""
        wait = _WEBHOOK_POLL_SECONDS if bridge.secret else _POLL_SECONDS
        try:
            entries, last = self._reader(bridge).newest(bridge.last_entry, _ENTRIES_AT_ONCE)
        except (ReaderProblem, InvalidAddress) as problem:
            self._rest(bridge, problem)
            return
        except Problem as problem:
            log.warning("The bridge %s: %s", bridge.id, problem.detail)
            return
        now = time.time()
        self.store.bridges.put((entry.queued(bridge) for entry in entries), now)
        due = now if len(entries) == _ENTRIES_AT_ONCE else now + wait
        self._note_recovery(bridge, last_entry=last, due=due)

    def _reader(self, bridge: Bridge) -> FeedReader:
        if bridge.kind == "feeds":
            return self.feeds
        return Miniflux(bridge, self.engine.settings)

    def _rest(self, bridge: Bridge, problem: Problem) -> float:
        """Leave a reader alone for a while; return the seconds. Its entries wait."""
        failures = bridge.failures + 1
        rest = min(_LONGEST_REST, _FIRST_REST * 2.0 ** min(failures - 1, 10))
        rest = max(rest, min(retry_after(problem.params) or 0.0, _LONGEST_REST))
        values = {"failures": failures, "last_error": problem.detail}
        self.store.bridges.change(bridge.id, resting=time.time() + rest, **values)
        return rest

    def _note_recovery(self, bridge: Bridge, **values: object) -> None:
        self.store.bridges.change(bridge.id, resting=0.0, failures=0, last_error=None, **values)

    # Lines go out

    def _work(self, batch: Sequence[BridgeEntry]) -> None:
        """Work on some entries: all are read before the first is judged, as each may repeat one."""
        bridges = {bridge.id: bridge for bridge in self.store.bridges.bridges()}
        with_bridge = [entry for entry in batch if entry.bridge in bridges]
        opened = self._threads.map(
            lambda entry: self._open(bridges[entry.bridge], entry), with_bridge
        )
        ready = [entry for entry in opened if entry]
        finish = self._threads.map(lambda one: self._finish(bridges[one.entry.bridge], one), ready)
        list(finish)

    def _open(self, bridge: Bridge, entry: BridgeEntry) -> OpenedEntry | None:
        """Return an entry that is to be judged, with its page; do what else is to do with it."""
        try:
            reader = self._reader(bridge)
            shown = reader.entry(entry.entry)
            if shown is None:
                self._save(entry, state="left", due=_NEVER, last_error="The entry is gone.")
            elif entry.state == "clearing":
                self._clear(reader, entry, shown)
            elif entry.state == "marked" and entry.again > time.time():
                self._look_after(bridge, reader, entry, shown)
            elif self._is_edited(bridge, entry, shown):
                self._leave(entry)
            elif entry.tries >= _MOST_TRIES:
                raise ExtractionFailed("Its page ended whatever read it.")
            else:
                return self._read(entry, shown)
        except (Problem, Cancelled) as problem:
            self._note_failure(bridge, entry, problem)
        except Exception as error:
            log.exception("The entry %s of %s failed.", entry.entry, bridge.id)
            self._note_failure(bridge, entry, _fault(error))
        return None

    def _is_edited(self, bridge: Bridge, entry: BridgeEntry, shown: ReaderEntry) -> bool:
        """Whether somebody changed an entry since it came; in a feed, its publisher may."""
        is_own = bridge.kind == "feeds" or has_line(shown.content)
        return not is_own and entry.digest != shown.digest

    def _read(self, entry: BridgeEntry, shown: ReaderEntry) -> OpenedEntry:
        """Fetch the page of an entry, unless its feed gave all of it, and index what it has.

        The try is counted first, so that a page that ends this process is not read for ever.
        """
        entry = replace(entry, tries=entry.tries + 1)
        self.store.bridges.save(entry)
        own = without_line(shown.content)
        lead, text = lead_and_content(own, [])
        article = IndexArticle(
            entry.url, shown.title, text, lead, shown.feed_title or None, shown.published
        )
        if text:
            self._index(article)
            return OpenedEntry(entry, shown, _as_page(shown, own))
        reserved = self._web.mining_reserved(entry.url)
        fetched = self._web.page(entry.url)
        page = fetched.as_input()
        if reserved or page_reserved(fetched.headers, fetched.html):
            self._index(article)
            return OpenedEntry(entry, shown, page)
        session = Session(self.engine, self._web.cancelled)
        examined = session.examine(page)
        session.check_refusal(page, examined.verdict)
        whole = whole_article(examined.article, examined.verdict, article, fetched.url)
        if examined.items:
            whole = None  # a page of several stories is not an earlier text of any of them
        self._index(whole or article)
        if whole:
            self.store.feeds.mark([entry.url], "done")  # where a feed of the index has it too
        return OpenedEntry(entry, shown, page)

    def _index(self, article: IndexArticle) -> None:
        """Add an article, unless that would replace a text by a lead."""
        indexed = self.index.article_text(article.url)
        if article.title and (article.text or not (indexed and indexed.text)):
            self.index.add_articles([article])

    def _finish(self, bridge: Bridge, opened: OpenedEntry) -> None:
        """Judge an entry, and write its line."""
        entry = opened.entry
        try:
            line, may_improve = self._judge(opened)
            is_judged_first = entry.again == 0.0
            may_change = may_improve and is_judged_first  # then it is judged a second time
            next_time = time.time() + _AGAIN_SECONDS if may_change else _NEVER
            entry = replace(entry, again=next_time)
            if line is None and not has_line(opened.shown.content):
                self._save(entry, state="plain", line=None, due=entry.again, last_error=None)
            else:
                self._write(bridge, replace(opened, entry=entry), line)
            if bridge.failures:
                self._note_recovery(bridge)
        except (Problem, Cancelled) as problem:
            self._note_failure(bridge, entry, problem)
        except Exception as error:
            log.exception("The entry %s of %s failed.", entry.entry, bridge.id)
            self._note_failure(bridge, entry, _fault(error))

    def _judge(self, opened: OpenedEntry) -> tuple[EntryLine | None, bool]:
        """Return the line of an entry, and whether more may be known later."""
        if earlier := self.store.bridges.earlier(opened.entry):
            name = earlier.feed_title or host_of(earlier.url) or ""
            return EntryLine("same_story", name=name, url=earlier.url, title=earlier.title), False
        allowed = list(SERVICES) if self.engine.settings.bridge_search else []
        judgement = judge(self.engine, opened.page, allowed, self._web.cancelled)
        line = judgement.line
        lacks_place = line is not None and line.kind in _PLACED and not line.url
        return line, judgement.may_improve or lacks_place

    def _write(self, bridge: Bridge, opened: OpenedEntry, line: EntryLine | None) -> None:
        """Write a line above an entry as it is now, unless somebody edited it meanwhile."""
        entry, reader = opened.entry, self._reader(bridge)
        now = reader.entry(entry.entry)
        if now is None:
            self._save(entry, state="left", due=_NEVER, last_error="The entry is gone.")
        elif now.digest != opened.shown.digest:
            self._leave(entry)
        elif line is None:
            kept = reader.write(now, without_line(now.content))
            self._save(entry, state="plain", line=None, digest=kept.digest, due=entry.again)
        else:
            content = with_line(now.content, self._html(bridge, line, entry))
            # It is there already where this process ended after writing.
            is_there = has_line(now.content) and entry.line in (None, line.to_json())
            kept = now if is_there else reader.write(now, content)
            changed = entry.changed if entry.line == line.to_json() else time.time()
            entry = replace(entry, line=line.to_json(), digest=kept.digest, changed=changed)
            self._save(entry, state="marked", due=self._next_look(bridge, entry), last_error=None)

    def _look_after(
        self, bridge: Bridge, reader: FeedReader, entry: BridgeEntry, shown: ReaderEntry
    ) -> None:
        """Write a line again that went with a change of the feed; leave alone what was edited."""
        if not has_line(shown.content):
            if shown.digest != entry.digest:
                self._leave(entry)
                return
            line = EntryLine.from_json(entry.line or "")
            reader.write(shown, with_line(shown.content, self._html(bridge, line, entry)))
        self._save(entry, due=self._next_look(bridge, entry))

    def _next_look(self, bridge: Bridge, entry: BridgeEntry) -> float:
        """Return when a line is looked at again."""
        now = time.time()
        age = now - entry.changed
        if bridge.kind == "feeds" or age > _LOOKED_AFTER:
            return entry.again
        return min(entry.again, now + max(_SOONEST_LOOK, age / 2))

    def _clear(self, reader: FeedReader, entry: BridgeEntry, shown: ReaderEntry) -> None:
        """Remove the line of an entry."""
        if has_line(shown.content):
            reader.write(shown, without_line(shown.content))
        self._save(entry, state="cleared", line=None, due=_NEVER, changed=time.time())

    def _leave(self, entry: BridgeEntry) -> None:
        reason = "Its content was changed in the reader; it is left as it is."
        self._save(entry, state="left", due=_NEVER, last_error=reason)

    def _html(self, bridge: Bridge, line: EntryLine, entry: BridgeEntry) -> str:
        return html_of(line, words(bridge.language), self.server, entry.url)

    # What went wrong

    def _note_failure(self, bridge: Bridge, entry: BridgeEntry, error: Problem | Cancelled) -> None:
        """Put an entry off, or give it up; leave its reader alone where that is in trouble."""
        now = time.time()
        match error:
            case Cancelled():
                pass  # it stays as it is for the next time
            case Busy():
                wait = retry_after(error.params) or _FIRST_REST
                self.store.bridges.save(replace(entry, due=now + wait, tries=0))
            case ReaderProblem() if error.params.get("http_status") in _OF_THE_ENTRY:
                self._save(entry, state="left", due=_NEVER, last_error=error.detail)
            case ReaderProblem():
                rest = self._rest(self.store.bridges.named(bridge.id), error)
                self.store.bridges.save(replace(entry, due=now + rest, tries=0))
            case StoreProblem():
                raise error
            case Problem() if error.retryable and entry.tries + 1 < _MOST_TRIES:
                wait = max(_FIRST_PAUSE * 2.0**entry.tries, retry_after(error.params) or 0.0)
                tried = replace(entry, due=now + wait, tries=entry.tries + 1)
                self.store.bridges.save(replace(tried, last_error=error.detail))
            case Problem():
                self._save(entry, state="failed", due=_NEVER, last_error=error.detail)

    def _save(self, entry: BridgeEntry, **changes: Any) -> None:
        kept = replace(entry, **{"tries": 0, **changes})
        self.store.bridges.save(kept)
        self.record(kept.state)


def _fault(error: Exception) -> InternalError:
    return InternalError(f"The entry could not be judged ({type(error).__name__}).")


def _as_page(shown: ReaderEntry, content: str) -> PageInput:
    """Return the page that a feed's own content makes."""
    title = escape(shown.title)
    html = (
        f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"{content}</article></body></html>"
    )
    published = plausible(shown.published)
    return PageInput(url=shown.url, html=html, title=shown.title or None, published=published)

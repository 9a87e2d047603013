"""The command line's `feeds`: add, list, remove, import, export, poll."""

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from server.config import Settings
from server.errors import Problem, validated
from server.feeds import read_opml, write_opml
from server.ingest import CHANGES, FIRST, Poller, add_feed, change_feed
from server.model import FeedChangeRequest, counted
from server.pipeline.wiring import open_engine, open_poller, retention_of
from server.present.printable import print_rows, printable
from server.store import Feed, Store, open_clock, open_store


@contextmanager
def _poller(settings: Settings) -> Iterator[Poller]:
    with closing(open_engine(settings)) as engine:
        yield open_poller(engine, _say)


def _add(options: argparse.Namespace, settings: Settings) -> int:
    failed = 0
    with _poller(settings) as poller:
        for url in options.url:
            try:
                feed, parsed = add_feed(poller.store, poller.adding, url)
            except Problem as problem:
                failed += 1
                _say(f"{url}: {problem.detail}")
            else:
                items = counted(len(parsed.items), "item")
                print(printable(f"{feed.id}  {feed.title or feed.url}  {items}"))
    return 1 if failed else 0


def _list(options: argparse.Namespace, _: Settings, store: Store) -> None:
    feeds = store.feeds.feeds()
    rows = [feed.shown() for feed in feeds] if options.json else feeds
    none = "There is no feed yet; `unabridged feeds add ADDRESS` adds one."
    print_rows(rows, _line, as_json=options.json, none=none)


def _line(feed: Feed) -> str:
    """Say what a feed is, its articles and its failures."""
    count = counted(feed.articles, "article")
    brought = f"{count}, the last {feed.newest}" if feed.newest else "nothing new yet"
    brought = brought if feed.polled else "not polled yet"
    wrong = f"; {counted(feed.failures, 'failure')}: {feed.last_error}" if feed.last_error else ""
    return "  ".join(filter(None, (feed.id, feed.state, feed.title, feed.url, brought + wrong)))


def _change(options: argparse.Namespace, _: Settings, store: Store) -> None:
    feed = change_feed(store.feeds, options.id, CHANGES[options.command])
    print(printable(_line(feed)))


def _edit(options: argparse.Namespace, settings: Settings) -> None:
    given = {"url": options.address, "minutes": options.minutes}
    named = {name: value for name, value in given.items() if value is not None}
    wanted = validated(FeedChangeRequest, named)
    with _poller(settings) as poller:
        print(printable(_line(change_feed(poller.store, options.id, wanted, poller.adding))))


def _remove(options: argparse.Namespace, _: Settings, store: Store) -> None:
    if not store.feeds.remove_feed(options.id):
        raise ValueError(f"There is no feed {options.id}; `unabridged feeds list` shows them.")
    print(f"Feed {options.id} is removed; its articles stay in the index.")


def _import(options: argparse.Namespace, _: Settings, store: Store) -> None:
    before = len(store.feeds.feeds())
    outlines = read_opml(Path(options.file).read_bytes(), options.file)
    for remark in outlines.remarks:
        _say(remark)
    for address in outlines.unusable:
        _say(f"{address} is not a web address and was left out.")
    for address, folders in outlines.feeds.items():
        folder = "\n".join(" ".join(name.split()) for name in folders)
        store.feeds.add_feed(address, None, FIRST, time.time(), folder)
    new = len(store.feeds.feeds()) - before
    print(f"{counted(len(outlines.feeds), 'feed')} in {options.file}, {new} of them new.")


def _export(options: argparse.Namespace, _: Settings, store: Store) -> None:
    feeds = store.feeds.feeds()
    written = write_opml((feed.title, feed.url, feed.folder.splitlines()) for feed in feeds)
    if options.file == "-":
        sys.stdout.buffer.write(written)
        return
    Path(options.file).write_bytes(written)
    print(f"{counted(len(feeds), 'feed')} in {options.file}.")


def _poll(options: argparse.Namespace, settings: Settings) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _poller(settings) as poller:
        clock = open_clock(settings)
        poller.clock_behind = clock.is_behind
        upkeep = retention_of(open_store(settings), poller.index, settings, clock)
        try:
            with poller.lease() as holder:
                if holder is not None:
                    raise ValueError(
                        "Another process polls these feeds (machine and process: "
                        f"{holder}). A running server polls by itself, unless "
                        "UNABRIDGED_FEEDS_POLL=0 is set."
                    )
                done = poller.poll_due(every=True) if options.once else None
            if done is None:
                upkeep.start()
                poller.run()
                return
            upkeep.forget()
        except KeyboardInterrupt:
            poller.end()
            raise
    back = f"; {counted(done.put_back, 'article')} restored to the index" if done.put_back else ""
    print(
        f"{counted(done.feeds, 'feed')} polled, {done.failed} failed; "
        f"{counted(done.new, 'new article')}, {counted(done.pages, 'page')} read{back}."
    )


def _say(line: str) -> None:
    print(printable(line), file=sys.stderr, flush=True)

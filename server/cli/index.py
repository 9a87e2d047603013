"""`unabridged index` and `unabridged feeds`: what is in the index, and what fills it."""

import argparse
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import get_args

from server.article import read_article
from server.cli import serve
from server.config import Settings
from server.errors import Problem, validated
from server.feeds import read_opml, write_opml
from server.ingest import (
    CHANGES,
    FIRST,
    Poller,
    add_feed,
    change_feed,
    encode_waiting,
    refill,
    take,
)
from server.installed import command_for
from server.language import vectors
from server.model import FeedChangeRequest, counted, json_value
from server.pipeline.wiring import open_engine, open_index, open_poller, retention_of
from server.show.printable import print_rows, printable, printable_json
from server.store import Added, ArticleIndex, Feed, SqliteArticles, Store, open_clock, open_store
from server.workers import WorkerPool

_BATCH = 1_000  # articles per transaction


def _add(options: argparse.Namespace, settings: Settings) -> int:
    counted, wrong, kept = Counter[Added](), 0, 0
    pool = WorkerPool(settings, warm=("server.article.read",))

    try:
        with closing(open_index(settings, options.index)) as index, closing(pool):
            progress = _Progress()
            lines = ((number, line) for number, line in enumerate(sys.stdin, 1) if line.strip())
            while some := list(islice(lines, _BATCH)):
                batch = [(number, json_value(line)) for number, line in some]
                taken = take(index, [item for _, item in batch], partial(pool.run, read_article))
                kept = batch[-1][0]
                for place, problem in taken.rejected:
                    detail = printable(problem.detail)
                    print(f"line {batch[place][0]}: {detail}", file=sys.stderr)
                wrong += len(taken.rejected)
                counted += taken.counts
                progress.show(counted)
    except BaseException:
        print(f"Lines up to {kept} were added. Add the rest again.", file=sys.stderr)
        raise
    print(_summary(counted, wrong))
    return 1 if wrong else 0


def _copy(options: argparse.Namespace, settings: Settings) -> int:
    """Copy articles; after an interruption, a second run changes only the rest."""
    counted, progress = Counter[Added](), _Progress()
    source = SqliteArticles(options.file)
    with closing(source), closing(open_index(settings, options.index)) as index:
        for articles in source.batches(_BATCH):
            counted.update(index.add_articles(articles))
            progress.show(counted)
    print(_summary(counted, None))
    return 0


class _Progress:
    """Reports the progress of a long run on standard error."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._pause = 1.0 if sys.stderr.isatty() else 10.0  # between two lines of progress in a log

    def show(self, counted: Counter[Added]) -> None:
        """Print a progress line, at most every few seconds."""
        if time.monotonic() - self._last >= self._pause:
            self._last = time.monotonic()
            print(_summary(counted, None), file=sys.stderr, flush=True)


def _summary(counted: Counter[Added], wrong: int | None) -> str:
    summary = ", ".join(f"{counted[outcome]} {outcome}" for outcome in get_args(Added))
    return summary if wrong is None else f"{summary}, {wrong} rejected"


def _search(options: argparse.Namespace, _: Settings, index: ArticleIndex) -> None:
    hits = index.search_articles(options.words, limit=options.limit)
    if options.json or not hits:
        none = "No article has these words; `unabridged index stats` counts the articles."
        print_rows(hits, str, as_json=options.json, none=none)
    for hit in hits if not options.json else ():
        print(f"{printable(hit.title or hit.lead[:80])}\n  {printable(hit.url)}")


def _prune(options: argparse.Namespace, settings: Settings, index: ArticleIndex) -> None:
    days = settings.index_days if options.days is None else options.days
    most = settings.index_megabytes * 1_000_000
    dropped = index.prune_articles(older_than_days=days, max_bytes=most)
    print(f"{dropped} dropped, {index.count_articles()} left")


def _stats(options: argparse.Namespace, settings: Settings, index: ArticleIndex) -> None:
    place = options.index or settings.index or settings.articles_path
    count, size = index.count_articles(), index.size()
    if options.json:
        print(printable_json({"articles": count, "bytes": size, "place": str(place)}))
    else:
        print(f"{counted(count, 'article')}, {size / 1e6:.1f} MB, {place}")


def _refill(_: argparse.Namespace, settings: Settings) -> None:
    if settings.index:
        raise ValueError(
            f"The index is in the cluster {settings.index}. Delete it there: a running server "
            "makes a new one, and the feeds fill it."
        )
    if serve.readiness(f"http://{settings.bind}") is not None:
        raise ValueError(
            f"The server at {settings.bind} is running and uses the index. Stop it first."
        )
    aside = SqliteArticles.set_aside(settings.articles_path)
    with closing(open_index(settings)) as index, closing(open_store(settings)) as store:
        waiting = refill(store.feeds, index)
    if aside:
        print(f"The index was moved to {aside}; delete it when the new one is full.")
    print(
        f"{counted(waiting, 'article')} of the feeds will be read again by a running server, or "
        "by `unabridged feeds poll`. Add again what came from elsewhere."
    )


def _encode(_options: argparse.Namespace, _: Settings, index: ArticleIndex) -> None:
    if not vectors.is_installed():
        raise ValueError(
            f"The extra `languages` is not installed. Add it: {command_for('languages')}"
        )
    made = 0
    if not isinstance(index, SqliteArticles):
        raise ValueError("This index keeps no vectors; the one in UNABRIDGED_DATA does.")
    while batch := encode_waiting(index, _BATCH):
        made += batch
        print(f"{counted(made, 'article')} encoded", file=sys.stderr, flush=True)
    print(f"{counted(made, 'article')} encoded, all done")


@contextmanager
def _poller(settings: Settings) -> Iterator[Poller]:
    with closing(open_engine(settings)) as engine:
        yield open_poller(engine, _say)


def _add_feeds(options: argparse.Namespace, settings: Settings) -> int:
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


def _list_feeds(options: argparse.Namespace, _: Settings, store: Store) -> None:
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


def _change_feed(options: argparse.Namespace, _: Settings, store: Store) -> None:
    feed = change_feed(store.feeds, options.id, CHANGES[options.command])
    print(printable(_line(feed)))


def _edit_feed(options: argparse.Namespace, settings: Settings) -> None:
    given = {"url": options.address, "minutes": options.minutes}
    named = {name: value for name, value in given.items() if value is not None}
    wanted = validated(FeedChangeRequest, named)
    with _poller(settings) as poller:
        print(printable(_line(change_feed(poller.store, options.id, wanted, poller.adding))))


def _remove_feed(options: argparse.Namespace, _: Settings, store: Store) -> None:
    if not store.feeds.remove_feed(options.id):
        raise ValueError(f"There is no feed {options.id}; `unabridged feeds list` shows them.")
    print(f"Feed {options.id} is removed; its articles stay in the index.")


def _import_feeds(options: argparse.Namespace, _: Settings, store: Store) -> None:
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


def _export_feeds(options: argparse.Namespace, _: Settings, store: Store) -> None:
    feeds = store.feeds.feeds()
    written = write_opml((feed.title, feed.url, feed.folder.splitlines()) for feed in feeds)
    if options.file == "-":
        sys.stdout.buffer.write(written)
        return
    Path(options.file).write_bytes(written)
    print(f"{counted(len(feeds), 'feed')} in {options.file}.")


def _poll_feeds(options: argparse.Namespace, settings: Settings) -> None:
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

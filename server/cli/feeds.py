"""The command `feeds`: what fills the index."""

import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import click

from server.bridge import server_address
from server.cli.console import current_settings, say, status_of
from server.cli.options import (
    EXISTING_FILE,
    NEW_FILE,
    Actions,
    WebAddress,
    WholeNumber,
    examples,
    json_rows,
)
from server.cli.progress import waiting
from server.config import Settings
from server.errors import Problem, validate
from server.feeds import read_opml, write_opml
from server.ingest import CHANGES, FIRST, Poller, add_feed, change_feed
from server.model import FeedChangeRequest, TokenRequest, counted
from server.pipeline.wiring import open_engine, open_poller, retention_of
from server.show.printable import print_rows, printable
from server.store import Feed, Grant, open_clock, open_store

_WEEK = 10_080  # minutes

_id_argument = click.argument("feed_id", metavar="ID", help="As `feeds list` shows it.")


@click.group(cls=Actions)
def feeds() -> None:
    """Add, list, pause, edit, remove and poll the feeds that fill the index."""


@feeds.command(epilog=examples("unabridged feeds add https://news.example/feed"))
@click.argument(
    "urls",
    metavar="URL...",
    type=WebAddress(),
    nargs=-1,
    required=True,
    help="Their addresses.",
)
def add(*, urls: Sequence[str]) -> int:
    """Check feeds and add them."""
    status = 0
    with _opened_poller(current_settings()) as poller:
        for url in urls:
            try:
                with waiting(f"Reading {url}"):
                    feed, parsed = add_feed(poller.store, poller.adding, url)
            except Problem as problem:
                status = max(status, status_of(problem))
                say(f"{url}: {problem.detail}")
            else:
                items = counted(len(parsed.items), "item")
                print(printable(f"{feed.id}  {feed.title or feed.url}  {items}"))
    return status


@feeds.command("list", epilog=examples("unabridged feeds list --json"))
@json_rows
def list_feeds(*, as_json: bool) -> None:
    """List the feeds with their articles."""
    with closing(open_store(current_settings())) as store:
        all_feeds = store.feeds.feeds()
    rows = [feed.to_api() for feed in all_feeds] if as_json else all_feeds
    none = "There is no feed yet; `unabridged feeds add ADDRESS` adds one."
    print_rows(rows, _line, as_json=as_json, none=none)


def _line(feed: Feed) -> str:
    """Say what a feed is, its articles and its failures."""
    return "  ".join(filter(None, (feed.id, feed.state, feed.title, feed.url, _progress(feed))))


def _progress(feed: Feed) -> str:
    if not feed.polled:
        progress = "not polled yet"
    elif feed.newest:
        progress = f"{counted(feed.articles, 'article')}, the last {feed.newest}"
    else:
        progress = "nothing new yet"
    if feed.last_error:
        progress += f"; {counted(feed.failures, 'failure')}: {feed.last_error}"
    return progress


@feeds.command(epilog=examples("unabridged feeds remove 3f2a91c0"))
@_id_argument
def remove(*, feed_id: str) -> None:
    """Remove a feed; its articles stay."""
    with closing(open_store(current_settings())) as store:
        if not store.feeds.remove_feed(feed_id):
            raise ValueError(f"There is no feed {feed_id}; `unabridged feeds list` shows them.")
    print(f"Feed {feed_id} is removed; its articles stay in the index.")


@feeds.command(epilog=examples("unabridged feeds pause 3f2a91c0"))
@_id_argument
def pause(*, feed_id: str) -> None:
    """Poll a feed no more until it is resumed."""
    _change(feed_id, CHANGES["pause"])


@feeds.command(epilog=examples("unabridged feeds resume 3f2a91c0"))
@_id_argument
def resume(*, feed_id: str) -> None:
    """Poll a paused feed again, or one that was taken down."""
    _change(feed_id, CHANGES["resume"])


@feeds.command(epilog=examples("unabridged feeds refresh 3f2a91c0"))
@_id_argument
def refresh(*, feed_id: str) -> None:
    """Have a feed polled in the next round."""
    _change(feed_id, CHANGES["refresh"])


def _change(feed_id: str, change: FeedChangeRequest) -> None:
    with closing(open_store(current_settings())) as store:
        feed = change_feed(store.feeds, feed_id, change)
    print(printable(_line(feed)))


@feeds.command(epilog=examples("unabridged feeds edit 3f2a91c0 --minutes 60"))
@_id_argument
@click.option("--address", type=WebAddress(), help="Another address, which is checked first.")
@click.option(
    "--minutes",
    type=WholeNumber(0, _WEEK),
    metavar="MINUTES",
    help="Minutes between two polls, 10 or more; 0: as often as it has news.",
)
def edit(*, feed_id: str, address: str | None, minutes: int | None) -> None:
    """Give a feed another address or interval."""
    if address is None and minutes is None:
        raise click.UsageError("Say what changes: give --address, --minutes or both.")
    changes = {"url": address, "minutes": minutes}
    given_changes = {name: value for name, value in changes.items() if value is not None}
    change = validate(FeedChangeRequest, given_changes)
    with _opened_poller(current_settings()) as poller:
        print(printable(_line(change_feed(poller.store, feed_id, change, poller.adding))))


@feeds.command("import", epilog=examples("unabridged feeds import subscriptions.opml"))
@click.argument("file", type=EXISTING_FILE, help="The OPML file.")
def import_feeds(*, file: Path) -> None:
    """Add all feeds of an OPML file."""
    with closing(open_store(current_settings())) as store:
        before = len(store.feeds.feeds())
        outlines = read_opml(file.read_bytes(), str(file))
        for remark in outlines.remarks:
            say(remark)
        for address in outlines.unusable:
            say(f"{address} is not a web address and was left out.")
        for address, folders in outlines.feeds.items():
            folder = "\n".join(" ".join(name.split()) for name in folders)
            store.feeds.add_feed(address, None, FIRST, time.time(), folder)
        new = len(store.feeds.feeds()) - before
    print(f"{counted(len(outlines.feeds), 'feed')} in {file}, {new} of them new.")


@feeds.command("export", epilog=examples("unabridged feeds export subscriptions.opml"))
@click.argument(
    "file",
    type=click.Path(path_type=Path, allow_dash=True),
    default="-",
    help="A file, or - for standard output.  [default: -]",
)
def export_feeds(*, file: Path) -> None:
    """Write all feeds as OPML."""
    with closing(open_store(current_settings())) as store:
        all_feeds = store.feeds.feeds()
    document = write_opml((feed.title, feed.url, feed.folder.splitlines()) for feed in all_feeds)
    if str(file) == "-":
        sys.stdout.buffer.write(document)
        return
    file.write_bytes(document)
    print(f"{counted(len(all_feeds), 'feed')} in {file}.")


@feeds.command(epilog=examples("unabridged feeds annotated Ada --opml ada.opml"))
@click.argument("name", help="Who reads them.")
@click.option(
    "--opml",
    type=NEW_FILE,
    metavar="FILE",
    help="Write them as OPML, which readers import at once.",
)
def annotated(*, name: str, opml: Path | None) -> None:
    """Make addresses of all feeds for a reader, with a line above entries."""
    settings = current_settings()
    grant = Grant.from_request(validate(TokenRequest, {"name": name, "scopes": ["feeds"]}))
    with closing(open_store(settings)) as store:
        all_feeds = store.feeds.feeds()
        if not all_feeds:
            raise ValueError("There is no feed yet; `unabridged feeds add ADDRESS` adds one.")
        key, secret = store.tokens.create(grant)
    base = f"{server_address(settings)}/feeds/{secret}"
    addresses = [(feed, f"{base}/{feed.id}.atom") for feed in all_feeds]
    if opml:
        opml.touch(mode=0o600)  # the addresses open the feeds
        opml.write_bytes(
            write_opml((feed.title, url, feed.folder.splitlines()) for feed, url in addresses)
        )
        print(f"{counted(len(all_feeds), 'feed')} in {opml}.")
    else:
        for feed, url in addresses:
            print(printable(f"{url}  {feed.title or feed.url}"))
        print(f"All of them, as a list for readers (OPML):\n{base}.opml")
    print(f"Whoever has these addresses can read them. `unabridged tokens revoke {key}` ends them.")


@feeds.command(epilog=examples("unabridged feeds poll --once"))
@click.option("--once", is_flag=True, help="Poll every feed once, then stop.")
def poll(*, once: bool) -> None:
    """Poll due feeds, until Ctrl-C."""
    settings = current_settings()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _opened_poller(settings) as poller:
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
                result = None
                if once:
                    with waiting("Polling"):
                        result = poller.poll_due(every=True)
            if result is None:
                upkeep.start()
                poller.run()
                return
            upkeep.forget()
        except KeyboardInterrupt:
            poller.end()
            raise
    restored = ""
    if result.put_back:
        restored = f"; {counted(result.put_back, 'article')} restored to the index"
    print(
        f"{counted(result.feeds, 'feed')} polled, {result.failed} failed; "
        f"{counted(result.new, 'new article')}, {counted(result.pages, 'page')} read{restored}."
    )


@contextmanager
def _opened_poller(settings: Settings) -> Iterator[Poller]:
    with closing(open_engine(settings)) as engine:
        yield open_poller(engine, say)

"""The command `index`: what is in the index of articles."""

from collections import Counter
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import get_args

import click

from server import ingest
from server.article import read_article
from server.cli import serve
from server.cli.console import current_settings, say
from server.cli.lines import standard_input
from server.cli.options import (
    EXISTING_FILE,
    NEW_FILE,
    Actions,
    WholeNumber,
    examples,
    json_rows,
)
from server.cli.progress import Progress
from server.installed import command_for
from server.language import vectors
from server.model import counted, json_value
from server.pipeline.wiring import open_index
from server.show.printable import print_rows, printable, printable_json
from server.store import Added, SqliteArticles, open_store
from server.workers import WorkerPool

_BATCH = 1_000  # articles per transaction
_TITLE_LENGTH = 80  # characters of the lead that stand for a missing title

_index_help = "An SQLite file instead of the server's own index."
_existing_index = click.option(
    "--index", "file", type=EXISTING_FILE, metavar="FILE", help=_index_help
)
_new_index = click.option("--index", "file", type=NEW_FILE, metavar="FILE", help=_index_help)


@click.group(cls=Actions)
def index() -> None:
    """Fill, search and prune the index of articles."""


@index.command(
    epilog=examples("unabridged index add < articles.jsonl")
    + """

\b
A line is an article as in `POST /v1/articles`; url is required, and text, html or lead:
  {"url": "https://news.example/ferry", "title": "The ferry", "text": "The ferry is late."}
  {"url": "https://news.example/fish", "html": "<p>Fish.</p>", "published": "2026-11-28"}"""
)
@_new_index
def add(*, file: Path | None) -> int:
    """Add articles, one JSON object per line on standard input.

    What is wrong with a line is said on standard error; the others are taken, and the exit status
    is 1.
    """
    settings = current_settings()
    read = standard_input("articles, one a line")
    counts, rejected, last_added = Counter[Added](), 0, 0
    pool = WorkerPool(settings, warm=("server.article.read",))
    try:
        with (
            closing(open_index(settings, file)) as articles,
            closing(pool),
            Progress(lambda seconds: read.progress(last_added, seconds)),
        ):
            lines = iter(read)
            while batch := list(islice(lines, _BATCH)):
                items = [json_value(line.content) for line in batch]
                taken = ingest.take(articles, items, partial(pool.run, read_article))
                last_added = batch[-1].number
                for place, problem in taken.rejected:
                    say(f"line {batch[place].number}: {problem.detail}")
                rejected += len(taken.rejected)
                counts += taken.counts
    except BaseException:
        say(f"Lines up to {last_added} were added. Add the rest again.")
        raise
    print(f"{_summary(counts)}, {rejected} rejected")
    return 1 if rejected else 0


@index.command(epilog=examples("unabridged index copy ~/.local/share/unabridged/articles.db"))
@_new_index
@click.argument("source", metavar="FILE", type=EXISTING_FILE, help="The SQLite index, articles.db.")
def copy(*, file: Path | None, source: Path) -> None:
    """Copy the articles of an SQLite index into the server's own, such as a cluster.

    After an interruption, a second run changes only the rest.
    """
    counts = Counter[Added]()
    with (
        closing(SqliteArticles(source)) as copied,
        closing(open_index(current_settings(), file)) as articles,
        Progress(lambda _: _summary(counts)),
    ):
        for batch in copied.batches(_BATCH):
            counts.update(articles.add_articles(batch))
    print(_summary(counts))


def _summary(counts: Counter[Added]) -> str:
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in get_args(Added))


@index.command(epilog=examples("unabridged index search ferry Brackholm"))
@_existing_index
@json_rows
@click.argument("words", metavar="WORD...", nargs=-1, required=True, help="Words to search for.")
@click.option("--limit", type=WholeNumber(), default=10, metavar="N", help="Most articles.")
def search(*, file: Path | None, as_json: bool, words: tuple[str, ...], limit: int) -> None:
    """List the best articles for some words."""
    with closing(open_index(current_settings(), file)) as articles:
        hits = articles.search_articles(words, limit=limit)
    if as_json or not hits:
        none = "No article has these words; `unabridged index stats` counts the articles."
        print_rows(hits, str, as_json=as_json, none=none)
        return
    for hit in hits:
        print(f"{printable(hit.title or hit.lead[:_TITLE_LENGTH])}\n  {printable(hit.url)}")


@index.command(epilog=examples("unabridged index prune --days 30"))
@_existing_index
@click.option(
    "--days",
    type=WholeNumber(1, 36_500),  # a century
    metavar="DAYS",
    help="Days to keep.  [default: UNABRIDGED_INDEX_DAYS]",
)
def prune(*, file: Path | None, days: int | None) -> None:
    """Drop articles by age and size."""
    settings = current_settings()
    most_bytes = settings.index_megabytes * 1_000_000
    with closing(open_index(settings, file)) as articles:
        dropped = articles.prune_articles(
            older_than_days=days or settings.index_days, max_bytes=most_bytes
        )
        print(f"{dropped} dropped, {articles.count_articles()} left")


@index.command(epilog=examples("unabridged index stats --json"))
@_existing_index
@json_rows
def stats(*, file: Path | None, as_json: bool) -> None:
    """Print the number of articles and bytes."""
    settings = current_settings()
    place = file or settings.index or settings.articles_path
    with closing(open_index(settings, file)) as articles:
        count, size = articles.count_articles(), articles.size()
    if as_json:
        print(printable_json({"articles": count, "bytes": size, "place": str(place)}))
    else:
        print(f"{counted(count, 'article')}, {size / 1e6:.1f} MB, {place}")


@index.command(epilog=examples("unabridged index refill"))
def refill() -> None:
    """Move the index away and have the feeds fill a new one; stop the server first."""
    settings = current_settings()
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
    with closing(open_index(settings)) as articles, closing(open_store(settings)) as store:
        waiting = ingest.refill(store.feeds, articles)
    if aside:
        print(f"The index was moved to {aside}; delete it when the new one is full.")
    print(
        f"{counted(waiting, 'article')} of the feeds will be read again by a running server, or "
        "by `unabridged feeds poll`. Add again what came from elsewhere."
    )


@index.command(epilog=examples("unabridged index encode"))
@_existing_index
def encode(*, file: Path | None) -> None:
    """Let pages in other languages find the articles (extra languages)."""
    if not vectors.is_installed():
        raise ValueError(
            f"The extra `languages` is not installed. Add it: {command_for('languages')}"
        )
    encoded = 0
    with closing(open_index(current_settings(), file)) as articles:
        if not isinstance(articles, SqliteArticles):
            raise ValueError("This index keeps no vectors; the one in UNABRIDGED_DATA does.")
        with Progress(lambda _: f"{counted(encoded, 'article')} encoded"):
            while batch := ingest.encode_waiting(articles, _BATCH):
                encoded += batch
    print(f"{counted(encoded, 'article')} encoded, all done")

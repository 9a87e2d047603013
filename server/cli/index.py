"""`unabridged index`: add, copy, search, prune, stats, repair, encode."""

import argparse
import sys
import time
from collections import Counter
from contextlib import closing
from functools import partial
from itertools import islice
from typing import get_args

from server.article import read_article
from server.config import Settings
from server.ingest import encode_waiting, take
from server.installed import command_for
from server.language import vectors
from server.model import counted, json_value
from server.pipeline.wiring import open_index
from server.present.printable import print_rows, printable, printable_json
from server.store import Added, ArticleIndex, SqliteArticles
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


def _repair(options: argparse.Namespace, settings: Settings) -> None:
    if settings.index and not options.index:
        raise ValueError(
            f"The index is in the cluster {settings.index}, which looks after its own files. "
            "`--index FILE` names an SQLite file."
        )
    print(SqliteArticles.repair(options.index or settings.articles_path))


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

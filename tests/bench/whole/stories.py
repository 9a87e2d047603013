"""Measures whether texts of one origin are put together, in docs/stories.md.

    python -m tests.bench.whole.stories [--sample N] [--index PATH]

Reads ../shared/data/source beside the project, and `stories.json`: pairs of FNC-1 texts, read one
by one. Events are split by a hash: two thirds taught the limits, the third is shown apart. Made
stories have an agency's text as ten clients print it (cut at the end, a new headline, a paragraph
of their own) and a report of another event's words, with times; they are teachers, and show the
direction. Found: members of FNC-1 events in an index of all articles, and texts of another event.
With --index, an index of any size (as index_data makes them): what a story of forty texts costs
there, in CPU time of this process.
"""

import argparse
import json
import random
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any, cast

from server.config import Settings
from server.model import PageInput
from server.pipeline.engine import Engine
from server.store import IndexArticle, SqliteArticles
from server.story import stories_of
from server.story.reading import read_story
from server.story.relations import Relations
from tests.bench.source.index_data import rows
from tests.intervals import wilson

_LABELS = Path(__file__).with_name("stories.json")
_CLIENTS = 10
_FORTY, _LONG = 48, 1_800  # texts of a large story, and characters of the reports it is made of
_NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
Row = dict[str, Any]
Rows = dict[str, Row]


def article(row: Row, *, hours: int | None = None, publisher: str = "") -> IndexArticle:
    """Return a row of the data as an article of the index, `hours` after a day's beginning."""
    time = (_NOW + timedelta(hours=hours)).isoformat() if hours is not None else None
    host = publisher.replace(" ", "").lower() or row["source"]
    url = f"https://{host}.example/{row['id']}"
    about = {"publisher": publisher or None, "published": time, "language": "en"}
    return IndexArticle(url, row["title"] if publisher else "", row["body"], **about)


@dataclass
class Tally:
    """Pairs of one origin, found and missed, and pairs of two, merged and kept apart."""

    found: int = 0
    missed: int = 0
    merged: int = 0
    apart: int = 0

    def shown(self) -> str:
        precision = self.found / max(1, self.found + self.merged)
        recall = self.found / max(1, self.found + self.missed)
        two = self.merged + self.apart
        low, high = wilson(self.merged, two)
        return (
            f"P {precision:.3f} R {recall:.3f} F1 {_f1(precision, recall):.3f} of "
            f"{self.found + self.missed} pairs; two origins merged {self.merged} of {two} "
            f"({low:.3f}-{high:.3f})"
        )


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(1e-9, precision + recall)


def judged(row_by_key: Rows) -> Iterator[tuple[bool, Tally]]:
    """Yield the tally of each event read by a person, and whether it is of the third."""
    for event in _events():
        texts = [article(row_by_key[key]) for key in event["texts"]]
        pairs = together(texts)
        same, two = ({tuple(pair) for pair in event[kind]} for kind in ("same", "two"))
        tally = Tally(len(same & pairs), len(same - pairs), len(two & pairs), len(two - pairs))
        yield is_third(event), tally


def _events() -> list[Row]:
    events: list[Row] = json.loads(_LABELS.read_text())["events"]
    return events


def is_third(event: Row) -> bool:
    """Return whether an event taught nothing."""
    return int(sha256(event["texts"][0].encode()).hexdigest(), 16) % 3 == 0


def together(texts: Sequence[IndexArticle]) -> set[tuple[int, int]]:
    """Return the pairs that share an origin; all texts count as of one event."""
    # Without addresses: those of this bench would all be of one site.
    texts = [replace(text, url="") for text in texts]
    relations = Relations([reading for text in texts for reading in read_story([text])])
    return {pair for origin in relations.origins for pair in combinations(origin.texts, 2)}


def weighed(tallies: Sequence[Tally]) -> str:
    """Return precision, recall and F1 with each event weighing the same."""
    totals = [0.0, 0.0, 0.0]
    for tally in tallies:
        counts = (tally.found, tally.missed, tally.merged)
        for index, count in enumerate(counts):
            totals[index] += count / max(1, sum(counts))
    found_share, missed_share, merged_share = totals
    precision, recall = (
        found_share / (found_share + merged_share),
        found_share / (found_share + missed_share),
    )
    return f"each event the same: P {precision:.3f} R {recall:.3f} F1 {_f1(precision, recall):.3f}"


def made(pool: Sequence[Row], sample: int) -> Iterator[tuple[Tally, int, int]]:
    """Yield the tally of each made story, the directions given and those that are right."""
    chance = random.Random(11)
    long = [row for row in pool if row["source"] == "bbc" and _sentences(row) > 12]
    for agency, own, unrelated in zip(*[iter(chance.sample(long, 3 * sample))] * 3, strict=True):
        texts = [article(agency, hours=0, publisher="Wire Coast")]
        for client in range(1, _CLIENTS + 1):
            lines = agency["body"].split(". ")
            kept_text = ". ".join(lines[: chance.randint(len(lines) // 2, len(lines))])
            paragraph = ". ".join(own["body"].split(". ")[client : client + 2])
            body = f"{kept_text}.\n\n{paragraph}."
            row = agency | {"id": f"{agency['id']}-{client}", "title": f"{client}", "body": body}
            texts.append(article(row, hours=client, publisher=f"Client {client}"))
        texts.append(article(unrelated, hours=_CLIENTS + 1, publisher="Own Report"))
        readings = [reading for text in texts for reading in read_story([text])]
        relations = Relations(readings, _NOW + timedelta(days=1))
        pairs = {pair for origin in relations.origins for pair in combinations(origin.texts, 2)}
        same = set(combinations(range(_CLIENTS + 1), 2))
        two = {(index, _CLIENTS + 1) for index in range(_CLIENTS + 1)}
        tally = Tally(len(same & pairs), len(same - pairs), len(two & pairs), len(two - pairs))
        directions = [
            (index, origin)
            for index, text in enumerate(relations.texts)
            if text.relation in ("copies", "retells")
            for origin in text.of
        ]
        yield tally, len(directions), sum(earlier < later for later, earlier in directions)


def _sentences(row: Row) -> int:
    return int(row["body"].count(". "))


class _Here:
    """A pool that works in this process, so that its time is counted."""

    def run(self, function: Any, *args: Any, **_: Any) -> Any:
        return function(*args)


def found(row_by_key: Rows, engine: Engine, events: Sequence[Row]) -> str:
    """Say how many texts of each event its first one finds, and how many of none."""
    hits = members = strange = every = 0
    for event in events:
        page, *rest = (article(row_by_key[key]) for key in event["texts"])
        urls = {text.url for text in rest}
        of_event = urls | {article(row_by_key[key]).url for key in event.get("more", ())}
        *_, story = stories_of(engine, _page(page), threading.Event())
        texts = {str(text.url) for text in story.texts} - {page.url}
        hits, members = hits + len(texts & urls), members + len(urls)
        strange, every = strange + len(texts - of_event), every + len(texts)
    low, high = wilson(hits, members)
    return (
        f"{hits} of {members} ({low:.3f}-{high:.3f}); of another event {strange} of {every} texts"
    )


def _page(text: IndexArticle) -> PageInput:
    return PageInput(url=text.url, text=text.text, published=text.published, language="en")


def forty(row_by_key: Rows, engine: Engine, index: SqliteArticles) -> str:
    """Add a large story to the index, and say what its answer costs."""
    chance = random.Random(5)
    events = ([row_by_key[key] for key in event["texts"]] for event in _events())
    long = max(([row for row in event if len(row["body"]) > _LONG] for event in events), key=len)
    texts = []
    for number in range(_FORTY):
        row = long[number % len(long)]
        lines = row["body"].split(". ")
        cut = ". ".join(lines[: chance.randint(2 * len(lines) // 3, len(lines))])
        row = row | {"id": f"forty-{number}", "title": f"{number}", "body": f"{cut}."}
        texts.append(article(row, hours=number % 24, publisher=f"Paper {number}"))
    index.add_articles(texts)
    page = replace(texts[0], url="https://page.example/", text=long[0]["body"])
    started = time.process_time()
    timed_stories = [
        (story, time.process_time() - started)
        for story in stories_of(engine, _page(page), threading.Event())
    ]
    story, total_seconds = timed_stories[-1]
    words = sum(len(text.text.split()) for text in texts) // len(texts)
    return (
        f"{len(story.texts)} texts of {words} words in an index of {index.count_articles():,}: "
        f"CPU seconds {timed_stories[0][1]:.2f} first, {total_seconds:.2f} whole"
    )


@contextmanager
def index_of(pool: Sequence[Row], path: Path | None) -> Iterator[SqliteArticles]:
    """Open the index at `path`, or one with all articles made for a block."""
    with tempfile.TemporaryDirectory() as folder:
        index = SqliteArticles(path or Path(folder) / "articles.db")
        for start in range(0, 0 if path else len(pool), 2_000):
            index.add_articles(
                [article(row) for row in pool[start : start + 2_000] if row["body"].strip()]
            )
        yield index


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sample", type=int, default=30)
    parser.add_argument("--index", type=Path)
    options = parser.parse_args()
    pool = list(rows("articles.jsonl.gz"))
    row_by_key = {row["id"]: row for row in pool}
    events = list(judged(row_by_key))
    for third in (False, True):
        tallies = [tally for of_third, tally in events if of_third is third]
        total = Tally(
            *(
                sum(getattr(tally, n) for tally in tallies)
                for n in ("found", "missed", "merged", "apart")
            )
        )
        which = "the third" if third else "two thirds"
        print(f"read, {which} ({len(tallies)} events): {total.shown()}")
        print(f"  {weighed(tallies)}")
    stories = list(made(pool, options.sample))
    total = Tally(
        *(
            sum(getattr(tally, n) for tally, _, _ in stories)
            for n in ("found", "missed", "merged", "apart")
        )
    )
    direction_count, right = (sum(story[field] for story in stories) for field in (1, 2))
    print(f"made ({len(stories)}): {total.shown()}; direction right {right} of {direction_count}")
    with index_of(pool, options.index) as index:
        engine = Engine(Settings.from_env(), cast("Any", _Here()), None, lambda: index)
        if options.index:
            forty(row_by_key, engine, index)  # reads the program's tables
            print(forty(row_by_key, engine, index))
            return
        for third in (False, True):
            some = [event for event in _events() if is_third(event) is third]
            which = "the third" if third else "two thirds"
            print(f"found, {which} ({len(some)} events): {found(row_by_key, engine, some)}")


if __name__ == "__main__":
    main()

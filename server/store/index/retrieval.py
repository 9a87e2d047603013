"""Searches the SQLite index: rare terms gather candidates, their texts decide the order.

FTS5's own ranking scores every row that any term matches, common words included, and counts
each term over the whole table first. Here each term's rows are read one by one, the rarest
terms completely and common ones not at all, so that the cost depends neither on the size of the
index nor on its age; `choice` ranks the candidates by their texts.

Articles in another language are found by vectors, which server/ingest/poller.py makes. They are
kept in half precision, 1 kB each; a changed or deleted article's vector no longer counts.
"""

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from server.store.index import choice, partitions
from server.store.index.choice import Asked
from server.store.index.rows import SELECT, article_of
from server.store.records import (
    MOST_HITS,
    Encodable,
    Hit,
    IndexArticle,
    Meaning,
    Term,
    Vector,
    Within,
)


def search(db: sqlite3.Connection, terms: Sequence[Term], page: str, within: Within) -> list[Hit]:
    """Return the best articles for `terms`, near copies grouped.

    `page` is the text that the terms are from: runs of its words in an article raise the score.
    """
    asked = choice.asked_terms(terms)
    candidates = _gather(db, asked, _Window(db, *partitions.window(within)))
    articles = _read(db, candidates, frozenset(within.get("exclude", ())))
    return choice.group(choice.ranked(asked, choice.of_page(page), articles), within)


class _Window:
    """The searched days: their ranges of ids, one per table, and their articles."""

    def __init__(self, db: sqlite3.Connection, since: int | None, until: int | None) -> None:
        rows = db.execute("select day, articles from days order by day").fetchall()
        self._days: list[tuple[int, int]] = [
            row for row in rows if partitions.is_within(row[0], since, until)
        ]
        self.total = sum(count for _, count in self._days)
        by_period = groupby(self._days, key=lambda row: partitions.period_of_day(row[0]))
        self._counts = {
            (partitions.first_id(group[0][0]), partitions.first_id(group[-1][0] + 1) - 1): dict(
                group
            )
            for group in (list(rows) for _, rows in by_period)
        }
        self.spans = list(self._counts)
        # Tables that the rarity of a term is estimated from.
        self.sample = self.spans[:: math.ceil(len(self.spans) / 4) or 1]

    def estimate(self, found: int, spans: list[partitions.Range], reached: int) -> int:
        """Estimate how many articles have a term, given `found` up to the id `reached`."""
        read = sum(sum(self._counts[span].values()) for span in spans if span[1] < reached)
        day = partitions.day_of(reached)
        for span in spans:
            if span[0] <= reached <= span[1]:
                read += sum(count for earlier, count in self._counts[span].items() if earlier < day)
                read += reached - partitions.first_id(day) + 1
        return min(self.total, found * self.total // max(1, read))


def _gather(db: sqlite3.Connection, asked: list[Asked], window: _Window) -> list[tuple[int, float]]:
    """Return the likeliest ids by the weight of their terms, best first."""
    weight: defaultdict[int, float] = defaultdict(float)
    common: list[Asked] = []
    selective = 0
    most = choice.most_rows(asked)
    # Terms times tables; terms beyond gather no candidates.
    enough = 500 // max(1, len(window.spans))
    for number, term in enumerate(asked):
        gathers = number < enough or len(term.words) > 1 or selective < choice.SELECTIVE
        spans = window.spans if gathers else window.sample
        rows = partitions.matching(db, term.match, spans, most)
        whole = len(rows) < most
        found = len(rows)
        if not (whole and gathers):
            found = window.estimate(found, spans, (2**63 - 1) if whole else rows[-1])  # past any id
        term.idf = choice.rarity(window.total, found)
        if not gathers:
            continue
        if whole:
            selective += bool(rows)
            for key in rows:
                weight[key] += term.weight * term.idf
        else:
            common.append(term)
    if selective < choice.SELECTIVE:
        for one, other, heavy in choice.pairs(common):
            match = f"{one.match} {other.match}"
            for key in partitions.matching(db, match, window.spans, most):
                weight[key] += heavy
    best = nlargest(choice.MOST_CANDIDATES, weight, key=weight.__getitem__)
    return [(key, weight[key]) for key in best]


def _read(
    db: sqlite3.Connection, candidates: Iterable[tuple[int, float]], exclude: frozenset[str]
) -> Iterator[tuple[IndexArticle, bool]]:
    one = f"{SELECT} where id = ?"
    found = ((db.execute(one, (key,)).fetchone(), weight) for key, weight in candidates)
    known = ((row, weight) for row, weight in found if row and row[1] not in exclude)
    for row in choice.likely((row, weight, bool(row[-1])) for row, weight in known):
        yield article_of(db, row), bool(row[-1])


_OPENING = 300  # encoded characters of an article: its beginning says what it is about
_AT_ONCE = 4_096  # vectors in memory, 10 MB
_WAITING = (
    "select a.id, a.version from articles a left join meanings m on m.id = a.id"
    " and m.version = a.version where m.id is null order by a.id desc limit ?"
)
_NEAR = (
    "select m.id, m.vector from meanings m join articles a on a.id = m.id and a.version = m.version"
    " where m.language != ? and m.id between ? and ? order by m.id desc limit ?"
)


def waiting(db: sqlite3.Connection, most: int) -> list[Encodable]:
    """Return articles without a vector, newest first."""
    found = []
    for key, version in db.execute(_WAITING, (most,)).fetchall():
        article = article_of(db, db.execute(f"{SELECT} where id = ?", (key,)).fetchone())
        text = f"{article.title}. {(article.text or article.lead)[:_OPENING]}".strip(". ")
        found.append(Encodable(key, version, text, article.language))
    return found


def keep(db: sqlite3.Connection, made: Iterable[Meaning]) -> None:
    """Save vectors."""
    db.executemany(
        "insert or replace into meanings (id, version, language, vector) values (?, ?, ?, ?)",
        (
            (one.key, one.version, one.language, one.vector.astype(np.float16).tobytes())
            for one in made
        ),
    )


def nearest(db: sqlite3.Connection, vector: Vector, language: str, within: Within) -> list[Hit]:
    """Return the articles in other languages nearest to `vector`, best first."""
    wanted = vector.astype(np.float32)
    limit, exclude = within.get("limit", MOST_HITS), within.get("exclude", ())
    most = limit + len(exclude)
    best: list[tuple[float, int]] = []
    for keys, vectors in _of_days(db, language, partitions.window(within)):
        similar = vectors @ wanted
        best += [(float(similar[row]), keys[row]) for row in np.argsort(-similar)[:most]]
        best = nlargest(most, best)
    hits = []
    for score, key in best:
        row = db.execute(f"{SELECT} where id = ?", (key,)).fetchone()
        if row is not None and row[1] not in exclude:
            hits.append(choice.hit_of(article_of(db, row), round(score, 4), whole=bool(row[-1])))
    return hits[:limit]


def _of_days(
    db: sqlite3.Connection, language: str, window: tuple[int | None, int | None]
) -> Iterator[tuple[Sequence[int], NDArray[np.float32]]]:
    """Yield ids and vectors of the days in `window` in batches, newest first."""
    days = [day for (day,) in db.execute("select day from days order by day desc").fetchall()]
    left = 200_000  # newest vectors read by a search
    for day in days:
        if not partitions.is_within(day, *window) or left <= 0:
            continue
        rows = db.execute(
            _NEAR, (language, partitions.first_id(day), partitions.first_id(day + 1) - 1, left)
        )
        while some := rows.fetchmany(_AT_ONCE):
            left -= len(some)
            joined = np.frombuffer(b"".join(blob for _, blob in some), np.float16)
            yield [key for key, _ in some], joined.reshape(len(some), -1).astype(np.float32)

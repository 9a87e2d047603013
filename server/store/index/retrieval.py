"""Searches the SQLite index: rare terms gather candidates, their texts decide the order.

FTS5's own ranking scores every row that any term matches, common words included, and counts
each term over the whole table first. Here each term's rows are read one by one, the rarest
terms completely and common ones not at all, so that the cost depends neither on the size of the
index nor on its age; `ranking` orders the candidates by their texts.
"""

import math
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from heapq import nlargest
from itertools import groupby

from server.store.index import partitions, ranking
from server.store.index.ranking import QueryTerm
from server.store.index.rows import SELECT, article_of
from server.store.records import IndexArticle
from server.store.sql import Row

# Tables times terms that are looked up; further terms only tell how rare they are.
_MOST_LOOKUPS = 500
# Tables that the rarity of such a term is estimated from.
_SAMPLED_TABLES = 4
_PAST_ALL_IDS = 2**63 - 1


class SearchedDays:
    """The searched days: their ranges of ids, one per table, and their articles."""

    def __init__(self, db: sqlite3.Connection, since: int | None, until: int | None) -> None:
        rows = db.execute("select day, articles from days order by day").fetchall()
        self._days: list[tuple[int, int]] = [
            row for row in rows if partitions.is_within(row[0], since, until)
        ]
        self.total = sum(count for _, count in self._days)
        by_period = groupby(self._days, key=lambda row: partitions.period_of_day(row[0]))
        self._counts: dict[partitions.Range, dict[int, int]] = {}
        for counts in (dict(rows) for _, rows in by_period):
            days = list(counts)
            span = (partitions.first_id(days[0]), partitions.first_id(days[-1] + 1) - 1)
            self._counts[span] = counts
        self.spans = list(self._counts)
        self.sample = self.spans[:: math.ceil(len(self.spans) / _SAMPLED_TABLES) or 1]

    def estimate(self, holding: int, spans: list[partitions.Range], reached: int) -> int:
        """Estimate how many articles have a term, if `holding` have it up to the id `reached`."""
        read = sum(sum(self._counts[span].values()) for span in spans if span[1] < reached)
        day = partitions.day_of(reached)
        for span in spans:
            if span[0] <= reached <= span[1]:
                read += sum(count for earlier, count in self._counts[span].items() if earlier < day)
                read += reached - partitions.first_id(day) + 1
        return min(self.total, holding * self.total // max(1, read))


def gather(
    db: sqlite3.Connection, asked: list[QueryTerm], window: SearchedDays
) -> list[tuple[int, float]]:
    """Return the likeliest ids by the weight of their terms, best first."""
    weight: defaultdict[int, float] = defaultdict(float)
    common: list[QueryTerm] = []
    selective = 0
    row_limit = ranking.most_rows(asked)
    looked_up = _MOST_LOOKUPS // max(1, len(window.spans))
    for number, term in enumerate(asked):
        gathers = number < looked_up or len(term.words) > 1 or selective < ranking.SELECTIVE
        spans = window.spans if gathers else window.sample
        rows = partitions.matching(db, term.match, spans, row_limit)
        is_complete = len(rows) < row_limit
        holding = len(rows)
        if not (is_complete and gathers):
            holding = window.estimate(holding, spans, _PAST_ALL_IDS if is_complete else rows[-1])
        term.idf = ranking.rarity(window.total, holding)
        if not gathers:
            continue
        if is_complete:
            selective += bool(rows)
            for key in rows:
                weight[key] += term.weight * term.idf
        else:
            common.append(term)
    if selective < ranking.SELECTIVE:
        for first, second, joint_weight in ranking.pairs(common):
            match = f"{first.match} {second.match}"
            for key in partitions.matching(db, match, window.spans, row_limit):
                weight[key] += joint_weight
    best = nlargest(ranking.MOST_CANDIDATES, weight, key=weight.__getitem__)
    return [(key, weight[key]) for key in best]


def read(
    db: sqlite3.Connection, candidates: Iterable[tuple[int, float]], exclude: Collection[str]
) -> Iterator[tuple[IndexArticle, bool]]:
    """Yield the likely candidates with whether their text is whole, without those to `exclude`."""
    rows = _rows(db, candidates, exclude)
    for row in ranking.likely((row, weight, bool(row[-1])) for row, weight in rows):
        yield article_of(db, row), bool(row[-1])


def _rows(
    db: sqlite3.Connection, candidates: Iterable[tuple[int, float]], exclude: Collection[str]
) -> Iterator[tuple[Row, float]]:
    """Yield the candidates' rows with their weights, one at a time as they are asked for."""
    for key, weight in candidates:
        row = db.execute(f"{SELECT} where id = ?", (key,)).fetchone()
        if row and row[1] not in exclude:
            yield row, weight

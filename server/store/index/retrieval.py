"""Searching the index: rare terms gather candidates, their texts decide the order.

FTS5's own ranking scores every row that any term matches, common words included, and counts
each term over the whole table first. Here each term's rows are read one by one, the rarest
terms whole and common ones not at all, so that the cost depends neither on the size of the
index nor on its age; `ranking` reads the candidates' texts.
"""

import math
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import combinations, groupby

from server.store.index import day_ids, near_duplicates, partitions, ranking
from server.store.index.ranking import Asked
from server.store.index.rows import SELECT, article_of, body_of
from server.store.index.tokenizer import indexable, tokens
from server.store.protocols import Hit, Term

MOST_TERMS = 64
_ROWS = 36_000  # rows that are read for all terms: 1,500 for each of 24
_FEWEST = 8  # terms that share them, where there are fewer
_SELECTIVE = 4  # rare terms below which common ones are taken in pairs
_PAIRED = 6  # common terms that are paired
_LOOKUPS = 500  # of a term in a table; terms beyond them gather no candidates
_SAMPLED = 4  # tables that say how rare a term is
_LAST = 2**63 - 1  # past any id
_SCORED = 24  # texts that are read
_RIVALS = 6  # that are read in any case: what is far ahead of others is surer
_LEAD = 0.25  # of a text's cost to read, where title and lead are all there is
_LIKELY = 0.25  # of the best one's weight of terms, below which no other text is read


def search(
    db: sqlite3.Connection,
    terms: Sequence[Term],
    window: tuple[int | None, int | None],
    *,
    limit: int,
    exclude: Collection[str],
    page: str = "",
) -> list[Hit]:
    """The best articles for `terms` between two days, near-copies grouped.

    `page` is the text that the terms are from; what is in it word for word counts.
    """
    asked = list(_asked(terms))
    candidates = _gather(db, asked, _Window(db, *window))
    scored = _score(db, asked, candidates, frozenset(exclude), ranking.of_page(page))
    return near_duplicates.group(scored, limit)


def _asked(terms: Iterable[Term]) -> Iterator[Asked]:
    seen: set[tuple[str, ...]] = set()
    for term in terms:
        text, weight = (term, 1.0) if isinstance(term, str) else term
        words = tuple(tokens(text))
        if words and words not in seen and len(seen) < MOST_TERMS:
            seen.add(words)
            # Quoted, nothing in a term is query syntax.
            quoted = indexable(text).replace('"', " ").replace("\0", " ")
            yield Asked(f'"{quoted}"', words, weight)


class _Window:
    """The days that are searched: their ranges of ids, a table each, and their articles."""

    def __init__(self, db: sqlite3.Connection, since: int | None, until: int | None) -> None:
        rows = db.execute("select day, articles from days order by day").fetchall()
        self._days: list[tuple[int, int]] = [
            row for row in rows if day_ids.is_within(row[0], since, until)
        ]
        self.total = sum(count for _, count in self._days)
        self._counts = {
            (day_ids.first_id(group[0][0]), day_ids.first_id(group[-1][0] + 1) - 1): dict(group)
            for group in _by_period(self._days)
        }
        self.spans = list(self._counts)
        self.sample = self.spans[:: math.ceil(len(self.spans) / _SAMPLED) or 1]

    def estimate(self, found: int, spans: list[day_ids.Range], reached: int) -> int:
        """How many articles have a term, `found` of those in `spans` up to the id `reached`."""
        read = sum(sum(self._counts[span].values()) for span in spans if span[1] < reached)
        day = day_ids.day_of(reached)
        for span in spans:
            if span[0] <= reached <= span[1]:
                read += sum(count for one, count in self._counts[span].items() if one < day)
                read += reached - day_ids.first_id(day) + 1
        return min(self.total, found * self.total // max(1, read))


def _by_period(found: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    grouped = groupby(found, key=lambda row: day_ids.period_of_day(row[0]))
    return [list(rows) for _, rows in grouped]


def _gather(db: sqlite3.Connection, asked: list[Asked], window: _Window) -> list[tuple[int, float]]:
    """The ids most likely to be right, best first, by the weight of the terms they have."""
    weight: defaultdict[int, float] = defaultdict(float)
    common: list[Asked] = []
    selective = 0
    most = _ROWS // max(_FEWEST, len(asked))
    enough = _LOOKUPS // max(1, len(window.spans))
    for number, term in enumerate(asked):
        gathers = number < enough or len(term.words) > 1 or selective < _SELECTIVE
        spans = window.spans if gathers else window.sample
        rows = partitions.matching(db, term.match, spans, most)
        whole = len(rows) < most
        found = len(rows)
        if not (whole and gathers):
            found = window.estimate(found, spans, _LAST if whole else rows[-1])
        term.idf = math.log(1 + (window.total - found + 0.5) / (found + 0.5))
        if not gathers:
            continue
        if whole:
            selective += bool(rows)
            for key in rows:
                weight[key] += term.weight * term.idf
        else:
            common.append(term)
    if selective < _SELECTIVE:
        _pair(db, common, window, weight, most)
    best = nlargest(int(_SCORED / _LEAD), weight, key=weight.__getitem__)
    return [(key, weight[key]) for key in best]


def _pair(
    db: sqlite3.Connection,
    common: list[Asked],
    window: _Window,
    weight: defaultdict[int, float],
    most: int,
) -> None:
    """Two common terms together are as good as a rare one."""
    rarest = sorted(common, key=lambda term: -term.idf * term.weight)[:_PAIRED]
    for one, other in combinations(rarest, 2):
        match = f"{one.match} {other.match}"
        for key in partitions.matching(db, match, window.spans, most):
            weight[key] += one.weight * one.idf + other.weight * other.idf


def _score(
    db: sqlite3.Connection,
    asked: list[Asked],
    candidates: list[tuple[int, float]],
    exclude: frozenset[str],
    page: ranking.Page,
) -> list[near_duplicates.Scored]:
    """The likely candidates ranked by title and text, best first."""
    scored = []
    read = 0.0
    for key, weight in candidates:
        if read >= _SCORED or (read >= _RIVALS and weight < _LIKELY * candidates[0][1]):
            break
        row = db.execute(f"{SELECT} where id = ?", (key,)).fetchone()
        whole = row is not None and bool(row[-1])
        read += 1.0 if whole else _LEAD
        if row is None or row[1] in exclude:
            continue
        article = article_of(db, row)
        title_words, body = tokens(article.title), tokens(body_of(article))
        score = ranking.score(asked, page, title_words, body, whole=whole)
        scored.append(near_duplicates.Scored(score, article, whole, body))
    return sorted(scored, key=lambda found: -found.score)

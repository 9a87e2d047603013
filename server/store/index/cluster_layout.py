"""The layout of articles in a cluster: one index per sixteen days, like SQLite's tables.

Articles have the words of SQLite's index, from the same tokenizer, so that the engine splits at
spaces only. The fields of an answer are stored with them and not searched.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from server.model import read_table
from server.store.index import partitions
from server.store.index.choice import MOST_READ, SELECTIVE, Asked, most_rows, pairs, rarity
from server.store.index.tokenizer import body_of, tokens
from server.store.records import IndexArticle

_PERIOD_DAYS = partitions.first_day(1)
_MOST_NAMES = 40  # in one address, whose line has 4,096 bytes at most
_NAME = re.compile(r"-articles-(?P<undated>undated-)?(?P<day>\d{4}-\d\d-\d\d)")
_FIELDS = [field.name for field in fields(IndexArticle)]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Layout:
    """Names and settings of the indexes, all of which begin with `prefix`."""

    prefix: str
    shards: int
    replicas: int

    @property
    def every(self) -> str:
        """Pattern of all indexes that hold articles."""
        return f"{self.prefix}-articles-*"

    @property
    def about(self) -> str:
        """Index that holds the cluster's identity."""
        return f"{self.prefix}-about"

    def home(self, day: int) -> str:
        """Return the name of the index for articles of `day`, a slot."""
        return self._of_period(partitions.period_of_day(day))

    def within(self, since: int | None, until: int | None, today: int) -> str:
        """Return the indexes that may hold articles published between two days."""
        latest = today + 1 if until is None else min(until, today + 1)
        names = [self.every]
        if since is not None:
            dated = range(partitions.period_of_day(since), partitions.period_of_day(latest) + 1)
            first, last = (partitions.undated(day) for day in (max(0, since), today))
            undated = range(partitions.period_of_day(first), partitions.period_of_day(last) + 1)
            if 0 < len(dated) + len(undated) <= _MOST_NAMES:
                names = [self._of_period(period) for period in (*dated, *undated)]
        return ",".join(names)

    def body(self) -> dict[str, Any]:
        """Return the settings and mappings of an index for articles."""
        body: dict[str, Any] = read_table(__package__, "cluster.json")
        sizes = {"number_of_shards": self.shards, "number_of_replicas": self.replicas}
        return {**body, "settings": {**body["settings"], **sizes}}

    def _of_period(self, period: int) -> str:
        day = partitions.first_day(period)
        first = _EPOCH + timedelta(days=partitions.age(day))
        undated = "undated-" if day != partitions.age(day) else ""
        return f"{self.prefix}-articles-{undated}{first:%Y-%m-%d}"


def last_day(name: str) -> int | None:
    """Return the last day, since 1970, of an index; None for another index."""
    match = _NAME.search(name)
    if not match:
        return None
    first = datetime.fromisoformat(match["day"]).replace(tzinfo=UTC)
    return (first - _EPOCH).days + _PERIOD_DAYS - 1


def key_of(url: str) -> str:
    """Return the id of the article at `url`."""
    return hashlib.blake2b(url.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def document(article: IndexArticle, version: bytes, day: int, came: int) -> dict[str, Any]:
    """Return an article for the engine; `day` is its slot, `came` its day of arrival."""
    return {
        "day": day,
        "came": came,
        "version": version.hex(),
        "words": [" ".join(tokens(article.title)), " ".join(tokens(body_of(article)))],
        "kept": {name: getattr(article, name) for name in _FIELDS} | {"whole": bool(article.text)},
    }


def article_of(kept: Mapping[str, Any]) -> IndexArticle:
    """Return the article of a stored document, perhaps without its text."""
    return IndexArticle(**{name: kept[name] for name in _FIELDS if name in kept})


Json = dict[str, Any]


def counting(asked: Sequence[Asked], since: int | None, until: int | None) -> Json:
    """Return a query that counts the articles of a window, and those with each term."""
    filters = {str(number): _has(term) for number, term in enumerate(asked)}
    body: Json = {"size": 0, "track_total_hits": True, "query": {"bool": _window(since, until)}}
    return {**body, "aggs": {"terms": {"filters": {"filters": filters}}}}


def rare_and_common(asked: Sequence[Asked], answer: Json) -> tuple[list[Asked], list[Asked]]:
    """Split the terms that occur into rare and common ones; set their rarity."""
    total = int(answer["hits"]["total"]["value"])
    rare: list[Asked] = []
    common: list[Asked] = []
    for number, term in enumerate(asked):
        found = int(answer["aggregations"]["terms"]["buckets"][str(number)]["doc_count"])
        term.idf = rarity(total, found)
        if found:
            (rare if found < most_rows(asked) else common).append(term)
    return rare, common


def gathering(
    rare: Sequence[Asked],
    common: Sequence[Asked],
    window: tuple[int | None, int | None],
    exclude: Collection[str],
) -> Json | None:
    """Return a query for the articles with the heaviest terms.

    An article needs a rare term, or two common ones where there are few rare ones; its common
    terms add to its weight. None where no term distinguishes articles.
    """
    enough = [_weighs([term], term.weight * term.idf) for term in rare]
    if len(rare) < SELECTIVE:
        enough += [_weighs([one, other], heavy) for one, other, heavy in pairs(common)]
    if not enough:
        return None
    return {
        "size": MOST_READ,
        "query": {
            "bool": {
                **_window(*window),
                "must": [{"bool": {"should": enough, "minimum_should_match": 1}}],
                "should": [_weighs([term], term.weight * term.idf) for term in common],
                "must_not": [{"ids": {"values": [key_of(url) for url in exclude]}}],
            }
        },
    }


def recent(since: int, most: int) -> Json:
    """Return a query for at most `most` articles since a day, the latest to arrive first."""
    latest = [{"came": "desc"}, {"day": "desc"}]
    return {"size": most, "sort": latest, "query": {"bool": _window(since, None)}}


def with_ids(keys: Iterable[str], fields: Sequence[str], most: int) -> Json:
    """Return a query for at most `most` articles by ids; no `fields`: all."""
    return {"size": most, "_source": list(fields) or True, "query": {"ids": {"values": list(keys)}}}


def older_than(day: int) -> Json:
    """Return a query for articles published before `day`, or undated and added before."""
    dated = {"range": {"day": {"lt": day}}}
    undated = {"range": {"day": {"gte": partitions.undated(0), "lt": partitions.undated(day)}}}
    return {"query": {"bool": {"should": [dated, undated], "minimum_should_match": 1}}}


def _has(term: Asked) -> Json:
    if len(term.words) == 1:
        return {"term": {"words": term.words[0]}}
    return {"match_phrase": {"words": " ".join(term.words)}}


def _weighs(terms: Sequence[Asked], weight: float) -> Json:
    has = [_has(term) for term in terms]
    which = has[0] if len(has) == 1 else {"bool": {"filter": has}}
    return {"constant_score": {"filter": which, "boost": weight}}


def _window(since: int | None, until: int | None) -> Json:
    """Return filters for articles dated between two days, and undated ones since."""
    if since is None and until is None:
        return {"filter": [{"match_all": {}}]}
    dated: Json = {"lt": partitions.undated(0)} if until is None else {"lte": until}
    if since is not None:
        dated["gte"] = since
    undated = {"gte": partitions.undated(since or 0)}
    either = [{"range": {"day": dated}}, {"range": {"day": undated}}]
    return {"filter": [{"bool": {"should": either, "minimum_should_match": 1}}]}

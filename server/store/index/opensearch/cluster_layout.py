"""The layout of articles in a cluster: one index per sixteen days, like SQLite's tables.

Articles have the words of SQLite's index, from the same tokenizer, so that the engine splits at
spaces only. The fields of an answer are stored with them and not searched.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from server.store.index import day_ids
from server.store.index.indexed_words import body_of
from server.store.index.tokenizer import tokens
from server.store.protocols import IndexArticle

_PERIOD_DAYS = day_ids.first_day(1)
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
        return self._of_period(day_ids.period_of_day(day))

    def within(self, since: int | None, until: int | None, today: int) -> str:
        """Return the indexes that may hold articles published between two days."""
        latest = today + 1 if until is None else min(until, today + 1)
        names = [self.every]
        if since is not None:
            dated = range(day_ids.period_of_day(since), day_ids.period_of_day(latest) + 1)
            first, last = (day_ids.undated(day) for day in (max(0, since), today))
            undated = range(day_ids.period_of_day(first), day_ids.period_of_day(last) + 1)
            if 0 < len(dated) + len(undated) <= _MOST_NAMES:
                names = [self._of_period(period) for period in (*dated, *undated)]
        return ",".join(names)

    def body(self) -> dict[str, Any]:
        """Return the settings and mappings of an index for articles."""
        return {
            "settings": {
                "number_of_shards": self.shards,
                "number_of_replicas": self.replicas,
                "codec": "best_compression",
            },
            "mappings": {
                "dynamic": "strict",
                "_source": {"excludes": ["words"]},
                "properties": {
                    "day": {"type": "integer"},
                    "came": {"type": "integer", "index": False},
                    "version": {"type": "keyword", "index": False},
                    "words": {"type": "text", "analyzer": "whitespace", "norms": False},
                    "kept": {"type": "object", "enabled": False},
                },
            },
        }

    def _of_period(self, period: int) -> str:
        day = day_ids.first_day(period)
        first = _EPOCH + timedelta(days=day_ids.age(day))
        undated = "undated-" if day != day_ids.age(day) else ""
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
        "kept": {**asdict(article), "whole": bool(article.text)},
    }


def article_of(kept: Mapping[str, Any]) -> IndexArticle:
    """Return the article of a stored document, perhaps without its text."""
    return IndexArticle(**{name: kept[name] for name in _FIELDS if name in kept})

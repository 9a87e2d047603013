"""The index of articles that feeds and the operator filled."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from server.errors import Problem
from server.source.finders.protocol import NAMED, Asked, Lead, Passed
from server.store.protocols import ArticleIndex, Hit

LOOKED_AT = 10
_BEFORE, _AFTER = 14, 1  # days around the page's own
_BEFORE_WIDENED = 90


class Index:
    """Articles that hold the page's telling words, around its date."""

    codes: Sequence[str] = ("index",)

    def __init__(self, open_index: Callable[[], ArticleIndex] | None) -> None:
        self._open = open_index

    def find(self, asked: Asked) -> Iterator[Lead]:
        """The best hits with the text that is known of them; raises Passed."""
        if self._open is None:
            raise Passed("There is no index yet: feeds and `unabridged index add` fill one.")
        if not asked.terms:
            raise Passed("The page has no words that a search could tell it by.")
        try:
            articles = self._open()
            if not articles.count_articles():
                raise Passed("The index holds no articles yet.")
            found = [_lead(hit, articles, asked) for hit in _hits(articles, asked)]
        except Problem as problem:
            raise Passed(problem.detail) from None
        except (sqlite3.Error, OSError) as error:
            raise Passed(f"The index can't be read ({error}).") from None
        yield from found

    def offer(self, _: Asked) -> list[str]:
        """Nothing leaves."""
        return []


def _hits(articles: ArticleIndex, asked: Asked) -> list[Hit]:
    for since, until in windows(asked.page.published):
        hits = articles.search_articles(
            asked.terms,
            since=since,
            until=until,
            limit=LOOKED_AT,
            exclude=asked.own,
            page=asked.told,
        )
        others = [hit for hit in hits if not asked.is_own(hit.url, hit.title)]
        if others:
            return others
    return []


def _lead(hit: Hit, articles: ArticleIndex, asked: Asked) -> Lead:
    whole = articles.article_text(hit.url) if hit.whole else None
    credit = asked.credit_of(hit.url, hit.publisher)
    named = f" It is of {credit.name}, which the page names as its source." if credit else ""
    return Lead(
        hit.url,
        "index",
        f"Found in the index by its words.{named}",
        quote=credit.quote if credit else None,
        strength=NAMED if credit else 0.0,
        title=hit.title,
        publisher=hit.publisher,
        published=hit.published,
        params={"copies": hit.copies},
        whole=whole if whole and whole.text else None,
    )


def windows(published: str | None) -> list[tuple[str | None, str | None]]:
    """First and last day to look at: around the page's own, then wider; all where it has none."""
    try:
        day = date.fromisoformat((published or "")[:10])
        until = day + timedelta(days=_AFTER)
        return [
            ((day - timedelta(days=before)).isoformat(), until.isoformat())
            for before in (_BEFORE, _BEFORE_WIDENED)
        ]
    except (ValueError, OverflowError):
        return [(None, None)]

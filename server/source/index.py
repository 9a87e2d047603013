"""Searches the article index."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from server.errors import Problem
from server.language import detect
from server.language.tags import base_language
from server.model import iso_day
from server.source.lead import NAMED, Finder, FinderError, FinderSkipped, Lead, SearchQuery
from server.store import ArticleIndex, Hit, SqliteArticles, Vector
from server.verdict import is_of

LOOKED_AT = 10  # best hits of a search
FOREIGN = 5  # articles in other languages
RELATED = 0.3  # least cosine of two openings on the same event (docs/decisions/finding.md)
_SMOOTHED = 10  # ranks: the first weighs half again as much as the sixth
_BEFORE, _AFTER = 14, 1  # days around the page's own
_BEFORE_WIDENED = 90  # the default of UNABRIDGED_INDEX_DAYS

# The first and the last day; None: no bound.
Days = tuple[str | None, str | None]


class Index(Finder):
    """Articles with the page's distinctive words, from around its date or `earlier`."""

    codes = ("index",)

    def __init__(
        self,
        open_index: Callable[[], ArticleIndex] | None,
        meaning: Callable[[SearchQuery], Vector | None] = lambda _: None,
        *,
        earlier: bool = False,
    ) -> None:
        self._open, self._meaning = open_index, meaning
        self._days = days_before if earlier else days_around

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """Yield the best hits with their known texts; raise FinderSkipped."""
        if self._open is None:
            raise FinderSkipped("There is no index yet; feeds and `unabridged index add` fill one.")
        if not query.terms:
            raise FinderSkipped("The page has no words that would distinguish it in a search.")
        try:
            articles = self._open()
            if not articles.count_articles():
                raise FinderSkipped("The index has no articles yet.")
            days = self._days(query.page.published)
            leads = list(self._leads(articles, query, days)) if days else []
        except Problem as problem:
            raise FinderError(problem.detail) from None
        except (sqlite3.Error, OSError) as error:
            raise FinderError(f"The index can't be read ({error}).") from None
        yield from leads

    def _leads(self, articles: ArticleIndex, query: SearchQuery, days: Days) -> Iterator[Lead]:
        """Yield articles that share words, then foreign ones with the same meaning."""
        hits = articles.search_articles(
            query.terms,
            since=days[0],
            until=days[1],
            limit=LOOKED_AT,
            exclude=query.own,
            page=query.text,
        )
        hits = [hit for hit in hits if not query.is_own(hit.url, hit.title)]
        translations = self._translations(articles, query, days)
        near = {hit.url: hit.score for hit in translations}
        language = base_language(query.page.language)
        foreign = [hit for hit in hits if translations and _is_foreign(hit, language)]
        for hit in hits:
            if hit not in foreign:
                yield _lead(hit, articles, query)
                yield from (_lead(one, articles, query) for one in _named(hit, articles, query))
        for hit in fused(foreign, translations)[:FOREIGN]:
            yield _lead(hit, articles, query, near.get(hit.url))

    def _translations(
        self, articles: ArticleIndex, query: SearchQuery, days: Days
    ) -> Sequence[Hit]:
        if not isinstance(articles, SqliteArticles):
            return ()
        vector, language = self._meaning(query), base_language(query.page.language)
        if vector is None or language is None:
            return ()
        nearest = articles.nearest_articles(
            vector, language, since=days[0], until=days[1], limit=LOOKED_AT, exclude=query.own
        )
        return [hit for hit in nearest if hit.score >= RELATED]


def _named(hit: Hit, articles: ArticleIndex, query: SearchQuery) -> Iterator[Hit]:
    """Yield what is nearly the same as a hit, and by an outlet that the page names."""
    for url in hit.copies if query.outlets else ():
        known = articles.article_text(url)
        if known and any(is_of(one, url, known.publisher) for one in query.outlets):
            yield replace(hit, url=url, title=known.title, publisher=known.publisher, copies=[])


def _is_foreign(hit: Hit, language: str | None) -> bool:
    declared = [hit.language] if hit.language else []
    seen = base_language(detect.language_of(f"{hit.title}. {hit.lead}", declared))
    return bool(seen) and seen != language


def fused(first: Sequence[Hit], second: Sequence[Hit]) -> list[Hit]:
    """Merge two rankings by the sum of inverse ranks (Cormack 2009)."""
    score: defaultdict[str, float] = defaultdict(float)
    hits = {}
    for ranking in (first, second):
        for rank, hit in enumerate(ranking):
            score[hit.url] += 1 / (_SMOOTHED + rank)
            hits[hit.url] = hit
    return sorted(hits.values(), key=lambda hit: -score[hit.url])


def _lead(
    hit: Hit, articles: ArticleIndex, query: SearchQuery, similarity: float | None = None
) -> Lead:
    article = articles.article_text(hit.url) if hit.whole else None
    credit = query.credit_of(hit.url, hit.publisher)
    named = f" It is from {credit.name}, which the page credits." if credit else ""
    by = "its words" if similarity is None else "its meaning, in another language"
    return Lead(
        hit.url,
        "index",
        f"Found in the index by {by}.{named}",
        quote=credit.quote if credit else None,
        strength=NAMED if credit else 0.0,
        title=hit.title,
        publisher=hit.publisher,
        published=hit.published,
        params={"copies": hit.copies}
        | ({"similarity": similarity} if similarity is not None else {}),
        article=article if article and article.text else None,
    )


def days_around(published: str | None) -> Days:
    """Return the first and last day around the page's date; all without one."""
    return _days(published, _BEFORE, -_AFTER) or (None, None)


def days_before(published: str | None) -> Days | None:
    """Return the first and last day of the weeks before; None without a date."""
    return _days(published, _BEFORE_WIDENED, _BEFORE + 1)


def _days(published: str | None, first: int, last: int) -> Days | None:
    day = iso_day(published)
    try:
        return (_before(day, first), _before(day, last)) if day else None
    except OverflowError:
        return None


def _before(day: date, days: int) -> str:
    return (day - timedelta(days=days)).isoformat()

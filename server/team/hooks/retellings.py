"""Finds new articles that retell a saved one, by the rules for a page's source."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from server.errors import Problem
from server.model import FindRequest, StoryText
from server.pipeline.compare import find
from server.pipeline.engine import Engine
from server.pipeline.tasks import search_words
from server.store import ArticleIndex, Hit, IndexArticle, hit_of, moment
from server.urls import normalise

_LOOKED_AT = 5  # best hits of a search
_DAYS = 2  # older articles were looked at when they were new


@dataclass(frozen=True, slots=True)
class SavedReport:
    """A saved text: the original of a comparison, else its page."""

    article: IndexArticle
    sentences: Sequence[str]
    own: frozenset[str]


def saved_story(comparison: dict[str, Any]) -> SavedReport | None:
    """Return the saved text of a comparison; None where it has no address."""
    page, source = comparison["page"], comparison.get("source")
    report = source or page
    if not report.get("url") or not report.get("text"):
        return None
    addresses = [one.get("canonical_url") for one in (page, report)]
    addresses += [one.get("url") for one in (page, report, *comparison.get("sources", ()))]
    known = {name: report.get(name) for name in ("publisher", "published", "language")}
    article = IndexArticle(report["url"], report.get("title") or "", report["text"], **known)
    sentences = [sentence["text"] for sentence in report.get("sentences", ())]
    return SavedReport(article, sentences, frozenset(normalise(url) for url in addresses if url))


def retellings(
    engine: Engine, index: ArticleIndex, story: SavedReport, is_known: Callable[[str], bool]
) -> Iterator[IndexArticle]:
    """Yield new articles of `index` whose source is `story` and that aren't known."""
    about = story.article
    known = engine.pool.run(search_words, about.title, story.sentences, about.language)
    if not known.terms:
        return
    hits = index.search_articles(
        known.terms,
        since=moment(days=-_DAYS)[:10],
        limit=_LOOKED_AT,
        exclude=story.own,
        page=known.text,
    )
    single = cast("ArticleIndex", _OneArticle(story.article))
    alone = replace(engine, index=lambda: single, fetcher=None, services=())
    for hit in hits:
        article = index.article_text(hit.url) if hit.whole and not is_known(hit.url) else None
        if article and article.text and _is_from(alone, article, story):
            yield article


def is_new(text: StoryText) -> bool:
    """Return whether a text of a story was published in the last days, as it declares."""
    return bool(text.url and text.published and text.published[:10] >= moment(days=-_DAYS)[:10])


def _is_from(engine: Engine, article: IndexArticle, story: SavedReport) -> bool:
    try:
        _, found = find(engine, FindRequest(page=article.as_input()))
    except Problem:
        return False
    return found.source is not None and normalise(found.source) in story.own


class _OneArticle:
    """An index of a single article, for searches only."""

    def __init__(self, article: IndexArticle) -> None:
        self._article = article

    def count_articles(self) -> int:
        return 1

    def search_articles(
        self, terms: Sequence[Any], *, exclude: Iterable[str] = (), **_: Any
    ) -> list[Hit]:
        found = bool(terms) and self._article.url not in exclude
        return [hit_of(self._article, 1.0, whole=True)] if found else []

    def article_text(self, url: str) -> IndexArticle | None:
        return self._article if url == self._article.url else None

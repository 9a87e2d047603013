"""Finds what webhooks report: articles that retell a saved one, and later versions of its texts."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, cast

from pydantic_core import from_json, to_json

from server.align import Text
from server.errors import BodyIncomplete, Problem
from server.model import (
    Article,
    FindRequest,
    PageInput,
    Side,
    StoryText,
    Version,
    VersionChange,
    Warning,
)
from server.pipeline.compare import find
from server.pipeline.engine import Engine, Session
from server.pipeline.tasks import search_words, summary_of, version_changes
from server.source import Examined
from server.store import ArticleIndex, Hit, Hooks, IndexArticle, Watched, hit_of, moment
from server.urls import normalise
from server.verdict import is_for_subscribers

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
        limit=5,  # best hits of a search
        exclude=story.own,
        page=known.text,
    )
    single = cast("ArticleIndex", _OneArticle(story.article))
    alone = replace(engine, index=lambda: single, fetcher=None, services=())
    for hit in hits:
        article = index.article_text(hit.url) if hit.whole and not is_known(hit.url) else None
        if not article or not article.text:
            continue
        with suppress(Problem):
            _, found = find(alone, FindRequest(page=article.as_input()))
            if found.source is not None and normalise(found.source) in story.own:
                yield article


def is_new(text: StoryText) -> bool:
    """Return whether a text of a story was published in the last days, as it declares."""
    return bool(text.url and text.published and text.published[:10] >= moment(days=-_DAYS)[:10])


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


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """New versions of texts with their articles, and warnings about those that can't be read."""

    versions: list[tuple[Watched, Version, Article]]
    warnings: list[Warning]


def seen_again(
    engine: Engine, texts: Sequence[tuple[Watched, Text]], cancelled: threading.Event
) -> LookedAgain:
    """Fetch texts, each with what it last said, anew and return what changed."""
    session, seen = Session(engine, cancelled), LookedAgain([], [])
    for text, before in texts:
        try:
            article = read_whole(session, text.url or "").article
            changes = session.run("align", version_changes, before, article)
        except Problem as problem:
            seen.warnings.append(problem.as_warning())
            continue
        if version := version_of(text.side, changes):
            seen.versions.append((text, version, article))
    return seen


def read_whole(session: Session, url: str) -> Examined:
    """Return the page at `url`; raise Problem where a wall hides some: that is not gone."""
    examined = session.examine(PageInput(url=url))
    if is_for_subscribers(examined.verdict):
        raise BodyIncomplete(f"{url} shows only its beginning without a subscription.")
    return examined


def last_text(store: Hooks, text: Watched, saved: Mapping[str, Any]) -> Text:
    """Return a text as last seen, at first as it is `saved` in its comparison."""
    first = saved_text(text, saved)
    if not (later := store.last_version(text)):
        return first
    kept = from_json(later)
    return Text(kept["sentences"], title=kept.get("title", first.title))


def saved_text(text: Watched, saved: Mapping[str, Any]) -> Text:
    """Return a text as it is `saved` in its comparison."""
    side = saved.get(text.side) or {}
    sentences = [sentence["text"] for sentence in side.get("sentences") or ()]
    return Text(sentences, title=side.get("title"))


def keep_version(store: Hooks, text: Watched, version: Version, article: Article) -> None:
    """Save a version, with what a later one is compared with."""
    sentences = [sentence.text for sentence in article.sentences]
    kept = {"version": version, "title": article.title, "sentences": sentences}
    store.add_version(text, version.seen, to_json(kept))


def version_of(side: Side, changes: Sequence[VersionChange]) -> Version | None:
    """Return the version with these changes; None without any."""
    if not changes:
        return None
    # To the microsecond, so that no two are the same.
    seen = datetime.now(UTC).isoformat()
    return Version(side, seen, summary_of(side, changes), list(changes))

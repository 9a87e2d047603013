"""Finding the source of a page: the query, the finders and the fetches."""

from dataclasses import replace
from functools import cache, partial
from typing import Literal

import numpy as np

from server.align import Text, share_meant
from server.feeds import ParsedFeed, parse_feed
from server.language import vectors
from server.model import (
    Article,
    PageInput,
    SearchOptions,
)
from server.pipeline.engine import Session
from server.pipeline.tasks import candidate_features, retold_outlet, search_words, text_of
from server.source import (
    AttributedPublisher,
    Features,
    Finder,
    Index,
    JudgedPage,
    PageLinks,
    SearchQuery,
    SearchResult,
    search,
)
from server.store import IndexArticle
from server.urls import host_of
from server.verdict import credit_confidence, credited_outlets

MOST_FEED_BYTES = 5_000_000  # of a publisher's feed, read during a search
MOST_CREDITS = 5  # publishers on whose sites the source is looked for
SHORT_PAGE = 600  # words; so little may be a short retelling without a pointer

# Sentences that are encoded to compare their meaning: a second of processor time in all.
MOST_ENCODED_OF_PAGE = 8
MOST_ENCODED_OF_CANDIDATE = 32

# Where to look: `local` in the index alone, `named` also where the page itself points to.
Scope = Literal["none", "local", "named", "all"]


def scope_of(page: JudgedPage, page_input: PageInput) -> Scope:
    """Choose where to search for the source of `page`.

    A bare text is searched for always, and a page that points to another site's story even if it
    is called full.
    """
    verdict = page.verdict
    may_be_whole = verdict.label in ("full", "not_article") and verdict.answer != "retells"
    if page_input.is_plain_text or not may_be_whole:
        return "all"
    points_away = any(pointer.finder != "same_publisher" for pointer in page.pointers)
    if verdict.basis.credits or points_away:
        return "named"
    if verdict.label == "full" and page.article.words <= SHORT_PAGE:
        return "local"
    return "none"


def search_query(
    session: Session, page: JudgedPage, page_input: PageInput, options: SearchOptions
) -> SearchQuery:
    """Return the query, and the services that may see words of it.

    For a page that a reader sent, only services that the reader named may.
    """
    article, verdict = page.article, page.verdict
    statements = [
        sentence.text for index, sentence in enumerate(article.sentences) if index not in page.notes
    ]
    words = session.run("source", search_words, article.title, statements, article.language)
    return SearchQuery(
        page=article,
        pointers=page.pointers,
        credits=verdict.basis.credits[:MOST_CREDITS],
        outlets=credited_outlets(verdict.basis),
        credit_confidence=credit_confidence(verdict),
        terms=words.terms,
        text=words.text,
        questions=words.questions,
        allowed=frozenset(options.providers) if page_input.sent_by_reader else None,
        asking=lambda title: session.progress("source", service=title),
    )


def find_source(
    session: Session, page: JudgedPage, query: SearchQuery, scope: Scope = "all"
) -> SearchResult:
    """Search for the source of `page` within `scope`."""
    text = text_of(page.article, page.notes)
    meanings_of_page = cache(partial(_meanings, text, MOST_ENCODED_OF_PAGE))

    def compute_features(candidate: Article | IndexArticle) -> Features:
        features = session.run("source", candidate_features, text, candidate)
        if isinstance(candidate, IndexArticle) or not features.foreign:
            return features
        candidate_text = text_of(candidate)
        encoder = vectors.encoder_of(text.language, candidate_text.language)
        if encoder is None:
            return features
        meanings = _meanings(candidate_text, MOST_ENCODED_OF_CANDIDATE, encoder)
        return replace(features, meant=share_meant(meanings_of_page(encoder), meanings))

    return search(
        query,
        _finders(session, scope),
        session.open if session.engine.fetcher else None,
        compute_features,
        session.settings.find_seconds,
        partial(session.run, "source", retold_outlet),
    )


def _meanings(text: Text, statement_limit: int, encoder: vectors.Encoder) -> vectors.Meanings:
    """Encode the first `statement_limit` statements of a text."""
    statements = [
        sentence for index, sentence in enumerate(text.sentences) if index not in text.notes
    ]
    return encoder.encode(statements[:statement_limit])


def meaning_of(query: SearchQuery) -> vectors.Vectors | None:
    """Return the page's vector, if articles in other languages can be found by it."""
    if not vectors.is_installed() or not vectors.covers(query.page.language) or not query.text:
        return None
    # The headline, or the first sentence, counts twice, as in the vectors of articles.
    both: vectors.Vectors = vectors.encode(
        [" ".join(query.text.split()), query.text.split("\n", 1)[0]]
    ).sum(axis=0)
    return both / np.linalg.norm(both)


def _finders(session: Session, scope: Scope) -> list[Finder]:
    """Return the finders of a search, cheapest first."""
    engine = session.engine
    finders: list[Finder] = [
        PageLinks(),
        Index(engine.index, meaning_of),
        Index(engine.index, meaning_of, earlier=True),
    ]
    if scope == "local" or engine.fetcher is None:
        return finders
    finders.append(
        AttributedPublisher(
            partial(_read_feed, session),
            partial(engine.fetcher.site_maps, cancelled=session.cancelled),
            engine.feeds.feeds if engine.feeds else list,
            session.settings.find_seconds / 2,
        )
    )
    if scope == "all":
        finders += engine.services
    return finders


def _read_feed(session: Session, url: str, seconds: float) -> ParsedFeed:
    """Fetch and read a feed or site map within `seconds`; raise Problem."""
    fetcher = session.engine.fetcher
    assert fetcher is not None  # noqa: S101 - without it the finder is not asked
    session.progress("source", host=host_of(url))
    answer = fetcher.get(
        url,
        {"Accept": "*/*"},
        MOST_FEED_BYTES,
        seconds=min(seconds, session.settings.fetch_seconds),
        cancelled=session.cancelled,
    )
    content_type = answer.headers.get("content-type", "")
    return session.run("source", parse_feed, answer.body, content_type, answer.url, MOST_FEED_BYTES)

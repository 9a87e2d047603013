"""Finding the source of a page: the query, the finders and the fetches."""

from dataclasses import replace
from functools import cache, partial
from itertools import islice
from typing import Literal

import numpy as np

from server.align import Text, share_meant
from server.article import part_of, place_of_words, read_article
from server.conclude import conclude_passage, conclude_story
from server.errors import InvalidRequest
from server.feeds import ParsedFeed, parse_feed
from server.language import vectors
from server.model import (
    Article,
    PageInput,
    SearchOptions,
    counted,
)
from server.pipeline.engine import Session
from server.pipeline.tasks import candidate_features, notes_of, search_words, text_of
from server.source import (
    AttributedPublisher,
    Features,
    Finder,
    Index,
    JudgedPage,
    PageLinks,
    SearchQuery,
    SearchResult,
    pointers_of,
    search,
)
from server.store import IndexArticle
from server.urls import host_of
from server.verdict import DigestItem, credit_confidence, credited_outlets

_FEED = 5_000_000  # bytes of a publisher's feed, read during a search
_LINKED = 0.9  # a digest's story with its source; 172 of 175 linked rightly (finding.md)
# Words of a page that may be a short retelling without a pointer.
SHORT = 600

# Where to look: `local` in the index alone, `named` also where the page itself points to.
Scope = Literal["none", "local", "named", "all"]


def narrowed(page: JudgedPage, given: PageInput, item: int | None) -> JudgedPage:
    """Return `page`, or the requested story or passage; raise InvalidRequest.

    A passage keeps the pointers of its page, a story has its own. Neither is called full. A page
    with stories beside its own is narrowed to its own.
    """
    if item is None and page.lead is not None and given.passage is None:
        return _of_lead(page, page.items[page.lead])
    if item is not None:
        if item >= len(page.items):
            raise InvalidRequest(
                f"There is no item {item}: the page has {counted(len(page.items), 'story')}. "
                "`search.items` of a comparison of the whole page lists them."
            )
        story = page.items[item]
        part = _story_of(page, story)
        pointers = pointers_of(story)
        first = pointers[0] if pointers else None
        verdict = conclude_story(first.url, first.found_by) if first else conclude_story(None, None)
        page = replace(page, verdict=verdict, pointers=pointers)
        return _narrowed(page, replace(part, title=story.title or part.title))
    if given.passage is None:
        return page
    start, end = given.passage.start, given.passage.end
    if start is None or end is None:
        start, end = place_of_words(page.article, given.passage.text or "") or (0, 0)
    return _narrowed(page, part_of(page.article, start, end))


def _of_lead(page: JudgedPage, lead: DigestItem) -> JudgedPage:
    """Return `page` with the text of its own story alone."""
    article = _story_of(page, lead)
    items = [
        replace(story, start=0, end=len(article.text))
        if story is lead
        else replace(story, start=None, end=None)
        for story in page.items
    ]
    return replace(page, article=article, notes=notes_of(article), items=items)


def _story_of(page: JudgedPage, story: DigestItem) -> Article:
    """Return the article of one story, from its own text where the page's article lacks it."""
    if story.start is not None and story.end is not None:
        part = part_of(page.article, story.start, story.end)
        if part is not None:
            return part
    article = read_article(PageInput(text=story.text, language=page.article.language))
    return replace(
        page.article,
        text=article.text,
        words=article.words,
        sentences=article.sentences,
    )


def _narrowed(page: JudgedPage, part: Article | None) -> JudgedPage:
    if part is None:
        raise InvalidRequest(
            "The passage is not in the page's article. Send its words as `page.text`, or a "
            "`passage` whose `start` and `end` index `Article.text`."
        )
    verdict = conclude_passage(page.verdict)
    return replace(page, article=part, notes=notes_of(part), verdict=verdict, items=[], lead=None)


def scope_of(page: JudgedPage, given: PageInput) -> Scope:
    """Choose where to search for the source of `page`.

    A bare text is searched for always, and a page that points to another site's story even if it
    is called full.
    """
    verdict = page.verdict
    if (
        given.is_plain_text
        or verdict.label not in ("full", "not_article")
        or verdict.answer == "retells"
    ):
        return "all"
    named = bool(page.verdict.basis.credits)
    if named or any(pointer.finder != "same_publisher" for pointer in page.pointers):
        return "named"
    is_short = page.article.words <= SHORT
    return "local" if verdict.label == "full" and is_short else "none"


def search_query(
    session: Session, page: JudgedPage, given: PageInput, options: SearchOptions
) -> SearchQuery:
    """Return the query, and the services that may see words of it.

    For a page that a reader sent, only services that the reader named may.
    """
    article = page.article
    sentences = [s.text for i, s in enumerate(article.sentences) if i not in page.notes]
    known = session.run("source", search_words, article.title, sentences, article.language)
    # Publishers on whose sites the source is looked for.
    return SearchQuery(
        page=article,
        pointers=page.pointers,
        credits=page.verdict.basis.credits[:5],
        outlets=credited_outlets(page.verdict.basis),
        credit_confidence=credit_confidence(page.verdict),
        terms=known.terms,
        text=known.text,
        questions=known.questions,
        allowed=frozenset(options.providers) if given.sent_by_reader else None,
        asking=lambda title: session.progress("source", service=title),
    )


def find_source(
    session: Session, page: JudgedPage, query: SearchQuery, scope: Scope = "all"
) -> SearchResult:
    """Search for the source of `page` within `scope`."""
    text = text_of(page.article, page.notes)
    # Encoded sentences of the page, and 32 of a candidate: a second of processor time.
    of_page = cache(partial(_meanings, text, 8))

    def features(candidate: Article | IndexArticle) -> Features:
        found = session.run("source", candidate_features, text, candidate)
        if isinstance(candidate, IndexArticle):
            return found
        other = text_of(candidate)
        encoder = found.foreign and vectors.encoder_of(text.language, other.language)
        if not encoder:
            return found
        of_other = _meanings(other, 32, encoder)
        return replace(found, meant=share_meant(of_page(encoder), of_other))

    return search(
        query,
        _finders(session, scope),
        session.open if session.engine.fetcher else None,
        features,
        session.settings.find_seconds,
    )


def _meanings(text: Text, most: int, encoder: vectors.Encoder) -> vectors.Meanings:
    told = (one for index, one in enumerate(text.sentences) if index not in text.notes)
    return encoder.encode(list(islice(told, most)))


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
    found_in = (engine.index, meaning_of)
    nearest: list[Finder] = [PageLinks(), Index(*found_in), Index(*found_in, earlier=True)]
    if scope == "local" or engine.fetcher is None:
        return nearest
    publisher = AttributedPublisher(
        partial(_read_feed, session),
        partial(engine.fetcher.site_maps, cancelled=session.cancelled),
        engine.feeds.feeds if engine.feeds else list,
        session.settings.find_seconds / 2,
    )
    return [*nearest, publisher] if scope == "named" else [*nearest, publisher, *engine.services]


def _read_feed(session: Session, url: str, seconds: float) -> ParsedFeed:
    fetcher = session.engine.fetcher
    assert fetcher is not None  # noqa: S101 - without it the finder is not asked
    session.progress("source", host=host_of(url))
    seconds = min(seconds, session.settings.fetch_seconds)
    answer = fetcher.get(
        url, {"Accept": "*/*"}, _FEED, seconds=seconds, cancelled=session.cancelled
    )
    kind = answer.headers.get("content-type", "")
    return session.run("source", parse_feed, answer.body, kind, answer.url, _FEED)

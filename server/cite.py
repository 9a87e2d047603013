"""Checks the citations of a text: each sentence with a link against the linked page."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

from server.align import Text
from server.engine import Engine, Session
from server.errors import DeadlineExceeded, FetchFailed, Problem
from server.model import (
    Alignment,
    Article,
    Citation,
    CitationOutcome,
    Citations,
    PageInput,
    PageSentence,
    Reference,
    SkippedLinks,
)
from server.source import CitedSentence, is_archived
from server.tasks import check_texts, citations_of, text_of
from server.urls import host_of

MOST_PAGES = 50  # fetched for one text
MOST_SENTENCES = 500  # checked of one text
MOST_SECONDS = 120.0  # for all pages of one text
_FEWEST_SECONDS = 0.5  # to fetch a page in
_SILENCES = 2  # of a host, after which it is not asked again

# A citation's outcome by its sentence's finding; all others are `told`.
_OUTCOMES: dict[str, CitationOutcome] = {
    "differs": "differs",
    "not_found": "not_there",
}
_BEST_FIRST = get_args(CitationOutcome)
_ONLY_A_PART = "The linked page says only a part of it."


@dataclass
class _Pages:
    """The linked pages, each fetched once; a problem takes an unreadable one's place.

    `copies` are copies in archives, read where a page itself can't be.
    """

    session: Session
    copies: dict[str, str]
    articles: dict[str, Article | Problem] = field(default_factory=dict)
    fetched: int = 0
    silent: Counter[str | None] = field(default_factory=Counter)
    end: float = field(default_factory=lambda: time.monotonic() + MOST_SECONDS)

    def open(self, url: str) -> Article | Problem:
        """Return the article at `url`, or the problem with it."""
        if url not in self.articles:
            found = self._read(url)
            if isinstance(found, Problem) and url in self.copies:
                copy = self._read(self.copies[url])
                found = found if isinstance(copy, Problem) else copy
            self.articles[url] = found
        return self.articles[url]

    def _read(self, url: str) -> Article | Problem:
        host, left = host_of(url), self.end - time.monotonic()
        if self.fetched >= MOST_PAGES:
            return Problem(f"It was not read: a text may cite {MOST_PAGES} pages at most.")
        if self.silent[host] >= _SILENCES:
            return Problem(f"It was not read: {host} did not answer {_SILENCES} times.")
        if left < _FEWEST_SECONDS:
            return Problem(f"It was not read: the {MOST_SECONDS:g} seconds for a text were over.")
        self.fetched += 1
        try:
            opened = self.session.open(url, min(left, self.session.settings.fetch_seconds))
        except Problem as problem:
            self.silent[host] += isinstance(problem, FetchFailed | DeadlineExceeded)
            return problem
        if opened.cut:
            return Problem(f"{url} shows only its beginning to readers without a subscription.")
        return opened.article


def cite(engine: Engine, page: PageInput, cancelled: threading.Event | None = None) -> Citations:
    """Check every sentence of `page` with a link or note against the pages that it cites.

    The text of a page without HTML is Markdown. Raises Problem where the page itself can't be
    read; what it links becomes `unreadable`.
    """
    session = Session(engine, cancelled or threading.Event())
    cited = session.read("article", citations_of, page)
    pages = _Pages(session, cited.copies)
    within, beyond = cited.citations[:MOST_SENTENCES], cited.citations[MOST_SENTENCES:]
    checked = [_check(session, cited.article, one, pages) for one in within]
    skipped = [
        SkippedLinks(reason, count, list(cited.unlinked.get(reason, ())))
        for reason, count in cited.skipped.items()
    ]
    if beyond:
        skipped.append(SkippedLinks("too_many", sum(len(one.references) for one in beyond)))
    return Citations(cited.article, checked, skipped)


def _check(session: Session, article: Article, cited: CitedSentence, pages: _Pages) -> Citation:
    text = Text([cited.says], article.language, article.published)
    pairs = [refer(session, text, label, url, pages.open(url)) for label, url in cited.references]
    references = [reference for reference, _ in pairs]
    outcome = min((one.outcome for one in references), key=_BEST_FIRST.index)
    return Citation(cited.sentence, outcome, references, references[0].url, pairs[0][1])


def refer(
    session: Session, text: Text, label: str | None, url: str, page: Article | Problem
) -> tuple[Reference, Alignment | None]:
    """Return how far `page` says `text`, and the alignment."""
    try:
        if isinstance(page, Problem):
            raise page
        checked = session.run("align", check_texts, text, text_of(page))
    except Problem as problem:
        return Reference(label, url, None, "unreadable", detail=problem.detail), None
    (aligned,) = checked.alignment.sentences
    if aligned.is_unknown:
        says = " ".join(one.detail for one in checked.remarks)
        return Reference(label, url, None, "unreadable", detail=says), None
    # Most of it is absent, yet a part is there; "partly" alone is no alarm: 8 of 17 were right.
    is_part = aligned.finding == "not_found" and aligned.label == "partly_found"
    outcome = "differs" if is_part else _OUTCOMES.get(aligned.finding, "told")
    best = aligned.source[0] if aligned.source else None
    passage = None if best is None else checked.alignment.source[best]
    number = None if best is None else page.page_at(page.sentences[best].start)
    detail = " ".join([*_differences(aligned), *(one.detail for one in checked.remarks)])
    if page.url and is_archived(page.url) and not is_archived(url):
        detail = f"{detail} It was read in an archive: {page.url}".strip()
    return Reference(label, url, number, outcome, passage, detail), checked.alignment


def _differences(sentence: PageSentence) -> Iterator[str]:
    """Yield what the linked page has otherwise, or lacks of a partly found sentence."""
    if sentence.finding == "differs":
        yield from (change.says for change in sentence.changes)
    if sentence.finding == "partly" or sentence.label == "partly_found":
        words = ", ".join(f"“{span.text}”" for span in sentence.missing)
        yield f"The linked page does not say {words}." if words else _ONLY_A_PART

"""Checks the citations of a text: each sentence with a link against the linked page."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from server.align import Text
from server.engine import Engine, Session
from server.errors import Cancelled, Problem
from server.model import Article, Citation, CitationOutcome, Citations, PageInput, PageSentence
from server.tasks import CitedPage, check_texts, citations_of, text_of

MOST_PAGES = 50  # fetched for one text

# A citation's outcome by its sentence's finding.
_OUTCOMES: dict[str, CitationOutcome] = {
    "found": "told",
    "differs": "differs",
    "partly": "differs",
    "not_found": "not_there",
}
_ONLY_A_PART = "The linked page says only a part of it."


@dataclass
class _Pages:
    """The linked pages, each fetched once; a problem takes an unreadable one's place."""

    session: Session
    articles: dict[str, Article | Problem] = field(default_factory=dict)

    def open(self, url: str) -> Article | Problem:
        """Return the article at `url`, or the problem with it."""
        if url not in self.articles:
            self.articles[url] = self._read(url)
        return self.articles[url]

    def _read(self, url: str) -> Article | Problem:
        if len(self.articles) >= MOST_PAGES:
            return Problem(f"It was not read: a text may cite {MOST_PAGES} pages at most.")
        try:
            opened = self.session.open(url, self.session.settings.fetch_seconds)
        except Cancelled:
            raise
        except Problem as problem:
            return problem
        if opened.cut:
            return Problem(f"{url} shows only its beginning to readers without a subscription.")
        return opened.article


def cite(engine: Engine, page: PageInput, cancelled: threading.Event | None = None) -> Citations:
    """Check every sentence of `page` with a link against the linked page.

    Raises Problem where the page itself can't be read; an unreadable linked page is an outcome.
    """
    session = Session(engine, cancelled or threading.Event())
    cited: CitedPage = session.read("article", citations_of, page)
    pages = _Pages(session)
    return Citations(cited.article, list(_checked(session, cited, pages)))


def _checked(session: Session, cited: CitedPage, pages: _Pages) -> Iterator[Citation]:
    for number, url, sentence in cited.citations:
        article = pages.open(url)
        if isinstance(article, Problem):
            yield Citation(number, url, "unreadable", detail=article.detail)
            continue
        text = Text([sentence], cited.article.language, cited.article.published)
        try:
            checked = session.run("align", check_texts, text, text_of(article))
        except Cancelled:
            raise
        except Problem as problem:
            yield Citation(number, url, "unreadable", detail=problem.detail)
            continue
        (aligned,) = checked.alignment.sentences
        outcome = _OUTCOMES.get(aligned.finding)
        if outcome is not None:
            passages = [checked.alignment.source[place] for place in aligned.source]
            remarks = [remark.detail for remark in checked.remarks]
            detail = " ".join([*_absences(aligned), *remarks])
            yield Citation(number, url, outcome, checked.alignment, passages, detail)


def _absences(sentence: PageSentence) -> Iterator[str]:
    """Yield what the linked page lacks of a partly found sentence."""
    if sentence.finding == "partly":
        words = ", ".join(f"“{span.text}”" for span in sentence.missing)
        yield f"The linked page does not say {words}." if words else _ONLY_A_PART

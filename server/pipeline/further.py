"""Several originals of one page, after the first: as given, or found for what that lacks.

The order of a look for further ones is that of a search: candidates that were read, addresses that
the page names, then the index, asked for the sentences that the first lacks. What is found is "also
in" another text; that it was the page's source is not said.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from server.align import ComparedFurther, Text, borne_out, filled, gaps_of, wanted
from server.errors import Problem, SourceIsPage
from server.model import MOST_SOURCES, Alignment, Article, FoundBy, PageInput, Warning
from server.pipeline.engine import Progress, Session, unopened
from server.pipeline.tasks import (
    Examined,
    article_of,
    check_further,
    check_some,
    search_words,
    text_of,
)
from server.present import evidence, only, quoted
from server.source import (
    FinderSkipped,
    Found,
    Index,
    Lead,
    OpenedPage,
    SearchQuery,
    is_copy,
)
from server.urls import page_key


def read_originals(
    session: Session, given: Sequence[PageInput], page: Article
) -> tuple[list[Article], list[Warning]]:
    """Read several sources at once; leave out the page itself, repeats and unreadable ones.

    Returns the others, in order, and warnings; raises Problem where none can be read.
    """
    found: list[Article] = []
    warnings: list[Warning] = []
    problems: list[Problem] = []
    done = count(2)
    session.report(Progress("source", number=1, of=len(given)))

    def read(one: PageInput) -> Article | Problem:
        try:
            return session.read("source", article_of, one)
        except Problem as problem:
            return problem
        finally:
            if (number := next(done)) <= len(given):
                session.report(Progress("source", number=number, of=len(given)))

    with ThreadPoolExecutor(max_workers=max(1, len(given))) as threads:
        read_ones = list(threads.map(read, given))
    for number, (one, article) in enumerate(zip(given, read_ones, strict=True), 1):
        same = f"Source {number} has the same text"
        if isinstance(article, Problem):
            problems.append(unopened(article.at("source"), one.url))
        elif article.text == page.text:
            problems.append(SourceIsPage(f"{same} as the page."))
        elif any(article.text == other.text for other in found):
            warnings.append(SourceIsPage(f"{same} as one before it.").as_warning())
        else:
            found.append(article)
    if not found:
        raise problems[0]
    return found, [*(one.as_warning() for one in problems), *warnings]


def compare_further(
    session: Session, page: Text, first: Alignment, further: Sequence[tuple[int, Text]]
) -> tuple[Alignment, list[Warning]]:
    """Fill what the first source does not bear out from `further` ones, by their numbers.

    A sentence that one of these has word for word is from it, unless the first has it so too.
    Returns the alignment, and warnings about the further sources.
    """
    if not further:
        return first, []
    try:
        compared, late = session.run(
            "align", check_further, page, further, gaps_of(first), session.settings.align_seconds
        )
    except Problem as problem:
        return first, [problem.as_warning()]
    remarks = (warning for one in compared for warning in one.remarks)
    return filled(first, compared), [*remarks, *(one.as_warning() for one in late)]


_MOST_ADDED = MOST_SOURCES - 1  # to the first original
_HITS = 5  # of the index that are compared in a round
_KEPT = 1  # requests kept for a hit of the index


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A text that may bear out sentences; `is_fetched` where it is that of its page."""

    url: str
    article: Article
    compared: ComparedFurther
    is_fetched: bool


Look = Callable[[list[int]], Iterable[_Candidate]]


class FurtherLook:
    """A look for what `first` does not bear out; `found` is the search that led to it.

    `alignment` holds over all sources, `articles` are the added ones.
    """

    def __init__(
        self,
        session: Session,
        page: Examined,
        query: SearchQuery,
        first: Article,
        alignment: Alignment,
        found: Found,
    ) -> None:
        self.alignment, self.articles = alignment, list[Article]()
        self._session, self._page, self._query = session, page, query
        self._text = text_of(page.article, page.notes)
        self._left, self._end = found.left, time.monotonic() + session.settings.find_seconds / 2
        self._pool: list[_Candidate] = []
        self._seen = {*query.own_keys, *map(page_key, _addresses(first))}
        # Without a search, nobody asked for the addresses that the page names.
        named = [self._named] if found.search.tried else []
        self._rounds: Iterator[Look] = iter([partial(self._read, found), *named])

    def run(self) -> None:
        """Add sources until four were added, or none adds enough."""
        while len(self.articles) < _MOST_ADDED and self._grow():
            pass

    def _grow(self) -> bool:
        """Add the best candidate that adds enough; return whether there was one."""
        gaps = wanted(self.alignment)
        if not gaps:
            return False
        if self._take_best():
            return True
        for candidates in self._rounds:
            self._pool += candidates(gaps)
            if self._take_best():
                return True
        self._pool += self._indexed(gaps)
        return self._take_best()

    def _take_best(self) -> bool:
        while self._pool:
            counts = [len(borne_out(self.alignment, one.compared)) for one in self._pool]
            best = counts.index(max(counts))
            if not counts[best]:
                return False
            chosen = self._confirmed(self._pool.pop(best))
            if chosen and borne_out(self.alignment, chosen.compared):
                self._add(chosen)
                return True
        return False

    def _add(self, chosen: _Candidate) -> None:
        number = len(self.articles) + 1
        alignment = filled(self.alignment, [chosen.compared._replace(source=number)])
        article = chosen.article
        if not chosen.is_fetched:
            # The index's text is not shown whole.
            used, further = quoted(alignment).get(number, set()), alignment.further[-1]
            article = evidence(article, used)
            last = replace(further, sentences=only(further.sentences, used))
            alignment = replace(alignment, further=[*alignment.further[:-1], last])
        self.alignment = alignment
        self.articles.append(article)

    def _read(self, found: Found, gaps: list[int]) -> Iterator[_Candidate]:
        """Yield the candidates that the search has read."""
        for seen in found.others:
            by, opened = seen.found_by[0], seen.opened
            if opened and _is_whole(opened):
                article = replace(opened.article, url=seen.url)
                yield from self._compared(seen.url, article, by, gaps, is_fetched=True)
            elif opened is None and seen.lead.article:
                yield from self._of_index(seen.lead, gaps)

    def _named(self, gaps: list[int]) -> Iterator[_Candidate]:
        """Yield the texts at addresses that the page names."""
        for lead in self._page.pointers:
            if self._left <= _KEPT:
                return
            if lead.finder != "same_publisher" and page_key(lead.url) not in self._seen:
                opened = self._open(lead.url)
                if opened and _is_whole(opened):
                    by, article = lead.found_by, opened.article
                    yield from self._compared(lead.url, article, by, gaps, is_fetched=True)

    def _indexed(self, gaps: list[int]) -> Iterator[_Candidate]:
        """Yield articles of the index with the words of the sentences `gaps`."""
        sentences = [self.alignment.page[at] for at in gaps]
        run, language = self._session.run, self._page.article.language
        known = run("source", search_words, None, sentences, language)
        query = replace(self._query, terms=known.terms, text=known.text)
        try:
            leads = list(Index(self._session.engine.index).find(query))
        except FinderSkipped:
            return
        for lead in leads[:_HITS]:
            if page_key(lead.url) not in self._seen:
                yield from self._of_index(lead, gaps)

    def _of_index(self, lead: Lead, gaps: list[int]) -> Iterator[_Candidate]:
        known = lead.article
        if known is None or not known.text:
            return
        article = self._session.run("source", article_of, known.as_input())
        article = replace(article, publisher=known.publisher)
        yield from self._compared(lead.url, article, lead.found_by, gaps, is_fetched=False)

    def _compared(
        self, url: str, article: Article, by: FoundBy, gaps: list[int], *, is_fetched: bool
    ) -> Iterator[_Candidate]:
        """Yield `article` as a candidate, unless it is the page or was seen before."""
        keys = {page_key(url), *map(page_key, _addresses(article))}
        is_known = keys & self._seen or is_copy(self._page.article, article)
        if is_known or time.monotonic() >= self._end:
            return
        self._seen |= keys
        try:
            compared = self._compare(text_of(article), gaps)._replace(found_by=by)
        except Problem:
            return
        yield _Candidate(url, article, compared, is_fetched)

    def _compare(self, text: Text, gaps: list[int]) -> ComparedFurther:
        return self._session.run("align", check_some, 0, self._text, text, gaps)

    def _confirmed(self, candidate: _Candidate) -> _Candidate | None:
        """Return `candidate` with its page's text; with the index's where that can't be had.

        None where the page shows that it is cut, or no article.
        """
        if candidate.is_fetched or self._left <= 0 or self._session.engine.fetcher is None:
            return candidate
        opened = self._open(candidate.url)
        if opened is None:
            return candidate
        if not _is_whole(opened):
            return None
        gaps = [one.index for one in candidate.compared.sentences]
        compared = self._compare(text_of(opened.article), gaps)
        compared = compared._replace(found_by=candidate.compared.found_by)
        return _Candidate(candidate.url, opened.article, compared, is_fetched=True)

    def _open(self, url: str) -> OpenedPage | None:
        """Fetch the page at `url`; None where it can't be read."""
        seconds = min(self._end - time.monotonic(), self._session.settings.fetch_seconds)
        if seconds <= 0:
            return None
        self._left -= 1
        try:
            opened = self._session.open(url, seconds)
        except Problem:
            return None
        return replace(opened, article=replace(opened.article, url=opened.url))


def _is_whole(opened: OpenedPage) -> bool:
    return opened.is_article and not opened.cut


def _addresses(article: Article) -> list[str]:
    return [url for url in (article.url, article.canonical_url) if url]

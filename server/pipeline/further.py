"""Several originals of one page, after the first: as given, or found for what that lacks.

The order of a look for further ones is that of a search: candidates that were read, addresses that
the page names, then the index, asked for the sentences that the first lacks. What is found is "also
in" another text; that it was the page's source is not said.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain, count

from server.align import Text, confirmed_by, gaps_of, merge_missing, wanted
from server.errors import Problem, SourceIsPage
from server.model import MOST_SOURCES, Alignment, Article, PageInput, Warning
from server.pipeline.engine import Session, unopened
from server.pipeline.tasks import article_of, check_further, check_some, search_words, text_of
from server.show import blank_except, evidence, quoted
from server.source import (
    MOST_FETCHES,
    Allowance,
    Examined,
    FinderSkipped,
    Found,
    Index,
    Lead,
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
    found, problems, done = list[Article](), list[Problem](), count(2)
    session.progress("source", number=1, of=len(given))

    def read(one: PageInput) -> Article | Problem:
        try:
            return session.read("source", article_of, one)
        except Problem as problem:
            return unopened(problem.at("source"), one.url)
        finally:
            if (number := next(done)) <= len(given):
                session.progress("source", number=number, of=len(given))

    with ThreadPoolExecutor(len(given)) as threads:
        read_ones = list(threads.map(read, given))
    for number, article in enumerate(read_ones, 1):
        same = f"Source {number} has the same text"
        if isinstance(article, Problem):
            problems.append(article)
        elif article.text == page.text:
            problems.append(SourceIsPage(f"{same} as the page."))
        elif any(article.text == other.text for other in found):
            problems.append(SourceIsPage(f"{same} as one before it."))
        else:
            found.append(article)
    if not found:
        raise problems[0]
    return found, [one.as_warning() for one in problems]


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
    return merge_missing(first, compared), [*remarks, *(one.as_warning() for one in late)]


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
        left = found.allowance.requests if found.allowance else MOST_FETCHES
        self._allowance = Allowance(left, session.settings.find_seconds / 2)
        self._pool: list[Lead] = []
        self._seen = {*query.own_keys, *map(page_key, first.addresses)}
        # Without a search, nobody asked for the addresses that the page names.
        named = [self._named] if found.search.tried else []
        looks: list[Callable[[list[int]], Iterable[Lead]]] = [partial(self._read, found), *named]
        self._rounds = iter(looks)

    def run(self) -> None:
        """Add sources until four were added, or none adds enough."""
        while len(self.articles) < MOST_SOURCES - 1 and self._grow():
            pass

    def _grow(self) -> bool:
        """Add the best candidate that adds enough; return whether there was one."""
        gaps = wanted(self.alignment)
        if not gaps:
            return False
        if self._take_best():
            return True
        for candidates in chain(self._rounds, [self._indexed]):
            self._pool += candidates(gaps)
            if self._take_best():
                return True
        return False

    def _take_best(self) -> bool:
        while self._pool:
            counts = list(map(self._adds, self._pool))
            best = counts.index(max(counts))
            if not counts[best]:
                return False
            chosen = self._confirmed(self._pool.pop(best))
            if chosen and self._adds(chosen):
                self._add(chosen)
                return True
        return False

    def _adds(self, one: Lead) -> int:
        return len(confirmed_by(self.alignment, one.compared)) if one.compared else 0

    def _add(self, chosen: Lead) -> None:
        article, compared, number = chosen.read, chosen.compared, len(self.articles) + 1
        if article is None or compared is None:
            return
        alignment = merge_missing(self.alignment, [compared._replace(source=number)])
        if chosen.opened is None:
            # The index's text is not shown whole.
            used, further = quoted(alignment).get(number, set()), alignment.further[-1]
            article = evidence(article, used)
            last = replace(further, sentences=blank_except(further.sentences, used))
            alignment = replace(alignment, further=[*alignment.further[:-1], last])
        self.alignment = alignment
        self.articles.append(article)

    def _read(self, found: Found, gaps: list[int]) -> Iterator[Lead]:
        for seen in found.others:
            if seen.opened is None:
                yield from self._of_index(seen, gaps)
            elif _is_whole(seen.opened):
                yield from self._compared(seen, replace(seen.opened.article, url=seen.url), gaps)

    def _named(self, gaps: list[int]) -> Iterator[Lead]:
        for lead in self._page.pointers:
            if self._allowance.requests <= 1:  # requests kept for a hit of the index
                return
            if lead.finder != "same_publisher" and page_key(lead.url) not in self._seen:
                opened = self._open(lead.url)
                if opened and _is_whole(opened):
                    yield from self._compared(replace(lead, opened=opened), opened.article, gaps)

    def _indexed(self, gaps: list[int]) -> Iterator[Lead]:
        """Yield articles of the index with the words of the sentences `gaps`."""
        sentences = [self.alignment.page[at] for at in gaps]
        run, language = self._session.run, self._page.article.language
        known = run("source", search_words, None, sentences, language)
        query = replace(self._query, terms=known.terms, text=known.text)
        try:
            leads = list(Index(self._session.engine.index).find(query))
        except FinderSkipped:
            return
        for lead in leads[:5]:  # of the index that are compared in a round
            if page_key(lead.url) not in self._seen:
                yield from self._of_index(lead, gaps)

    def _of_index(self, lead: Lead, gaps: list[int]) -> Iterator[Lead]:
        known = lead.article
        if known is None or not known.text:
            return
        article = self._session.run("source", article_of, known.as_input())
        article = replace(article, publisher=known.publisher)
        yield from self._compared(lead, article, gaps)

    def _compared(self, lead: Lead, article: Article, gaps: list[int]) -> Iterator[Lead]:
        """Yield `lead` with its text compared, unless it is the page or was seen before."""
        keys = {page_key(lead.url), *map(page_key, article.addresses)}
        is_known = keys & self._seen or is_copy(self._page.article, article)
        if is_known or not self._allowance.seconds:
            return
        self._seen |= keys
        with suppress(Problem):
            yield self._compare(lead, article, gaps)

    def _compare(self, lead: Lead, article: Article, gaps: list[int]) -> Lead:
        compared = self._session.run("align", check_some, 0, self._text, text_of(article), gaps)
        by = next(iter(lead.found_by), lead.by)
        return replace(lead, read=article, compared=compared._replace(found_by=by))

    def _confirmed(self, candidate: Lead) -> Lead | None:
        """Return `candidate` with its page's text; with the index's where that can't be had.

        None where the page shows that it is cut, or no article.
        """
        compared, spent = candidate.compared, self._allowance.requests <= 0
        if candidate.opened or not compared or spent or self._session.engine.fetcher is None:
            return candidate
        opened = self._open(candidate.url)
        if opened is None:
            return candidate
        if not _is_whole(opened):
            return None
        gaps = [one.index for one in compared.sentences]
        return self._compare(replace(candidate, opened=opened), opened.article, gaps)

    def _open(self, url: str) -> Examined | None:
        """Fetch the page at `url`; None where it can't be read."""
        if self._allowance.seconds:
            with suppress(Problem):
                opened = self._session.open(url, self._allowance.spend())
                return replace(opened, article=replace(opened.article, url=opened.url))
        return None


def _is_whole(opened: Examined) -> bool:
    return opened.is_article and not opened.cut

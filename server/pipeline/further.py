"""Further originals of a page, found for what the first lacks.

The order of a look is that of a search: candidates that were read, addresses that
the page names, then the index, asked for the sentences that the first lacks. What is found is "also
in" another text; that it was the page's source is not said.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from server.align import FurtherAlignment, confirmed_by, merge_missing, sentences_to_look_up
from server.errors import Problem
from server.model import MOST_SOURCES, Alignment, Article, FoundBy
from server.pipeline.engine import Session
from server.pipeline.tasks import article_of, check_some, search_words, text_of
from server.show import blank_except, evidence, quoted_by_original
from server.source import (
    MOST_FETCHES,
    Allowance,
    FinderSkipped,
    Index,
    JudgedPage,
    SearchQuery,
    SearchResult,
    is_copy,
)
from server.store import IndexArticle
from server.urls import page_key

MOST_HITS = 5  # of the index, compared in a round


# A place to look for the sentences with these indices.
Round = Callable[[list[int]], Iterable["FurtherText"]]


@dataclass(frozen=True, slots=True)
class FurtherText:
    """A text beside the first source, compared for what that one lacks."""

    url: str
    article: Article
    found_by: FoundBy
    compared: FurtherAlignment
    # The text is its page's; else it is the index's, which is not shown whole.
    is_read: bool


class FurtherLook:
    """A look for what `first` does not bear out; `result` is the search that led to it.

    `alignment` holds over all sources, `articles` are the added ones.
    """

    def __init__(
        self,
        session: Session,
        page: JudgedPage,
        query: SearchQuery,
        first: Article,
        alignment: Alignment,
        result: SearchResult,
    ) -> None:
        self.alignment = alignment
        self.articles: list[Article] = []
        self._session = session
        self._page = page
        self._query = query
        self._text = text_of(page.article, page.notes)
        requests = result.allowance.requests if result.allowance else MOST_FETCHES
        self._allowance = Allowance(requests, session.settings.find_seconds / 2)
        self._pool: list[FurtherText] = []
        self._known_keys = {*query.own_keys, *map(page_key, first.addresses)}
        # The places that are looked at once each, before the index.
        rounds: list[Round] = [partial(self._candidates, result)]
        if result.search.tried:  # without a search, nobody asked for the addresses there
            rounds.append(self._at_named_addresses)
        self._rounds = iter(rounds)

    def run(self) -> None:
        """Add sources until four were added, or none adds enough."""
        while len(self.articles) < MOST_SOURCES - 1 and self._grow():
            pass

    def _grow(self) -> bool:
        """Add the best text that adds enough; return whether there was one."""
        gaps = sentences_to_look_up(self.alignment)
        if not gaps:
            return False
        if self._take_best():
            return True
        for look in chain(self._rounds, [self._in_index]):
            self._pool += look(gaps)
            if self._take_best():
                return True
        return False

    def _take_best(self) -> bool:
        while self._pool:
            best = max(self._pool, key=self._adds)
            if not self._adds(best):
                return False
            self._pool.remove(best)
            confirmed = self._confirm(best)
            if confirmed and self._adds(confirmed):
                self._add(confirmed)
                return True
        return False

    def _adds(self, text: FurtherText) -> int:
        """Count the sentences that a text bears out better than all sources so far."""
        return len(confirmed_by(self.alignment, text.compared))

    def _add(self, text: FurtherText) -> None:
        article, number = text.article, len(self.articles) + 1
        alignment = merge_missing(self.alignment, [text.compared._replace(source=number)])
        if not text.is_read:
            used, further = quoted_by_original(alignment).get(number, set()), alignment.further[-1]
            article = evidence(article, used)
            last = replace(further, sentences=blank_except(further.sentences, used))
            alignment = replace(alignment, further=[*alignment.further[:-1], last])
        self.alignment = alignment
        self.articles.append(article)

    # Where to look

    def _candidates(self, result: SearchResult, gaps: list[int]) -> Iterator[FurtherText]:
        """Yield the search's candidates beside the source."""
        for match in result.others:
            opened = match.opened
            if opened.page is None:
                yield from self._of_index(opened.url, opened.lead.indexed, opened.found_by[0], gaps)
            elif _is_whole(opened.page):
                article = replace(opened.page.article, url=opened.url)
                yield from self._new(opened.url, article, opened.found_by[0], gaps)

    def _at_named_addresses(self, gaps: list[int]) -> Iterator[FurtherText]:
        """Yield the pages at addresses that the page names."""
        for pointer in self._page.pointers:
            if self._allowance.requests <= 1:  # requests kept for a hit of the index
                return
            if pointer.finder == "same_publisher" or pointer.key in self._known_keys:
                continue
            page = self._open(pointer.url)
            if page and _is_whole(page):
                yield from self._new(pointer.url, page.article, pointer.found_by, gaps)

    def _in_index(self, gaps: list[int]) -> Iterator[FurtherText]:
        """Yield articles of the index with the words of the sentences `gaps`."""
        sentences = [self.alignment.page[index] for index in gaps]
        run, language = self._session.run, self._page.article.language
        words = run("source", search_words, None, sentences, language)
        query = replace(self._query, terms=words.terms, text=words.text)
        try:
            leads = list(Index(self._session.engine.index).find(query))
        except FinderSkipped:
            return
        for lead in leads[:MOST_HITS]:
            if lead.key not in self._known_keys:
                yield from self._of_index(lead.url, lead.indexed, lead.found_by, gaps)

    # Comparing

    def _of_index(
        self, url: str, indexed: IndexArticle | None, found_by: FoundBy, gaps: list[int]
    ) -> Iterator[FurtherText]:
        if indexed is None or not indexed.text:
            return
        article = self._session.run("source", article_of, indexed.as_input())
        article = replace(article, publisher=indexed.publisher)
        yield from self._new(url, article, found_by, gaps, is_read=False)

    def _new(
        self,
        url: str,
        article: Article,
        found_by: FoundBy,
        gaps: list[int],
        *,
        is_read: bool = True,
    ) -> Iterator[FurtherText]:
        """Yield a text compared, unless it is the page or was compared before."""
        keys = {page_key(url), *map(page_key, article.addresses)}
        is_known = keys & self._known_keys or is_copy(self._page.article, article)
        if is_known or not self._allowance.seconds:
            return
        self._known_keys |= keys
        with suppress(Problem):
            compared = self._compare(article, found_by, gaps)
            yield FurtherText(url, article, found_by, compared, is_read)

    def _compare(self, article: Article, found_by: FoundBy, gaps: list[int]) -> FurtherAlignment:
        compared = self._session.run("align", check_some, 0, self._text, text_of(article), gaps)
        return compared._replace(found_by=found_by)

    def _confirm(self, text: FurtherText) -> FurtherText | None:
        """Return a text of the index as its page has it, as far as that can be had.

        None where the page shows that it is cut, or no article.
        """
        is_offline = self._session.engine.fetcher is None
        if text.is_read or is_offline or self._allowance.requests <= 0:
            return text
        page = self._open(text.url)
        if page is None:
            return text
        if not _is_whole(page):
            return None
        gaps = [sentence.index for sentence in text.compared.sentences]
        compared = self._compare(page.article, text.found_by, gaps)
        return replace(text, article=page.article, compared=compared, is_read=True)

    def _open(self, url: str) -> JudgedPage | None:
        """Fetch the page at `url`; None where it can't be read."""
        if self._allowance.seconds:
            with suppress(Problem):
                page = self._session.open(url, self._allowance.spend())
                return replace(page, article=replace(page.article, url=page.url))
        return None


def _is_whole(page: JudgedPage) -> bool:
    return page.is_article and not page.cut

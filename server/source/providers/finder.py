"""Search services that the operator switched on, each asked at most twice per page."""

from collections.abc import Iterator

from server.source.finders.protocol import (
    Finder,
    FinderSkipped,
    PermissionMissing,
    SearchQuery,
)
from server.source.lead import Lead
from server.source.providers.protocol import Result
from server.source.providers.provider_client import Guarded

_MOST_QUESTIONS = 2  # to one service, of its hourly budget


class Service(Finder):
    """A search service."""

    asked_with = "the words {}"

    def __init__(self, guarded: Guarded, seconds: float) -> None:
        self._guarded, self._seconds = guarded, seconds
        self.codes = (guarded.provider.name,)

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """Yield the service's results; ask the second question only if it needs to."""
        provider = self._guarded.provider
        if not query.may_ask(provider.name):
            raise PermissionMissing(
                f"{provider.title} was not asked: it would see words of the page."
            )
        questions = self.offer(query)
        if not questions:
            raise FinderSkipped("The page has no words that would distinguish it in a search.")
        for words in questions:
            results = self._results(words, query)
            for result in results:
                yield Lead(
                    result.url,
                    provider.name,
                    f"Found by {provider.title} with {self.asked_with.format(words)}.",
                    params={"provider": provider.title, "words": words},
                    title=result.title,
                    publisher=result.publisher,
                    published=result.published,
                )
            if results:
                return
        raise FinderSkipped(f"{provider.title} found nothing.")

    def _results(self, words: str, _: SearchQuery) -> list[Result]:
        return self._guarded.ask(words, self._seconds)

    def offer(self, query: SearchQuery) -> list[str]:
        """Return the questions, word for word."""
        worded = [self._guarded.provider.word(question) for question in query.questions]
        return [words for words in dict.fromkeys(worded) if words][:_MOST_QUESTIONS]


class WebArchive(Service):
    """Copies of missing linked pages, never of pages for subscribers only."""

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """Yield copies of the addresses that answered 404 or 410."""
        if not query.gone:
            raise FinderSkipped("All linked pages still exist.")
        if not query.may_ask(self._guarded.provider.name):
            raise PermissionMissing(
                "The web archive was not asked: it would see which page was linked."
            )
        for url in query.gone[:_MOST_QUESTIONS]:
            results = self._guarded.ask(url, self._seconds)
            strength = max((p.strength for p in query.pointers if p.url == url), default=0.0)
            for result in results:
                says = f"A copy of {url}, which the page links to and which is gone."
                yield Lead(result.url, "archive", says, None, strength, {"url": url})

    def offer(self, query: SearchQuery) -> list[str]:
        """Return the missing addresses."""
        return query.gone[:_MOST_QUESTIONS]

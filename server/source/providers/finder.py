"""Search services that the operator switched on, each asked at most twice for a page."""

from collections.abc import Iterator, Sequence

from server.source.finders.protocol import (
    FinderError,
    FinderSkipped,
    Lead,
    PermissionMissing,
    SearchQuery,
)
from server.source.providers.provider_client import Guarded, Refused

_MOST_QUESTIONS = 2


class Service:
    """One search service."""

    def __init__(self, guarded: Guarded, seconds: float) -> None:
        self._guarded, self._seconds = guarded, seconds
        self.codes: Sequence[str] = (guarded.provider.name,)

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """What the service names; the second question is only asked where the first found none."""
        provider = self._guarded.provider
        if not query.may_ask(provider.name):
            raise PermissionMissing(
                f"{provider.title} was not asked: it would see words of the page."
            )
        questions = self.offer(query)
        if not questions:
            raise FinderSkipped("The page has no words that a search could tell it by.")
        for words in questions:
            try:
                results = self._guarded.ask(words, self._seconds)
            except Refused as refused:
                raise FinderError(str(refused)) from None
            for result in results:
                yield Lead(
                    result.url,
                    provider.name,
                    f"Found by {provider.title} with the words {words}.",
                    params={"provider": provider.title, "words": words},
                    title=result.title,
                    publisher=result.publisher,
                    published=result.published,
                )
            if results:
                return
        raise FinderSkipped(f"{provider.title} found nothing.")

    def offer(self, query: SearchQuery) -> list[str]:
        """The questions, word for word."""
        worded = [self._guarded.provider.word(question) for question in query.questions]
        return [words for words in dict.fromkeys(worded) if words][:_MOST_QUESTIONS]


class WebArchive:
    """A copy of a linked page that is gone; never one of a page that is only for subscribers."""

    def __init__(self, guarded: Guarded, seconds: float) -> None:
        self._guarded, self._seconds = guarded, seconds
        self.codes: Sequence[str] = (guarded.provider.name,)

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """The copies of the addresses that answered 404 or 410."""
        if not query.gone:
            raise FinderSkipped("No page that was linked is gone.")
        if not query.may_ask(self._guarded.provider.name):
            raise PermissionMissing(
                "The web archive was not asked: it would see which page was linked."
            )
        for url in query.gone[:_MOST_QUESTIONS]:
            try:
                results = self._guarded.ask(url, self._seconds)
            except Refused as refused:
                raise FinderError(str(refused)) from None
            strength = max((p.strength for p in query.pointers if p.url == url), default=0.0)
            for result in results:
                says = f"A copy of {url}, which the page links to and which is gone."
                yield Lead(result.url, "archive", says, None, strength, {"url": url})

    def offer(self, query: SearchQuery) -> list[str]:
        """The addresses that are gone."""
        return query.gone[:_MOST_QUESTIONS]

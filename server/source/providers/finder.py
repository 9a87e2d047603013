"""Search services that the operator switched on, each asked at most twice for a page."""

from collections.abc import Iterator, Sequence

from server.source.finders.protocol import Asked, Failed, Lead, NotAsked, Passed
from server.source.providers.client import Guarded, Refused

_MOST_QUESTIONS = 2


class Service:
    """One search service."""

    def __init__(self, guarded: Guarded, seconds: float) -> None:
        self._guarded, self._seconds = guarded, seconds
        self.codes: Sequence[str] = (guarded.provider.name,)

    def find(self, asked: Asked) -> Iterator[Lead]:
        """What the service names; the second question is only asked where the first found none."""
        provider = self._guarded.provider
        if not asked.may_ask(provider.name):
            raise NotAsked(f"{provider.title} was not asked: it would see words of the page.")
        questions = self.offer(asked)
        if not questions:
            raise Passed("The page has no words that a search could tell it by.")
        for words in questions:
            try:
                results = self._guarded.ask(words, self._seconds)
            except Refused as refused:
                raise Failed(str(refused)) from None
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
        raise Passed(f"{provider.title} found nothing.")

    def offer(self, asked: Asked) -> list[str]:
        """The questions, word for word."""
        worded = [self._guarded.provider.word(question) for question in asked.questions]
        return [words for words in dict.fromkeys(worded) if words][:_MOST_QUESTIONS]


class WebArchive:
    """A copy of a linked page that is gone; never one of a page that is only shut."""

    def __init__(self, guarded: Guarded, seconds: float) -> None:
        self._guarded, self._seconds = guarded, seconds
        self.codes: Sequence[str] = (guarded.provider.name,)

    def find(self, asked: Asked) -> Iterator[Lead]:
        """The copies of the addresses that answered 404 or 410."""
        if not asked.gone:
            raise Passed("No page that was linked is gone.")
        if not asked.may_ask(self._guarded.provider.name):
            raise NotAsked("The web archive was not asked: it would see which page was linked.")
        for url in asked.gone[:_MOST_QUESTIONS]:
            try:
                results = self._guarded.ask(url, self._seconds)
            except Refused as refused:
                raise Failed(str(refused)) from None
            strength = max((p.strength for p in asked.pointers if p.url == url), default=0.0)
            for result in results:
                says = f"A copy of {url}, which the page links to and which is gone."
                yield Lead(result.url, "archive", says, None, strength, {"url": url})

    def offer(self, asked: Asked) -> list[str]:
        """The addresses that are gone."""
        return asked.gone[:_MOST_QUESTIONS]

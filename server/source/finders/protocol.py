"""Defines finders, and the cheapest one: it finds what the page itself names."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from server.model import PAGE_FINDERS, Article, Credit, TurnOutcome
from server.source.lead import Lead, SeenCandidate, own_address
from server.urls import normalise, page_key, same_site
from server.verdict import credit_of, is_of


class FinderSkipped(Exception):
    """A finder that could not take its turn; the message is a sentence for `tried`."""

    outcome: TurnOutcome | None = None  # of the turn; None: as its candidates say


class FinderError(FinderSkipped):
    """A finder that failed, so that its results are unknown."""

    outcome = "failed"


# Strength of an address whose publisher the page only names as its source.
NAMED = 0.3


class PermissionMissing(FinderSkipped):
    """A finder that would send words out without permission."""

    outcome = "not_asked"


@dataclass(frozen=True)
class SearchQuery:
    """A page to find the source of, its distinctive words, and permissions.

    `terms` are words with their weights, `text` is what they come from: the page's title and
    statements. Of the `credits`, `outlets` say whose report it is, with a chance of `sure`.
    `questions` are for search services, the most distinctive first. `allowed` names the services
    that may see words of the page (None: all of them, the page is the server's own find). `gone`
    collects addresses that answered 404 or 410. `asking` gets a service's title before it is asked.
    """

    page: Article
    pointers: Sequence[Lead] = ()
    credits: Sequence[Credit] = ()
    outlets: Sequence[Credit] = ()
    sure: float = 1.0
    terms: Sequence[tuple[str, float]] = ()
    text: str = ""
    questions: Sequence[str] = ()
    allowed: frozenset[str] | None = None
    gone: list[str] = field(default_factory=list)
    asking: Callable[[str], None] = field(default=lambda _: None)

    @property
    def own(self) -> set[str]:
        """Addresses of the page itself."""
        url = self.page.url or self.page.canonical_url
        return {normalise(url), normalise(own_address(self.page, url))} if url else set()

    @property
    def own_keys(self) -> set[str]:
        """Keys that twins of the page's addresses share."""
        return {page_key(url) for url in self.own}

    @property
    def words(self) -> list[str]:
        """The terms without their weights."""
        return [term for term, _ in self.terms]

    def may_ask(self, name: str) -> bool:
        """Return whether service `name` may see words of the page."""
        return self.allowed is None or name in self.allowed

    def is_own(self, url: str, title: str | None) -> bool:
        """Return whether `url` is the page itself, by address or by site and title."""
        if page_key(url) in self.own_keys:
            return True
        same_title = bool(title) and _plain(title) == _plain(self.page.title)
        return same_title and any(same_site(url, own) for own in self.own)

    def names(self, seen: SeenCandidate) -> bool:
        """Return whether the page names a candidate: links it, or credits its publisher."""
        article = seen.opened and seen.opened.article
        publisher = (article and article.publisher) or seen.lead.publisher
        urls = (seen.url, *seen.declares)
        named = self.outlets if self.sure == 1 else self.credits
        return seen.lead.finder in PAGE_FINDERS or any(
            is_of(credit, url, publisher) for credit in named for url in urls
        )

    def credit_of(self, url: str, publisher: str | None) -> Credit | None:
        """Return the page's credit of the publisher at `url`, if there is one."""
        for credit in self.credits:
            if is_of(credit, url, publisher):
                return credit
        return credit_of(self.page, publisher) if publisher else None


def _plain(title: str | None) -> str:
    return " ".join((title or "").casefold().split())


class Finder:
    """A way to look for a source; cheaper ones come first. `codes` are its turns in `tried`."""

    codes: Sequence[str] = ()

    def find(self, query: SearchQuery) -> Iterable[Lead]:
        """Yield leads, best first; raise FinderSkipped where it can't search."""
        raise NotImplementedError

    def offer(self, _: SearchQuery) -> list[str]:
        """Return exactly what it would send out for a query with permission."""
        return []


class PageLinks(Finder):
    """Finds the sources that the page itself names."""

    codes = PAGE_FINDERS

    def find(self, query: SearchQuery) -> Sequence[Lead]:
        """Return the page's pointers, strongest first."""
        return query.pointers

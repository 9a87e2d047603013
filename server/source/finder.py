"""What finders are asked, and what every finder is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from server.model import PAGE_FINDERS, Article, Credit, TurnOutcome
from server.source.lead import Lead, OpenedPage, own_address
from server.urls import normalise, page_key, same_site
from server.verdict import credit_of, is_by


@dataclass(frozen=True)
class SearchQuery:
    """A page to find the source of, its distinctive words, and permissions."""

    page: Article
    pointers: Sequence[Lead] = ()
    credits: Sequence[Credit] = ()
    # Those of the credits that say whose report it is, with a chance of `credit_confidence`.
    outlets: Sequence[Credit] = ()
    credit_confidence: float = 1.0
    # Distinctive words with their weights, best first.
    terms: Sequence[tuple[str, float]] = ()
    # What the terms come from: the page's title and statements.
    text: str = ""
    # Questions to search services, the most distinctive first.
    questions: Sequence[str] = ()
    # The services that may see words of the page; None: all, the page is the server's own find.
    allowed: frozenset[str] | None = None
    # Addresses of leads that answered 404 or 410 so far.
    gone: Sequence[str] = ()
    # Gets a service's title before it is asked.
    asking: Callable[[str], None] = field(default=lambda _: None)

    @property
    def own(self) -> set[str]:
        """The addresses of the page itself."""
        url = self.page.url or self.page.canonical_url
        return {normalise(url), normalise(own_address(self.page, url))} if url else set()

    @property
    def own_keys(self) -> set[str]:
        """The addresses of the page itself, without what links to it may differ in."""
        return {page_key(url) for url in self.own}

    @property
    def words(self) -> list[str]:
        """The terms without their weights."""
        return [term for term, _ in self.terms]

    def may_ask(self, name: str) -> bool:
        """Whether service `name` may see words of the page."""
        return self.allowed is None or name in self.allowed

    def is_own(self, url: str, title: str | None) -> bool:
        """Whether `url` is the page itself, by address or by site and title."""
        if page_key(url) in self.own_keys:
            return True
        is_same_title = bool(title) and _plain(title) == _plain(self.page.title)
        return is_same_title and any(same_site(url, own_url) for own_url in self.own)

    def names(self, opened: OpenedPage) -> bool:
        """Whether the page links an opened page, or credits its publisher."""
        if opened.lead.finder in PAGE_FINDERS:
            return True
        for credit in self.outlets if self.credit_confidence == 1 else self.credits:
            for url in (opened.url, *opened.declared_originals):
                if is_by(credit, url, opened.publisher):
                    return True
        return False

    def credit_of(self, url: str, publisher: str | None) -> Credit | None:
        """Return the page's credit of the publisher at `url`, if there is one."""
        for credit in self.credits:
            if is_by(credit, url, publisher):
                return credit
        return credit_of(self.page, publisher) if publisher else None


def _plain(title: str | None) -> str:
    return " ".join((title or "").casefold().split())


class FinderSkipped(Exception):
    """A finder that could not take its turn; the message is a sentence for `tried`."""

    outcome: TurnOutcome | None = None  # of the turn; None: as its candidates say


class FinderError(FinderSkipped):
    """A finder that failed, so that its results are unknown."""

    outcome = "failed"


class PermissionMissing(FinderSkipped):
    """A finder that would send words out without permission."""

    outcome = "not_asked"


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

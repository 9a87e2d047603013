"""What a finder is: it names places where a page's source may be, and says who led there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from server.model import Article
from server.source.own_address import own_address
from server.source.pointers.attributions import credit_of
from server.source.pointers.pointer import Attribution, Pointer
from server.store import IndexArticle
from server.text.attribution.publishers import bare_name
from server.urls import normalise, page_key, same_site


class FinderSkipped(Exception):
    """A finder that could not do its turn; its message is the sentence for `tried`."""


class FinderError(FinderSkipped):
    """A finder that could not be asked: what it would have found is not known."""


# How far a page names an address of whose publisher it only says that the story is from there.
NAMED = 0.3


class PermissionMissing(FinderSkipped):
    """A finder that would send words out and has no leave to."""


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may be the source.

    `strength` (0..1) is how far the page itself names it, 0 where it doesn't; `article` is the
    article with its text where the index has it: for matching only.
    """

    url: str
    finder: str
    says: str
    quote: str | None = None
    strength: float = 0.0
    params: dict[str, Any] = field(default_factory=dict)
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    article: IndexArticle | None = None


@dataclass(frozen=True)
class SearchQuery:
    """What is looked for: a page, its distinctive words, and what may be done for it.

    `terms` are words with their weights, `text` is what they are from: the page's title
    and statements. `questions` is what a search service is asked for, the most distinctive first.
    `allowed` names the services that may see words of the page (None: all of them, the page is
    the server's own find). `gone` are addresses that answered 404 or 410 on the way.
    """

    page: Article
    pointers: Sequence[Pointer] = ()
    attributions: Sequence[Attribution] = ()
    terms: Sequence[tuple[str, float]] = ()
    text: str = ""
    questions: Sequence[str] = ()
    allowed: frozenset[str] | None = None
    gone: list[str] = field(default_factory=list)

    @property
    def own(self) -> set[str]:
        """The page's own addresses."""
        url = self.page.url or self.page.canonical_url
        return {normalise(url), normalise(own_address(self.page, url))} if url else set()

    @property
    def own_keys(self) -> set[str]:
        """The keys by which twins of the page's own addresses are known."""
        return {page_key(url) for url in self.own}

    def may_ask(self, name: str) -> bool:
        """Whether service `name` may see words of the page."""
        return self.allowed is None or name in self.allowed

    def is_own(self, url: str, title: str | None) -> bool:
        """Whether `url` is another address of the page itself: by address, or site and title."""
        if page_key(url) in self.own_keys:
            return True
        same_title = bool(title) and _plain(title) == _plain(self.page.title)
        return same_title and any(same_site(url, own) for own in self.own)

    def credit_of(self, url: str, publisher: str | None) -> Attribution | None:
        """What the page says of the publisher at `url`, where it names that as its source."""
        for attribution in self.attributions:
            of_publisher = attribution.domain and same_site(f"https://{attribution.domain}/", url)
            if of_publisher or (publisher and bare_name(attribution.name) == bare_name(publisher)):
                return attribution
        return credit_of(self.page, publisher) if publisher else None


def _plain(title: str | None) -> str:
    return " ".join((title or "").casefold().split())


class Finder(Protocol):
    """One way to look for a source; those that cost less come first."""

    @property
    def codes(self) -> Sequence[str]:
        """The codes of its turns in `tried`."""

    def find(self, query: SearchQuery) -> Iterable[Lead]:
        """Leads, best first; raises FinderSkipped where it can't look."""

    def offer(self, query: SearchQuery, /) -> list[str]:
        """Word for word what it would send out for `query` if it had the leave to."""

"""Addresses that may be a page's source: how they are found, read and judged."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.align import ComparedFurther
from server.errors import Problem
from server.model import (
    PAGE_FINDERS,
    Access,
    Article,
    Basis,
    Credit,
    FoundBy,
    Reason,
    Relation,
    TurnOutcome,
    Verdict,
)
from server.source.features import Features
from server.store import IndexArticle
from server.urls import is_home, may_follow, normalise, page_key, same_site
from server.verdict import DigestItem, credit_of, is_by, is_for_subscribers

# The fields in which a page declares its own address, and the finders of one elsewhere.
DECLARING = {"canonical": "canonical_elsewhere", "og:url": "og_url_elsewhere"}


class Allowance:
    """Requests and seconds left for reading at other sites, for all who spend them."""

    def __init__(self, requests: int, seconds: float) -> None:
        self.requests, self._end = requests, time.monotonic() + seconds

    @property
    def seconds(self) -> float:
        """Return the seconds left, at least 0."""
        return max(0.0, self._end - time.monotonic())

    @property
    def is_spent(self) -> bool:
        """Return whether nothing more may be read."""
        return self.requests <= 0 or not self.seconds

    def spend(self) -> float:
        """Take a request; return the seconds left for it."""
        self.requests -= 1
        return self.seconds


def own_address(article: Article, url: str) -> str:
    """Return the address of `article`, fetched from `url`: the declared one if plausible."""
    declared = article.canonical_url
    if declared and same_site(declared, url) and (is_home(url) or not is_home(declared)):
        return declared
    return url


@dataclass(frozen=True, slots=True)
class Judgement:
    """A candidate's relation to the page, its confidence (0..1), code and sentence."""

    relation: Relation
    confidence: float
    code: Reason
    says: str
    margin: float | None = None


UNREAD = Judgement("unverified", 0.0, "not_read", "its text could not be read.")


@dataclass(slots=True)
class Lead:
    """An address that may be the source: as it was found, then as it was read and judged.

    Found: `quote` is verbatim from the page. `strength` (0..1, no probability) is how clearly the
    page itself names it. `article` is the article with its text where the index has it, for
    matching only.

    Read: `url` becomes the article's own address, `asked` keeps the one that was found, and
    `found_by` has all who found it; `features` are missing where the text is unknown. `origin` is
    the candidate that it credits as a copy; `behind` marks one that the source was made from,
    `called` the one that the page's call alone makes the source. For a further source, `read` is
    its text, of its page or of the index, and `compared` what it bears out.
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
    asked: str | None = None
    access: Access = "not_fetched"
    found_by: list[FoundBy] = field(default_factory=list)
    features: Features | None = None
    opened: "Examined | None" = None
    origin: str | None = None
    behind: bool = False
    called: bool = False
    judgement: Judgement = UNREAD
    problem: Problem | None = None
    read: Article | None = None
    compared: ComparedFurther | None = None

    @property
    def by(self) -> FoundBy:
        """Return the finder, and the words that led there."""
        return FoundBy(self.finder, self.says, self.quote, self.params)

    @property
    def contained(self) -> float:
        """Return the share of the page's information that it has; 0 for an unknown text."""
        return self.features.containment if self.features else 0.0

    @property
    def declares(self) -> set[str]:
        """Return the addresses that it declares as the original's."""
        own = self.article and self.article.canonical_url
        pointers = self.opened.pointers if self.opened else ()
        declared = {p.url for p in pointers if p.finder in DECLARING.values()}
        return declared | ({normalise(own)} if own else set())

    @property
    def dated(self) -> str | None:
        """Return the time of publication, from its page or else from its finder."""
        own = self.opened.article.published if self.opened else None
        return own or self.published


def pointers_of(item: DigestItem) -> list[Lead]:
    """Return the addresses that a story of a digest links, best first, at most 6."""
    links = [link for link in item.links if may_follow(link.url)]
    return [
        Lead(
            normalise(link.url),
            "page_link_cta",
            f"Linked from this item as “{link.text}”.",
            link.text,
            0.7,
            {"text": link.text, "kind": "item"},
        )
        for link in links[:6]
    ]


@dataclass(frozen=True, slots=True)
class Examined:
    """A page that was read, judged and searched for pointers; of a candidate, at `url`.

    `notes` are the indices of the article's sentences that are notes of the page ("Read the
    full story on…") rather than statements; `items` the stories of a page of several, `lead` the
    index of the one that it is about.
    """

    article: Article
    verdict: Verdict
    pointers: list[Lead]
    notes: frozenset[int]
    items: list[DigestItem] = field(default_factory=list)
    lead: int | None = None
    url: str = ""

    @property
    def cut(self) -> bool:
        """Return whether its end continues elsewhere."""
        return is_for_subscribers(self.verdict)

    @property
    def basis(self) -> Basis:
        """Return the basis of its text."""
        return self.verdict.basis

    @property
    def is_article(self) -> bool:
        """Return whether it is no home page, list, shop or sign-in page."""
        return self.verdict.label != "not_article"

    @property
    def stories(self) -> list[DigestItem]:
        """Return the stories of a page that is about none of them."""
        return [] if self.lead is not None else self.items

    @property
    def access(self) -> Access:
        """Say how it could be opened."""
        return "paywalled" if self.cut else "document" if self.article.pages else "open"


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
        """Return the addresses of the page itself."""
        url = self.page.url or self.page.canonical_url
        return {normalise(url), normalise(own_address(self.page, url))} if url else set()

    @property
    def own_keys(self) -> set[str]:
        """Keys that twins of the page's addresses share."""
        return {page_key(url) for url in self.own}

    @property
    def words(self) -> list[str]:
        """Return the terms without their weights."""
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

    def names(self, seen: Lead) -> bool:
        """Return whether the page names a candidate: links it, or credits its publisher."""
        article = seen.opened and seen.opened.article
        publisher = (article and article.publisher) or seen.publisher
        urls = (seen.url, *seen.declares)
        named = self.outlets if self.sure == 1 else self.credits
        return seen.finder in PAGE_FINDERS or any(
            is_by(credit, url, publisher) for credit in named for url in urls
        )

    def credit_of(self, url: str, publisher: str | None) -> Credit | None:
        """Return the page's credit of the publisher at `url`, if there is one."""
        for credit in self.credits:
            if is_by(credit, url, publisher):
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

"""Addresses that may be a page's source, and the candidates that they led to."""

from dataclasses import dataclass, field
from typing import Any

from server.errors import Problem
from server.model import Access, Article, Basis, FoundBy, Reason, Relation
from server.source.matching.candidate_features import Features
from server.store import IndexArticle
from server.urls import is_home, normalise, same_site

# The fields in which a page declares its own address, and the finders of one elsewhere.
DECLARING = {"canonical": "canonical_elsewhere", "og:url": "og_url_elsewhere"}


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may be the source.

    `quote` is verbatim from the page. `strength` (0..1, no probability) is how clearly the page
    itself names it. `article` is the article with its text where the index has it, for matching
    only.
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

    @property
    def found_by(self) -> FoundBy:
        """The finder, and the words that led there."""
        return FoundBy(self.finder, self.says, self.quote, self.params)


def own_address(article: Article, url: str) -> str:
    """Return the address of `article`, fetched from `url`: the declared one if plausible."""
    declared = article.canonical_url
    if declared and same_site(declared, url) and (is_home(url) or not is_home(declared)):
        return declared
    return url


@dataclass(frozen=True, slots=True)
class PageItem:
    """A story among several; `start` and `end` index the article's text, None where it lacks it."""

    title: str
    text: str
    start: int | None
    end: int | None
    urls: list[str]
    pointers: list[Lead]


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A fetched and read candidate; `cut` when its end continues elsewhere.

    `pointers` are its own; `is_article` is False for a home page, a list, a shop or a sign-in page.
    `items` are the stories of a digest. `whole_at`: the open copy that a scholarly work's page
    names; "" without one, None for other pages.
    """

    url: str
    article: Article
    cut: bool
    pointers: list[Lead] = field(default_factory=list)
    is_article: bool = True
    basis: Basis = field(default_factory=lambda: Basis("unclear"))
    items: list[PageItem] = field(default_factory=list)
    whole_at: str | None = None

    @property
    def access(self) -> Access:
        """Say how it could be opened."""
        return "paywalled" if self.cut else "document" if self.article.pages else "open"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A candidate's relation to the page, its confidence (0..1), code and sentence."""

    relation: Relation
    confidence: float
    code: Reason
    says: str
    margin: float | None = None


UNREAD = Judgement("unverified", 0.0, "not_read", "its text could not be read.")


@dataclass
class SeenCandidate:
    """A candidate; `features` are missing where its text is unknown.

    `origin` is the candidate that it credits as a copy; `behind` marks one that the source was made
    from, `called` the one that the page's call alone makes the source.
    """

    lead: Lead
    url: str
    access: Access
    found_by: list[FoundBy]
    features: Features | None = None
    opened: OpenedPage | None = None
    origin: str | None = None
    behind: bool = False
    called: bool = False
    judgement: Judgement = UNREAD
    problem: Problem | None = None

    @property
    def strength(self) -> float:
        """Rate how clearly the page names it, 0..1."""
        return self.lead.strength

    @property
    def contained(self) -> float:
        """Return the share of the page's information that it has; 0 for an unknown text."""
        return self.features.containment if self.features else 0.0

    @property
    def declares(self) -> set[str]:
        """Addresses that it declares as the original's."""
        own = self.lead.article and self.lead.article.canonical_url
        pointers = self.opened.pointers if self.opened else ()
        declared = {p.url for p in pointers if p.finder in DECLARING.values()}
        return declared | ({normalise(own)} if own else set())

    @property
    def published(self) -> str | None:
        """Time of publication, from its page or else from its finder."""
        own = self.opened.article.published if self.opened else None
        return own or self.lead.published

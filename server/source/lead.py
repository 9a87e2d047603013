"""An address that may be a page's source, at each step: found, read, and measured.

A step makes a new value and changes no earlier one: a `Lead` is an address that a finder gave, an
`OpenedPage` is what is there, a `Match` is its relation to the page whose source is looked for.
"""

from dataclasses import dataclass, field
from typing import Any

from server.errors import Problem
from server.model import (
    Access,
    Article,
    Basis,
    FoundBy,
    Reason,
    Relation,
    Verdict,
)
from server.source.features import Features
from server.store import IndexArticle
from server.urls import is_home, may_follow, normalise, page_key, same_site
from server.verdict import DigestItem, is_for_subscribers

# The fields in which a page declares its own address, and the finders of one elsewhere.
DECLARING = {"canonical": "canonical_elsewhere", "og:url": "og_url_elsewhere"}

# Strengths of leads, 0..1: how clearly the page itself names an address. No probabilities.
CALL_STRENGTH = 0.7  # from here on, the page sends its reader there
CREDIT_STRENGTH = 0.3  # the page only names the publisher as its source

MOST_ITEM_LINKS = 6  # of one story of a digest


def own_address(article: Article, url: str) -> str:
    """Return the address of `article`, fetched from `url`: the declared one if plausible."""
    declared = article.canonical_url
    if declared and same_site(declared, url) and (is_home(url) or not is_home(declared)):
        return declared
    return url


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may be the source, as it was found."""

    url: str
    finder: str
    # Why, in an English sentence.
    message: str
    # The page's own words that lead there.
    quote: str | None = None
    # How clearly the page itself names the address, 0..1.
    strength: float = 0.0
    params: dict[str, Any] = field(default_factory=dict)
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    # The article as the index has it, with its text: for matching, never shown.
    indexed: IndexArticle | None = None

    @property
    def found_by(self) -> FoundBy:
        """The finder, and the words that lead there."""
        return FoundBy(self.finder, self.message, self.quote, self.params)

    @property
    def key(self) -> str:
        """The address without what two links to one page may differ in."""
        return page_key(self.url)


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """A page that was read, judged and searched for pointers to its source."""

    article: Article
    verdict: Verdict
    pointers: list[Lead]
    # Indices of sentences that are notes of the page ("Read the full story on…").
    notes: frozenset[int]
    # The stories of a page of several, and the index of the one that it is about.
    items: list[DigestItem] = field(default_factory=list)
    lead: int | None = None
    # Where it was fetched; "" for a page that was sent.
    url: str = ""

    @property
    def cut(self) -> bool:
        """Whether the text goes on for subscribers only."""
        return is_for_subscribers(self.verdict)

    @property
    def basis(self) -> Basis:
        """Whose report it is."""
        return self.verdict.basis

    @property
    def is_article(self) -> bool:
        """Whether it is an article: no home page, list, shop or sign-in page."""
        return self.verdict.label != "not_article"

    @property
    def stories(self) -> list[DigestItem]:
        """The stories of a page that is about none of them."""
        return [] if self.lead is not None else self.items

    @property
    def access(self) -> Access:
        """How much of it could be read."""
        if self.cut:
            return "paywalled"
        return "document" if self.article.pages else "open"


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A lead that was followed: what is at its address, or why nothing is known of it."""

    lead: Lead
    # The page's own address, where it declares another than the lead's.
    url: str
    # All finders that named it, the first one first.
    found_by: tuple[FoundBy, ...]
    access: Access = "not_fetched"
    page: JudgedPage | None = None
    problem: Problem | None = None
    # What it shares with the page whose source is looked for; None for an unknown text.
    features: Features | None = None

    @property
    def strength(self) -> float:
        """How clearly the page itself names it, 0..1."""
        return self.lead.strength

    @property
    def containment(self) -> float:
        """The share of the page's information that it has; 0 for an unknown text."""
        return self.features.containment if self.features else 0.0

    @property
    def title(self) -> str | None:
        """The title, by the page itself or else by the finder."""
        title = self.page.article.title if self.page else None
        return title or self.lead.title

    @property
    def published(self) -> str | None:
        """The time of publication, by the page itself or else by the finder."""
        published = self.page.article.published if self.page else None
        return published or self.lead.published

    @property
    def publisher(self) -> str | None:
        """The publisher, by the page itself or else by the finder."""
        publisher = self.page.article.publisher if self.page else None
        return publisher or self.lead.publisher

    @property
    def declared_originals(self) -> set[str]:
        """The addresses that it declares as the original's."""
        declared = set()
        if self.page:
            for pointer in self.page.pointers:
                if pointer.finder in DECLARING.values():
                    declared.add(pointer.url)
        if self.lead.indexed and self.lead.indexed.canonical_url:
            declared.add(normalise(self.lead.indexed.canonical_url))
        return declared


@dataclass(frozen=True, slots=True)
class Match:
    """An opened page, and its relation to the page whose source is looked for."""

    opened: OpenedPage
    relation: Relation
    confidence: float  # that of the relation, 0..1
    reason: Reason
    message: str  # the reason as the end of a sentence
    margin: float | None = None  # its lead over the best other page, in containment
    # The source was made from it, and the page was made from the source.
    is_behind_source: bool = False
    # The outlet whose report it retells by its own words.
    retells: str | None = None

    @property
    def is_source(self) -> bool:
        """Whether the page was made from it."""
        return self.relation == "source"


def pointers_of(item: DigestItem) -> list[Lead]:
    """Return the addresses that a story of a digest links, best first."""
    links = [link for link in item.links if may_follow(link.url)]
    return [
        Lead(
            normalise(link.url),
            "page_link_cta",
            f"Linked from this item as “{link.text}”.",
            link.text,
            CALL_STRENGTH,
            {"text": link.text, "kind": "item"},
        )
        for link in links[:MOST_ITEM_LINKS]
    ]

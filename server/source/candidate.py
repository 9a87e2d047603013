"""Candidates as the search sees them."""

from dataclasses import dataclass

from server.model import Access, FoundBy
from server.source.follow import OpenedPage
from server.source.lead import LEVELS, Lead
from server.source.matching.candidate_features import Features
from server.urls import normalise


@dataclass
class SeenCandidate:
    """A candidate; `features` are missing where its text is unknown.

    `origin` is the candidate that it credits as a copy; `behind` marks one that the source was made
    from.
    """

    lead: Lead
    url: str
    access: Access
    found_by: list[FoundBy]
    features: Features | None = None
    opened: OpenedPage | None = None
    origin: str | None = None
    behind: bool = False

    @property
    def strength(self) -> float:
        """How clearly the page itself names it, 0..1."""
        return self.lead.strength

    @property
    def declares(self) -> set[str]:
        """Addresses that it declares as the original's."""
        own = self.lead.article and self.lead.article.canonical_url
        pointers = self.opened.pointers if self.opened else ()
        declared = {p.url for p in pointers if p.level == LEVELS["canonical"]}
        return declared | ({normalise(own)} if own else set())

    @property
    def published(self) -> str | None:
        """Time of publication, from its page or else from its finder."""
        own = self.opened.article.published if self.opened else None
        return own or self.lead.published

"""A candidate as the search saw it."""

from dataclasses import dataclass

from server.model import Access, FoundBy
from server.source.finders.protocol import Lead
from server.source.follow import OpenedPage
from server.source.matching.candidate_features import Features
from server.source.pointers.pointer import LEVELS
from server.urls import normalise


@dataclass
class SeenCandidate:
    """A candidate as far as it is known; `features` None: its text is not.

    `origin` is the candidate that it credits, where it is a copy of that; `behind` is one that
    the source was made from.
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
        """How far the page itself names it."""
        return self.lead.strength

    @property
    def declares(self) -> set[str]:
        """The addresses that it declares as those of the original."""
        own = self.lead.article and self.lead.article.canonical_url
        pointers = self.opened.pointers if self.opened else ()
        declared = {p.url for p in pointers if p.level == LEVELS["canonical"]}
        return declared | ({normalise(own)} if own else set())

    @property
    def published(self) -> str | None:
        """When it was published, as it says itself, else as its finder does."""
        own = self.opened.article.published if self.opened else None
        return own or self.lead.published


def found_by(lead: Lead) -> FoundBy:
    """Who found it, and the words that led there."""
    return FoundBy(lead.finder, lead.says, lead.quote, lead.params)

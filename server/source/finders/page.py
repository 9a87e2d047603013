"""The page's own pointers: links, declarations, credits. They cost no request."""

from collections.abc import Sequence

from server.model import PAGE_FINDERS
from server.source.finders.protocol import SearchQuery
from server.source.lead import Lead


class PageLinks:
    """The sources that the page itself names."""

    codes: Sequence[str] = PAGE_FINDERS

    def find(self, query: SearchQuery) -> Sequence[Lead]:
        """Return the page's pointers, strongest first."""
        return query.pointers

    def offer(self, _: SearchQuery) -> list[str]:
        """Return nothing: no words leave."""
        return []

"""The page's own pointers: links, declarations, credits. They cost no request."""

from collections.abc import Iterator, Sequence

from server.model import PAGE_FINDERS
from server.source.finders.protocol import Lead, SearchQuery
from server.source.pointers.pointer import Pointer


class PageLinks:
    """The sources that the page itself names."""

    codes: Sequence[str] = PAGE_FINDERS

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """Yield the page's pointers, strongest first."""
        yield from map(lead_of, query.pointers)

    def offer(self, _: SearchQuery) -> list[str]:
        """Return nothing: no words leave."""
        return []


def lead_of(pointer: Pointer) -> Lead:
    """Return a page's pointer as a lead."""
    return Lead(
        pointer.url, pointer.finder, pointer.says, pointer.quote, pointer.strength, pointer.params
    )

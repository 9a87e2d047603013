"""The page's own pointers: links, declarations, credits. They cost no request."""

from collections.abc import Iterator, Sequence

from server.model import PAGE_FINDERS
from server.source.finders.protocol import Lead, SearchQuery
from server.source.pointers.pointer import Pointer


class PageLinks:
    """Where the page itself says its story is from."""

    codes: Sequence[str] = PAGE_FINDERS

    def find(self, query: SearchQuery) -> Iterator[Lead]:
        """The page's pointers, strongest first."""
        yield from map(lead_of, query.pointers)

    def offer(self, _: SearchQuery) -> list[str]:
        """Nothing leaves."""
        return []


def lead_of(pointer: Pointer) -> Lead:
    """What a pointer of a page leads to."""
    return Lead(
        pointer.url, pointer.finder, pointer.says, pointer.quote, pointer.strength, pointer.params
    )

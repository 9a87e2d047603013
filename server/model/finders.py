"""The finders: all ways to look for a source, in order of cost."""

from typing import Literal, NamedTuple

FinderKind = Literal["page", "local", "publisher", "search", "archive"]


class FinderInfo(NamedTuple):
    """A finder's code, its title for people, and where it looks.

    `kind`: `page` reads the page itself, `local` asks this server's index, `publisher` reads the
    feed or site map of a publisher that the page names, `search` sends words of the page to a
    search service, `archive` sends the address of a page that is gone.
    """

    name: str
    title: str
    kind: FinderKind

    @property
    def is_search(self) -> bool:
        """Whether it finds by words, not by addresses in the page."""
        return self.kind in ("local", "publisher", "search")


FINDER_TABLE = (
    FinderInfo("page_link_cta", "links such as “Read the full story”", "page"),
    FinderInfo("page_link_attribution", "links that credit others in the text", "page"),
    FinderInfo("canonical_elsewhere", "the page's canonical address", "page"),
    FinderInfo("og_url_elsewhere", "the address the page gives when shared", "page"),
    FinderInfo("structured_data", "the page's structured data", "page"),
    FinderInfo("same_publisher", "longer versions on its own site", "page"),
    FinderInfo("index", "this server's articles", "local"),
    FinderInfo("attributed_publisher", "the publisher the page names", "publisher"),
    FinderInfo("peer", "Unabridged (peers)", "search"),
    FinderInfo("searxng", "SearXNG", "search"),
    FinderInfo("brave", "Brave Search", "search"),
    FinderInfo("guardian", "The Guardian", "search"),
    FinderInfo("gdelt", "GDELT", "search"),
    FinderInfo("archive", "the web archive", "archive"),
)
FINDERS = tuple(finder.name for finder in FINDER_TABLE)
FINDER_TITLES = {finder.name: finder.title for finder in FINDER_TABLE}
PAGE_FINDERS = tuple(finder.name for finder in FINDER_TABLE if finder.kind == "page")
# What a page calls its own address.
DECLARED_FINDERS = ("canonical_elsewhere", "og_url_elsewhere")
# Search services of third parties: name and title.
SERVICES = {finder.name: finder.title for finder in FINDER_TABLE if finder.kind == "search"}
SEARCHES = frozenset(finder.name for finder in FINDER_TABLE if finder.is_search)

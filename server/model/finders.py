"""The finders: all ways to look for a source, in order of cost."""

from typing import Literal, NamedTuple

from server.model.rows import read_rows

FinderKind = Literal["page", "local", "publisher", "search", "archive"]


class FinderInfo(NamedTuple):
    """A finder's code, its title for people, where it looks, and whether its words quote the page.

    `kind`: `page` reads the page itself, `local` asks this server's index, `publisher` reads the
    feed or site map of a publisher that the page names, `search` sends words of the page to a
    search service, `archive` sends the address of a page that is gone.
    """

    name: str
    title: str
    kind: FinderKind
    quotes: bool = False


FINDER_TABLE = read_rows("server.model", "finders.json", FinderInfo)
FINDERS = tuple(finder.name for finder in FINDER_TABLE)
FINDER_TITLES = {finder.name: finder.title for finder in FINDER_TABLE}
PAGE_FINDERS = tuple(finder.name for finder in FINDER_TABLE if finder.kind == "page")
# Search services of third parties: name and title.
SERVICES = {finder.name: finder.title for finder in FINDER_TABLE if finder.kind == "search"}
QUOTING = frozenset(finder.name for finder in FINDER_TABLE if finder.quotes)
# Those that find by words, not by addresses in the page.
_BY_WORDS = ("local", "publisher", "search")
SEARCHES = frozenset(finder.name for finder in FINDER_TABLE if finder.kind in _BY_WORDS)

"""Finds a page's original: pointers in the page, finders, and the decision.

Other packages use `search` with its finders and `find_pointers`; all other modules are internal.
Nothing here opens a socket: fetchers are passed in.
"""

from server.source.decide import STRONG as CALL_STRENGTH
from server.source.features import Features, compute_features, same_event
from server.source.index import Index, Term, days_within, phrases, query_terms, translations
from server.source.lead import (
    Allowance,
    Examined,
    Finder,
    FinderSkipped,
    Lead,
    PageLinks,
    SearchQuery,
    pointers_of,
)
from server.source.pointers import find_pointers
from server.source.publisher import AttributedPublisher
from server.source.search import Found, search, search_items, with_items
from server.source.services import switched_on, try_peers
from server.source.verify import MOST_FETCHES, is_copy

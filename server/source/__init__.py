"""Finds a page's original: pointers in the page, finders, and the decision.

Other packages use `search` with its finders and `find_pointers`; all other modules are internal.
Nothing here opens a socket: fetchers are passed in.
"""

from server.source.answer import search_items, with_items
from server.source.chain import is_copy
from server.source.features import Features, compute_features, same_event
from server.source.finder import Finder, FinderSkipped, PageLinks, SearchQuery
from server.source.index import Index, Term, days_within, phrases, query_terms, translations
from server.source.lead import CALL_STRENGTH, JudgedPage, Lead, OpenedPage, pointers_of
from server.source.pointers import find_pointers
from server.source.publisher import AttributedPublisher
from server.source.reader import MOST_FETCHES, Allowance
from server.source.search import SearchResult, search
from server.source.services import switched_on

"""Fills the article index from feeds, their pages and submitted articles, and reads imports.

Other packages use `Poller`, `add_feed`, `change_feed`, `refill` and `take`, and `brought` and
`entry_of` for saved comparisons; all other modules are internal.
"""

from server.ingest.fetching import Web
from server.ingest.imported import brought, entry_of, take
from server.ingest.leases import Leases, SharedHostQueue
from server.ingest.poll import CHANGES, FIRST, add_feed, change_feed, refill
from server.ingest.poller import Poller, ReadPage, encode_waiting

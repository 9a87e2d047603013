"""Fills the article index from feeds, their pages and submitted articles, and reads imports.

Other packages use `Poller`, `add_feed`, `change_feed`, `refill` and `take`; `Web`, `Leases` and
`page_reserved` to fetch as the poller does; `read_imports`, `entry_of` and `texts_of` for saved
comparisons; all other modules are internal.
"""

from server.ingest.fetching import Web, page_reserved
from server.ingest.imported import entry_of, read_imports, take, texts_of
from server.ingest.leases import Leases, SharedHostQueue
from server.ingest.poll import CHANGES, FIRST, add_feed, change_feed, refill
from server.ingest.poller import Poller, ReadPage, encode_waiting

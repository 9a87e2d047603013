"""Fills the article index: polled feeds, their pages, and submitted articles.

Other packages use `Poller`, `add_feed` and `take`; all other modules are internal.
"""

from server.ingest.fetching import Web
from server.ingest.leases import Leases, SharedHostQueue
from server.ingest.poll import FIRST, add_feed, take
from server.ingest.poller import Poller, ReadPage, encode_waiting

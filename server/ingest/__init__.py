"""Fills the article index: polled feeds, their pages, and submitted articles.

Other packages use `Poller`, `add_feed` and `take`; all other modules are internal.
"""

from server.ingest.encode_articles import encode_waiting
from server.ingest.fetching import Web
from server.ingest.leases import Leases, SharedTurns
from server.ingest.poll import add_feed
from server.ingest.poller import Poller, ReadPage
from server.ingest.schedule import FIRST
from server.ingest.submitted import take

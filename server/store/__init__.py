"""Stores of the server: tokens, comparisons, pairings, feeds and the article index.

The rest uses `open_store` and the parts of its `Store`, and an `ArticleIndex`; how a database is
spoken to is internal to `sqlite`, `postgres` and `index`.
"""

from server.store.access_tokens import Pairings, Sessions, Tokens, until_tomorrow
from server.store.backup import backup, last_backup, restore
from server.store.bridges import FEEDS_BRIDGE, Bridges
from server.store.clock import Clock, open_clock
from server.store.comparisons import Comparisons
from server.store.feeds import Feeds
from server.store.hooks import Hooks
from server.store.index.article_index import SqliteArticles
from server.store.index.cluster_index import Layout, OpenSearchArticles
from server.store.index.ranking import hit_of
from server.store.move import migrate
from server.store.own_data import OwnData
from server.store.owner_token import OWNER_TOKEN, owner_token
from server.store.records import *
from server.store.search_words import fold_texts
from server.store.sql import Sql, iso, moment
from server.store.sqlite import fold_log
from server.store.store import Store, open_store
from server.store.upkeep import PeriodicJob, Retention

# Finds articles by their words; safe for many threads and processes.
ArticleIndex = SqliteArticles | OpenSearchArticles

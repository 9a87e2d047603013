"""What the server keeps: tokens, saved comparisons, pairings, feeds and the article index.

The rest uses `open_store`, `SqliteArticles` and the protocols; how a database is spoken to is
internal to `database` and `index`.
"""

from server.store.access_tokens import until_tomorrow
from server.store.backup import backup, last_backup, restore
from server.store.database.sql import Sql, moment
from server.store.index.article_index import SqliteArticles
from server.store.index.opensearch.cluster_index import OpenSearchArticles
from server.store.index.opensearch.cluster_layout import Layout
from server.store.open import Store, open_clock, open_store
from server.store.protocols import (
    LOCAL_ACCOUNT,
    Added,
    ArticleIndex,
    ComparisonStore,
    Encodable,
    Entry,
    Feed,
    FeedStore,
    Grant,
    Hit,
    Hook,
    HookMessage,
    HookStore,
    IndexArticle,
    Meaning,
    MeaningIndex,
    PairingStore,
    SavedComparison,
    SessionStore,
    Token,
    TokenStore,
    Vector,
    Visitor,
    Watched,
)
from server.store.retention import Retention
from server.store.transfer import migrate

__all__ = [
    "LOCAL_ACCOUNT",
    "Added",
    "ArticleIndex",
    "ComparisonStore",
    "Encodable",
    "Entry",
    "Feed",
    "FeedStore",
    "Grant",
    "Hit",
    "Hook",
    "HookMessage",
    "HookStore",
    "IndexArticle",
    "Layout",
    "Meaning",
    "MeaningIndex",
    "OpenSearchArticles",
    "PairingStore",
    "Retention",
    "SavedComparison",
    "SessionStore",
    "Sql",
    "SqliteArticles",
    "Store",
    "Token",
    "TokenStore",
    "Vector",
    "Visitor",
    "Watched",
    "backup",
    "last_backup",
    "migrate",
    "moment",
    "open_clock",
    "open_store",
    "restore",
    "until_tomorrow",
]

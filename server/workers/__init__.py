"""Worker processes that read, judge and compare pages, and may be killed.

The rest uses `WorkerPool` to run the tasks below in a worker.
"""

from server.workers.forget import forget_pages
from server.workers.pool import WorkerPool
from server.workers.tasks import (
    REFUSED,
    Checked,
    CitedPage,
    Examined,
    article_features,
    article_of,
    check_texts,
    citations_of,
    examine,
    indexed_features,
    indexed_text,
    text_of,
)

__all__ = [
    "REFUSED",
    "Checked",
    "CitedPage",
    "Examined",
    "WorkerPool",
    "article_features",
    "article_of",
    "check_texts",
    "citations_of",
    "examine",
    "forget_pages",
    "indexed_features",
    "indexed_text",
    "text_of",
]

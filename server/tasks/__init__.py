"""The work of worker processes: reading and judging a page, comparing two texts."""

from server.tasks.page_tasks import (
    REFUSED,
    Examined,
    article_of,
    citations_of,
    examine,
    read_page,
)
from server.tasks.text_tasks import (
    Checked,
    SearchWords,
    article_features,
    check_some,
    check_texts,
    indexed_features,
    indexed_text,
    search_words,
    text_of,
    warm,
)

__all__ = [
    "REFUSED",
    "Checked",
    "Examined",
    "SearchWords",
    "article_features",
    "article_of",
    "check_some",
    "check_texts",
    "citations_of",
    "examine",
    "indexed_features",
    "indexed_text",
    "read_page",
    "search_words",
    "text_of",
    "warm",
]

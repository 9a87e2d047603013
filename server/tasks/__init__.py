"""The work of worker processes: reading and judging a page, comparing two texts."""

from server.tasks.page_tasks import (
    Examined,
    article_of,
    citations_of,
    examine,
    notes_of,
    parts_of,
)
from server.tasks.text_tasks import (
    Checked,
    candidate_features,
    check_claim,
    check_some,
    check_texts,
    indexed_text,
    page_text,
    search_words,
    summary_of,
    text_of,
    version_changes,
    warm,
)

"""The engine: one request's session, its stages, and the tasks that workers do for it.

What builds on the engine uses the names below. wiring.py builds an engine from settings.
"""

from server.pipeline.compare import Done, align, compare, extract, find, verdict
from server.pipeline.engine import Engine, Report, Session, as_unopened
from server.pipeline.find import meaning_of
from server.pipeline.tasks import (
    SearchWords,
    article_of,
    check_texts,
    examine,
    refusal_of,
    search_words,
    text_of,
    whole_article,
)

__all__ = [
    "Done",
    "Engine",
    "Report",
    "SearchWords",
    "Session",
    "align",
    "article_of",
    "as_unopened",
    "check_texts",
    "compare",
    "examine",
    "extract",
    "find",
    "meaning_of",
    "refusal_of",
    "search_words",
    "text_of",
    "verdict",
    "whole_article",
]

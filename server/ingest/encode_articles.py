"""Encodes articles of the index as vectors, for pages in other languages."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from server.language import detect, vectors
from server.language.tags import base_language
from server.store import ArticleIndex, Encodable, Meaning, SqliteArticles

_AT_ONCE = 24  # articles between two looks at `stopped`, about a second


def encode_waiting(
    index: ArticleIndex, most: int, stopped: Callable[[], bool] = lambda: False
) -> int:
    """Encode up to `most` articles without a vector; return their number."""
    if not vectors.is_installed() or not isinstance(index, SqliteArticles):
        return 0
    waiting = index.articles_without_meaning(most)
    made = 0
    for start in range(0, len(waiting), _AT_ONCE):
        if stopped():
            break
        batch = waiting[start : start + _AT_ONCE]
        index.add_meanings(_meanings(batch))
        made += len(batch)
    return made


def _meanings(articles: Sequence[Encodable]) -> Iterator[Meaning]:
    encoded = vectors.encode([article.text for article in articles])
    for article, vector in zip(articles, encoded, strict=True):
        declared = [article.language] if article.language else []
        language = base_language(detect.language_of(article.text, declared)) or ""
        # An article in a language unknown to the encoder is near to nothing.
        covered = vector if not language or vectors.covers(language) else np.zeros_like(vector)
        yield Meaning(article.key, article.version, language, covered)

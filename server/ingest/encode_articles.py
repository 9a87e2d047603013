"""What articles of the index say, for pages in other languages (the optional extra `languages`)."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from server.language import detect, vectors
from server.language.tags import base_language
from server.store import ArticleIndex, Encodable, Meaning, MeaningIndex

_AT_ONCE = 32


def encode_waiting(
    index: ArticleIndex, most: int, stopped: Callable[[], bool] = lambda: False
) -> int:
    """How many articles that had no vector got one, at most `most`; 0 without the extra."""
    if not vectors.is_installed() or not isinstance(index, MeaningIndex):
        return 0
    waiting = index.articles_without_meaning(most)
    made = 0
    for start in range(0, len(waiting), _AT_ONCE):
        if stopped():
            break
        some = waiting[start : start + _AT_ONCE]
        index.add_meanings(_meanings(some))
        made += len(some)
    return made


def _meanings(articles: Sequence[Encodable]) -> Iterator[Meaning]:
    found = vectors.encode([one.text for one in articles])
    for one, vector in zip(articles, found, strict=True):
        declared = [one.language] if one.language else []
        language = base_language(detect.language_of(one.text, declared)) or ""
        # What the encoder does not know is near to nothing.
        known = vector if not language or vectors.covers(language) else np.zeros_like(vector)
        yield Meaning(one.key, one.version, language, known)

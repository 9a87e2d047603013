"""The words of saved comparisons that a search looks through, and those that it looks for.

Both are folded: without capitals and accents. A text is folded once, when it is saved, up to a
limit, so that neither saving nor searching can be made slow by what somebody saves.
"""

import unicodedata
from collections.abc import Iterable

# Characters of each text that a search looks through: a report of 40 pages.
_MOST_OF_TEXT = 100_000
# Characters of all texts of a comparison together, which has up to six.
_MOST_OF_COMPARISON = 300_000
# Words of a query; each further one costs another pass over the texts.
_MOST_TERMS = 10
# Characters of a query's word: longer ones make a pass over "aaaa…" slow, and find no more.
_MOST_OF_TERM = 50


def fold_texts(texts: Iterable[str | None]) -> str:
    """Fold texts for a search, one a line, up to the limits."""
    folded: list[str] = []
    left = _MOST_OF_COMPARISON
    for text in filter(None, texts):
        if left <= 0:
            break
        folded.append(fold(text)[:left])
        left -= len(folded[-1]) + 1
    return "\n".join(folded)


def query_terms(query: str) -> list[str]:
    """Return the folded words of a query, up to the limits."""
    return [term[:_MOST_OF_TERM] for term in fold(query).split()[:_MOST_TERMS]]


def fold(text: str) -> str:
    """Write a text's beginning without capitals, accents and NUL, which PostgreSQL can't hold."""
    # One character may become 18, such as U+FDFA.
    letters = unicodedata.normalize("NFKD", text[:_MOST_OF_TEXT].casefold())[:_MOST_OF_TEXT]
    return "".join(
        letter for letter in letters if letter != "\0" and not unicodedata.combining(letter)
    )

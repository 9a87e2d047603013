"""Which articles a search reads and how it ranks them: the same for every engine of the index.

An engine says how many articles have each term, and which have the heaviest ones; the texts of
the likeliest are read, and decide the order.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from server.store.index import ranking
from server.store.index.indexed_words import body_of
from server.store.index.near_duplicates import Scored
from server.store.index.ranking import Asked
from server.store.index.tokenizer import indexable, tokens
from server.store.protocols import IndexArticle, Term

K = TypeVar("K")

MOST_TERMS = 64
SELECTIVE = 4  # rare terms below which common ones are taken in pairs
_ROWS = 36_000  # rows that are read for all terms: 1,500 for each of 24
_FEWEST = 8  # terms that share them, where there are fewer
_PAIRED = 6  # common terms that are paired
_SCORED = 24  # texts that are read
_RIVALS = 6  # that are read in any case: what is far ahead of others is surer
_LEAD = 0.25  # of a text's cost to read, where title and lead are all there is
_LIKELY = 0.25  # of the best one's weight of terms, below which no other text is read
MOST_CANDIDATES = int(_SCORED / _LEAD)


def asked_terms(terms: Iterable[Term]) -> list[Asked]:
    """The terms of a query as the index has them, each once, at most MOST_TERMS."""
    return list(_asked(terms))


def _asked(terms: Iterable[Term]) -> Iterator[Asked]:
    seen: set[tuple[str, ...]] = set()
    for term in terms:
        text, weight = (term, 1.0) if isinstance(term, str) else term
        words = tuple(tokens(text))
        if words and words not in seen and len(seen) < MOST_TERMS:
            seen.add(words)
            # Quoted, nothing in a term is query syntax.
            quoted = indexable(text).replace('"', " ").replace("\0", " ")
            yield Asked(f'"{quoted}"', words, weight)


def most_rows(asked: Sequence[Asked]) -> int:
    """How many articles may have a term that is not yet a common one."""
    return _ROWS // max(_FEWEST, len(asked))


def rarity(total: int, found: int) -> float:
    """The inverse document frequency of a term that `found` of `total` articles have."""
    return math.log(1 + (total - found + 0.5) / (found + 0.5))


def pairs(common: Iterable[Asked]) -> Iterator[tuple[Asked, Asked, float]]:
    """The rarest common terms two by two, with their weight: together as good as a rare one."""
    rarest = sorted(common, key=lambda term: -term.idf * term.weight)[:_PAIRED]
    for one, other in combinations(rarest, 2):
        yield one, other, one.weight * one.idf + other.weight * other.idf


def likely(candidates: Iterable[tuple[K, float, bool]]) -> Iterator[K]:
    """Those worth reading of `candidates`: keys, weights of terms (best first), and if whole."""
    read = best = 0.0
    for key, weight, whole in candidates:
        best = max(best, weight)
        if read >= _SCORED or (read >= _RIVALS and weight < _LIKELY * best):
            return
        read += 1.0 if whole else _LEAD
        yield key


def ranked(
    asked: list[Asked], page: ranking.Page, articles: Iterable[tuple[IndexArticle, bool]]
) -> list[Scored]:
    """Articles (with whether their text is known whole) by title and text, best first."""
    scored = []
    for article, whole in articles:
        title, body = tokens(article.title), tokens(body_of(article))
        score = ranking.score(asked, page, title, body, whole=whole)
        scored.append(Scored(score, article, whole, body))
    return sorted(scored, key=lambda found: -found.score)

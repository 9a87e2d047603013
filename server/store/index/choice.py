"""Choose and rank the articles that a search reads, for every engine.

An engine reports how many articles have each term, and which have the heaviest ones; the texts
of the likeliest are read, and decide the order. The constants: docs/decisions/index.md.
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

MOST_TERMS = 64  # of a query; the server's own have up to 24
SELECTIVE = 4  # rare terms below which common ones are taken in pairs
_ROWS = 36_000  # rows read for all terms: 1,500 for each of 24
_FEWEST = 8  # least number of terms that these rows are divided among
_PAIRED = 6  # common terms combined in pairs
_SCORED = 24  # texts read
_RIVALS = 6  # texts read in any case: a lead over rivals makes a match surer
_LEAD = 0.25  # cost of reading only title and lead, per full text
_LIKELY = 0.25  # of the best candidate's weight, below which no other is read
MOST_CANDIDATES = int(_SCORED / _LEAD)


def asked_terms(terms: Iterable[Term]) -> list[Asked]:
    """Return the distinct terms of a query as the index has them."""
    asked: dict[tuple[str, ...], Asked] = {}
    for term in terms:
        text, weight = (term, 1.0) if isinstance(term, str) else term
        words = tuple(tokens(text))
        if words and words not in asked and len(asked) < MOST_TERMS:
            # Quoted, nothing in a term is query syntax.
            quoted = indexable(text).replace('"', " ").replace("\0", " ")
            asked[words] = Asked(f'"{quoted}"', words, weight)
    return list(asked.values())


def most_rows(asked: Sequence[Asked]) -> int:
    """Return the number of articles from which on a term counts as common."""
    return _ROWS // max(_FEWEST, len(asked))


def rarity(total: int, found: int) -> float:
    """Return the inverse document frequency of a term in `found` of `total` articles."""
    return math.log(1 + (total - found + 0.5) / (found + 0.5))


def pairs(common: Iterable[Asked]) -> Iterator[tuple[Asked, Asked, float]]:
    """Yield pairs of the rarest common terms with their joint weight."""
    rarest = sorted(common, key=lambda term: -term.idf * term.weight)[:_PAIRED]
    for first, second in combinations(rarest, 2):
        yield first, second, first.weight * first.idf + second.weight * second.idf


def likely(candidates: Iterable[tuple[K, float, bool]]) -> Iterator[K]:
    """Yield the candidates worth reading: given keys, weights (best first), wholeness."""
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
    """Return articles (with whether their text is whole) by score, best first."""
    scored = []
    for article, whole in articles:
        title, body = tokens(article.title), tokens(body_of(article))
        score = ranking.score(asked, page, title, body, whole=whole)
        scored.append(Scored(score, article, whole, body))
    return sorted(scored, key=lambda candidate: -candidate.score)

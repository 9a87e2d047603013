"""Choose and rank the articles that a search reads, for every engine.

An engine reports how many articles have each term, and which have the heaviest ones; the texts
of the likeliest are read, and decide the order. The constants: docs/decisions/index.md.

Articles are scored by BM25 (Robertson & Zaragoza 2009), raised by runs of words shared with the
page: whole runs are stronger evidence than single words, up to twice the score for a page that is
an excerpt. Where only title and lead are known, few of the page's words can occur; the page's share
of their words counts.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from server.store.index.near_duplicates import Scored
from server.store.index.tokenizer import body_of, indexable, tokens
from server.store.records import IndexArticle, Term

_K1, _B = 0.8, 0.75  # b as usual; with a low k1 distinct terms count more than repeated ones
_TYPICAL = 350  # words of an article, for the length correction
_TITLE = 2  # a word of the title counts as often
_RUN = 4  # words; docs/decisions/index.md
_SHORT = 3  # letters of an ASCII word too short to count
_LEAD_ADDS = 3.0  # added score where the page has all of title and lead; docs/decisions/index.md

Runs = frozenset[tuple[str, ...]]


@dataclass(slots=True)
class Asked:
    """A term of the query: FTS5's query for it, its words, weight and rarity."""

    match: str
    words: tuple[str, ...]
    weight: float
    idf: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """The words and word runs of the page that a query came from."""

    words: frozenset[str]
    runs: Runs


def of_page(text: str) -> Page:
    """Return the words of `text` and its runs of four, as the index has them."""
    words = tokens(text)
    return Page(frozenset(words), frozenset(_runs(words)))


def score_of(
    asked: Iterable[Asked], page: Page, title: list[str], body: list[str], *, whole: bool = True
) -> float:
    """Return an article's BM25, raised by what it shares with the page.

    It is multiplied by one plus the shared part of the page's runs; for an article that is not
    `whole`, also by one plus three times the part of its words that the page has.
    """
    found = _bm25(asked, title, body) * (1 + contained(page.runs, body))
    return found if whole else found * (1 + _LEAD_ADDS * share_of(page, [*title, *body]))


def share_of(page: Page, words: Iterable[str]) -> float:
    """Return the share, 0..1, of an article's longer words and numbers in a page."""
    significant = {w for w in words if len(w) > _SHORT or w.isdigit() or not w.isascii()}
    return len(significant & page.words) / len(significant) if significant else 0.0


def contained(page: Runs, body: list[str]) -> float:
    """Return the share, 0..1, of a page's runs that an article has."""
    return len(page.intersection(_runs(body))) / len(page) if page else 0.0


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(_RUN)), strict=False)


def _bm25(asked: Iterable[Asked], title: list[str], body: list[str]) -> float:
    counted = Counter(body)
    for word in title:
        counted[word] += _TITLE
    norm = _K1 * (1 - _B + _B * (len(body) + len(title)) / _TYPICAL)
    running = ""
    total = 0.0
    for term in asked:
        if len(term.words) == 1:
            times = counted[term.words[0]]
        else:
            running = running or f" {' '.join(title)} \n {' '.join(body)} "
            times = running.count(f" {' '.join(term.words)} ")
        if times:
            total += term.weight * term.idf * times * (_K1 + 1) / (times + norm)
    return total


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
    asked: list[Asked], page: Page, articles: Iterable[tuple[IndexArticle, bool]]
) -> list[Scored]:
    """Return articles (with whether their text is whole) by score, best first."""
    scored = []
    for article, whole in articles:
        title, body = tokens(article.title), tokens(body_of(article))
        score = score_of(asked, page, title, body, whole=whole)
        scored.append(Scored(score, article, whole, body))
    return sorted(scored, key=lambda candidate: -candidate.score)

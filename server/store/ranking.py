"""How well a text answers a search: BM25, raised by the page's own words where they stand in it.

BM25 is Robertson & Zaragoza's (2009). Whole runs of a page's words in an article say more than
any of its words: up to twice the score, for a page that is an excerpt.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from server.store.folding import tokens

_K1, _B = 0.8, 0.75
_TYPICAL = 350  # words of an article, for the length correction
_TITLE = 2  # a word of the title counts as often
_RUN = 4  # words

Runs = frozenset[tuple[str, ...]]


@dataclass(slots=True)
class Asked:
    """A term of the query: how FTS5 is asked for it, its words, its weight, its rarity."""

    match: str
    words: tuple[str, ...]
    weight: float
    idf: float = 0.0


def score(asked: Iterable[Asked], page: Runs, title: list[str], body: list[str]) -> float:
    """BM25 of the terms `asked` in an article, times one plus its share of the page's runs."""
    return _bm25(asked, title, body) * (1 + contained(page, body))


def runs(text: str) -> Runs:
    """All runs of four words of `text`, as the index has them."""
    return frozenset(_runs(tokens(text)))


def contained(page: Runs, body: list[str]) -> float:
    """The share, 0..1, of a page's runs that an article has."""
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

"""Scores articles: BM25, raised by runs of words shared with the page.

BM25 is Robertson & Zaragoza's (2009). Whole runs of a page's words in an article are stronger
evidence than single words: up to twice the score, for a page that is an excerpt. Where only title
and lead are known, few of the page's words can occur; the page's share of their words counts.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from server.store.index.tokenizer import tokens

_K1, _B = 0.8, 0.75  # b as usual; with a low k1 distinct terms count more than repeated ones
_TYPICAL = 350  # words of an article, for the length correction
_TITLE = 2  # a word of the title counts as often
_RUN = 4  # words; docs/decisions/index.md
_SHORT = 3  # letters of an ASCII word too short to count
_LEAD = 3.0  # added score where the page has all of title and lead; docs/decisions/index.md

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
    """Return the words and runs of `text`."""
    return Page(frozenset(tokens(text)), runs(text))


def score(
    asked: Iterable[Asked], page: Page, title: list[str], body: list[str], *, whole: bool = True
) -> float:
    """Return an article's BM25, raised by what it shares with the page.

    It is multiplied by one plus the shared part of the page's runs; for an article that is not
    `whole`, also by one plus three times the part of its words that the page has.
    """
    found = _bm25(asked, title, body) * (1 + contained(page.runs, body))
    return found if whole else found * (1 + _LEAD * share_of(page, [*title, *body]))


def share_of(page: Page, words: Iterable[str]) -> float:
    """Return the share, 0..1, of an article's longer words and numbers in a page."""
    significant = {w for w in words if len(w) > _SHORT or w.isdigit() or not w.isascii()}
    return len(significant & page.words) / len(significant) if significant else 0.0


def runs(text: str) -> Runs:
    """Return all runs of four words of `text`, as the index has them."""
    return frozenset(_runs(tokens(text)))


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

"""How well a text answers a search: BM25, raised by the page's own words where they are in it.

BM25 is Robertson & Zaragoza's (2009). Whole runs of a page's words in an article say more than
any of its words: up to twice the score, for a page that is an excerpt. Where title and lead are all
that is known, few of the page's words can occur; how much of them the page has says more.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from server.store.index.tokenizer import tokens

_K1, _B = 0.8, 0.75
_TYPICAL = 350  # words of an article, for the length correction
_TITLE = 2  # a word of the title counts as often
_RUN = 4  # words
_SHORT = 3  # letters of a word that says nothing, in ASCII
_LEAD = 3.0  # how much a title and lead that the page has wholly add to their score

Runs = frozenset[tuple[str, ...]]


@dataclass(slots=True)
class Asked:
    """A term of the query: how FTS5 is asked for it, its words, its weight, its rarity."""

    match: str
    words: tuple[str, ...]
    weight: float
    idf: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """The text that is asked for: its words and its runs of them."""

    words: frozenset[str]
    runs: Runs


def of_page(text: str) -> Page:
    """`text` as articles are compared with it."""
    return Page(frozenset(tokens(text)), runs(text))


def score(
    asked: Iterable[Asked], page: Page, title: list[str], body: list[str], *, whole: bool = True
) -> float:
    """BM25 of the terms `asked` in an article, more by what it shares with the page.

    Times one plus its share of the page's runs; of an article that is not known `whole`, times
    one plus three times the share of its words that the page has.
    """
    found = _bm25(asked, title, body) * (1 + contained(page.runs, body))
    return found if whole else found * (1 + _LEAD * share_of(page, [*title, *body]))


def share_of(page: Page, words: Iterable[str]) -> float:
    """The share, 0..1, of an article's longer words and numbers that a page has."""
    telling = {w for w in words if len(w) > _SHORT or w.isdigit() or not w.isascii()}
    return len(telling & page.words) / len(telling) if telling else 0.0


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

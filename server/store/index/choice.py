"""Choose and rank the articles that a search reads, for every engine.

An engine reports how many articles have each term, and which have the heaviest ones; the texts
of the likeliest are read, and decide the order. The constants: docs/decisions.md.

Articles are scored by BM25 (Robertson & Zaragoza 2009), raised by runs of words shared with the
page: whole runs are stronger evidence than single words, up to twice the score for a page that is
an excerpt. Where only title and lead are known, few of the page's words can occur; the page's share
of their words counts.

Near copies are grouped into one hit, under the credited or earliest one. Two texts are copies when
most of the shorter one's runs of five words are in the other. True copies of news share far fewer
than all of them (NEWS-COPY, Silcock et al. 2023), so the runs are counted in the shorter text only.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from server.store.index.tokenizer import body_of, indexable, tokens
from server.store.records import MOST_HITS, Hit, IndexArticle, SearchLimits, Term

_K1, _B = 0.8, 0.75  # b as usual; with a low k1 distinct terms count more than repeated ones

Runs = frozenset[tuple[str, ...]]


@dataclass(slots=True)
class QueryTerm:
    """A term of the query: FTS5's query for it, its words, weight and rarity."""

    match: str
    words: tuple[str, ...]
    weight: float
    idf: float = 0.0


@dataclass(frozen=True, slots=True)
class QueryText:
    """The words and word runs of the page that a query came from."""

    words: frozenset[str]
    runs: Runs


@dataclass(slots=True)
class ScoredArticle:
    """An article with its score, and the words of its text."""

    score: float
    article: IndexArticle
    whole: bool
    words: list[str]


def of_page(text: str) -> QueryText:
    """Return the words of `text` and its runs of four, as the index has them."""
    words = tokens(text)
    return QueryText(frozenset(words), frozenset(_runs(words)))


def score_of(
    asked: Iterable[QueryTerm],
    page: QueryText,
    title: list[str],
    body: list[str],
    *,
    whole: bool = True,
) -> float:
    """Return an article's BM25, raised by what it shares with the page.

    It is multiplied by one plus the shared part of the page's runs; for an article that is not
    `whole`, also by one plus three times the part of its words that the page has.
    """
    found = _bm25(asked, title, body) * (1 + contained(page.runs, body))
    # Added score where the page has all of title and lead; docs/decisions.md.
    return found if whole else found * (1 + 3.0 * share_of(page, [*title, *body]))


def share_of(page: QueryText, words: Iterable[str]) -> float:
    """Return the share, 0..1, of an article's longer words and numbers in a page."""
    # Letters of an ASCII word too short to count.
    significant = {w for w in words if len(w) > 3 or w.isdigit() or not w.isascii()}
    return len(significant & page.words) / len(significant) if significant else 0.0


def contained(page: Runs, body: list[str]) -> float:
    """Return the share, 0..1, of a page's runs that an article has."""
    return len(page.intersection(_runs(body))) / len(page) if page else 0.0


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(4)), strict=False)


def _bm25(asked: Iterable[QueryTerm], title: list[str], body: list[str]) -> float:
    counted = Counter(body)
    for word in title:
        counted[word] += 2  # a word of the title counts as often
    # Words of an article, for the length correction.
    norm = _K1 * (1 - _B + _B * (len(body) + len(title)) / 350)
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
_FEWEST = 8  # least number of terms that these rows are divided among
MOST_READ = 24  # texts
_LEAD = 0.25  # cost of reading only title and lead, per full text
MOST_CANDIDATES = int(MOST_READ / _LEAD)


def asked_terms(terms: Iterable[Term]) -> list[QueryTerm]:
    """Return the distinct terms of a query as the index has them."""
    asked: dict[tuple[str, ...], QueryTerm] = {}
    for term in terms:
        text, weight = (term, 1.0) if isinstance(term, str) else term
        words = tuple(tokens(text))
        if words and words not in asked and len(asked) < MOST_TERMS:
            # Quoted, nothing in a term is query syntax.
            quoted = indexable(text).replace('"', " ").replace("\0", " ")
            asked[words] = QueryTerm(f'"{quoted}"', words, weight)
    return list(asked.values())


def most_rows(asked: Sequence[QueryTerm]) -> int:
    """Return the number of articles from which on a term counts as common."""
    return 36_000 // max(_FEWEST, len(asked))  # rows read for all terms: 1,500 for each of 24


def rarity(total: int, found: int) -> float:
    """Return the inverse document frequency of a term in `found` of `total` articles."""
    return math.log(1 + (total - found + 0.5) / (found + 0.5))


def pairs(common: Iterable[QueryTerm]) -> Iterator[tuple[QueryTerm, QueryTerm, float]]:
    """Yield pairs of the rarest common terms with their joint weight."""
    # Common terms combined in pairs.
    rarest = sorted(common, key=lambda term: -term.idf * term.weight)[:6]
    for first, second in combinations(rarest, 2):
        yield first, second, first.weight * first.idf + second.weight * second.idf


def likely(candidates: Iterable[tuple[K, float, bool]]) -> Iterator[K]:
    """Yield the candidates worth reading: given keys, weights (best first), wholeness."""
    read = best = 0.0
    for key, weight, whole in candidates:
        best = max(best, weight)
        # Six are read in any case: a lead over rivals makes a match surer.
        if read >= MOST_READ or (read >= 6 and weight < 0.25 * best):
            return
        read += 1.0 if whole else _LEAD
        yield key


def ranked(
    asked: list[QueryTerm], page: QueryText, articles: Iterable[tuple[IndexArticle, bool]]
) -> list[ScoredArticle]:
    """Return articles (with whether their text is whole) by score, best first."""
    scored = []
    for article, whole in articles:
        title, body = tokens(article.title), tokens(body_of(article))
        score = score_of(asked, page, title, body, whole=whole)
        scored.append(ScoredArticle(score, article, whole, body))
    return sorted(scored, key=lambda candidate: -candidate.score)


class _Text:
    """The words and word runs of a text, for comparing it with others."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        # Letters of a word that a run begins with.
        self._long = [at for at, word in enumerate(words) if len(word) >= 7]
        # In scripts whose terms are pairs of characters no word is long, and short texts have few.
        # Runs that begin with a long word, below which all runs are compared.
        self._is_sparse = len(self._long) < max(30, len(words) // 20)
        self._known: dict[tuple[bool, int], Runs] = {}

    def is_copy(self, other: "_Text") -> bool:
        """Whether most runs of the shorter text are in the longer one."""
        if self._words == other._words:
            return True
        every = self._is_sparse or other._is_sparse
        # Copies share the words that their runs begin with, which costs less to see.
        first, others = (text._runs(1, every=every) for text in (self, other))
        if len(first & others) < 0.4 * min(len(first), len(others)):
            return False
        own_runs, other_runs = (text._runs(5, every=every) for text in (self, other))  # words
        shorter = min(len(own_runs), len(other_runs))
        # Runs a text needs to be distinguished from others by them.
        return shorter >= 8 and len(own_runs & other_runs) >= 0.6 * shorter

    def _runs(self, length: int, *, every: bool) -> Runs:
        """Return the runs of `length` words; in long texts only those from long words on."""
        key = every, length
        if key not in self._known:
            starts = range(len(self._words)) if every else self._long
            runs = (tuple(self._words[at : at + length]) for at in starts)
            self._known[key] = frozenset(runs)
        return self._known[key]


def group(scored: Iterable[ScoredArticle], within: SearchLimits) -> list[Hit]:
    """Return the hits of `scored` (best first) up to the limit, near copies merged."""
    groups: list[tuple[_Text | None, list[ScoredArticle]]] = []
    for found in scored:
        text = _Text(found.words) if found.whole else None
        for first, members in groups:
            if text and first and first.is_copy(text):
                members.append(found)
                break
        else:
            groups.append((text, [found]))
    return [_hit(members) for _, members in groups[: within.get("limit", MOST_HITS)]]


def _hit(members: list[ScoredArticle]) -> Hit:
    """Return the hit of a group, under its credited or earliest address."""
    first = min(members, key=lambda one: _order(one, members))
    copies = [member.article.url for member in members if member is not first]
    return hit_of(first.article, round(members[0].score, 4), whole=first.whole, copies=copies)


def hit_of(article: IndexArticle, score: float, *, whole: bool, copies: Sequence[str] = ()) -> Hit:
    """Return an article as a search result."""
    about = (article.url, article.title, article.lead)
    known = (article.publisher, article.published, article.language)
    return Hit(*about, *known, score, list(copies), whole)


def _order(one: ScoredArticle, members: list[ScoredArticle]) -> tuple[bool, str, float]:
    """Sort those first whom another member names as the original, then the earliest."""
    others = (other.article.canonical_url for other in members if other is not one)
    return one.article.url not in others, one.article.published or "9999", -one.score

"""Choose and rank the articles that a search reads, for every engine.

An engine reports how many articles have each term, and which have the heaviest ones; the texts
of the likeliest are read, and decide the order.

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

# Of BM25: b as usual; with a low k1 distinct terms count more than repeated ones.
_K1, _B = 0.8, 0.75
# Words of a usual article, for BM25's correction of lengths.
_USUAL_WORDS = 350
# A word of the title counts as often as so many of the body.
_TITLE_COUNT = 2
# Words of a run of the page that raises the score.
_RUN_WORDS = 4
# Added score, in parts of it, where the page has all of an article's title and lead.
_LEAD_SHARE_WEIGHT = 3.0
# Letters of an ASCII word that says something; shorter ones are in every text.
_TELLING_LETTERS = 4

# Terms of a query that are looked for; the server's own have up to 24.
MOST_TERMS = 64
# Rare terms below which common ones are taken in pairs.
SELECTIVE = 4
# Common terms that are combined in pairs.
_PAIRED_TERMS = 6
# Rows read for all terms of a search together: 1,500 for each of 24.
_MOST_ROWS = 36_000
# The least number of terms that these rows are divided among.
_FEWEST_TERMS = 8
# Texts read for a search.
MOST_READ = 24
# Texts read in any case: a lead over rivals makes a match surer.
_READ_AT_LEAST = 6
# A candidate below this part of the best one's weight ends the reading.
_WORTH_READING = 0.25
# Cost of reading only title and lead, in full texts.
_LEAD_COST = 0.25
MOST_CANDIDATES = int(MOST_READ / _LEAD_COST)

# Words of a run that near copies share, and the part of the shorter text's runs that they share.
_COPY_RUN_WORDS = 5
_COPY_SHARE = 0.6
# Runs that a text needs to be told from others by them.
_FEWEST_COPY_RUNS = 8
# A first look compares single words; texts that share less than this are not copies.
_FIRST_LOOK_SHARE = 0.4
# Letters of a word that a compared run begins with.
_LONG_WORD = 7
# Runs that begin with a long word; with fewer, or a twentieth of the words, all are compared.
_FEWEST_LONG_WORDS = 30
_LONG_WORD_PART = 20

K = TypeVar("K")
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
    score = _bm25(asked, title, body) * (1 + share_contained(page.runs, body))
    if whole:
        return score
    return score * (1 + _LEAD_SHARE_WEIGHT * share_of(page, [*title, *body]))


def share_of(page: QueryText, words: Iterable[str]) -> float:
    """Return the share, 0..1, of an article's longer words and numbers in a page."""
    telling = {
        word
        for word in words
        if len(word) >= _TELLING_LETTERS or word.isdigit() or not word.isascii()
    }
    return len(telling & page.words) / len(telling) if telling else 0.0


def share_contained(page: Runs, body: list[str]) -> float:
    """Return the share, 0..1, of a page's runs that an article has."""
    return len(page.intersection(_runs(body))) / len(page) if page else 0.0


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(_RUN_WORDS)), strict=False)


def _bm25(asked: Iterable[QueryTerm], title: list[str], body: list[str]) -> float:
    counts = Counter(body)
    for word in title:
        counts[word] += _TITLE_COUNT
    norm = _K1 * (1 - _B + _B * (len(body) + len(title)) / _USUAL_WORDS)
    running = ""
    total = 0.0
    for term in asked:
        if len(term.words) == 1:
            times = counts[term.words[0]]
        else:
            running = running or f" {' '.join(title)} \n {' '.join(body)} "
            times = running.count(f" {' '.join(term.words)} ")
        if times:
            total += term.weight * term.idf * times * (_K1 + 1) / (times + norm)
    return total


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
    return _MOST_ROWS // max(_FEWEST_TERMS, len(asked))


def rarity(total: int, holding: int) -> float:
    """Return the inverse document frequency of a term that `holding` of `total` articles have."""
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def pairs(common: Iterable[QueryTerm]) -> Iterator[tuple[QueryTerm, QueryTerm, float]]:
    """Yield pairs of the rarest common terms with their joint weight."""
    rarest = sorted(common, key=lambda term: -term.idf * term.weight)[:_PAIRED_TERMS]
    for first, second in combinations(rarest, 2):
        yield first, second, first.weight * first.idf + second.weight * second.idf


def likely(candidates: Iterable[tuple[K, float, bool]]) -> Iterator[K]:
    """Yield the candidates worth reading: given keys, weights (best first), wholeness."""
    read = best = 0.0
    for key, weight, is_whole in candidates:
        best = max(best, weight)
        is_weak = read >= _READ_AT_LEAST and weight < _WORTH_READING * best
        if read >= MOST_READ or is_weak:
            return
        read += 1.0 if is_whole else _LEAD_COST
        yield key


def rank(
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
        self._long = [index for index, word in enumerate(words) if len(word) >= _LONG_WORD]
        # In scripts whose terms are pairs of characters no word is long, and short texts have few.
        self._is_sparse = len(self._long) < max(_FEWEST_LONG_WORDS, len(words) // _LONG_WORD_PART)
        self._known: dict[tuple[bool, int], Runs] = {}

    def is_copy(self, other: "_Text") -> bool:
        """Whether most runs of the shorter text are in the longer one."""
        if self._words == other._words:
            return True
        every = self._is_sparse or other._is_sparse
        # Copies share the words that their runs begin with, which costs less to see.
        own_words, other_words = (text._runs(1, every=every) for text in (self, other))
        shorter = min(len(own_words), len(other_words))
        if len(own_words & other_words) < _FIRST_LOOK_SHARE * shorter:
            return False
        own_runs, other_runs = (text._runs(_COPY_RUN_WORDS, every=every) for text in (self, other))
        shorter = min(len(own_runs), len(other_runs))
        if shorter < _FEWEST_COPY_RUNS:
            return False
        return len(own_runs & other_runs) >= _COPY_SHARE * shorter

    def _runs(self, length: int, *, every: bool) -> Runs:
        """Return the runs of `length` words; in long texts only those from long words on."""
        key = every, length
        if key not in self._known:
            starts = range(len(self._words)) if every else self._long
            runs = (tuple(self._words[start : start + length]) for start in starts)
            self._known[key] = frozenset(runs)
        return self._known[key]


def group(scored: Iterable[ScoredArticle], within: SearchLimits) -> list[Hit]:
    """Return the hits of `scored` (best first) up to the limit, near copies merged."""
    groups: list[tuple[_Text | None, list[ScoredArticle]]] = []
    for candidate in scored:
        text = _Text(candidate.words) if candidate.whole else None
        for first, members in groups:
            if text and first and first.is_copy(text):
                members.append(candidate)
                break
        else:
            groups.append((text, [candidate]))
    return [_hit(members) for _, members in groups[: within.get("limit", MOST_HITS)]]


def _hit(members: list[ScoredArticle]) -> Hit:
    """Return the hit of a group, under its credited or earliest address."""
    first = min(members, key=lambda member: _order(member, members))
    copies = [member.article.url for member in members if member is not first]
    return hit_of(first.article, round(members[0].score, 4), whole=first.whole, copies=copies)


def hit_of(article: IndexArticle, score: float, *, whole: bool, copies: Sequence[str] = ()) -> Hit:
    """Return an article as a search result."""
    return Hit(
        article.url,
        article.title,
        article.lead,
        article.publisher,
        article.published,
        article.language,
        score,
        list(copies),
        whole,
    )


def _order(member: ScoredArticle, members: list[ScoredArticle]) -> tuple[bool, str, float]:
    """Sort those first whom another member names as the original, then the earliest."""
    originals = (other.article.canonical_url for other in members if other is not member)
    published = member.article.published or "9999"  # undated ones last
    return member.article.url not in originals, published, -member.score

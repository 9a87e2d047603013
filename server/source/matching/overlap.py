"""How far a page keeps the wording of a candidate: runs of words, neighbours, words together.

A rewrite changes sentences but keeps pairs of words ("harbour trust", "eleven years") more often
than other coverage of the same event has them by chance.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, pairwise

from server.align import SourceIndex
from server.text.tokens import Word

_BEGINNING = 5  # letters that "Europe" and "European" share


def share(part: float, whole: float) -> float:
    """`part` of `whole`, 0..1; a share of nothing is 1."""
    return round(min(1.0, part / whole), 4) if whole else 1.0


def held(texts: SourceIndex, terms: Collection[str]) -> float:
    """Share of the information of `terms` that the candidate has."""
    weights = texts.weights
    return share(weights.mass(set(terms) & texts.source_terms), weights.mass(terms))


def held_softly(texts: SourceIndex, statements: Iterable[int]) -> float:
    """The same of the page's terms, words that begin alike counting as one."""
    softly: dict[str, bool] = {}
    for index in statements:
        for word in texts.page.words[index]:
            if word.term and word.term not in softly:
                softly[word.term] = word.term in texts.source_terms or (
                    len(word.plain) >= _BEGINNING
                    and word.plain[:_BEGINNING] in texts.source_beginnings
                )
    weights = texts.weights
    return share(
        weights.mass(term for term, is_held in softly.items() if is_held), weights.mass(softly)
    )


def facts(texts: SourceIndex, statements: Iterable[int]) -> frozenset[str]:
    """The page's terms that are mostly written as names, or as numbers."""
    marked: Counter[str] = Counter()
    low: Counter[str] = Counter()
    for index in statements:
        sentence = texts.page.sentences[index]
        for place, word in enumerate(texts.page.words[index]):
            first = sentence[word.start : word.start + 1]
            marked[word.term] += (place > 0 and first.isupper()) or first.isdigit()
            low[word.term] += first.islower()
    return frozenset(term for term in marked if term and marked[term] > low[term])


_RUN = 3
_NEAR = 5  # distinctive words within which two are still near each other
_PAIRED = 8  # terms of a sentence whose pairs are looked at

Pair = tuple[str, str]
Pairs = set[Pair]
Runs = set[tuple[str, ...]]


def runs_of(texts: SourceIndex, length: int) -> Runs:
    """The candidate's runs of `length` words."""
    return {run for line in texts.source.plains for run in _grams(line, length)}


def runs(texts: SourceIndex, statements: Iterable[int], length: int, known: Runs) -> float:
    """Share of the page's runs of `length` words that are `known` of the candidate."""
    page_terms = [run for index in statements for run in _grams(texts.page.plains[index], length)]
    return share(sum(run in known for run in page_terms), len(page_terms))


def within_runs(texts: SourceIndex, statements: Iterable[int]) -> float:
    """Share of the page's information in runs of three words that the candidate has too."""
    known = runs_of(texts, _RUN)
    found = whole = 0.0
    for index in statements:
        runs = _grams(texts.page.plains[index], _RUN)
        starts = [at for at, run in enumerate(runs) if run in known]
        inside = {place for at in starts for place in range(at, at + _RUN)}
        for place, word in enumerate(texts.page.words[index]):
            whole += texts.weights[word.term]
            found += texts.weights[word.term] * (place in inside)
    return share(found, whole)


def _grams(plains: list[str], length: int) -> list[tuple[str, ...]]:
    starts = range(max(1, len(plains) - length + 1))
    return [tuple(plains[at : at + length]) for at in starts]


def pairs_of(texts: SourceIndex) -> tuple[Pairs, Pairs]:
    """The candidate's pairs of distinctive words that are side by side, and near each other.

    Side by side means in this order with nothing but filler between, near in any order.
    """
    beside: set[Pair] = set()
    near: set[Pair] = set()
    for line in texts.source.words:
        terms = _telling(texts, line)
        beside.update(pairwise(terms))
        for at, one in enumerate(terms):
            for other in terms[at + 1 : at + 1 + _NEAR]:
                near |= {(one, other), (other, one)}
    return beside, near


def neighbours(
    texts: SourceIndex, statements: Iterable[int], beside: Pairs, near: Pairs
) -> tuple[float, float]:
    """Shares of the page's pairs of neighbouring distinctive words in `pairs_of` the candidate."""
    weights = texts.weights
    whole = found = found_near = 0.0
    for index in statements:
        for pair in pairwise(_telling(texts, texts.page.words[index])):
            weight = weights[pair[0]] * weights[pair[1]]
            whole += weight
            found += weight * (pair in beside)
            found_near += weight * (pair in near)
    return share(found, whole), share(found_near, whole)


def _telling(texts: SourceIndex, words: Sequence[Word]) -> list[str]:
    return [word.term for word in words if word.term and texts.weights[word.term] > 0]


def together(texts: SourceIndex, statements: Iterable[int]) -> float:
    """How many of the page's pairs of distinctive terms are in one sentence of the candidate."""
    places: dict[str, set[int]] = {}
    for at, terms in enumerate(texts.source.terms):
        for term in terms:
            places.setdefault(term, set()).add(at)
    found = whole = 0.0
    for index in statements:
        weights = {term: texts.weights[term] for term in texts.page.terms[index]}
        best = sorted((t for t in weights if weights[t]), key=lambda t: (-weights[t], t))[:_PAIRED]
        for one, other in combinations(best, 2):
            weight = weights[one] * weights[other]
            whole += weight
            if places.get(one, set()) & places.get(other, set()):
                found += weight
    return share(found, whole)

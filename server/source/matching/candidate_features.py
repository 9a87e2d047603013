"""What a page has in common with an article that may be its source, in numbers.

Every measure is a share or a count of words, names and numbers, so that none knows a language
beyond what the aligner knows of it (facts: containment by inverse document frequency carries
most; Broder 1997 for containment, Schleimer et al. 2003 for runs of words).
"""

import math
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from server.align import SourceIndex, Text, containment_matrix, cover, covered, prepared
from server.source.matching import overlap
from server.source.matching.cross_lingual import comparable
from server.source.matching.overlap import facts, held, held_softly, share
from server.text.names import names
from server.text.numbers.quantity import same_value
from server.text.numbers.reader import quantities
from server.text.quotations import quotations

RUN = 4  # words in a row that two texts share by chance only in phrases
_SHORT_RUN = 2
_RARE = 0.75  # weight from which a term says what a text is about
_OPENING, _VERY_FIRST = 6, 3  # sentences, the headline being one
_TELLING = 1.0  # weight below which a sentence says nothing


@dataclass(frozen=True, slots=True)
class Features:
    """A page over a candidate. Shares are 0..1; a share of nothing is 1.

    `containment`: of the page's information (weight of its terms) in the candidate; `softly`: the
    same where words that begin alike are one; `rare` and `facts`: the same of its rare terms, of
    its names and numbers; `sentences` and `weakest`: mean and least share of a sentence that up
    to three candidate sentences hold together, `single`: mean share that one holds; `runs` and
    `pairs`: of its runs of four and of two words; `in_runs`: of its information in runs of three;
    `beside` and `near`: of its neighbouring distinctive words that are side by side, or
    near each other, there too; `names`, `numbers`, `quotes`: of those found; `missing_names`
    and `missing_numbers` are counts;
    `core`, `core_single`, `core_runs`, `core_near`: `sentences`, `single`, `runs` and `near` of
    the half of the page's information that the candidate holds best, since a rewrite may add as
    much opinion of its own; `firm`, `firm_single`, `firm_near`, `firm_runs`: the same of its
    sentences with a name, a number or a quotation, which are `firm_share` of its information;
    `opening`: the page's information in the candidate's first sentences; `headline`, `top`,
    `told`: how much of the candidate's first one, two and three sentences the page has;
    `together`: share of the page's pairs of distinctive terms of one sentence that one candidate
    sentence has too; `place`: how far down in the candidate (0..1) the page's sentences are on
    average, `ordered`: how many come in its order, `spread`: how many different ones they are;
    `backwards`: of the candidate's information in the page; `longer`: log2 of how many times
    longer the candidate is; `words` and `rare_terms`: the page's size; `foreign`: the candidate is
    in another language, so that names and numbers alone are compared; `comparable`: how many
    distinctive terms of the page it could have; `meant`: of the page's
    sentences those that the candidate says in its language, where that could be compared.
    """

    containment: float
    softly: float
    rare: float
    facts: float
    sentences: float
    weakest: float
    single: float
    runs: float
    pairs: float
    in_runs: float
    beside: float
    near: float
    names: float
    numbers: float
    quotes: float
    missing_names: int
    missing_numbers: int
    core: float
    core_single: float
    core_runs: float
    core_near: float
    firm: float
    firm_single: float
    firm_near: float
    firm_runs: float
    firm_share: float
    opening: float
    headline: float
    top: float
    told: float
    together: float
    place: float
    ordered: float
    spread: float
    backwards: float
    longer: float
    words: int
    rare_terms: int
    foreign: bool
    comparable: int
    meant: float = 0.0


def compute_features(page: Text, candidate: Text) -> Features:
    """What `page` has in common with `candidate`."""
    texts = prepared(page, candidate)
    weights = texts.weights
    statements = [i for i in range(len(texts.page)) if i not in page.notes]
    page_terms = frozenset(chain.from_iterable(texts.page.terms[i] for i in statements))
    source_terms = texts.source_terms
    if not texts.same_language:
        page_terms = comparable(page_terms, source_terms)
    rare = frozenset(term for term in page_terms if weights[term] >= _RARE)
    placed = _placed(texts, statements)
    sentences = [place.held for place in placed]
    core = _core(placed)
    core_indices = [place.sentence for place in core]
    factual = facts(texts, statements)
    firm = _firm(texts, placed, factual)
    firm_indices = [place.sentence for place in firm]
    long_runs, pairs = overlap.runs_of(texts, RUN), overlap.pairs_of(texts)
    beside, near = overlap.neighbours(texts, statements, *pairs)
    named, numbered = _names(texts, statements), _numbers(texts, statements)
    quoted = _quotes(texts, statements)
    words = sum(len(texts.page.words[i]) for i in statements)
    source_words = sum(map(len, texts.source.words))
    return Features(
        containment=held(texts, page_terms),
        softly=held_softly(texts, statements),
        rare=held(texts, rare),
        facts=held(texts, factual),
        sentences=_mean(sentences),
        weakest=min(sentences, default=1.0),
        single=_mean([place.by_one for place in placed]),
        runs=overlap.runs(texts, statements, RUN, long_runs),
        pairs=overlap.runs(texts, statements, _SHORT_RUN, overlap.runs_of(texts, _SHORT_RUN)),
        in_runs=overlap.within_runs(texts, statements),
        beside=beside,
        near=near,
        names=share(sum(named), len(named)),
        numbers=share(sum(numbered), len(numbered)),
        quotes=share(sum(quoted), len(quoted)),
        missing_names=len(named) - sum(named),
        missing_numbers=len(numbered) - sum(numbered),
        core=_mean([place.held for place in core]),
        core_single=_mean([place.by_one for place in core]),
        core_runs=overlap.runs(texts, core_indices, RUN, long_runs),
        core_near=overlap.neighbours(texts, core_indices, *pairs)[1],
        firm=_mean([place.held for place in firm]),
        firm_single=_mean([place.by_one for place in firm]),
        firm_near=overlap.neighbours(texts, firm_indices, *pairs)[1],
        firm_runs=overlap.runs(texts, firm_indices, RUN, long_runs),
        firm_share=share(sum(p.mass for p in firm), sum(p.mass for p in placed)),
        opening=share(weights.mass(page_terms & _first(texts, _OPENING)), weights.mass(page_terms)),
        headline=_told_share(texts, page_terms, 1),
        top=_told_share(texts, page_terms, 2),
        told=_told_share(texts, page_terms, _VERY_FIRST),
        together=overlap.together(texts, statements),
        **_places(texts, [place.at for place in placed]),
        backwards=share(weights.mass(page_terms & source_terms), weights.mass(source_terms)),
        longer=math.log2((source_words + 1) / (words + 1)),
        words=words,
        rare_terms=len(rare),
        foreign=not texts.same_language,
        comparable=sum(weights[term] > 0 for term in page_terms),
    )


class _Placed(NamedTuple):
    """An informative page sentence: what a few candidate sentences hold of it, and the one `at`."""

    sentence: int
    mass: float
    held: float
    by_one: float
    at: int


def _placed(texts: SourceIndex, statements: list[int]) -> list[_Placed]:
    """Each informative page sentence in the candidate; at 0 where nothing holds any of it."""
    matrix = containment_matrix(texts.page.terms, texts.source.terms, texts.weights)
    found = []
    for index in statements:
        terms = texts.page.terms[index]
        mass = texts.weights.mass(terms)
        if mass >= _TELLING:
            chosen = cover(terms, matrix[index], texts.source.terms, texts.weights)
            by_all = covered(terms, chosen, texts.source.terms, texts.weights)
            by_one = float(max(matrix[index], default=0.0))
            found.append(_Placed(index, mass, by_all, by_one, chosen[0] if chosen else 0))
    return found


def _core(placed: list[_Placed]) -> list[_Placed]:
    """The sentences that are held best, up to half of the page's information."""
    half = sum(place.mass for place in placed) / 2
    core: list[_Placed] = []
    mass = 0.0
    for place in sorted(placed, key=lambda place: -place.held):
        if mass >= half:
            break
        core.append(place)
        mass += place.mass
    return core


def _firm(texts: SourceIndex, placed: list[_Placed], factual: frozenset[str]) -> list[_Placed]:
    """The sentences with a name, a number or a quotation."""
    return [
        place
        for place in placed
        if factual & texts.page.terms[place.sentence]
        or quotations(texts.page.sentences[place.sentence])
    ]


def _mean(shares: list[float]) -> float:
    """The mean; a share of nothing is 1."""
    return float(np.mean(shares)) if shares else 1.0


def _places(texts: SourceIndex, places: list[int]) -> dict[str, float]:
    """Where in the candidate the page's sentences are."""
    steps = [after >= before for before, after in pairwise(places)]
    return {
        "place": float(np.mean(places)) / max(1, len(texts.source)) if places else 0.5,
        "ordered": float(np.mean(steps)) if steps else 0.5,
        "spread": len(set(places)) / len(places) if places else 0.0,
    }


def _first(texts: SourceIndex, count: int) -> frozenset[str]:
    return frozenset(chain.from_iterable(texts.source.terms[:count]))


def _told_share(texts: SourceIndex, page_terms: frozenset[str], count: int) -> float:
    """How much of the candidate's first sentences the page has."""
    first = _first(texts, count)
    return share(texts.weights.mass(page_terms & first), texts.weights.mass(first))


def _names(texts: SourceIndex, statements: list[int]) -> list[bool]:
    """For each name of the page, whether the candidate has most of its distinctive words."""
    found: dict[frozenset[str], bool] = {}
    for index in statements:
        words = texts.page.words[index]
        for first, last in names(texts.page.sentences[index], words, texts.page.language):
            terms = frozenset(w.term for w in words[first : last + 1] if texts.weights[w.term])
            if terms:
                mass = texts.weights.mass(terms & texts.source_terms)
                found[terms] = 2 * mass >= texts.weights.mass(terms)
    return list(found.values())


def _numbers(texts: SourceIndex, statements: list[int]) -> list[bool]:
    """For each figure or date of the page, whether the candidate has it."""
    found: dict[tuple[float, str], bool] = {}
    for index in statements:
        sentence, words = texts.page.sentences[index], texts.page.words[index]
        for quantity in quantities(sentence, words, texts.page.language):
            if quantity.firm and quantity.unit not in {"weekday", "month", "time"}:
                known = chain.from_iterable(texts.source_quantities)
                same = any(same_value(quantity, source_terms) for source_terms in known)
                found[quantity.value, quantity.unit] = same
    return list(found.values())


def _quotes(texts: SourceIndex, statements: list[int]) -> list[bool]:
    """For each quotation of three words or more, whether the candidate has it word for word."""
    found = []
    for index in statements:
        for start, end in quotations(texts.page.sentences[index]):
            words = texts.page.words[index]
            plains = [w.plain for w in words if w.start >= start and w.end <= end]
            if len(plains) >= 3:
                found.append(texts.source_has(plains))
    return found

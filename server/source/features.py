"""Measures what a page shares with an article that may be its source, and what that makes likely.

Every feature is a share or a count of words, names and numbers, and needs no more knowledge of a
language than the aligner has (containment by inverse document frequency matters most; Broder 1997
for containment, Schleimer et al. 2003 for runs of words).

The probabilities are logistic models over them, read from weights.json: one for a candidate among
others, one for a single candidate, one for the event. The table is made by
`python -m tests.bench.source.find_train` (docs/decisions.md).
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np

from server.align import Text, TextFacts, TextPair, containment_matrix, cover, coverage_of
from server.language.scripts import script_of
from server.model import chance, linear_models

RUN = 4  # words in a row that two texts share by chance only in phrases
RARE = 0.75  # least weight of a term that shows what a text is about
INFORMATIVE = 1.0  # least weight of a sentence that is measured
OPENING, LEAD = 6, 3  # first sentences of a candidate, the headline being one
SHORTEST_QUOTATION = 3  # words
# Of copies: the least share of runs, and the greatest difference of two shares.
COPIED_RUNS, SAME_SHARE = 0.3, 0.03
LEAST_EVENT_ODDS = -4.6  # log odds below which the other way made no text of 24 events likely


@dataclass(frozen=True, slots=True)
class Features:
    """A page over a candidate. Shares are 0..1; a share of nothing is 1.

    `containment`: of the page's information (weight of its terms) in the candidate; `rare` and
    `facts`: the same of its rare terms, of its names and numbers; `sentences`: mean share of a
    sentence in up to three candidate sentences; `firm`: the same of sentences with a name, a number
    or a quotation, which are `firm_share` of its information; `runs` and `pairs`: of its runs of
    four and of two words; `quotes`: of those found; `missing_names` is a count; `opening`: the
    page's information in the candidate's first sentences; `headline` and `told`: how much of the
    candidate's first sentence, and first three, the page has; `backwards`: of the candidate's
    information in the page; `longer`: log2 of the ratio of lengths; `words` and `rare_terms`: the
    page's size; `foreign`: the candidate is in another language, so that only names and numbers are
    compared; `comparable`: how many distinctive terms of the page it could have; `meant`: share of
    the page's sentences that the candidate says in its language, where that was compared.
    """

    containment: float
    rare: float
    facts: float
    sentences: float
    firm: float
    firm_share: float
    runs: float
    pairs: float
    quotes: float
    missing_names: int
    opening: float
    headline: float
    told: float
    backwards: float
    longer: float
    words: int
    rare_terms: int
    foreign: bool
    comparable: int
    meant: float = 0.0


def compute_features(page: Text, candidate: Text) -> Features:
    """Measure the features of `page` over `candidate`."""
    return _features(TextPair.of(page, candidate))


def _features(texts: TextPair) -> Features:
    weights = texts.weights
    statements = [i for i in range(len(texts.page)) if i not in texts.page.text.notes]
    page_terms = frozenset(chain.from_iterable(texts.page.terms[i] for i in statements))
    source_terms = texts.source.all_terms
    if not texts.same_language:
        page_terms = comparable(page_terms, source_terms)
    rare = frozenset(term for term in page_terms if weights[term] >= RARE)
    factual = facts(texts, statements)
    placed = _place_sentences(texts, statements, factual)
    firm = [placed_sentence for placed_sentence in placed if placed_sentence.is_firm]
    names_held, quotes_held = _names(texts, statements), _quotes(texts, statements)
    words = sum(len(texts.page.lines[i].words) for i in statements)
    source_words = sum(map(len, texts.source.plains))
    return Features(
        containment=share_held(texts, page_terms),
        rare=share_held(texts, rare),
        facts=share_held(texts, factual),
        sentences=_mean([placed_sentence.share_held for placed_sentence in placed]),
        firm=_mean([placed_sentence.share_held for placed_sentence in firm]),
        firm_share=share(sum(p.mass for p in firm), sum(p.mass for p in placed)),
        runs=runs(texts, statements, RUN),
        pairs=runs(texts, statements, 2),  # words that a rewording keeps together
        quotes=share(sum(quotes_held), len(quotes_held)),
        missing_names=len(names_held) - sum(names_held),
        opening=share(
            weights.mass(page_terms & _opening_terms(texts, OPENING)), weights.mass(page_terms)
        ),
        headline=_told_share(texts, page_terms, 1),
        told=_told_share(texts, page_terms, LEAD),
        backwards=share(weights.mass(page_terms & source_terms), weights.mass(source_terms)),
        longer=math.log2((source_words + 1) / (words + 1)),
        words=words,
        rare_terms=len(rare),
        foreign=not texts.same_language,
        comparable=sum(weights[term] > 0 for term in page_terms),
    )


class _Placed(NamedTuple):
    """An informative page sentence and its share in a few candidate sentences.

    `is_firm`: it has a name, a number or a quotation.
    """

    mass: float
    share_held: float
    is_firm: bool


def _place_sentences(
    texts: TextPair, statements: list[int], factual: frozenset[str]
) -> list[_Placed]:
    """Place each informative page sentence in the candidate."""
    matrix = containment_matrix(texts.page.terms, texts.source.terms, texts.weights)
    placed = []
    for index in statements:
        terms = texts.page.terms[index]
        mass = texts.weights.mass(terms)
        if mass >= INFORMATIVE:
            chosen = cover(terms, matrix[index], texts.source.terms, texts.weights)
            by_all = coverage_of(terms, chosen, texts.source.terms, texts.weights)
            is_firm = bool(factual & terms or texts.page.lines[index].quotations)
            placed.append(_Placed(mass, by_all, is_firm))
    return placed


def _mean(shares: list[float]) -> float:
    """Return the mean; a share of nothing is 1."""
    return float(np.mean(shares)) if shares else 1.0


def _opening_terms(texts: TextPair, count: int) -> frozenset[str]:
    return frozenset(chain.from_iterable(texts.source.terms[:count]))


def _told_share(texts: TextPair, page_terms: frozenset[str], count: int) -> float:
    """Return the share of the candidate's first sentences that the page has."""
    first = _opening_terms(texts, count)
    return share(texts.weights.mass(page_terms & first), texts.weights.mass(first))


def _names(texts: TextPair, statements: list[int]) -> list[bool]:
    """Return for each name whether the candidate has most of its distinctive words."""
    by_name: dict[frozenset[str], bool] = {}
    for index in statements:
        words = texts.page.lines[index].words
        for first, last in texts.page.lines[index].names:
            terms = frozenset(w.term for w in words[first : last + 1] if texts.weights[w.term])
            if terms:
                mass = texts.weights.mass(terms & texts.source.all_terms)
                by_name[terms] = 2 * mass >= texts.weights.mass(terms)
    return list(by_name.values())


def _quotes(texts: TextPair, statements: list[int]) -> list[bool]:
    """Return for each quotation of three words or more whether the candidate has it."""
    has = []
    for index in statements:
        line = texts.page.lines[index]
        for start, end in line.quotations:
            plains = [word.plain for word in line.inside(start, end)]
            if len(plains) >= SHORTEST_QUOTATION:
                has.append(texts.source.has(plains))
    return has


def share(part: float, total: float) -> float:
    """Return `part` of `total`, 0..1; a share of nothing is 1."""
    return round(min(1.0, part / total), 4) if total else 1.0


def share_held(texts: TextPair, terms: Collection[str]) -> float:
    """Return the share of the information of `terms` that the candidate has."""
    weights = texts.weights
    return share(weights.mass(set(terms) & texts.source.all_terms), weights.mass(terms))


def facts(texts: TextPair, statements: Iterable[int]) -> frozenset[str]:
    """Return the page's terms that are mostly written as names, or as numbers."""
    marked: Counter[str] = Counter()
    low: Counter[str] = Counter()
    for index in statements:
        sentence = texts.page.sentences[index]
        for place, word in enumerate(texts.page.lines[index].words):
            first = sentence[word.start : word.start + 1]
            marked[word.term] += (place > 0 and first.isupper()) or first.isdigit()
            low[word.term] += first.islower()
    return frozenset(term for term in marked if term and marked[term] > low[term])


def runs(texts: TextPair, statements: Iterable[int], length: int) -> float:
    """Return the share of the page's runs of `length` words that the candidate has."""
    source_runs = {run for line in texts.source.plains for run in _grams(line, length)}
    page_runs = [run for index in statements for run in _grams(texts.page.plains[index], length)]
    return share(sum(run in source_runs for run in page_runs), len(page_runs))


def _grams(plains: list[str], length: int) -> list[tuple[str, ...]]:
    starts = range(max(1, len(plains) - length + 1))
    return [tuple(plains[start : start + length]) for start in starts]


_EVERYWHERE = re.compile(r"[0-9]{1,2}|(?:19|20)[0-9]{2}")


def comparable(terms: Collection[str], other_terms: Collection[str]) -> frozenset[str]:
    """Return the names and distinctive numbers that the other text could have.

    Names are the same only where both use one script; small numbers are in every article.
    """
    scripts = {_script(term) for term in other_terms}
    return frozenset(
        term
        for term in terms
        if term
        and not _EVERYWHERE.fullmatch(term)
        and (term[:1] in "-0123456789" or _script(term) in scripts)
    )


def _script(term: str) -> str:
    """Return the script of a term's first letter: LATIN, CYRILLIC, HANGUL."""
    return script_of(term[:1]) if term else ""


# Features in which a candidate is compared with the best of the others.
_COMPARED = ("containment", "sentences", "opening", "pairs", "headline", "facts", "firm")
_LEAST_MARGIN, _LARGEST_MARGIN = -0.1, 0.25  # of a share; a larger one says no more
_MOST_NAMES = 4  # missing names; more of them say no more
_WEIGHTS = (__package__, "weights.json")


def margin(candidate: Features, rivals: Sequence[Features]) -> float | None:
    """Return the lead of a candidate in containment over the best of its rivals, if any."""
    if not rivals:
        return None
    return round(candidate.containment - max(rival.containment for rival in rivals), 4)


def alike(first: Features, second: Features) -> bool:
    """Whether two candidates are copies, which don't make each other doubtful."""
    return first.runs >= COPIED_RUNS and all(
        abs(getattr(first, name) - getattr(second, name)) <= SAME_SHARE
        for name in ("containment", "runs", "sentences")
    )


def log_odds(candidate: Features, rivals: Sequence[Features]) -> float:
    """Return the log odds that a candidate is the source, among its rivals."""
    features = text_features(candidate)
    if not rivals:
        return linear_models(*_WEIGHTS)["alone"].log_odds(features)
    return linear_models(*_WEIGHTS)["source"].log_odds(
        features | margin_features(candidate, rivals)
    )


def log_odds_of_event(features: Features) -> float:
    """Return the log odds that a candidate reports the page's event."""
    return linear_models(*_WEIGHTS)["same_event"].log_odds(text_features(features))


def same_event(page: Text | TextFacts, candidate: Text | TextFacts) -> float:
    """Return the chance that two texts report one event, from the odds both ways."""
    texts = TextPair.of(page, candidate)
    odds = log_odds_of_event(_features(texts))
    if odds >= LEAST_EVENT_ODDS:
        odds = (odds + log_odds_of_event(_features(texts.swapped))) / 2
    return chance(odds)


def text_features(features: Features) -> dict[str, float]:
    """Return the models' features of one candidate, by name."""
    as_measured = (*_COMPARED, "firm_share", "quotes", "backwards", "longer")
    return {name: getattr(features, name) for name in as_measured} | {
        "rare": features.rare * min(1.0, features.rare_terms / 3),
        "rare_terms": float(min(8, features.rare_terms)),
        "missing_names": float(min(_MOST_NAMES, features.missing_names)),
        "told_by_runs": features.told * (1 - features.runs),
        "size": math.log2(features.words + 1),
    }


def margin_features(candidate: Features, rivals: Sequence[Features]) -> dict[str, float]:
    """Return the models' features of a candidate against the others."""
    margins = {}
    for name in _COMPARED:
        ahead = getattr(candidate, name) - max(getattr(rival, name) for rival in rivals)
        margins[f"{name}_ahead"] = max(_LEAST_MARGIN, min(_LARGEST_MARGIN, ahead))
    fewest = min(rival.missing_names for rival in rivals)
    fewer = max(-_MOST_NAMES, min(_MOST_NAMES, fewest - candidate.missing_names))
    margins["fewer_names_missing"] = float(fewer)
    return margins

"""Assigns source sentences to page sentences: on a path if the order is kept, else a few freely.

The few together hold what a page sentence says. The path is a monotone dynamic programme over a
lexical matrix, as MASSalign's and Vecalign's: sentences of either side may be skipped, and one may
meet several of the other side, where every meeting after the first counts less.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from server.align.pair import TextPair
from server.align.similarity import (
    LEXICAL,
    Matrix,
    Similarity,
    Terms,
    Thresholds,
    best_columns,
    places_of_terms,
)
from server.model import linear_models
from server.text.tokens import Weights

MOST_SOURCES = 3  # that a page sentence is placed at
MOST_LISTED = 6  # with those that bear out a further part of it
# Log odds that a page sentence rests on it: best on judged pairs and WiCE (decisions.md).
_SURE = 1.0
REACH = 4  # sentences that are near
_USUAL, _SHORTEST = 35, 25  # sentences of a usual source, and the fewest that count
_CONDENSED = 2  # source sentences for each of a page that condenses it, at least


def cover(
    terms: frozenset[str],
    row: Matrix,
    source: Terms,
    weights: Weights,
    near_best: float = LEXICAL.near_best,
) -> list[int]:
    """Return up to `MOST_SOURCES` source sentences, best first.

    `row` ranks them; each after the first brings words that the others lack, and has at least
    `near_best` of the first one's value.
    """
    if not row.size or row.max() <= 0:
        return []
    # Best source sentences, as many as are scored again (similarity.py).
    looked_at = best_columns(row, 12)
    chosen = [looked_at[0]]
    whole = weights.mass(terms)
    missing = terms.difference(*(source[index] for index in chosen))
    floor = near_best * row.max()
    while len(chosen) < MOST_SOURCES:
        gains = {
            j: weights.mass(missing & source[j])
            for j in looked_at
            if j not in chosen and row[j] >= floor
        }
        best = max(gains, key=lambda j: (gains[j], row[j], -j), default=None)
        # Share of the page sentence's weight that a further source must bring.
        if best is None or gains[best] < 0.03 * whole:
            break
        chosen.append(best)
        missing = missing - source[best]
    return sorted(chosen, key=lambda j: (-row[j], j))


class FurtherSources:
    """The source sentences that hold what the chosen ones lack of a page sentence.

    `further.json` has the log-odds that one supports it too: by the words that it `shares`, those
    that it alone `brings`, whether it is `near` or `next` to a chosen one, the share of the `best`
    one, the doublings of the source's `length`, and whether the page has `not_condensed` it.
    """

    def __init__(self, source: Terms, weights: Weights, page: Terms) -> None:
        self._source = source
        self._weights = weights
        self._page = page
        self._model = linear_models(__package__, "further.json")["further"].weights
        self._odds = linear_models(__package__, "further.json")["further"].log_odds(
            {
                "length": math.log(max(len(source), _SHORTEST) / _USUAL),
                "not_condensed": float(len(source) < _CONDENSED * len(page)),
            }
        )

    @cached_property
    def _places(self) -> dict[str, NDArray[np.intp]]:
        return places_of_terms(self._source, self._page)

    def beside(
        self, terms: frozenset[str], chosen: Sequence[int]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the further sentences that it rests on, and those that bear out a word.

        At most `MOST_LISTED` are listed in all. One near a chosen one is preferred: it names whom
        the chosen one calls "he".
        """
        if not chosen:
            return (), ()
        missing = terms.difference(*(self._source[index] for index in chosen))
        shared = self._shared(terms)
        held = shared[list(chosen)].max() / (self._weights.mass(terms) or 1.0)
        model = self._model
        odds = self._odds + model["shares"] * shared + self._nearness(chosen)
        odds += model["best"] * held
        odds[shared == 0] = odds[list(chosen)] = -np.inf
        found: list[int] = []
        sure: list[int] = []
        while len(chosen) + len(found) < MOST_LISTED:
            likely = odds + model["brings"] * self._shared(missing)
            best = int(likely.argmax())
            if likely[best] < 0:
                break
            found.append(best)
            if likely[best] >= _SURE:
                sure.append(best)
            odds[best] = -np.inf
            missing = missing - self._source[best]
        return tuple(sure), tuple(each for each in found if each not in sure)

    def _shared(self, terms: frozenset[str]) -> NDArray[np.float64]:
        """Return the weight of `terms` that each source sentence has."""
        shared = np.zeros(len(self._source), dtype=np.float64)
        for term in sorted(terms):
            if (weight := self._weights[term]) and term in self._places:
                shared[self._places[term]] += weight
        return shared

    def _nearness(self, chosen: Sequence[int]) -> NDArray[np.float64]:
        """Return the log odds that being near the chosen ones adds to each sentence."""
        near = np.zeros(len(self._source), dtype=np.float64)
        by_reach = {REACH: self._model["near"], 1: self._model["near"] + self._model["next"]}
        for reach, worth in by_reach.items():
            for index in chosen:
                near[max(0, index - reach) : index + reach + 1] = worth
        return near


LATER = 0.6  # worth of a further meeting of the same sentence
_NEW, _SAME_SOURCE, _SAME_PAGE = 0, 1, 2  # names of steps
_STEP, _FIRST, _BETTER = 3, 4, 8  # bits of a cell: its step, a first best one, a better path


def kendall_tau(ranks: NDArray[np.intp]) -> float:
    """Return Kendall's tau of `ranks` with 0, 1, ...; ties count as order, fewer than two as 1."""
    if len(ranks) < 2:
        return 1.0
    # Spread evenly: 80,000 pairs.
    ranks = ranks[np.linspace(0, len(ranks) - 1, min(len(ranks), 400)).astype(np.intp)]
    later = (ranks[None, :] - ranks[:, None])[np.triu_indices(len(ranks), 1)]
    return float(np.mean(np.where(later >= 0, 1.0, -1.0)))


def monotone(gain: Matrix) -> list[list[int]]:
    """Return each row's columns on the best path, in order; meeting pays where `gain` is > 0."""
    rows, columns = gain.shape
    how = np.zeros((rows, columns), dtype=np.int8)  # in bits: of two books it has 25 MB
    meeting = np.full(columns, -np.inf)
    best = np.zeros(columns + 1)
    for row in range(rows):
        first = gain[row].astype(np.float64)
        later = np.where(first > 0, LATER * first, first)
        new, same_source = best[:-1] + first, meeting + later
        entering = np.maximum(new, same_source)
        sums = np.cumsum(later)
        meeting = np.maximum.accumulate(entering - sums) + sums
        how[row] = np.where(same_source > new, _SAME_SOURCE, _NEW)
        how[row][meeting > entering + 1e-9] = _SAME_PAGE
        best = _extend(best, meeting, how[row])
    return _trace(how)


def _extend(
    best: NDArray[np.float64], meeting: NDArray[np.float64], how: NDArray[np.int8]
) -> NDArray[np.float64]:
    """Return the best path up to each column with one row more; say in `how` where it is better."""
    reached = np.maximum.accumulate(meeting)
    how[:1] |= _FIRST
    how[1:][meeting[1:] > reached[:-1]] |= _FIRST
    better = reached > best[1:] + 1e-9
    how[better] |= _BETTER
    extended = best.copy()
    extended[1:][better] = reached[better]
    return extended


def _trace(how: NDArray[np.int8]) -> list[list[int]]:
    rows, columns = how.shape
    path: list[list[int]] = [[] for _ in range(rows)]
    row, column = rows - 1, columns
    while row >= 0:
        if not column or not how[row, column - 1] & _BETTER:
            row -= 1
            continue
        met = int(np.flatnonzero(how[row, :column] & _FIRST)[-1])  # the last meeting up to there
        while True:
            path[row].insert(0, met)
            came = how[row, met] & _STEP
            if came == _SAME_PAGE:
                met -= 1
            elif came == _SAME_SOURCE:
                row -= 1
            else:
                row, column = row - 1, met
                break
    return path


Order = Literal["monotone", "free"]
_LESS_IN_ORDER = 0.3  # the same where the matches are too many for chance to order them
_BACKWARDS = 0.3  # share of the gain that looks from the source sentence to the page's


class Assignment(NamedTuple):
    """The source sentences of each page sentence, by their words."""

    order: Order
    sources: list[list[int]]  # of each page sentence, best first
    anywhere: list[list[int]]  # and those that hold most of it, if the page follows the source
    matrix: Matrix  # of the similarity; without columns where nothing had to be compared


def assign(
    texts: TextPair,
    similarity: Similarity,
    verbatim: Mapping[int, list[int]],
    notes: Collection[int] = (),
    only: Collection[int] | None = None,
) -> Assignment:
    """Assign source sentences to each page sentence, or to `only` some, and find the order.

    `notes` are page sentences that say nothing. An excerpt, of which all others are `verbatim`,
    is not compared sentence by sentence.
    """
    page, source, weights = texts.page, texts.source, texts.weights
    if len(page) == len(verbatim) + len(notes):
        ranks = [verbatim[index][0] for index in sorted(verbatim)]
        placed = [verbatim.get(index, []) for index in range(len(page))]
        return Assignment(_order(ranks), placed, placed, np.zeros((len(page), 0), dtype=np.float32))
    matrix, limits = similarity.matrix(page, source, weights), similarity.thresholds
    for index, at in verbatim.items():
        matrix[index, at] = 1.0
    order = _order(_clear(matrix, verbatim, limits))
    path = _path(texts, similarity, matrix, verbatim) if order == "monotone" else None
    follows = bool(matrix.size) and np.median(matrix.max(axis=1)) >= limits.out_of_order
    placed = [verbatim.get(index, []) for index in range(len(page))]
    anywhere = placed.copy()
    wanted = [at for at in range(len(page)) if at not in verbatim and (only is None or at in only)]
    # Rows at once: all of two books take 100 MB.
    for rows in (wanted[at : at + 500] for at in range(0, len(wanted), 500)):
        ranked = similarity.ranked(matrix, rows, texts)
        for index, row in zip(rows, ranked, strict=True):
            terms = page.terms[index]
            if follows or path is None:
                placed[index] = cover(terms, row, source.terms, weights, limits.near_best)
            anywhere[index] = placed[index] if follows else []
            if path is not None:
                along = sorted(path[index], key=row.__getitem__, reverse=True)[:MOST_SOURCES]
                placed[index] = along or _displaced(weights.mass(terms), matrix[index], limits)
    return Assignment(order, placed, anywhere, matrix)


def _displaced(weight: float, row: Matrix, limits: Thresholds) -> list[int]:
    """Return the one source sentence that clearly matches, though out of order."""
    best = int(row.argmax())
    # Weight that a sentence from outside the path must share.
    clear = row[best] >= limits.out_of_order and row[best] * weight >= 1.5
    return [best] if clear else []


def _order(ranks: Sequence[int]) -> Order:
    """Return whether the source sentences `ranks` of the clear matches are in their own order."""
    count = len(ranks)
    if count < 3:  # sentences that must be matched before their order says anything
        return "free"
    tau = kendall_tau(np.array(ranks, dtype=np.intp))
    by_chance = math.sqrt(2 * (2 * count + 5) / (9 * count * (count - 1)))
    # Standard deviations of tau without any order (Kendall 1938).
    sure = tau >= _LESS_IN_ORDER and tau >= 3.0 * by_chance
    # Kendall's tau from which the page follows the source.
    return "monotone" if sure or tau >= 0.4 else "free"


def _clear(matrix: Matrix, verbatim: Mapping[int, list[int]], limits: Thresholds) -> list[int]:
    """Return the source sentences of clear matches, which no other source sentence rivals."""
    ranks: list[int] = []
    for index, row in enumerate(matrix if matrix.size else ()):
        best = verbatim[index][0] if index in verbatim else int(row.argmax())
        rivals = np.concatenate((row[: max(0, best - 1)], row[best + 2 :]))
        lead = row[best] - rivals.max(initial=0.0)
        if row[best] >= limits.clear and lead >= limits.margin:
            ranks.append(best)
    return ranks


def _path(
    texts: TextPair, similarity: Similarity, matrix: Matrix, verbatim: Mapping[int, list[int]]
) -> list[list[int]]:
    gain = similarity.matrix(texts.source, texts.page, texts.weights).T
    gain *= _BACKWARDS  # in place: of two books a matrix has 100 MB
    for index, row in enumerate(matrix):
        gain[index] += (1 - _BACKWARDS) * row
    gain -= similarity.thresholds.pays
    for index, at in verbatim.items():
        gain[index] = -1.0
        gain[index, at] = 1.0
    return monotone(gain)

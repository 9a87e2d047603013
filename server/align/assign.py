"""Assigns source sentences to page sentences: on a path if the order is kept, else a few freely.

The few together have what a page sentence says.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from server.align.pair import TextPair
from server.align.path import kendall_tau, monotone
from server.align.similarity import (
    LEXICAL,
    MOST_RANKED,
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
_LEAST_GAIN = 0.03  # share of the page sentence's weight that a further source must bring

# Log odds from which a page sentence rests on a source sentence: of those with less, one of nine.
_SURE = 1.0
REACH = 4  # sentences that are near
_USUAL_LENGTH = 35  # sentences of a source
_LEAST_LENGTH = 25  # of a shorter one
_CONDENSED = 2  # source sentences for each of a page that condenses it, at least

# From which the matches are in order.
_FEWEST_RANKS = 3  # matched sentences
_IN_ORDER = 0.4  # Kendall's tau
_LESS_IN_ORDER = 0.3  # and where the matches are too many for chance to order them
_SURE_DEVIATIONS = 3.0  # of tau without any order (Kendall 1938)
_BACKWARDS = 0.3  # share of the gain that looks from the source sentence to the page's

_LEAST_DISPLACED = 1.5  # weight that a sentence from outside the path must share
_LEAD_OFF_PATH = 0.4  # share of a page sentence by which one outside the path surpasses it
_ROWS_AT_ONCE = 500  # all of two books take 100 MB

Order = Literal["monotone", "free"]


class Assignment(NamedTuple):
    """The source sentences of each page sentence, by their words, best first."""

    order: Order
    sources: list[list[int]]
    # If the page follows the source: those that have most of a sentence in any order.
    out_of_order: list[list[int]]


class AdditionalSources:
    """The source sentences that have what the chosen ones lack of a page sentence.

    `further.json` has the log-odds that one supports it too: by the words that it `shares`, those
    that it alone `brings` and the `heaviest` of these, whether it is `near` or `next` to a chosen
    one, and `owned` by this page sentence, as no other one shares more with it; by the share of the
    `best` one, the doublings of the source's `length`, and whether the page has `not_condensed` it.
    """

    def __init__(self, source: Terms, weights: Weights, page: Terms) -> None:
        self._source = source
        self._weights = weights
        self._page = page
        model = linear_models(__package__, "further.json")["further"]
        self._model = model.weights
        self._odds = model.log_odds(
            {
                "length": math.log(max(len(source), _LEAST_LENGTH) / _USUAL_LENGTH),
                "not_condensed": float(len(source) < _CONDENSED * len(page)),
            }
        )

    def beside(
        self, terms: frozenset[str], chosen: Sequence[int]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the additional sentences that it rests on, and those that bear out a word.

        At most `MOST_LISTED` are listed in all. One near a chosen one is preferred: it names whom
        the chosen one calls "he".
        """
        if not chosen:
            return (), ()
        missing = terms.difference(*(self._source[index] for index in chosen))
        shared = self._shared_weights(terms)
        best_share = shared[list(chosen)].max() / (self._weights.mass(terms) or 1.0)
        odds = self._odds + self._model["shares"] * shared + self._odds_of_nearness(chosen)
        odds += self._model["best"] * best_share
        odds += self._model["owned"] * (shared >= self._most_shared)
        odds[shared == 0] = odds[list(chosen)] = -np.inf

        odds += self._model["brings"] * self._shared_weights(missing)
        odds += self._model["heaviest"] * self._heaviest(missing)
        room = max(0, MOST_LISTED - len(chosen))
        likely = np.flatnonzero(odds >= 0)  # few, of a text that may have thousands
        likeliest = likely[np.argsort(-odds[likely], kind="stable")[:room]].tolist()
        additional = [index for index in likeliest if odds[index] >= _SURE]
        corroborating = [index for index in likeliest if odds[index] < _SURE]
        return tuple(additional), tuple(corroborating)

    @cached_property
    def _places(self) -> dict[str, NDArray[np.intp]]:
        return places_of_terms(self._source, self._page)

    @cached_property
    def _most_shared(self) -> NDArray[np.float64]:
        """The most weight that any page sentence shares with each source sentence."""
        most_shared = np.zeros(len(self._source), dtype=np.float64)
        for terms in self._page:
            np.maximum(most_shared, self._shared_weights(terms), out=most_shared)
        return most_shared

    def _heaviest(self, terms: frozenset[str]) -> NDArray[np.float64]:
        """Return the weight of the heaviest of some terms that each source sentence has."""
        heaviest = np.zeros(len(self._source), dtype=np.float64)
        for term in sorted(terms, key=self._weights.__getitem__):
            if term in self._places:
                heaviest[self._places[term]] = self._weights[term]
        return heaviest

    def _shared_weights(self, terms: frozenset[str]) -> NDArray[np.float64]:
        """Return the weight of some terms that each source sentence has."""
        shared = np.zeros(len(self._source), dtype=np.float64)
        for term in sorted(terms):
            weight = self._weights[term]
            if weight and term in self._places:
                shared[self._places[term]] += weight
        return shared

    def _odds_of_nearness(self, chosen: Sequence[int]) -> NDArray[np.float64]:
        """Return the log odds that being near the chosen ones adds to each sentence."""
        odds = np.zeros(len(self._source), dtype=np.float64)
        near, beside = self._model["near"], self._model["near"] + self._model["next"]
        for reach, worth in ((REACH, near), (1, beside)):
            for index in chosen:
                odds[max(0, index - reach) : index + reach + 1] = worth
        return odds


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
    thresholds = similarity.thresholds
    placed = [verbatim.get(index, []) for index in range(len(page))]
    if len(page) == len(verbatim) + len(notes):
        ranks = [verbatim[index][0] for index in sorted(verbatim)]
        return Assignment(_order_of(ranks), placed, placed)

    matrix = similarity.matrix(page, source, weights)
    for index, sources in verbatim.items():
        matrix[index, sources] = 1.0
    order = _order_of(_clear_ranks(matrix, verbatim, thresholds))
    path = _path(texts, similarity, matrix, verbatim) if order == "monotone" else None
    follows = bool(matrix.size) and np.median(matrix.max(axis=1)) >= thresholds.out_of_order
    out_of_order = placed.copy()
    wanted = [
        index
        for index in range(len(page))
        if index not in verbatim and (only is None or index in only)
    ]
    for start in range(0, len(wanted), _ROWS_AT_ONCE):
        rows = wanted[start : start + _ROWS_AT_ONCE]
        for index, row in zip(rows, similarity.rank(matrix, rows, texts), strict=True):
            terms = page.terms[index]
            if follows or path is None:
                placed[index] = cover(terms, row, source.terms, weights, thresholds.near_best)
            out_of_order[index] = placed[index] if follows else []
            if path is not None:
                along = sorted(path[index], key=row.__getitem__, reverse=True)[:MOST_SOURCES]
                weight = weights.mass(terms)
                placed[index] = (
                    _out_of_order_match(weight, matrix[index], along, thresholds) or along
                )
    return Assignment(order, placed, out_of_order)


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
    candidates = best_columns(row, MOST_RANKED)
    chosen = [candidates[0]]
    weight = weights.mass(terms)
    missing = terms - source[candidates[0]]
    least = near_best * row.max()
    while len(chosen) < MOST_SOURCES:
        gains = {
            index: weights.mass(missing & source[index])
            for index in candidates
            if index not in chosen and row[index] >= least
        }
        best = max(gains, key=lambda index: (gains[index], row[index], -index), default=None)
        if best is None or gains[best] < _LEAST_GAIN * weight:
            break
        chosen.append(best)
        missing = missing - source[best]
    return sorted(chosen, key=lambda index: (-row[index], index))


def _out_of_order_match(
    weight: float, row: Matrix, along: Sequence[int], thresholds: Thresholds
) -> list[int]:
    """Return the one source sentence that clearly matches, though out of order.

    Those `along` the path go before it unless it has far more of the page sentence.
    """
    best = int(row.argmax())
    is_clear = row[best] >= thresholds.out_of_order and row[best] * weight >= _LEAST_DISPLACED
    on_path = max((row[index] for index in along), default=-_LEAD_OFF_PATH)
    return [best] if is_clear and row[best] >= on_path + _LEAD_OFF_PATH else []


def _order_of(ranks: Sequence[int]) -> Order:
    """Return whether the source sentences of the clear matches are in their own order."""
    count = len(ranks)
    if count < _FEWEST_RANKS:
        return "free"
    tau = kendall_tau(np.array(ranks, dtype=np.intp))
    by_chance = math.sqrt(2 * (2 * count + 5) / (9 * count * (count - 1)))
    is_sure = tau >= _LESS_IN_ORDER and tau >= _SURE_DEVIATIONS * by_chance
    return "monotone" if is_sure or tau >= _IN_ORDER else "free"


def _clear_ranks(
    matrix: Matrix, verbatim: Mapping[int, list[int]], thresholds: Thresholds
) -> list[int]:
    """Return the source sentences of clear matches, which no other source sentence rivals."""
    if not matrix.size:
        return []
    ranks: list[int] = []
    for index, row in enumerate(matrix):
        best = verbatim[index][0] if index in verbatim else int(row.argmax())
        rivals = np.concatenate((row[: max(0, best - 1)], row[best + 2 :]))
        lead = row[best] - rivals.max(initial=0.0)
        if row[best] >= thresholds.clear and lead >= thresholds.margin:
            ranks.append(best)
    return ranks


def _path(
    texts: TextPair, similarity: Similarity, matrix: Matrix, verbatim: Mapping[int, list[int]]
) -> list[list[int]]:
    """Return each page sentence's source sentences on the path that keeps the order of both."""
    gain = similarity.matrix(texts.source, texts.page, texts.weights).T
    gain *= _BACKWARDS  # in place: of two books a matrix has 100 MB
    for index, row in enumerate(matrix):
        gain[index] += (1 - _BACKWARDS) * row
    gain -= similarity.thresholds.pays
    for index, sources in verbatim.items():
        gain[index] = -1.0
        gain[index, sources] = 1.0
    return monotone(gain)

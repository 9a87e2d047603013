"""The few source sentences that together hold what a page sentence says."""

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from server.align.similarity import (
    LEXICAL,
    Matrix,
    Terms,
    best_columns,
    places_of_terms,
)
from server.model import linear_models
from server.text.weights import Weights

MOST_SOURCES = 3  # that a page sentence is placed at
MOST_LISTED = 6  # with those that bear out a further part of it
_ADDS = 0.03  # share of the page sentence's weight that a further source must bring
_LOOKED_AT = 12  # best source sentences, as many as are scored again (similarity.py)
# Log odds that a page sentence rests on it: best on judged pairs and WiCE (decisions/alignment.md).
_SURE = 1.0
REACH = 4  # sentences that are near
_USUAL, _FEWEST = 35, 25  # sentences of a usual source, and the fewest that count
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
    looked_at = best_columns(row, _LOOKED_AT)
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
        if best is None or gains[best] < _ADDS * whole:
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
                "length": math.log(max(len(source), _FEWEST) / _USUAL),
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

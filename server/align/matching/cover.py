"""The few source sentences that together hold what a page sentence says."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from server.align.matching.similarity import (
    LEXICAL,
    Matrix,
    Terms,
    best_columns,
    places_of_terms,
)
from server.text.weights import Weights

MOST_SOURCES = 3  # that a page sentence is placed at
MOST_LISTED = 6  # with those that bear out a further part of it
_ADDS = 0.03  # share of the page sentence's weight that a further source must bring
_LOOKED_AT = 12
# Share of the weight that a further source must bring, and what its share counts for within two
# sentences of a chosen one: 50 % of the judged sentences that rest on several have all of them
# listed instead of 28 %, and WiCE's evidence is found as well as before (tests/bench/judged.py).
_BRINGS = 0.15
_NEAR, _NEARNESS = 2, 3.0


def cover(
    terms: frozenset[str],
    row: Matrix,
    source: Terms,
    weights: Weights,
    near_best: float = LEXICAL.near_best,
) -> list[int]:
    """Up to `MOST_SOURCES` source sentences, best first.

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
    """The source sentences that hold what the chosen ones lack of a page sentence."""

    def __init__(self, source: Terms, weights: Weights) -> None:
        self._source = source
        self._weights = weights

    @cached_property
    def _places(self) -> dict[str, NDArray[np.intp]]:
        return places_of_terms(self._source)

    def beside(self, terms: frozenset[str], chosen: Sequence[int]) -> list[int]:
        """Further sentences, so that no more than `MOST_LISTED` are listed in all.

        One near a chosen one is preferred: it names whom the chosen one calls "he".
        """
        whole = self._weights.mass(terms)
        missing = terms.difference(*(self._source[index] for index in chosen))
        found: list[int] = []
        while chosen and whole and len(chosen) + len(found) < MOST_LISTED:
            best = self._best(missing, [*chosen, *found], _BRINGS * whole)
            if best is None:
                break
            found.append(best)
            missing = missing - self._source[best]
        return found

    def _best(self, missing: frozenset[str], chosen: Sequence[int], least: float) -> int | None:
        gains = np.zeros(len(self._source), dtype=np.float64)
        for term in sorted(missing):
            if (weight := self._weights[term]) and term in self._places:
                gains[self._places[term]] += weight
        near = np.zeros(len(self._source), dtype=bool)
        for index in chosen:
            near[max(0, index - _NEAR) : index + _NEAR + 1] = True
        gains[near] *= _NEARNESS
        gains[list(chosen)] = 0.0
        best = int(gains.argmax()) if gains.size else -1
        return best if best >= 0 and gains[best] >= least else None

"""The few source sentences that together hold what a page sentence tells."""

from collections.abc import Iterable

from server.align.matching.similarity import Matrix, Terms, best_columns
from server.text.weights import Weights

MOST_SOURCES = 3
_ADDS = 0.03  # share of the page sentence's weight that a further source must bring
_NEAR_BEST = 0.6  # and its own share, against the best one's
_LOOKED_AT = 12


def cover(
    terms: frozenset[str], row: Matrix, source: Terms, weights: Weights, first: Iterable[int] = ()
) -> list[int]:
    """Up to `MOST_SOURCES` source sentences, best first; `first` are taken before others."""
    if not row.size or row.max() <= 0:
        return list(first)[:MOST_SOURCES]
    looked_at = best_columns(row, _LOOKED_AT)
    chosen = list(first)[:MOST_SOURCES] or [looked_at[0]]
    whole = weights.mass(terms)
    missing = terms.difference(*(source[index] for index in chosen))
    floor = _NEAR_BEST * row.max()
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


def covered(terms: frozenset[str], chosen: Iterable[int], source: Terms, weights: Weights) -> float:
    """Share of the weight of `terms` that the chosen source sentences hold together."""
    whole = weights.mass(terms)
    if not whole:
        return 0.0
    held = terms & frozenset().union(*(source[index] for index in chosen))
    return min(1.0, weights.mass(held) / whole)

"""The words around a number, which say what it is about."""

from collections.abc import Sequence
from typing import NamedTuple

from server.text.tokens import Word
from server.text.weights import Weights

FALLS = (1.0, 0.9, 0.7, 0.5, 0.4)  # worth of the first, second ... word beside a number
_LEAST = 0.1  # worth of a function word there


class Company(NamedTuple):
    """The words around a number: term to (worth, step, side)."""

    terms: dict[str, tuple[float, int, int]]
    left: str
    right: str


def company_of(words: Sequence[Word], first: int, last: int, weights: Weights) -> Company:
    """Return the words around the number that is words `first` to `last`."""
    terms: dict[str, tuple[float, int, int]] = {}
    for step in range(len(FALLS)):
        for side, at in ((-1, first - 1 - step), (1, last + 1 + step)):
            if 0 <= at < len(words) and words[at].term not in terms and words[at].term:
                terms[words[at].term] = max(_LEAST, weights[words[at].term]), step, side
    left = words[first - 1].plain if first else ""
    right = words[last + 1].plain if last + 1 < len(words) else ""
    return Company(terms, left, right)

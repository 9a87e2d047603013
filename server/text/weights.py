"""How much a term says: rare words weigh much, function words nothing.

Inverse document frequency, half from the two texts and half from a table of the language's
news (`data/background.json`, made by tests/bench/make_background.py).
"""

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from server.language.data import section
from server.language.tables import table
from server.language.tags import base_language
from server.text.tokens import stemmer

_LARGE = 5_000  # sentences from which a table knows more than the two texts
_FLOOR = 0.3  # below it a word is a function word: it is worth nothing


class Background(NamedTuple):
    """In how many of `sentences` sentences of a language's news each term occurs."""

    sentences: int
    frequency: dict[str, float]
    function_words: frozenset[str]
    function_terms: frozenset[str]

    @property
    def share(self) -> float:
        """How much of a weight comes from the table."""
        return 0.5 if self.sentences >= _LARGE else 0.0

    def rarity(self, term: str) -> float:
        """0 for a term in every sentence, 1 for one that the table does not have."""
        frequency = self.frequency.get(term)
        if frequency is None:
            return 1.0
        return 1 - math.log(frequency + 1) / math.log(self.sentences + 1)


@cache
def background(language: str | None) -> Background:
    """What is known of `language`; empty where nothing is."""
    language = base_language(language) or ""
    counted = table("background").get(language, {"sentences": 0, "halves": {}})
    frequency = {
        term: 2 ** (int(halves) / 2)
        for halves, terms in counted["halves"].items()
        for term in terms.split()
    }
    stem = stemmer(language)
    function_words = frozenset((section(language, "function_words") or "").split())
    return Background(
        counted["sentences"], frequency, function_words, frozenset(map(stem, function_words))
    )


class Weights:
    """Weight of each term, 0..1, for the sentences given."""

    def __init__(self, language: str | None, sentences: Iterable[Iterable[str]]) -> None:
        self._background = background(language)
        counted: Counter[str] = Counter()
        total = 0
        for terms in sentences:
            counted.update(terms)
            total += 1
        self._frequency = counted
        self._log_total = math.log(total + 1)
        self._known: dict[str, float] = {}

    def __getitem__(self, term: str) -> float:
        weight = self._known.get(term)
        if weight is None:
            weight = self._known[term] = self._weigh(term)
        return weight

    def mass(self, terms: Iterable[str]) -> float:
        """Sum of the weights of `terms`, the same in whatever order a set gives them."""
        return math.fsum(map(self.__getitem__, terms))

    def _weigh(self, term: str) -> float:
        if not term or term in self._background.function_terms:
            return 0.0
        # once on either side is as rare as a term that both have can be
        rarity = 1 - math.log(max(1.0, self._frequency.get(term, 1) / 2)) / self._log_total
        share = self._background.share
        rarity = share * self._background.rarity(term) + (1 - share) * rarity
        return max(0.0, (rarity - _FLOOR) / (1 - _FLOOR))

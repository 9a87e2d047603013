"""Weighs terms by their rarity; function words weigh nothing.

Inverse document frequency, half from the two texts and half from a table of the language's
news (`language/tables/background.json`, made by tests/bench/align/make_background.py).
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from server.language.data import section
from server.language.tables import table
from server.language.tags import base_language
from server.text.tokens import stemmer

_LARGE = 5_000  # sentences from which a table knows more than the two texts
_FLOOR = 0.3  # below it a word is a function word: it is worth nothing


class Background(NamedTuple):
    """The rarity of each term in `sentences` sentences of a language's news, 0 in all of them."""

    sentences: int
    rarities: dict[str, float]
    function_words: frozenset[str]
    function_terms: frozenset[str]

    @property
    def share(self) -> float:
        """Return the share of a weight that comes from the table."""
        return 0.5 if self.sentences >= _LARGE else 0.0

    def rarity(self, term: str) -> float:
        """Return the rarity of a term: 0 in every sentence, 1 unless the table has it."""
        return self.rarities.get(term, 1.0)


@cache
def background(language: str | None) -> Background:
    """Return the background of `language`; empty where it has none."""
    language = base_language(language) or ""
    counted = table("background").get(language, {"sentences": 0, "halves": {}})
    rarities: dict[str, float] = {}
    for halves, terms in counted["halves"].items():
        frequency = 2 ** (int(halves) / 2)
        rarity = 1 - math.log(frequency + 1) / math.log(counted["sentences"] + 1)
        rarities.update(dict.fromkeys(terms.split(), rarity))
    stem = stemmer(language)
    function_words = frozenset((section(language, "function_words") or "").split())
    return Background(
        counted["sentences"], rarities, function_words, frozenset(map(stem, function_words))
    )


class Weights(dict[str, float]):
    """Weight of each term, 0..1, for the sentences given; worked out when it is asked for."""

    def __init__(self, language: str | None, sentences: Sequence[Iterable[str]]) -> None:
        super().__init__()
        self._background = background(language)
        self._frequency = Counter(chain.from_iterable(sentences))
        self._share = self._background.share
        self._log_total = math.log(len(sentences) + 1)

    def __missing__(self, term: str) -> float:
        weight = self[term] = self._weigh(term)
        return weight

    def mass(self, terms: Iterable[str]) -> float:
        """Sum the weights of `terms` in a fixed order."""
        return math.fsum(map(self.__getitem__, terms))

    def _weigh(self, term: str) -> float:
        if not term or term in self._background.function_terms:
            return 0.0
        # once on either side is as rare as a term that both have can be
        count = self._frequency.get(term, 1) / 2
        rarity = 1 - math.log(count) / self._log_total if count > 1 else 1.0
        share = self._share
        rarity = share * self._background.rarity(term) + (1 - share) * rarity
        return max(0.0, (rarity - _FLOOR) / (1 - _FLOOR))

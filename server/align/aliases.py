"""One name in two spellings: initials, countries and their people, titles, other endings."""

from collections.abc import Iterable
from functools import cache

from rapidfuzz import fuzz, process

from server.align.weights import table

_SHORTEST_STEM = 4
_ALIKE = 82  # rapidfuzz ratio from which two words may be one name spelt twice


def is_title(plain: str) -> bool:
    """Whether a word tells rank or trade rather than who."""
    return plain in _words("titles")


def place_of(plain: str) -> str | None:
    """The country or continent that a word names, its people and language included."""
    exact, stems = _places()
    if found := exact.get(plain):
        return found
    for length in range(min(len(plain), 12), _SHORTEST_STEM - 1, -1):
        if found := stems.get(plain[:length]):
            return found
    return None


def is_general_knowledge(plain: str) -> bool:
    """Whether a page may add this name on its own: a country, a state, a faith."""
    return plain in _words("regions") or place_of(plain) is not None


def is_respelt(plain: str, known: Iterable[str]) -> bool:
    """Whether one of the known words is the same name in another spelling or case ending."""
    return process.extractOne(plain, known, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(table("names")[kind].split())


@cache
def _places() -> tuple[dict[str, str], dict[str, str]]:
    """Country of whole words, and of the beginnings of words."""
    exact: dict[str, str] = {}
    stems: dict[str, str] = {}
    for country, listed in table("names")["places"].items():
        for word in listed.casefold().split():
            exact[word] = country
            if len(word) >= _SHORTEST_STEM:
                stems[word] = country
    return exact, stems

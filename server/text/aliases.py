"""One name in two spellings: initials, countries and their people, titles, other endings."""

import unicodedata
from collections.abc import Iterable
from functools import cache

from rapidfuzz import fuzz, process

from server.language.tables import cldr, table

SMALL = frozenset(table("names")["of_people"].split())
_SHORTEST_STEM = 4  # letters of a listed word that begins others
_SHORTEST_NAME = 6  # of a name from CLDR: Estonia's "Viro" begins "virology"
_SHORTEST_CUT, _LONGEST_CUT = 3, 4  # letters of a word cut short
_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "ß": "ss"}
)
_ALIKE = 82  # rapidfuzz ratio from which two words may be one name spelt twice


def is_title(plain: str) -> bool:
    """Return whether a word gives rank or trade rather than who."""
    return plain in _words("titles")


def place_of(plain: str, language: str | None) -> str | None:
    """Return the code of the country or continent of this name or people.

    Listed words count in any language, and names from CLDR in `language` and English.
    """
    exact, stems = _places(language)
    if found := exact.get(plain):
        return found
    for length in range(min(len(plain), 12), _SHORTEST_STEM - 1, -1):
        if found := stems.get(plain[:length]):
            return found
    return None


def is_general_knowledge(plain: str, language: str | None) -> bool:
    """Return whether a page may add this name on its own: a country, a state, a faith."""
    return plain in _words("regions") or place_of(plain, language) is not None


def is_respelt(plain: str, known: Iterable[str]) -> bool:
    """Return whether a known word is this name in another spelling or case.

    `known` are words as `without_marks` writes them.
    """
    word = without_marks(plain)
    return process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None


def without_marks(plain: str) -> str:
    """Return `plain` spelled without diacritics: "mueller", "zoe"."""
    if plain.isascii():
        return plain
    decomposed = unicodedata.normalize("NFD", plain.translate(_WRITTEN_OUT))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def other_names(plain: str) -> frozenset[str]:
    """Return a name with its other and former ones."""
    return _other_names().get(plain, frozenset())


def is_short_for(plain: str, known: Iterable[str]) -> bool:
    """Return whether this word abbreviates a known one: "Utd", "Intl"."""
    if not _SHORTEST_CUT <= len(plain) <= _LONGEST_CUT:
        return False
    return any(
        word[0] == plain[0] and word[-1] == plain[-1] and len(word) > len(plain) + 1
        and _in_order(plain, word)
        for word in known
    )  # fmt: skip


def _in_order(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


@cache
def _other_names() -> dict[str, frozenset[str]]:
    groups = [frozenset(listed.split()) for listed in table("names")["one"]]
    return {name: group for group in groups for name in group}


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(table("names")[kind].split())


@cache
def _places(language: str | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return countries by whole word, and by the beginning of a word."""
    exact: dict[str, str] = {}
    stems: dict[str, str] = {}
    for names, shortest in (
        (cldr("en", "territories"), _SHORTEST_NAME),
        (cldr(language, "territories") or {}, _SHORTEST_NAME),
        (table("names")["places"], _SHORTEST_STEM),
    ):
        for country, listed in names.items():
            for word in listed.casefold().split():
                exact[word] = country
                if len(word) >= shortest:
                    stems[word] = country
    return exact, stems

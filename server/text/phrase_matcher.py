"""Listed words and phrases of a language, found at a place of a sentence."""

from collections.abc import Iterable, Iterator, KeysView, Sequence
from typing import Generic, NamedTuple, TypeVar

from server.text.tokens import words

T = TypeVar("T")


class PhraseMatch(NamedTuple, Generic[T]):
    """The value of a phrase, and how many words it has."""

    value: T
    words: int


class Phrases(Generic[T]):
    """Phrases with a value each, by their first word, the longest first."""

    def __init__(self, entries: Iterable[tuple[str, T]], language: str | None) -> None:
        self._by_first: dict[str, list[tuple[list[str], T]]] = {}
        for phrase, value in entries:
            first, *rest = [word.plain for word in words(phrase.replace("_", " "), language)]
            self._by_first.setdefault(first, []).append((rest, value))
        for listed in self._by_first.values():
            listed.sort(key=lambda entry: -len(entry[0]))

    def __contains__(self, first: str) -> bool:
        return first in self._by_first

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def firsts(self) -> KeysView[str]:
        """Return the first words of the phrases."""
        return self._by_first.keys()

    def openings(self) -> Iterator[tuple[str, str]]:
        """Yield the first two words of each phrase; "" for the second one of a word."""
        for first, listed in self._by_first.items():
            yield from ((first, rest[0] if rest else "") for rest, _ in listed)

    def at(self, plains: Sequence[str], place: int) -> PhraseMatch[T] | None:
        """Return the value of the longest phrase at `place`, and its number of words."""
        if not 0 <= place < len(plains):
            return None
        for rest, value in self._by_first.get(plains[place], ()):
            if rest == plains[place + 1 : place + 1 + len(rest)]:
                return PhraseMatch(value, 1 + len(rest))
        return None


def numbered(entries: str, language: str | None) -> Phrases[float]:
    """Parse "two=2 per_cent=1" into phrases with their numbers."""
    pairs = (entry.partition("=") for entry in entries.split())
    return Phrases(((name, float(value or 1)) for name, _, value in pairs), language)


def named(entries: str, language: str | None) -> Phrases[str]:
    """Parse "yesterday=day-1 about" into phrases with their meanings."""
    pairs = (entry.partition("=") for entry in entries.split())
    return Phrases(((name, value or name) for name, _, value in pairs), language)

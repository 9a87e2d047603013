"""Listed words and phrases of languages: those a text has, and those at a word of a sentence.

What a page says to its reader is searched in folded text, all words of a section at once; amounts,
names and cues of a sentence are looked up word by word.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, KeysView, Sequence
from functools import cache
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from server.language.data import section
from server.model import remembered
from server.text.tokens import Extent, words

T = TypeVar("T")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        # Letters that are often written without their signs.
        "ё": "е",
        "ı": "i",
        "\u0307": None,  # the dot that case folding leaves of a Turkish İ
        **dict.fromkeys(map(chr, range(0x064B, 0x0653)), None),  # Arabic vowel signs
        **dict(zip("âîû", "aiu", strict=True)),
    }
)
# ASCII as `fold` writes it.
_FOLDED = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}
_OTHER = "\x80"
_START = 4  # characters by which words are looked up
# Where a word may begin: after no letter of ASCII, or at any other letter.
_STARTS = re.compile(rf"(?:(?<![a-z0-9_])|(?=[^\x00-\x7f]))(?=(.{{{_START}}}))", re.DOTALL)
# Letters up to which a listed word is a whole word, not the beginning of one: "per" is no "person",
# "app" no "appeared". By section, or by a kind of words in it.
_ALL = 1_000
_WHOLE = {
    "calls.phrases": _ALL,
    "calls.credits": 3,
    "calls.credits.other": 4,
    "calls.consent.we": _ALL,
    "calls.lines": _ALL,
    "calls.lines.permissions": 0,
}
# Kinds that are found only where a text begins with them, after a few signs, or is all of it.
_FRAMES = {
    "calls.phrases.source_line": r"^[\W_]{{0,3}}{}",
    "calls.lines.prompts": r"^[\W_]{{0,6}}{}",  # arrows, bullets
    "calls.lines.offers": "^{}$",
}


@remembered
def fold_words(text: str) -> str:
    """Return `text` for matching: typography and case do not matter, words stay apart."""
    if text.isascii():
        folded = text.lower().replace("`", "'")
    else:
        folded = unicodedata.normalize("NFKC", text).casefold().translate(_SIGNS)
    return " ".join(folded.split()).replace(" :", ":")


def fold(text: str) -> str:
    """Fold `text` for finding it again: NFKC, case folded, letters and digits only."""
    if text.isascii():
        return text.translate(_FOLDED)
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", folded.replace(" ", ""))  # of which a text has most


class WordHits(dict[Any, list[Extent]]):
    """Places of words in a folded text by their kind, the first of each word."""

    def __missing__(self, kind: object) -> list[Extent]:
        return []


@remembered
def found_in(text: str, name: str, languages: tuple[str, ...]) -> WordHits:
    """Return which words of the section `name` of `languages` are in `text`."""
    folded, by_start = fold_words(text), _lexicon(name, languages)
    listed = (by_start[start] for start in _starts(folded) & by_start.keys())
    hits = WordHits()
    not_ascii = () if folded.isascii() else by_start[_OTHER]
    for kind, head, pattern in chain(by_start[""], not_ascii, *listed):
        if head in folded and (hit := pattern.search(folded)):
            hits.setdefault(kind, []).append(Extent(*hit.span()))
    return hits


@remembered
def _starts(folded: str) -> set[str]:
    """Return how the words of a text begin, which is asked for those of several sections."""
    return set(_STARTS.findall(folded))


@cache
def _lexicon(
    name: str, languages: tuple[str, ...]
) -> dict[str, list[tuple[str, str, re.Pattern[str]]]]:
    """Return kinds, heads and patterns of words by their first characters.

    Short ones are by "", or by `_OTHER` where they are not in ASCII.
    """
    by_start: dict[str, list[tuple[str, str, re.Pattern[str]]]] = {"": [], _OTHER: []}
    for language in languages:
        for kind, listed in section(language, name).items():
            for word in listed:
                head = fold_words(word.partition("…")[0])
                short = "" if head.isascii() else _OTHER
                start = head[:_START] if len(head) >= _START else short
                source = pattern_of([word], language, f"{name}.{kind}")
                framed = _FRAMES.get(f"{name}.{kind}", "{}").format(source)
                by_start.setdefault(start, []).append((kind, head, re.compile(framed)))
    return by_start


def pattern_of(listed: Iterable[str], language: str, kind: str) -> str:
    """Return a pattern of any of the listed words, the longest first.

    "…" is for up to 40 characters. Where `language` writes no spaces, words are found anywhere.
    """
    spaced = is_spaced(language)
    whole_word_length = _WHOLE.get(kind, _WHOLE.get(kind.rpartition(".")[0], 0))
    folded = {"…".join(map(fold_words, word.split("…"))) for word in listed}
    patterns = [
        ".{1,40}?".join(re.escape(part.strip()) for part in word.split("…"))
        + (r"(?!\w)" if spaced and len(word) <= whole_word_length and word[-1].isalpha() else "")
        for word in sorted(folded, key=len, reverse=True)
    ]
    before = r"(?<!\w)" if spaced else ""
    return f"{before}(?:{'|'.join(patterns)})" if patterns else "(?!)"


def is_spaced(language: str) -> bool:
    """Whether `language` writes spaces between its words."""
    return bool(section(language, "spaces_between_words"))


class PhraseMatch(NamedTuple, Generic[T]):
    """A phrase found at a word: its value and its length in words."""

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


def parse_numbers(entries: str, language: str | None) -> Phrases[float]:
    """Parse "two=2 per_cent=1" into phrases with their numbers."""
    pairs = (entry.partition("=") for entry in entries.split())
    return Phrases(((name, float(value or 1)) for name, _, value in pairs), language)


def parse_meanings(entries: str, language: str | None) -> Phrases[str]:
    """Parse "yesterday=day-1 about" into phrases with their meanings."""
    pairs = (entry.partition("=") for entry in entries.split())
    return Phrases(((name, value or name) for name, _, value in pairs), language)

"""Text that asks its reader to agree to cookies, recognised by its words.

Each consent wall is worded by a lawyer of its own, but all speak to the reader ("we", "your") of
partners, devices, data and consent. The words are in language/<tag>.json, `consent`: "we" in
whole words, the others as beginnings.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from server.language.data import section
from server.language.scripts import CLOSE_TERMINAL, TERMINAL
from server.text.notices import LANGUAGES, fold_words, words_of

Class = Literal["partners", "device", "data", "choice", "we"]
_ABOUT: tuple[Class, ...] = ("partners", "device", "data", "choice")
_MOST = 2_000  # characters; legal notices are longer, and are texts of their own
_SENTENCE = re.compile(rf"(?<=[{TERMINAL}])(?:\s+|(?<=[{CLOSE_TERMINAL}]))|\n")


def asks_for_consent(text: str, buttons: Callable[[], list[str]]) -> bool:
    """Whether `text` does little but ask to agree, with one of `buttons` to do so."""
    if len(text) > _MOST:
        return False
    folded = [fold_words(sentence) for sentence in _SENTENCE.split(text)]
    pressed = [fold_words(button) for button in buttons()]
    return bool(pressed) and any(_asks(folded, pressed, language) for language in LANGUAGES)


def example_of(language: str) -> str:
    """A sentence of a consent wall in `language`, with words of each class."""
    return _file(language).example


def _asks(sentences: list[str], buttons: list[str], language: str) -> bool:
    patterns = _patterns(language)
    pressed = (patterns["choice"], _patterns("en")["choice"])  # buttons are in English everywhere
    asking = [
        sentence
        for sentence in sentences
        if patterns["we"].search(sentence) and any(patterns[c].search(sentence) for c in _ABOUT)
    ]
    subjects = sum(any(patterns[c].search(sentence) for sentence in asking) for c in _ABOUT)
    return (
        subjects >= len(_ABOUT) - 1
        and sum(map(len, asking)) > 0.5 * sum(map(len, sentences))
        and any(pattern.search(button) for pattern in pressed for button in buttons)
    )


@dataclass(frozen=True, slots=True)
class _File:
    example: str
    words: dict[Class, list[str]]


@cache
def _file(language: str) -> _File:
    return _File(**section(language, "consent"))


@cache
def _patterns(language: str) -> dict[Class, re.Pattern[str]]:
    _, spaced = words_of(language)
    begin, end = (r"(?<!\w)", r"(?!\w)") if spaced else ("", "")
    return {
        name: re.compile(
            f"{begin}(?:{'|'.join(re.escape(fold_words(word)) for word in words)})"
            + (end if name == "we" else "")
        )
        for name, words in _file(language).words.items()
    }

"""Text that asks its reader to agree to cookies, recognised by its words.

Each consent wall is worded by a lawyer of its own, but all speak to the reader ("we", "your") of
partners, devices, data and consent. The words are in language/<tag>.json, `calls.consent`: "we" in
whole words, the others as beginnings.
"""

from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import Literal

from server.language.data import section
from server.language.scripts import SENTENCE_END
from server.text.calls.phrases import LANGUAGES
from server.text.calls.words import WHOLE, WordList, fold_words, is_spaced

Class = Literal["partners", "device", "data", "choice", "we"]
_ABOUT: tuple[Class, ...] = ("partners", "device", "data", "choice")
_MOST = 2_000  # characters; legal notices are longer, and are texts of their own


def asks_for_consent(text: str, buttons: Callable[[], list[str]]) -> bool:
    """Return whether `text` does little but ask to agree, with one of `buttons` to do so."""
    if len(text) > _MOST:
        return False
    sentences = (SENTENCE_END.split(line) for line in text.split("\n"))
    folded = [fold_words(sentence) for sentence in chain.from_iterable(sentences)]
    pressed = [fold_words(button) for button in buttons()]
    return bool(pressed) and any(_asks(folded, pressed, language) for language in LANGUAGES)


def _asks(sentences: list[str], buttons: list[str], language: str) -> bool:
    words = _words(language)
    pressed = (words["choice"], _words("en")["choice"])  # buttons are in English everywhere
    asking = [
        sentence
        for sentence in sentences
        if words["we"].found(sentence) and any(words[c].found(sentence) for c in _ABOUT)
    ]
    subjects = sum(any(words[c].found(sentence) for sentence in asking) for c in _ABOUT)
    return (
        subjects >= len(_ABOUT) - 1
        and sum(map(len, asking)) > 0.5 * sum(map(len, sentences))
        and any(choice.found(button) for choice in pressed for button in buttons)
    )


@cache
def _words(language: str) -> dict[Class, WordList]:
    listed = section(language, "calls.consent")["words"].items()
    spaced = is_spaced(language)
    return {
        name: WordList(words, spaced=spaced, whole=WHOLE if name == "we" else 0)
        for name, words in listed
    }

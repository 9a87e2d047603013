"""Lines in which a page speaks of itself: adverts, rights, cookies, prompts, notes.

The words are in language/<tag>.json, `calls.lines`. They count only where a text is little else.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from unicodedata import normalize

from server.language.data import by_language
from server.text.calls.words import WHOLE, WordList, fold_words, is_spaced
from server.text.spelling import fold
from server.text.tokens import plain_form

# Characters of the longest line that announces an advert, claims rights, asks, credits.
_ADVERT, _RIGHTS, _LONGEST_SIGN, _COOKIES, _PROMPT, _LONGEST_CREDIT = 80, 300, 120, 450, 160, 120
_LONGEST = 25  # words; a statement may contain the phrase, a note is little more than it
_LONGEST_LETTERS = 200  # where no spaces are between the words
_LONGEST_BEFORE = 12  # words of a line that ends with the phrase
_LEADING = "—–-*•►▶→>»›[(… \"'“"
_SIGNS = re.compile(r"^[\W_]{1,6}")  # arrows, bullets
_AGENCIES = (
    r"getty(?: images)?|shutterstock|i ?stock(?:photo)?|alamy(?: stock photo)?|adobe ?stock"
    r"|unsplash|pexels|pixabay|reuters|a[fp]p|epa(?:-efe)?|dpa|imago(?: images)?|picture alliance"
)
_CREDIT = re.compile(rf"(?:^|[/:©|]\s*|\bvia\s+)(?:{_AGENCIES})[)\].]*$", re.IGNORECASE)
_SIGN = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*[\w\s,.–-]*\b(?:19|20)\d\d|©\s*\w", re.I
)
_WORD = re.compile(r"\w+")


def lead_end(sentence: str) -> int:
    """Return where "Here is a summary in 80 words:" ends; 0 without such a beginning."""
    at = sentence.find(":") + 1
    return at if at and is_boilerplate(sentence[:at]) else 0


def is_boilerplate(sentence: str) -> bool:
    """Return whether a sentence only points elsewhere or speaks of the page itself."""
    words = sentence.split(maxsplit=_LONGEST)
    if len(words) > _LONGEST or len(sentence) > _LONGEST_LETTERS:
        return False
    text = " ".join(map(plain_form, words)).lstrip(_LEADING)
    starts, ends = _notes()
    return bool(starts.match(text) or (len(words) <= _LONGEST_BEFORE and ends.search(text)))


def announces_advert(text: str) -> bool:
    """Return whether `text` is no more than the label of an advert."""
    return len(text) <= _ADVERT and _folded("advert").make_up(fold(text))


def claims_rights(text: str) -> bool:
    """Return whether `text` is a line on who has the rights."""
    if len(text) <= _LONGEST_SIGN and _SIGN.match(text):
        return True
    return len(text) <= _RIGHTS and _folded("rights").found(fold(text))


def asks_for_cookies(text: str) -> bool:
    """Return whether `text` is a cookie notice that asks its reader for consent."""
    if len(text) > _COOKIES or not _cookies().found(fold_words(text)):
        return False
    lower = text.casefold()
    words = set(_WORD.findall(lower))
    return any(
        words & set(listed["reader"]) and any(part in lower for part in listed["consents"])
        for _, listed in _listed("cookies")
    )


def is_prompt(text: str) -> bool:
    """Return whether `text` leads to other stories, asks to follow or sign up, or credits."""
    if len(text) > _PROMPT:
        return False
    folded = _SIGNS.sub("", fold_words(text))
    return any(words.begin(folded, 0) for words in _prompts())


def credits_picture(text: str) -> bool:
    """Return whether `text` is a picture's caption or credit, which ends in the agency's name."""
    return len(text) <= _LONGEST_CREDIT and bool(_CREDIT.search(text))


def _listed(kind: str) -> Iterator[tuple[str, Any]]:
    """Yield the languages that have words of `kind`, with them."""
    sections = by_language("calls.lines").items()
    return ((language, listed[kind]) for language, listed in sections if kind in listed)


@cache
def _folded(kind: str) -> WordList:
    """Return the words of `kind` in all languages, folded to letters and digits."""
    return WordList((fold(word) for _, words in _listed(kind) for word in words), spaced=False)


@cache
def _cookies() -> WordList:
    names = (name for _, listed in _listed("cookies") for name in listed.get("names", ()))
    return WordList(names, spaced=False)


@cache
def _prompts() -> list[WordList]:
    """Return the beginnings of prompts, of languages with spaces and of the others."""
    return [
        WordList(
            (
                word
                for tag, words in _listed("prompts")
                if is_spaced(tag) is spaced
                for word in words
            ),
            spaced=spaced,
            whole=WHOLE,
        )
        for spaced in (True, False)
    ]


@cache
def _notes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    starts, ends = (
        normalize("NFKC", "|".join(word for _, words in _listed(place) for word in words))
        for place in ("notes", "note_ends")
    )
    return re.compile(starts), re.compile(rf"(?:^|\W)(?:{ends})\W*$")

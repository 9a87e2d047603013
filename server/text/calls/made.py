"""Calls made of a language's words, however they are put: "become a member and read the rest".

A list of phrases never ends; what the phrases are made of is a short list. The words are in
language/<tag>.json, `calls.words`, as beginnings of words; a call's words are all of one language.
Each consent wall is worded by a lawyer of its own, but all speak to the reader ("we", "your") of
partners, devices, data and consent: `calls.consent` has "we" in whole words.
"""

import re
from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import Literal

from server.language.data import languages_with, section
from server.language.scripts import DIGIT, SENTENCE_END
from server.language.tables import price_marks
from server.language.tags import base_language, siblings
from server.text.calls.phrases import LANGUAGES, Kind
from server.text.calls.words import WHOLE, WordList, fold_words, is_spaced
from server.text.tokens import is_dense

WordClass = Literal[
    "access",  # subscribe, log in, become a member
    "read",
    "whole",  # full, entire, the rest
    "on",  # continue, further
    "text",  # article, story
    "rest",  # remain, left
    "offer",  # a month, cancel, unlimited
    "other",  # what else one subscribes to, or signs in for: newsletter, comments
    "edition",  # print edition, e-paper
    "outlet",  # newspaper, magazine
    "agency",  # a news agency, whose reports many papers print
    "retold",  # reports, writes, according to
    "only",  # reserved for, exclusive, unlock
    "free",  # free of charge, preview
    "ends",  # ends here, up to here, used up
    "part",  # excerpt, first chapter, beginning of
    "brief",  # in short, digest, key points
    "source",  # source, based on, via
    "detail",  # details, learn more
    "tongue",  # English, and other languages that a page is a translation from
]

_LEADING_ON: tuple[WordClass, ...] = ("on", "whole", "detail")
WORD_LANGUAGES = languages_with("calls.words")
LONGEST_MADE = 120  # characters; in longer sentences the words meet by chance
_METER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)\D{1,12}?(?<!\d)(\d{1,2})(?!\d)")
ConsentClass = Literal["partners", "device", "data", "choice", "we"]
_ABOUT: tuple[ConsentClass, ...] = ("partners", "device", "data", "choice")
_LONGEST_ASKING = 2_000  # characters; legal notices are longer, and are texts of their own


@cache
def _amount() -> re.Pattern[str]:
    """Return a pattern for a number beside the mark of a currency."""
    words = {mark for mark in price_marks() if mark[-1].isalpha() and not is_dense(mark[-1])}
    signs = "|".join(re.escape(mark) for mark in price_marks() if mark not in words)
    listed = "|".join(map(re.escape, sorted(words)))
    return re.compile(
        rf"(?:{signs}|\b(?:{listed})\b)\s?\d|\d(?:[.,]\d\d)?\s?(?:{signs}|(?:{listed})\b)", re.I
    )


def has_all(folded: str, wanted: tuple[WordClass, ...], language: str) -> bool:
    """Return whether `folded` text has words of each class of `wanted` in `language`."""
    words = words_of(language)
    return all(words[name].found(folded) for name in wanted)


def made_kind(sentence: str, language: str | None) -> Kind | None:
    """Return what `sentence` calls for by its words, in the page's language or English."""
    if len(sentence) > LONGEST_MADE:
        return None
    folded = fold_words(sentence)
    return next(filter(None, (_kind(folded, tried) for tried in tried_for(language))), None)


def led_kind(line: str, language: str | None, *, elsewhere: bool) -> Kind | None:
    """Return what a line leads to by its words, if it is mostly a link."""
    if says(line, ("access",), language):
        return None
    if elsewhere and says(line, ("source",), language):
        return "source_line"
    leads_on = any(says(line, (word,), language) for word in _LEADING_ON)
    return "continue_reading" if leads_on else None


def is_offer(text: str, language: str | None) -> bool:
    """Return whether `text` advertises a subscription: two or more of its words."""
    folded = fold_words(text)
    return any(words_of(tried)["offer"].several(folded) for tried in tried_for(language))


def has_price(text: str) -> bool:
    """Return whether an amount of money is in `text`."""
    return bool(DIGIT.search(text) and _amount().search(text))


def says(text: str, wanted: tuple[WordClass, ...], language: str | None) -> bool:
    """Return whether `text` has words of each class of `wanted`, all of one language."""
    folded = fold_words(text)
    return any(has_all(folded, wanted, tried) for tried in tried_for(language))


def is_meter(text: str) -> bool:
    """Return whether `text` counts free articles that are left."""
    counts = [(int(one), int(two)) for one, two in _METER.findall(text)]
    return any(0 < one < two for one, two in counts)


def tried_for(language: str | None) -> tuple[str, ...]:
    """Return the page's language, if known, and English."""
    tags = siblings(base_language(language) or "")
    own = next((tag for tag in tags if tag in WORD_LANGUAGES), None)
    return (own, "en") if own and own != "en" else ("en",)


def _kind(folded: str, language: str) -> Kind | None:
    def has(*wanted: WordClass) -> bool:
        return has_all(folded, wanted, language)

    if has("other"):
        return None
    goes_on = has("on") or has("whole")
    tests: tuple[tuple[Kind, bool], ...] = (
        ("in_other_edition", has("edition") and (goes_on or has("detail"))),
        (
            "cut_for_subscribers",
            # "Only for members" alone may be about reactions or a service.
            has("access") and (has("text") or has("read")) and (has("only") or goes_on),
        ),
        ("cut_for_subscribers", has("free", "ends") and not is_meter(folded)),
        ("says_excerpt", has("part", "text")),
        ("says_summary", has("brief") and (has("text") or has("outlet") or has("retold"))),
        ("read_full", has("whole", "text") and (has("read") or has("detail"))),
    )
    return next((kind for kind, holds in tests if holds), None)


@cache
def words_of(language: str) -> dict[WordClass, WordList]:
    """Return the words of `language` by class, cut before inflected endings."""
    listed = section(language, "calls.words").items()
    return {name: WordList(words, spaced=is_spaced(language)) for name, words in listed}


def asks_for_consent(text: str, buttons: Callable[[], list[str]]) -> bool:
    """Return whether `text` does little but ask to agree, with one of `buttons` to do so."""
    if len(text) > _LONGEST_ASKING:
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
def _words(language: str) -> dict[ConsentClass, WordList]:
    listed = section(language, "calls.consent")["words"].items()
    spaced = is_spaced(language)
    return {
        name: WordList(words, spaced=spaced, whole=WHOLE if name == "we" else 0)
        for name, words in listed
    }

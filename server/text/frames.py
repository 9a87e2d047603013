"""The words that frame a text on its page: "Here is a summary:".

They are in language/<tag>.json, `calls.notes`, patterns that a note begins with, ends with, or that
frame what follows on their colon.
"""

import re
from functools import cache
from unicodedata import normalize

from server.language.data import by_language
from server.text.tokens import plain_form

LONGEST_FRAME = 100  # characters up to the colon
_COLON = re.compile("[:：]")


def frame_end(sentence: str) -> int:
    """Return where "Here is a summary of the report:" ends, before a statement; 0 without one."""
    colon = _COLON.search(sentence, 0, LONGEST_FRAME)
    if colon is None or not any(map(str.isalnum, sentence[colon.end() :])):
        return 0
    is_frame = frames().match(plain_line(sentence[: colon.end()]))
    return colon.end() if is_frame else 0


def plain_line(sentence: str) -> str:
    """Return the plain forms of the words of `sentence`, without the signs before them."""
    return " ".join(map(plain_form, sentence.split())).lstrip("—–-*•►▶→>»›[(… \"'“")


@cache
def frames() -> re.Pattern[str]:
    """Return the pattern of frames in all languages."""
    return pattern_of_notes("frames")


@cache
def pattern_of_notes(place: str) -> re.Pattern[str]:
    """Return the pattern of the listed notes of all languages at one place of a sentence."""
    patterns = []
    for notes in by_language("calls.notes").values():
        patterns += notes.get(place, ())
    return notes_of(place, "|".join(patterns))


def notes_of(place: str, words: str) -> re.Pattern[str]:
    """Return the pattern of alternatives at the end of a note, or else at its beginning."""
    words = normalize("NFKC", words)
    return re.compile(rf"(?:^|\W)(?:{words})\W*$" if place == "ends" else rf"^(?:{words})")

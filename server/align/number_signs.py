"""Signs that stand at a number: currencies, per cent, minus."""

import re
from collections.abc import Sequence

from server.text.numbers.conventions import currency_signs
from server.text.tokens import Word

PERCENT = {"%": "%", "％": "%", "٪": "%", "‰": "‰"}
_SPACES = " \u00a0\u2009\u202f"
_DENSE = "\u3001-\u30ff\u3400-\u9fff\uac00-\ud7af"  # scripts that write no space before it
_BEFORE = f"[\\s(\\[{{„“”\"'«‹:/{_DENSE}]"
# A dash at the beginning of a sentence opens an item or someone's words; U+2212 is never a dash.
_MINUS = re.compile(f"(?:(?:^|{_BEFORE})−|(?<={_BEFORE})(?<!\\d\\s)[-–])$")  # none in "5 –10"


def minus_start(sentence: str, start: int) -> int | None:
    """Where the minus stands that belongs to the number at `start`, its currency included."""
    before = sentence[max(0, start - 3) : start]
    return start - 1 if _MINUS.search(before) else None


def signed(sentence: str, words: Sequence[Word]) -> list[str]:
    """The plain forms of `words`, those of numbers with the signs that stand at them."""
    return [
        word.plain + _signs(sentence, word) if word.plain[:1].isdecimal() else word.plain
        for word in words
    ]


def _signs(sentence: str, word: Word) -> str:
    start, end = word.start, word.end
    before = sentence[max(0, start - 2) : start].rstrip(_SPACES)[-1:]
    behind = sentence[end : end + 2].lstrip(_SPACES)[:1]
    known = currency_signs()
    found = {known[sign] for sign in (before, behind) if sign in known}
    if behind in PERCENT:
        found.add(PERCENT[behind])
    if before in known:
        start = sentence.rindex(before, 0, start)
    if minus_start(sentence, start) is not None:
        found.add("-")
    return "".join(sorted(found))

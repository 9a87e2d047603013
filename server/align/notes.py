"""Sentences that are notes of the page and no statements: "Read the full story on ...".

The phrases are in data/notes.json, regular expressions over text in lower case.
"""

import re
from functools import cache
from itertools import chain
from unicodedata import normalize

from server.text.tokens import plain_form
from server.text.weights import table

_LONGEST = 25  # words; a statement may contain the phrase, a note is little more than it
_LONGEST_LETTERS = 200  # where no spaces stand between the words
_LONGEST_BEFORE = 12
_LEADING = "—–-*•►▶→>»›[(… \"'“"


def is_note(sentence: str) -> bool:
    """Whether a sentence only points elsewhere or speaks of the page itself."""
    words = sentence.split(maxsplit=_LONGEST)
    if len(words) > _LONGEST or len(sentence) > _LONGEST_LETTERS:
        return False
    text = " ".join(map(plain_form, words)).lstrip(_LEADING)
    starts, ends = _phrases()
    return bool(starts.match(text) or (len(words) <= _LONGEST_BEFORE and ends.search(text)))


@cache
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str]]:
    starts, ends = (
        normalize("NFKC", "|".join(chain.from_iterable(table("notes")[place].values())))
        for place in ("starts", "ends")
    )
    return re.compile(starts), re.compile(rf"(?:^|\W)(?:{ends})\W*$")

"""A sentence as numbers are read in it: its words, what stands between them, its conventions."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from server.text.numbers.conventions import Conventions, conventions
from server.text.tokens import Word

JOINED = re.compile(r"[\s\u00a0\u202f-]?$")  # what may stand between a number and its unit
ABBREVIATED = re.compile(r"\.?[\s\u00a0\u202f-]?$")  # "1,5 Mio. Euro"


class Line:
    """The words of a sentence, `plains` as the tables of its language have them."""

    def __init__(self, sentence: str, words: Sequence[Word], language: str | None) -> None:
        self.sentence, self.words, self.language = sentence, words, language
        self.known = conventions(language)
        self.plains = [_spelt(word.plain, self.known, language) for word in words]
        self.ends = [word.end for word in words]

    def sign_behind(self, at: int) -> str:
        """The character behind word `at`, over a space."""
        return self.sentence[self.ends[at] : self.ends[at] + 3].lstrip()[:1]

    def plain(self, at: int) -> str:
        """The plain form of word `at`; "" where there is none."""
        return self.plains[at] if 0 <= at < len(self.plains) else ""

    def before(self, start: int) -> str:
        """The character before place `start`."""
        return self.sentence[start - 1 : start] if start else ""

    def gap(self, at: int) -> str:
        """What stands between word `at` and the next."""
        if not 0 <= at < len(self.words) - 1:
            return "\n"
        return self.sentence[self.ends[at] : self.words[at + 1].start]

    def last(self, end: int) -> int:
        """The last word that begins before `end`."""
        return min(bisect_left(self.ends, end), len(self.words) - 1)


def _spelt(plain: str, known: Conventions, language: str | None) -> str:
    """`plain` as the tables have it: without "'s", "l'", and Arabic's prefixes."""
    if "'" in plain and plain not in known.starts:
        head, _, tail = plain.partition("'")
        return tail if language in {"fr", "it", "ca"} else head
    if language == "ar" and plain not in known.starts and plain[:1] in "وبلفك":
        return plain[1:] if len(plain) > 3 else plain
    return plain

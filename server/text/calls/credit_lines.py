"""Lines that only say who wrote a text and when: "By Tilda Marsh, 12 September 2025"."""

from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from server.language.data import section
from server.language.tags import base_language
from server.text.sentences import words
from server.text.tokens import is_dense

_LONGEST = 16  # words
_SMALL = 3  # letters of "le" in "le 12 septembre"
_LONGEST_DENSE = 14  # characters, in scripts without spaces
_LONGEST_LETTERS = 140  # characters of a line
_ENDS = tuple(".!?…。！？।؟")
_CLOSING = "\"'”’»)]"
_AFTER_LABEL = tuple(" \u00a0\u3000:：/／|・")
_OPENINGS = ("written", "by", "credits", "labels", "openings", "reporters")
_BESIDE = ("conjunctions", "others", "roles", "desks", "written", "by")  # else beside a name


class _Known(NamedTuple):
    """Words that begin a byline, others in one, weekdays among them, and names of months."""

    opening: frozenset[str]
    beside: frozenset[str]
    months: frozenset[str]


def is_credit_line(line: str, language: str | None) -> bool:
    """Return whether `line` is a byline or a date, and no sentence.

    It opens as bylines of `language` or English do and has names, dates and the words of bylines
    only; or it has a date and nothing else.
    """
    line = line.strip(" \t|•–—-")
    # Most lines are sentences; finding words costs more than seeing where they end.
    if not line or len(line) > _LONGEST_LETTERS or line.rstrip(_CLOSING).endswith(_ENDS):
        return False
    found, known = words(line), _known(base_language(language) or "en")
    if not 0 < len(found) <= _LONGEST:
        return False
    if is_dense(found[0][0]):
        rests = (line[len(word) :] for word in known.opening if line.startswith(word))
        return len(line) <= _LONGEST_DENSE and any(one.startswith(_AFTER_LABEL) for one in rests)
    led = found[0].casefold() in known.opening
    plains = [word.casefold() for word in found[led:]]
    others = [
        word
        for word, plain, after in zip_longest(found[led:], plains, plains[1:], fillvalue="")
        if not (plain[0].isdigit() or plain in known.months or plain in known.beside)
        and not (len(plain) <= _SMALL and after[:1].isdigit())
    ]
    if led:
        return bool(others) and not any(word[0].islower() for word in others)
    has_day = any(plain[0].isdigit() for plain in plains)
    return not others and has_day and not known.months.isdisjoint(plains)


@lru_cache(maxsize=64)
def _known(language: str) -> _Known:
    own = [section(tag, "bylines") for tag in dict.fromkeys((language, "en"))]
    months, weekdays = (
        frozenset(
            entry.partition("=")[0] for entry in section(language, "dates").get(kind, "").split()
        )
        for kind in ("months", "weekdays")
    )

    def listed(kinds: tuple[str, ...]) -> frozenset[str]:
        found = " ".join(words.get(kind, "") for words in own for kind in kinds if words)
        return frozenset(found.replace("*", "").casefold().split())

    return _Known(listed(_OPENINGS), listed(_BESIDE) | weekdays, months)

"""Lines that only say who wrote a text and when: "By Tilda Marsh, 12 September 2025"."""

from functools import cache
from itertools import zip_longest

from server.language.data import by_language
from server.language.tags import base_language
from server.text.numbers.conventions import Conventions, conventions
from server.text.tokens import Word, is_dense, words

_LONGEST = 16  # words
_SMALL = 3  # letters of "le" in "le 12 septembre"
_LONGEST_DENSE = 14  # characters, in scripts without spaces
_LONGEST_LETTERS = 140  # characters of a line
_ENDS = tuple(".!?…。！？।؟")
_CLOSING = "\"'”’»)]"
_AFTER_LABEL = tuple(" \u00a0\u3000:：/／|・")
_OPENINGS = ("written", "by", "credits", "labels", "openings", "reporters")
_BESIDE = ("conjunctions", "others", "roles", "desks", "written", "by")  # else beside a name


def is_credit_line(line: str, language: str | None) -> bool:
    """Return whether `line` is a byline or a date, and no sentence.

    It opens as bylines of `language` or English do and has names, dates and the words of bylines
    only; or it has a date and nothing else.
    """
    line = line.strip(" \t|•–—-")
    # Most lines are sentences; finding words costs more than seeing where they end.
    if not line or len(line) > _LONGEST_LETTERS or line.rstrip(_CLOSING).endswith(_ENDS):
        return False
    found = words(line, language)
    if len(found) > _LONGEST:
        return False
    opening, beside = _listed(language)
    led = _opens(line, found[0], opening)
    if is_dense(found[0].plain):
        return led and len(line) <= _LONGEST_DENSE
    known = conventions(language)
    rest = found[1:] if led else found
    dates = [
        word
        for word, after in zip_longest(rest, rest[1:])
        if _is_of_date(word.plain, known)
        or (after and len(word.plain) <= _SMALL and after.plain[0].isdigit())
    ]
    others = [w for w in rest if w not in dates and w.plain not in beside]
    if led:
        return bool(others) and all(_is_named(line, word) for word in others)
    has_month = any(word.plain in known.months for word in dates)
    return not others and has_month and any(word.plain[0].isdigit() for word in dates)


def _opens(line: str, first: Word, opening: frozenset[str]) -> bool:
    plain = line[: first.end].casefold() if not is_dense(first.plain) else ""
    if plain:
        return plain in opening
    rests = (line[len(word) :] for word in opening if line.startswith(word))
    return any(rest.startswith(_AFTER_LABEL) for rest in rests)


def _is_named(line: str, word: Word) -> bool:
    """Return whether a word may be of a name: it has a capital, or its script has none."""
    initial = line[word.start]
    return initial.isupper() or not (initial.islower() or initial.isdigit())


def _is_of_date(plain: str, known: Conventions) -> bool:
    return plain[0].isdigit() or plain in known.months or plain in known.weekdays


@cache
def _listed(language: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that begin a byline, and others that may be in one."""
    sections = by_language("bylines")
    own = [sections[tag] for tag in {base_language(language) or "en", "en"} if tag in sections]

    def listed(kinds: tuple[str, ...]) -> frozenset[str]:
        found = " ".join(section.get(kind, "") for section in own for kind in kinds)
        return frozenset(found.replace("*", "").casefold().split())

    return listed(_OPENINGS), listed(_BESIDE)

"""What ends a clause, and pieces of a sentence as someone would quote them, cut there."""

import re
from itertools import islice

# What ends a clause. Within a text each mark has a space after it, so that "3,000" and "26 - 12"
# stay whole; between two words any of them does, and so do a stop and a hyphen beside a space. A
# quotation isn't cut at a colon: what is announced is more worth quoting than that something is.
_DASHES = "–—"
_PARTING = ",;" + _DASHES
_ENCLOSING = r"()“”„«»\""
_CLAUSE_END = re.compile(rf"[{_PARTING}](?=\s)|(?<!\d)\s[{_DASHES}-](?=\s)|[，；、]")
_BEYOND_A_CLAUSE = re.compile(rf"[.,:{_DASHES}](?!\d)|[!?;{_ENCLOSING}]")  # not within "40,000"
_BETWEEN_CLAUSES = re.compile(rf"[:…\[\]{_PARTING}{_ENCLOSING}]|\s[-‐]\s|[.!?]\s|[-‐]\s")

_WORD = re.compile(r"\S+")
_WORDS_BEFORE = 1
_WORDS_AFTER = 3
_MOST_FIRST_WORDS = 8
_MOST_FIRST_LETTERS = 60  # of a language without spaces
_SHORTEST_CUT = 0.5  # share of the room that a cut at a clause must fill

_MARKS = '“”„«»"'
_SINGLE = str.maketrans(_MARKS, "‘’‚‹›'")
_NO_MARKS = str.maketrans("", "", _MARKS)


def parts_clauses(between: str) -> bool:
    """Whether a clause ends in what stands between two words: ", ", " - ", but not "-"."""
    return _BETWEEN_CLAUSES.search(between) is not None


def quotable(text: str, longest: int | None = None) -> str:
    """Return a text as it stands between quotation marks, cut to so many characters.

    Its own double quotation marks become single ones; marks around the whole, or without their
    partner, go, and so does the stop at its end.
    """
    plain = " ".join(text.split())
    if longest and len(plain) > longest:
        plain = _cut(plain, longest)
    inner = plain[1:-1].strip() if plain[:1] in _MARKS and plain[-1:] in _MARKS else plain
    return inner.translate(_SINGLE if _is_paired(inner) else _NO_MARKS).strip().rstrip(".。")


def first_words(text: str) -> str:
    """Return the first words of a text, which name it where it has no title."""
    plain = " ".join(text.split())
    first = " ".join(plain.split()[:_MOST_FIRST_WORDS])[:_MOST_FIRST_LETTERS]
    return first if first == plain else f"{first} …"


def words_around(
    text: str, start: int, end: int, after: int = _WORDS_AFTER, before: int = _WORDS_BEFORE
) -> str:
    """Return the words at an offset with some before and after them, within the clause.

    So "could" of "The mine could close in May" reads "mine could close in May".
    """
    for word in islice(reversed(list(_WORD.finditer(text, 0, start))), before):
        if _BEYOND_A_CLAUSE.search(word[0]):
            break
        start = word.start()
    if end and not _BEYOND_A_CLAUSE.match(text[end - 1]):
        for word in islice(_WORD.finditer(text, end), after):
            mark = _BEYOND_A_CLAUSE.search(word[0])
            end = word.start() + mark.start() if mark else word.end()
            if mark:
                break
    return text[start:end].strip()


def _cut(text: str, longest: int) -> str:
    """Cut a text at a clause, else at a word, with an ellipsis."""
    ends = [mark.start() for mark in _CLAUSE_END.finditer(text, 0, longest)]
    if not ends or ends[-1] < _SHORTEST_CUT * longest:
        ends = [text.rfind(" ", 0, longest)]
    end = ends[-1] if ends[-1] > 0 else longest
    return text[:end].rstrip() + " …"


def _is_paired(text: str) -> bool:
    """Whether each double quotation mark of a text has its partner."""
    openings, closings = (sum(map(text.count, marks)) for marks in ("“„«", "”»"))
    is_german = "„" in text  # closed by "“"
    return text.count('"') % 2 == 0 and (is_german or openings == closings)

"""Pieces of a sentence as someone would quote them: cut at clauses, without quotes in quotes."""

import re
from itertools import islice

# Ends a clause, with the space after it, so that "3,000" and "26 - 12" stay whole. A colon doesn't:
# what is announced is more worth quoting than that something is.
_CLAUSE_END = re.compile(r"[,;–—](?=\s)|(?<!\d)\s[–—-](?=\s)|[，；、]")
_WORD = re.compile(r"\S+")
_BEYOND_A_CLAUSE = re.compile(r"[.!?,;:()“”„«»\"–—]")
_WORDS_BEFORE = 1
_WORDS_AFTER = 3
_SHORTEST_CUT = 0.5  # share of the room that a cut at a clause must fill
# A small word that ends what stands beside an edit leaves its reader hanging: "in May, and".
_SMALL_WORD = re.compile(r"[a-zß-ÿ]{1,3}")

_MARKS = '“”„«»"'
_SINGLE = str.maketrans(_MARKS, "‘’‚‹›'")
_NO_MARKS = str.maketrans("", "", _MARKS)


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


def words_around(
    text: str, start: int, end: int, before: int = _WORDS_BEFORE, after: int = _WORDS_AFTER
) -> str:
    """Return the words at an offset with a few beside them, within the clause.

    So "could" of "The mine could close in May" reads "mine could close in May".
    """
    words_before = list(_WORD.finditer(text, 0, start))[-before:]
    for word in reversed(words_before):
        if _BEYOND_A_CLAUSE.search(word[0]):
            break
        start = word.start()
    if end and not _BEYOND_A_CLAUSE.match(text[end - 1]):
        end = _end_of_words_after(text, end, after)
    return text[start:end].strip()


def _end_of_words_after(text: str, offset: int, most: int) -> int:
    """Return where a few words behind an offset end, within the clause, without small last ones."""
    end, kept = offset, offset
    for word in islice(_WORD.finditer(text, offset), most):
        mark = _BEYOND_A_CLAUSE.search(word[0])
        end = word.start() + mark.start() if mark else word.end()
        is_attached = word.start() == offset  # "km" of "5km"
        if is_attached or not _SMALL_WORD.fullmatch(text[word.start() : end]):
            kept = end
        if mark:
            break
    return kept


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

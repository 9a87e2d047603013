"""Pieces of a source sentence that the page lacks, as clauses: not words that begin anywhere."""

from collections.abc import Container, Sequence
from itertools import groupby

from server.align.facts import SentenceFacts
from server.language.data import letters_are_words, section
from server.text.clauses import parts_clauses
from server.text.tokens import Extent

# Absent content words in a row.
_FEWEST_WORDS = 3
_FEWEST_IN_CLAUSE = 2  # what is left of them between the ends of a clause
_FEWEST_LETTERS = 6  # in scripts without spaces, where a word is a letter


def missing_pieces(
    line: SentenceFacts, content_words: Sequence[int], absent: Container[int]
) -> list[Extent]:
    """Return the pieces of weight that are absent, as offsets in the sentence.

    Of many words in a row, they are what stands between the ends of a clause, else the figures and
    whole names; of few, all where they have a figure or a whole name.
    """
    extents: list[Extent] = []
    for is_absent, group in groupby(content_words, absent.__contains__):
        run = [*group]
        if not is_absent:
            continue
        if letters_are_words(line.language):
            if len(run) >= _FEWEST_LETTERS:
                extents.append(line.extent(run))
            continue
        facts = _facts(line, run)
        if len(run) < _FEWEST_WORDS:
            extents += [line.extent(run)] if facts else []
        elif clause := _clause(line, run, {*content_words}):
            extents.append(clause)
        else:
            extents += facts
    return extents


def _clause(line: SentenceFacts, run: Sequence[int], content_words: set[int]) -> Extent | None:
    """Return a run from where a clause or phrase begins to where a clause ends, if it has both."""
    starts = [_with_opening(line, index, content_words) for index in run]
    first = next((start for start in starts if _begins(line, start, content_words)), None)
    last = next((index for index in reversed(run) if _ends(line, index)), None)
    if first is None or last is None:
        return None
    inside = [index for index in run if first <= index <= last]
    if len(inside) < _FEWEST_IN_CLAUSE:
        return None
    return Extent(line.words[first].start, line.words[last].end)


def _with_opening(line: SentenceFacts, index: int, content_words: set[int]) -> int:
    """Return the first of the function words before a word: "in an official ceremony"."""
    while index and index - 1 not in content_words and not _is_cut(line, index - 1):
        if _joins(line, index - 1):
            break
        index -= 1
    return index


def _begins(line: SentenceFacts, index: int, content_words: set[int]) -> bool:
    """Whether a clause begins with a word, or a phrase with a function word."""
    if not index or index not in content_words:
        return True
    return _is_cut(line, index - 1) or _joins(line, index - 1)


def _ends(line: SentenceFacts, index: int) -> bool:
    """Whether a clause ends with a word: a mark or "and" follows, or nothing."""
    is_last = index == len(line.words) - 1
    return is_last or _is_cut(line, index) or _joins(line, index + 1)


def _joins(line: SentenceFacts, index: int) -> bool:
    """Whether a word is "and"."""
    bylines = section(line.language, "bylines") or {}
    return line.plains[index] in bylines.get("conjunctions", "").split()


def _is_cut(line: SentenceFacts, index: int) -> bool:
    """Whether a mark is between a word and the next one."""
    return parts_clauses(line.text[line.words[index].end : line.words[index + 1].start])


def _facts(line: SentenceFacts, run: Sequence[int]) -> list[Extent]:
    """Return the figures and whole names of a run."""
    indices = {*run}
    extents = {
        line.extent([quantity.first, quantity.last])
        for quantity in line.quantities
        if quantity.firm and not indices.isdisjoint(range(quantity.first, quantity.last + 1))
    }
    extents |= {
        line.extent([first, last])
        for first, last in line.names
        if first < last and {first, last} <= indices
    }
    pieces: list[Extent] = []
    for extent in sorted(extents):
        # "Night Ferries 25" is one piece, a name with its number.
        if pieces and not line.text[pieces[-1].end : extent.start].strip():
            pieces[-1] = Extent(pieces[-1].start, max(pieces[-1].end, extent.end))
        else:
            pieces.append(extent)
    return pieces

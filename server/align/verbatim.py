"""Page sentences that the source has word for word."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import pairwise

from server.align.facts import SentenceFacts, TextFacts
from server.text.tokens import Weights
from server.text.units import signed_plains

_GAP = "\x1f"  # before, between and after words
_LEAST_WEIGHT = 1.0  # of a piece of a sentence: "it is" is found anywhere


def find_verbatim(page: TextFacts, source: TextFacts, weights: Weights) -> dict[int, list[int]]:
    """Return the source sentences for each page sentence that is there word for word.

    Word for word is also sign for sign at the numbers; a sentence that was cut is never found.
    A sentence that goes on where the one before it ended, as in an excerpt, is placed there.
    Another one that is in the source several times takes a place that none has taken.
    """
    verbatim: dict[int, list[int]] = {}
    source_index = VerbatimIndex([_row(line) for line in source.lines])
    end = -1  # of the words of the sentence before, among those of the source
    for index, line in enumerate(page.lines):
        if index in page.cut:
            continue
        row = _row(line)
        offset = source_index.offset_of(row, end)
        if offset < 0 and weights.mass(page.terms[index]) >= _LEAST_WEIGHT:
            offset = source_index.running.find(row)
        if offset >= 0:
            end = offset + len(row) - 1
            verbatim[index] = source_index.take(offset, end)
    return verbatim


class VerbatimIndex:
    """The words of the source, in which each sentence is taken once before one is taken again."""

    def __init__(self, rows: Sequence[str]) -> None:
        self._rows = rows
        self._starts: list[int] = []  # of each sentence in the running words
        self._taken: set[int] = set()
        self._places: defaultdict[str, deque[int]] = defaultdict(deque)  # by a sentence's words
        length = 0
        for index, row in enumerate(rows):
            self._starts.append(length)
            length += len(row) - len(_GAP)
            self._places[row].append(index)
        self.running = "".join(row[: -len(_GAP)] for row in rows) + _GAP

    def offset_of(self, row: str, end: int) -> int:
        """Return where to place a sentence: where the one before ended, or as a whole; else -1."""
        if end >= 0 and self.running.startswith(row, end) and self._may_go_on(row, end):
            return end
        index = self._free(row)
        return -1 if index is None else self._starts[index]

    def take(self, start: int, end: int) -> list[int]:
        """Return the sentences at a piece of the running words; prefer others from now on."""
        spans = pairwise([*self._starts, end + 1])
        covered_indices = [
            index for index, (first, stop) in enumerate(spans) if first < end and stop > start
        ]
        self._taken.update(covered_indices)
        for index in covered_indices:
            places = self._places[self._rows[index]]
            if len(places) > 1:
                places.remove(index)
                places.append(index)
        return covered_indices

    def _free(self, row: str) -> int | None:
        """Return the sentence to use for these words; None if the source lacks it."""
        places = self._places.get(row)
        return places[0] if places else None

    def _may_go_on(self, row: str, offset: int) -> bool:
        """Whether these words may be those at an offset of the running words.

        Not where that is taken already, nor where they are only a part of a sentence there and
        another whole one.
        """
        first = bisect_left(self._starts, offset)
        if first == len(self._starts) or self._starts[first] != offset:
            return self._free(row) is None
        return first not in self._taken and (self._rows[first] == row or self._free(row) is None)


def _row(line: SentenceFacts) -> str:
    """Return a sentence's words between gaps, with the signs at its numbers."""
    return _GAP + _GAP.join(signed_plains(line.text, line.words)) + _GAP

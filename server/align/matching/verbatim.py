"""Page sentences that occur word for word in the source."""

from bisect import bisect_left
from collections import defaultdict, deque
from itertools import pairwise

from server.align.facts import Prepared
from server.text.numbers.units import signed
from server.text.weights import Weights

_GAP = "\x1f"
_TELLING = 1.0  # weight a piece of a sentence needs: "it is" is found anywhere


def find_verbatim(page: Prepared, source: Prepared, weights: Weights) -> dict[int, list[int]]:
    """Return the source sentences for each page sentence that is there word for word.

    Word for word is also sign for sign at the numbers; a sentence that was cut is never found.
    A sentence that goes on where the one before it ended, as in an excerpt, is placed there.
    Another one that is in the source several times takes a place that none has taken.
    """
    found: dict[int, list[int]] = {}
    lines = _lines(source)
    stream, starts = _stream(lines)
    whole, end = _Whole(lines, starts), -1
    for index, line in enumerate(_lines(page)):
        if index in page.cut:
            continue
        piece = _joined(line)
        first, at = whole.free(piece), -1
        if end >= 0 and stream.startswith(piece, end) and whole.may_go_on(piece, end):
            at = end
        elif first is not None:
            at = starts[first]
        elif weights.mass(page.terms[index]) >= _TELLING:
            at = stream.find(piece)
        if at >= 0:
            end = at + len(piece) - 1
            spans = enumerate(pairwise([*starts, end + 1]))
            found[index] = whole.taken([i for i, (a, b) in spans if a < end and b > at])
    return found


class _Whole:
    """Sentences of the source by their words, each taken once before one is taken again."""

    def __init__(self, source: list[list[str]], starts: list[int]) -> None:
        self._starts = starts
        self._pieces = [_joined(line) for line in source]
        self._taken: set[int] = set()
        self._places: defaultdict[str, deque[int]] = defaultdict(deque)
        for index, piece in enumerate(self._pieces):
            self._places[piece].append(index)

    def free(self, piece: str) -> int | None:
        """Return the sentence to use for these words; None if the source lacks them."""
        places = self._places.get(piece)
        return places[0] if places else None

    def may_go_on(self, piece: str, at: int) -> bool:
        """Return whether these words may be those at place `at` of the stream.

        Not, where that is taken already, or only a part of a sentence and they are another one.
        """
        first = bisect_left(self._starts, at)
        if first == len(self._starts) or self._starts[first] != at:
            return self.free(piece) is None
        return first not in self._taken and (
            self._pieces[first] == piece or self.free(piece) is None
        )

    def taken(self, place: list[int]) -> list[int]:
        """Return `place`; from now on prefer other sentences with the same words."""
        self._taken.update(place)
        for index in place:
            places = self._places[self._pieces[index]]
            if len(places) > 1:
                places.remove(index)
                places.append(index)
        return place


def _lines(text: Prepared) -> list[list[str]]:
    """Return what is compared of each sentence: its words, with the signs at its numbers."""
    return [signed(line.text, line.words) for line in text.lines]


def _stream(source: list[list[str]]) -> tuple[str, list[int]]:
    """Return all words of the source between gaps, and where each sentence begins there."""
    pieces, starts, length = [], [], 0
    for line in source:
        starts.append(length)
        pieces.append(_GAP + _GAP.join(line))
        length += len(pieces[-1])
    return "".join(pieces) + _GAP, starts


def _joined(line: list[str]) -> str:
    return _GAP + _GAP.join(line) + _GAP

"""Page sentences that stand word for word in the source."""

from collections import defaultdict, deque

from server.align.prepared import Prepared
from server.align.weights import Weights

_GAP = "\x1f"
_TELLING = 1.0  # weight a piece of a sentence needs: "it is" is found anywhere


def find_verbatim(page: Prepared, source: Prepared, weights: Weights) -> dict[int, list[int]]:
    """For each page sentence that is in the source word for word, the source sentences.

    A sentence that stands there several times takes a place that no other one has taken.
    """
    found = _whole_sentences(page, source)
    stream, starts = _stream(source)
    for index, plains in enumerate(page.plains):
        if index in found or weights.mass(page.terms[index]) < _TELLING:
            continue
        piece = _joined(plains)
        at = stream.find(piece)
        if at >= 0:
            found[index] = _spanned(at, at + len(piece) - 1, starts)
    return found


def _whole_sentences(page: Prepared, source: Prepared) -> dict[int, list[int]]:
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for index, plains in enumerate(source.plains):
        places[_joined(plains)].append(index)
    found: dict[int, list[int]] = {}
    for index, plains in enumerate(page.plains):
        if free := places.get(_joined(plains)):
            found[index] = [free[0]]
            free.rotate(-1)
    return found


def _stream(source: Prepared) -> tuple[str, list[int]]:
    """All words of the source between gaps, and where each sentence begins there."""
    pieces, starts, length = [], [], 0
    for plains in source.plains:
        starts.append(length)
        pieces.append(_GAP + _GAP.join(plains))
        length += len(pieces[-1])
    return "".join(pieces) + _GAP, starts


def _joined(plains: list[str]) -> str:
    return _GAP + _GAP.join(plains) + _GAP


def _spanned(start: int, end: int, starts: list[int]) -> list[int]:
    """The sentences that the stretch `start` to `end` of the stream lies in."""
    ends = [*starts[1:], end + 1]
    return [i for i, (a, b) in enumerate(zip(starts, ends, strict=True)) if a < end and b > start]

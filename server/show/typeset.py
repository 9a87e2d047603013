"""Sets text in lines for the share picture, in the face that comes with the server.

Lines are broken by the widths of single letters: kerning makes a line a little shorter, and joined
Arabic letters are narrower than apart, so no line is longer than reckoned.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

Weight = Literal["regular", "bold"]
Mark = tuple[int, int]  # offsets in a text

FACE = files("server.show").joinpath("face")
_UNKNOWN_WIDTH = 1000  # of a letter that the face lacks; the widest letters fill their square
_ELLIPSIS = "…"
_BEFORE_ELLIPSIS = " ,;:.–—"  # needless there
_WIDE = ("W", "F")  # letters between which a line may be broken: Chinese, Japanese, Korean
_RIGHT_TO_LEFT = ("R", "AL")
# XML has no other characters; a lone half of a pair is none either.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Controls of direction would reverse what follows; a line's own direction is set around it.
_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[\t\n\r ]+")  # a space that keeps a number and its unit together is none
MARK_EDGE = 5  # pixels of ground beside words that are marked
_MOST_LETTERS = 600  # of a text that is looked at: no picture shows more


class Type(NamedTuple):
    """How a text is set: the size in pixels, and the weight."""

    size: float
    weight: Weight


class SetRun(NamedTuple):
    """A piece of a line, by its place and width in pixels; marked words have their own ground."""

    text: str
    is_marked: bool
    start: float
    width: float


class SetLine(NamedTuple):
    """A line of text, in pieces."""

    runs: list[SetRun]
    is_rtl: bool


def printable_line(text: str) -> str:
    """Return a text as one line of a picture, without characters that turn it or that XML lacks."""
    plain = _STEERING.sub("", _NOT_XML.sub("\ufffd", text[:_MOST_LETTERS]))
    return _SPACES.sub(" ", plain).strip(" ")


def lacking(text: str) -> set[str]:
    """Return the letters and figures of a text that the face does not have."""
    widths = _widths("regular")
    return {letter for letter in text if letter.isalnum() and ord(letter) not in widths}


def width_of(text: str, face: Type) -> float:
    """Return how wide a text is in pixels, at most."""
    widths = _widths(face.weight)
    return sum(widths.get(ord(letter), _UNKNOWN_WIDTH) for letter in text) * face.size / 1000


def lines_of(text: str, face: Type, room: float, most: int, mark: Mark = (0, 0)) -> list[SetLine]:
    """Set a text in up to `most` lines of `room` pixels, with an ellipsis where it goes on."""
    spans = list(_broken(text, face, room))
    lines = list[SetLine]()
    for start, end in spans[:most]:
        is_cut = len(lines) + 1 == most < len(spans)
        words = text[start:end].rstrip(" ")
        while is_cut and words and width_of(words + _ELLIPSIS, face) > room:
            words = words[:-1]
        if is_cut:
            words = words.rstrip(_BEFORE_ELLIPSIS) + _ELLIPSIS
        marked = (max(0, mark[0] - start), max(0, mark[1] - start))
        lines.append(SetLine(_runs(words, marked, face), _is_rtl(text)))
    return lines


@cache
def _widths(weight: Weight) -> dict[int, int]:
    """Return the letters' widths in thousandths of the size, by code point."""
    runs = json.loads(FACE.joinpath(f"{weight}.json").read_bytes())
    return {code: width for first, last, width in runs for code in range(first, last + 1)}


def _is_rtl(text: str) -> bool:
    """Whether a text runs from right to left, by its first letter with a direction."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction == "L" or direction in _RIGHT_TO_LEFT:
            return direction != "L"
    return False


def _broken(text: str, face: Type, room: float) -> Iterator[Mark]:
    """Yield the spans of a text's lines; a word that is longer than a line is broken too."""
    start = 0
    while start < len(text):
        end, last_break, width = start, start, 0.0
        while end < len(text):
            width += width_of(text[end], face)
            if width > room and text[end] != " ":
                break
            end += 1
            if _may_break(text, end):
                last_break = end
        if end < len(text) and last_break > start:
            end = last_break
        end = max(end, start + 1)
        yield start, end
        start = end


def _may_break(text: str, offset: int) -> bool:
    """Whether a line may end before this offset: after a space, or between wide letters."""
    if offset >= len(text) or text[offset - 1] == " ":
        return True
    before, after = (
        unicodedata.east_asian_width(letter) for letter in text[offset - 1 : offset + 1]
    )
    is_letter = unicodedata.category(text[offset]).startswith("L")
    return before in _WIDE and after in _WIDE and is_letter


def _runs(words: str, mark: Mark, face: Type) -> list[SetRun]:
    """Cut the words of a line at its mark, and place the pieces; marked ones are bold."""
    first, last = (min(offset, len(words)) for offset in mark)
    runs = list[SetRun]()
    place = 0.0
    for piece, is_marked in (
        (words[:first], False),
        (words[first:last], True),
        (words[last:], False),
    ):
        if not piece:
            continue
        edge = MARK_EDGE if is_marked else 0
        width = width_of(piece, face._replace(weight="bold") if is_marked else face)
        runs.append(SetRun(piece, is_marked, place + edge, width))
        place += width + 2 * edge
    return runs

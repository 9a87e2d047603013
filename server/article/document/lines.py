"""Reads the lines of a document's pages, as PDFium finds them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pypdfium2 import PdfTextPage, raw

_HYPHENS = "\ufffe\x02\xad"  # PDFium's own for one at a line's end, and soft ones
_LIGATURES: dict[int, str | None] = {
    **dict(enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"), start=0xFB00)),
} | dict.fromkeys([*range(9), *range(14, 32), 0x7F, 0xFEFF, 0xFFFC])
_MARK = frozenset("0123456789*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰")
_SMALL = 0.85  # of its line's height: a note's mark


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of a page, and its box in points from the lower left corner.

    `broken` where a hyphen at its end divides a word.
    """

    page: int
    text: str
    left: float
    bottom: float
    right: float
    top: float
    broken: bool = False

    @property
    def height(self) -> float:
        """Height of its letters."""
        return self.top - self.bottom

    def is_beside(self, other: "PaperLine") -> bool:
        """Return whether the two share no column."""
        return self.left >= other.right or other.left >= self.right


def lines_of(text: PdfTextPage, number: int, most: int) -> Iterator[PaperLine]:
    """Yield the lines among the first `most` letters of a page, in the order of its content."""
    letters: list[tuple[int, str]] = []
    for at in range(min(most, text.count_chars())):
        letter = chr(raw.FPDFText_GetUnicode(text.raw, at))
        if letter in "\r\n" or letter in _HYPHENS:
            broken = letter in _HYPHENS
            if line := _line(text.raw, letters, number, broken=broken):
                yield line
            letters = []
        else:
            letters.append((at, letter))
    if line := _line(text.raw, letters, number, broken=False):
        yield line


def _line(
    text: object, letters: list[tuple[int, str]], page: int, *, broken: bool
) -> PaperLine | None:
    seen = [at for at, letter in letters if not letter.isspace()]
    if not seen:
        return None
    boxes = [box for at in (seen[0], seen[len(seen) // 2], seen[-1]) if (box := _box(text, at))]
    if not boxes:
        return None
    _, bottom, _, top = sorted(boxes, key=lambda box: box[3] - box[1])[len(boxes) // 2]
    shown = [
        letter
        for at, letter in letters
        if letter not in _MARK or not _is_raised(text, at, bottom, top)
    ]
    words = " ".join("".join(shown).translate(_LIGATURES).split())
    words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    ends_broken = broken or bool(re.search(r"[^\W\d_][-‐]$", words))
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    clean = words.rstrip("-‐") if ends_broken else words
    return PaperLine(page, clean, left, bottom, right, top, ends_broken) if words else None


def _box(text: object, at: int) -> tuple[float, float, float, float] | None:
    """Return left, bottom, right and top of a letter's line box."""
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text, at, box) or box.top == box.bottom:
        return None
    return box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)


def _is_raised(text: object, at: int, bottom: float, top: float) -> bool:
    """Return whether a figure or sign is a note's mark: smaller, and above the line."""
    box, height = _box(text, at), top - bottom
    return box is not None and box[3] - box[1] < _SMALL * height and box[1] > bottom + height / 10

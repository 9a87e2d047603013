"""Lines of a document's pages, as PDFium finds them, and the paragraphs that they make.

Running heads are left out; notes are after the paragraph that they interrupt.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median

from pypdfium2 import PdfTextPage, raw

_HYPHENS = "\ufffe\x02\xad"  # PDFium's own for one at a line's end, and soft ones
_LIGATURES: dict[int, str | None] = {
    **dict(enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"), start=0xFB00))
} | dict.fromkeys([*range(9), *range(14, 32), 0x7F, 0xFEFF, 0xFFFC])
_MARK = frozenset("0123456789*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰")


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

    def is_beside(self, line: "PaperLine") -> bool:
        """Whether the two share no column."""
        return self.left >= line.right or line.left >= self.right

    def differs(self, before: "PaperLine") -> bool:
        """Whether its letters are of another size, as those of a heading."""
        return abs(self.height - before.height) > 0.12 * before.height


def lines_of(text: PdfTextPage, number: int, letter_limit: int) -> Iterator[PaperLine]:
    """Yield the lines within the first `letter_limit` letters of a page, in its content's order."""
    letters: list[tuple[int, str]] = []
    for index in range(min(letter_limit, text.count_chars())):
        letter = chr(raw.FPDFText_GetUnicode(text.raw, index))
        if letter in "\r\n" or letter in _HYPHENS:
            broken = letter in _HYPHENS
            if line := _line(text.raw, letters, number, broken=broken):
                yield line
            letters = []
        else:
            letters.append((index, letter))
    if line := _line(text.raw, letters, number, broken=False):
        yield line


def _line(
    text: object, letters: list[tuple[int, str]], page: int, *, broken: bool
) -> PaperLine | None:
    visible = [index for index, letter in letters if not letter.isspace()]
    if not visible:
        return None
    boxes = [
        box
        for index in (visible[0], visible[len(visible) // 2], visible[-1])
        if (box := _box(text, index))
    ]
    if not boxes:
        return None
    _, bottom, _, top = sorted(boxes, key=lambda box: box[3] - box[1])[len(boxes) // 2]
    unraised = [
        letter
        for index, letter in letters
        if letter not in _MARK or not _is_raised(text, index, bottom, top)
    ]
    words = " ".join("".join(unraised).translate(_LIGATURES).split())
    words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    ends_broken = broken or bool(re.search(r"[^\W\d_][-‐]$", words))
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    clean = words.rstrip("-‐") if ends_broken else words
    return PaperLine(page, clean, left, bottom, right, top, ends_broken) if words else None


def _box(text: object, index: int) -> tuple[float, float, float, float] | None:
    """Return left, bottom, right and top of a letter's line box."""
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text, index, box) or box.top == box.bottom:
        return None
    return box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)


def _is_raised(text: object, index: int, bottom: float, top: float) -> bool:
    """Whether a figure or sign is a note's mark: smaller, and above the line."""
    box, height = _box(text, index), top - bottom
    return box is not None and box[3] - box[1] < 0.85 * height and box[1] > bottom + height / 10


_OUTER = 2  # lines of a page's top and of its bottom that may be running heads
_PAGE_NUMBER = re.compile(r"\W*\d{1,4}\W*")
_NOTE_HEIGHT = 0.93  # of the body's letters, at most
_ENDS = re.compile(r"[.!?:;…。！？][\"'”’»)\]\d]*$")
_HYPHENATED = re.compile(r"\b\w++-\w+")
_WIDE = 0x2E80  # from here on scripts without spaces


@dataclass
class Flow:
    """Paragraphs in order; `pages[i]` has (page, start) for each page that paragraph i is on."""

    paragraphs: list[str] = field(default_factory=list)
    pages: list[list[tuple[int, int]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines below each other; `left` is where most begin."""

    lines: list[PaperLine]
    left: float
    right: float


def flow_of(pages: Sequence[list[PaperLine]]) -> Flow:
    """Return the paragraphs of the pages' lines."""
    pages = _without_heads(pages)
    lines = [line for page in pages for line in page]
    if not lines:
        return Flow()
    usual = _usual_height(lines)
    pitch = _pitch(lines, usual)
    broken = (_HYPHENATED.findall(line.text.lower()) for line in lines)  # words within lines
    hyphenated = frozenset(word for words in broken for word in words)
    flow, running, waiting = Flow(), list[PaperLine](), list[list[PaperLine]]()
    last: tuple[PaperLine, _Block] | None = None
    for page in pages:
        notes = _notes(page, usual)
        for block in _blocks([line for line in page if line not in notes]):
            for line in block.lines:
                if last and _begins(line, block, last, pitch, first=len(running) == 1):
                    _add(flow, [running, *waiting], hyphenated)
                    running, waiting = [], []
                running.append(line)
                last = (line, block)
        waiting += [block.lines for block in _blocks(notes)]
    _add(flow, [running, *waiting], hyphenated)
    return flow


def _without_heads(pages: Sequence[list[PaperLine]]) -> list[list[PaperLine]]:
    """Leave out lines that are at the same place of several pages, and page numbers."""
    outer = []
    for page in pages:
        heights = sorted({round(line.bottom) for line in page})
        ends = {*heights[:_OUTER], *heights[-_OUTER:]}
        outer.append([line for line in page if round(line.bottom) in ends])
    # Of a page without more lines they may be all that it says.
    heads = ({_head(line) for line in lines} for lines in outer if len(lines) > 1)
    places = Counter(key for head in heads for key in head)
    return [
        [
            line
            for line in page
            if line not in lines
            or (places[_head(line)] < 2 and not _PAGE_NUMBER.fullmatch(line.text))
        ]
        for page, lines in zip(pages, outer, strict=True)
    ]


def _head(line: PaperLine) -> tuple[str, int]:
    # Points between the places of a running head.
    return re.sub(r"\d+", "#", line.text), round(line.bottom / 3)


def _usual_height(lines: Iterable[PaperLine]) -> float:
    counted = Counter[float]()
    for line in lines:
        counted[round(line.height, 1)] += len(line.text)
    return counted.most_common(1)[0][0]


def _pitch(lines: Sequence[PaperLine], usual: float) -> float:
    """Return the usual distance of two lines of the body."""
    distances = [
        line.bottom - below.bottom
        for line, below in pairwise(lines)
        if 0 < line.bottom - below.bottom < 4 * usual and not line.is_beside(below)
    ]
    return median(distances) if distances else usual


def _notes(page: list[PaperLine], usual: float) -> list[PaperLine]:
    """Return the small lines with nothing of the body below them."""
    body = [line for line in page if line.height > _NOTE_HEIGHT * usual]
    return [
        line
        for line in page
        if line.height <= _NOTE_HEIGHT * usual
        and body
        and all(body_line.bottom > line.bottom or body_line.is_beside(line) for body_line in body)
    ]


def _blocks(lines: list[PaperLine]) -> Iterator[_Block]:
    open_lines: list[PaperLine] = []
    for line in lines:
        if open_lines and _is_elsewhere(line, open_lines[-1]):
            yield _block(open_lines)
            open_lines = []
        open_lines.append(line)
    if open_lines:
        yield _block(open_lines)


def _is_elsewhere(line: PaperLine, before: PaperLine) -> bool:
    """Whether `line` is in another column or of another size than the one before."""
    is_higher = line.bottom > before.bottom + line.height
    return line.is_beside(before) or is_higher or line.differs(before)


def _block(lines: list[PaperLine]) -> _Block:
    lefts = Counter(round(line.left) for line in lines)
    return _Block(lines, lefts.most_common(1)[0][0], max(line.right for line in lines))


def _begins(
    line: PaperLine, block: _Block, last: tuple[PaperLine, _Block], pitch: float, *, first: bool
) -> bool:
    """Whether `line` begins a paragraph; `first`: the last line did."""
    before, its_block = last
    indent = 0.6 * line.height  # of a line's height
    if line.differs(before):
        return True
    if before.broken:
        return False
    ended = bool(_ENDS.search(before.text))
    stops = _stops_early(before, its_block, line)
    if block is not its_block:
        return stops or (ended and line.left > block.left + indent)
    if before.bottom - line.bottom > 1.35 * pitch * line.height / before.height:
        return True
    if line.left - before.left > indent:
        return ended or stops
    is_quote_over = before.left - line.left > indent and not first
    return is_quote_over or stops


def _stops_early(before: PaperLine, block: _Block, line: PaperLine) -> bool:
    """Whether the first word of `line` had room at the end of `before`."""
    room = block.right - before.right
    if not _ENDS.search(before.text):
        return room > 0.3 * (block.right - block.left)
    letter = (before.right - before.left) / len(before.text)
    return room > 1.3 * letter * (len(line.text.split(" ", 1)[0]) + 1)


def _add(flow: Flow, paragraphs: Iterable[list[PaperLine]], hyphenated: frozenset[str]) -> None:
    for lines in filter(None, paragraphs):
        text, pages = "", list[tuple[int, int]]()
        for page, group in groupby(lines, key=lambda line: line.page):
            for line in group:
                text = _join_line(text, line, hyphenated)
                if not pages or pages[-1][0] != page:
                    pages.append((page, len(text.rstrip("\0")) - len(line.text)))
        flow.paragraphs.append(text.replace("\0", "-"))
        flow.pages.append(pages)


def _join_line(text: str, line: PaperLine, hyphenated: frozenset[str]) -> str:
    """Return `text` with a further line; a NUL at its end is a broken word's hyphen."""
    ending = "\0" if line.broken else ""
    if not text:
        return line.text + ending
    if text.endswith("\0"):
        before = text[:-1]
        # Letters before a hyphen at a line's end.
        parts = re.findall(r"\w+$", before[-80:]), re.findall(r"^\w+", line.text)
        keeps = "-".join(map("".join, parts)).lower() in hyphenated or not line.text[:1].islower()
        return f"{before}{'-' if keeps else ''}{line.text}{ending}"
    is_wide = ord(text[-1]) >= _WIDE and line.text[:1] and ord(line.text[0]) >= _WIDE
    return f"{text}{'' if is_wide else ' '}{line.text}{ending}"

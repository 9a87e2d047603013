"""The picture of a shared comparison: the original's sentences as bars, each by its state."""

import math
import struct
import zlib

from server.show.states import Json, source_kinds

# Pixels, as networks show the picture of a link.
_WIDTH = 1200
_HEIGHT = 630
_EDGE = 60  # of ground around the bars
BAND = 12  # of the brand's colour at the top
_GAP = 8  # between two bars
_BORDER = 2  # of an empty box
_HATCH = 9  # from one stroke of a hatched bar to the next
_STROKE = 6
_PROPORTION = 5  # a bar so many times as wide as high looks like a line of a page
_SHARE_OF_GAP = 1 / 3  # of a bar's height, at most
# Colours of extension/tokens.css by what is drawn, in the order of the palette.
PICTURED = {
    "ground": "ffffff",
    "brand": "0b6b4b",
    "not_compared": "8a939e",
    "told": "5b94d1",
    "in_part": "9ab9da",
    "differs": "b3261e",
    "left_out": "b4bcc6",
}

Box = tuple[int, int, int, int]  # left, top, right, bottom


def picture_of(comparison: Json, *, mirrored: bool = False) -> bytes:
    """Draw the original's sentences in lines, each by its state, as a PNG.

    It has no words: those are beside it wherever a link is shown, and would need fonts of all
    scripts. `mirrored` lines run from right to left. Sentences of a page without an original are
    empty boxes.
    """
    alignment, page = comparison["alignment"], comparison["page"]
    kinds = source_kinds(alignment) if alignment else ["not_compared"] * len(page["sentences"])
    rows = [bytearray(_WIDTH) for _ in range(_HEIGHT)]
    _fill(rows, (0, 0, _WIDTH, BAND), "brand")

    across, down = _WIDTH - 2 * _EDGE, _HEIGHT - 2 * _EDGE
    columns = max(1, round(math.sqrt(len(kinds) * across / (down * _PROPORTION))))
    width, height = across / columns, down / max(1, math.ceil(len(kinds) / columns))
    gap = min(_GAP, int(height * _SHARE_OF_GAP))
    for index, kind in enumerate(kinds):
        row, column = divmod(index, columns)
        if mirrored:
            column = columns - 1 - column
        left, top = round(_EDGE + column * width), round(_EDGE + row * height)
        right, bottom = round(left + width) - gap, round(top + height) - gap
        _fill(rows, (left, top, right, bottom), kind)
        if kind == "not_compared":
            inside = (left + _BORDER, top + _BORDER, right - _BORDER, bottom - _BORDER)
            _fill(rows, inside, "ground")
    return _png(rows)


def _fill(rows: list[bytearray], box: Box, kind: str) -> None:
    """Fill a box; hatch what is left out."""
    left, top, right, bottom = box
    colour = [*PICTURED].index(kind)
    stroke = _STROKE if kind == "left_out" else _HATCH
    line = bytes(colour * (x % _HATCH < stroke) for x in range(_WIDTH + _HATCH))
    for y in range(top, bottom):
        shift = y % _HATCH
        rows[y][left:right] = line[left + shift : right + shift]


def _png(rows: list[bytearray]) -> bytes:
    """Encode rows of colours' numbers as a PNG (ISO 15948)."""
    chunks = {
        b"IHDR": struct.pack(">2I5B", _WIDTH, _HEIGHT, 8, 3, 0, 0, 0),  # 8 bits, by palette
        b"PLTE": bytes.fromhex("".join(PICTURED.values())),
        b"IDAT": zlib.compress(b"".join(b"\0" + row for row in rows), 9),
        b"IEND": b"",
    }
    png = b"\x89PNG\r\n\x1a\n"
    for name, data in chunks.items():
        png += (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )
    return png

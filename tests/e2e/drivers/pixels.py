"""Colours in a screenshot: a small reader of 8-bit PNG files."""

import struct
import zlib

import numpy as np

Colour = tuple[int, int, int]
_NONE, _SUB, _UP, _AVERAGE = range(4)  # filters of a row; the last one is Paeth's


class Picture:
    """The pixels of a PNG with 8 bits a channel, RGB or RGBA, not interlaced."""

    def __init__(self, png: bytes) -> None:
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        self.width, self.height, depth, kind, *_, interlaced = struct.unpack(">IIBBBBB", png[16:29])
        assert depth == 8
        assert not interlaced
        self._step = {2: 3, 6: 4}[kind]
        self._rows = self._unfiltered(zlib.decompress(_data(png)))

    def colour(self, x: float, y: float) -> Colour:
        """Return the colour at a place."""
        row, offset = self._rows[int(y)], int(x) * self._step
        return row[offset], row[offset + 1], row[offset + 2]

    def colours(self, left: float, top: float, right: float, bottom: float) -> set[Colour]:
        """All colours within a box."""
        return {
            self.colour(x, y)
            for x in range(int(left), int(right))
            for y in range(int(top), int(bottom))
        }

    def _unfiltered(self, scan_lines: bytes) -> list[bytearray]:
        length, rows = self.width * self._step, [bytearray(self.width * self._step)]
        for start in range(0, len(scan_lines), length + 1):
            rows.append(
                self._row(scan_lines[start], scan_lines[start + 1 : start + 1 + length], rows[-1])
            )
        return rows[1:]

    def _row(self, kind: int, filtered_bytes: bytes, above: bytearray) -> bytearray:
        bytes_per_pixel = self._step
        if kind in (_NONE, _SUB, _UP):
            filtered = np.frombuffer(filtered_bytes, np.uint8)
            if kind == _NONE:
                return bytearray(filtered_bytes)
            if kind == _UP:
                return bytearray((filtered + np.frombuffer(above, np.uint8)).tobytes())
            by_pixel = filtered.reshape(-1, bytes_per_pixel)
            return bytearray(np.cumsum(by_pixel, axis=0, dtype=np.uint8).tobytes())
        row = bytearray(filtered_bytes)
        for i, up in enumerate(above):
            left, corner = 0, 0
            if i >= bytes_per_pixel:
                left, corner = row[i - bytes_per_pixel], above[i - bytes_per_pixel]
            guess = (left + up) // 2 if kind == _AVERAGE else _paeth(left, up, corner)
            row[i] = (row[i] + guess) & 255
        return row


def _paeth(left: int, up: int, corner: int) -> int:
    to_left, to_up = abs(up - corner), abs(left - corner)
    to_corner = abs(left + up - 2 * corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner


def _data(png: bytes) -> bytes:
    offset, compressed = 8, b""
    while offset < len(png):
        (length,) = struct.unpack(">I", png[offset : offset + 4])
        if png[offset + 4 : offset + 8] == b"IDAT":
            compressed += png[offset + 8 : offset + 8 + length]
        offset += length + 12
    return compressed

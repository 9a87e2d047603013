"""Draws the icons: the lines of a text, one of them cut short, on a page.

python extension/icons/draw.py
"""

import struct
import zlib
from itertools import chain
from operator import itemgetter
from pathlib import Path

GREEN, WHITE, AMBER = (11, 107, 75), (255, 255, 255), (255, 190, 92)
# Left, top, right, bottom and colour of each bar, in 32nds of the icon.
BARS = [(7, 8, 25, 11, WHITE), (7, 14, 25, 17, WHITE), (7, 20, 16, 23, AMBER)]
RADIUS = 7
SAMPLES = 4  # a pixel is the mean of 4 x 4 points, for smooth corners


def colour(x: float, y: float, radius: int) -> tuple[int, int, int, int]:
    """Return colour and opacity at a point, in 32nds of the icon."""
    dx = max(radius - x, x - (32 - radius), 0)
    dy = max(radius - y, y - (32 - radius), 0)
    if dx * dx + dy * dy > radius * radius:
        return (*GREEN, 0)
    for left, top, right, bottom, paint in BARS:
        if left <= x < right and top <= y < bottom:
            return (*paint, 255)
    return (*GREEN, 255)


def pixel(column: int, row: int, size: int, radius: int) -> bytes:
    """Return a pixel as RGBA."""
    step = 32 / size / SAMPLES
    points = [
        colour((column * SAMPLES + i + 0.5) * step, (row * SAMPLES + j + 0.5) * step, radius)
        for i in range(SAMPLES)
        for j in range(SAMPLES)
    ]
    weight = sum(point[3] for point in points) or 1
    mixed = [round(sum(p[channel] * p[3] for p in points) / weight) for channel in range(3)]
    return bytes([*mixed, round(weight / len(points)) if weight > 1 else 0])


def png(size: int, radius: int = RADIUS) -> bytes:
    """Return the icon as a PNG file; a `radius` of 0 fills the square, for systems that cut it.

    Its few colours are a palette, which is half as long as colours for each pixel.
    """
    pixels = [[pixel(column, row, size, radius) for column in range(size)] for row in range(size)]
    # Only opacities up to the last one below 255 are written.
    palette = sorted(set(chain.from_iterable(pixels)), key=itemgetter(3))
    index = {colour: number for number, colour in enumerate(palette)}
    rows = b"".join(b"\0" + bytes(index[colour] for colour in row) for row in pixels)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(colour[:3] for colour in palette)),
        (b"tRNS", bytes(colour[3] for colour in palette if colour[3] < 255)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
        if data or name == b"IEND"
    )


if __name__ == "__main__":
    for size in (16, 32, 48, 128):
        (Path(__file__).parent / f"{size}.png").write_bytes(png(size))
    # The server's web manifest has larger ones, which the extension does not ship.
    installed = Path(__file__).parents[2] / "server/web/static/app"
    installed.mkdir(exist_ok=True)
    for size in (192, 512):
        (installed / f"{size}.png").write_bytes(png(size))
    (installed / "maskable.png").write_bytes(png(512, radius=0))

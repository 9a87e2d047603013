"""Colours in a screenshot."""

from collections import Counter
from io import BytesIO

from PIL import Image

Colour = tuple[int, int, int]


class Picture:
    """The pixels of a PNG."""

    def __init__(self, png: bytes) -> None:
        self._image = Image.open(BytesIO(png)).convert("RGB")
        self.width, self.height = self._image.size

    def colour(self, x: float, y: float) -> Colour:
        """Return the colour at a place."""
        colour: Colour = self._image.getpixel((int(x), int(y)))  # type: ignore[assignment]
        return colour

    def colours(self, left: float, top: float, right: float, bottom: float) -> Counter[Colour]:
        """Return how many pixels of a box have each colour; none for a box without any."""
        box = self._image.crop((int(left), int(top), int(right), int(bottom)))
        counts = box.getcolors(max(1, box.width * box.height)) or []
        return Counter({colour: count for count, colour in counts})  # type: ignore[misc]

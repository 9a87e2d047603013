"""The visible side of each control: its label in the picture, its name, its place."""

from functools import cache
from pathlib import Path
from typing import Any

from tests.e2e.drivers.pixels import Colour, Picture

# The lines of each control's label in view, with nothing over them.
LABELS = r"""[...document.querySelectorAll("button, summary, a, label, h1, [role=status] p")]
  .filter(each => each.checkVisibility({visibilityProperty: true}))
  .flatMap(control => {
    const walker = document.createTreeWalker(control, NodeFilter.SHOW_TEXT), found = [];
    for (let node; (node = walker.nextNode());) {
      const silent = node.parentElement.closest(".for-ears, .icon");
      if (silent || !/\p{L}|\p{N}/u.test(node.data)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const {left, top, right, bottom} of range.getClientRects()) {
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) continue;
        if (right - left < 4 || !control.contains(document.elementFromPoint(x, y))) continue;
        found.push([control.textContent.trim().slice(0, 40), left, top, right, bottom]);
      }
    }
    return found;
  })"""
# Controls that a screen reader would not name.
NAMELESS = """[...document.querySelectorAll("button, summary, a[href], input, textarea, select")]
  .filter(each => each.checkVisibility() && !(each.textContent.trim() || each.ariaLabel ||
    each.labels?.length || each.title || each.querySelector("img[alt]:not([alt=''])")))
  .map(each => each.outerHTML)"""
OVERFLOWS = """document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll("body *")]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(each => each.outerHTML.slice(0, 120)) : []"""
READABLE = 4.5  # WCAG's least contrast of text


def unreadable(picture: Path, labels: list[list[Any]]) -> list[str]:
    """Return the labels that can't be seen on their ground, by the picture's pixels."""
    pixels = Picture(picture.read_bytes())
    return [words for words, *box in labels if not _is_read(pixels, *box)]


def _is_read(pixels: Picture, left: float, top: float, right: float, bottom: float) -> bool:
    counted = pixels.colours(left, top, right, bottom)
    ground, _ = counted.most_common(1)[0]
    inked = sum(n for colour, n in counted.items() if contrast(colour, ground) >= READABLE)
    return inked >= max(4, counted.total() / 100)


@cache
def contrast(colour: Colour, background: Colour) -> float:
    """Return WCAG's contrast of two colours."""
    dark, light = sorted((_luminance(colour), _luminance(background)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        intensity / 12.92
        if (intensity := value / 255) <= 0.04045
        else ((intensity + 0.055) / 1.055) ** 2.4
        for value in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

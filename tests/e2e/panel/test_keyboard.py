"""The panel by the keyboard alone: each stop in view with a ring, and all that an answer offers."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.drivers.controls import contrast
from tests.e2e.drivers.pixels import Picture
from tests.e2e.drivers.reader import SETTLED, Reader

pytestmark = pytest.mark.browser

# The name, the boxes and the place of what has the focus, and whether it is in view.
STOP = """(() => {
  const stop = document.activeElement, [first, ...rest] = stop.getClientRects();
  if (stop === document.body) return null;
  const x = first.left + first.width / 2, y = Math.min(first.top + 8, first.bottom - 2);
  const seen = document.elementFromPoint(x, y);
  return {name: (stop.ariaLabel || stop.textContent).trim().slice(0, 40), tag: stop.localName,
    boxes: [first, ...rest].map(({left, top, right, bottom}) => [left, top, right, bottom]),
    place: [...document.querySelectorAll("*")].indexOf(stop),
    seen: stop.contains(seen) || seen?.contains(stop)};
})()"""
COLOUR = (11, 107, 75)  # of tokens.css, --action in light
OFFSETS = (3.5, 1.5, -2.5)  # from a box to the middle of its ring
MARKED = "CSS.highlights.get('unabridged-{}')?.size > 0"


@pytest.fixture
def held(reader: Reader) -> Iterator[Reader]:
    """Yield a reader who compared a summary and has the hands on the keys."""
    reader.checks("summary.html")
    reader.gets_answer()
    reader.sees("What was left out")
    reader.waits_for(SETTLED)
    reader.browser.hold_panel()
    yield reader
    reader.browser.paint()


def stops(reader: Reader) -> list[dict[str, Any]]:
    """Press Tab until it leaves the panel or comes round; return each stop."""
    found: list[dict[str, Any]] = []
    while len(found) < 80:
        reader.browser.panel_key("Tab")
        stop = reader.browser.panel(STOP)
        if stop is None or (found and stop["place"] <= found[-1]["place"]):
            return found
        found.append(stop | {"ring": ringed(Picture(reader.browser.panel_view()), stop["boxes"])})
    raise AssertionError(f"no way out of {[stop['name'] for stop in found[-4:]]}")


def ringed(picture: Picture, boxes: list[list[float]]) -> float:
    """Return how much of a box's ring, as far as it is in view, is drawn."""
    return max(_ringed(picture, *box, offset) for box in boxes for offset in OFFSETS)


def _ringed(picture: Picture, *box: float) -> float:
    left, top, right, bottom, offset = box
    across, down = range(int(left) + 2, int(right) - 2), range(int(top) + 2, int(bottom) - 2)
    ring = [(x, y) for x in across for y in (top - offset, bottom + offset)]
    ring += [(x, y) for y in down for x in (left - offset, right + offset)]
    inside = [(x, y) for x, y in ring if 0 <= x < picture.width and 0 <= y < picture.height]
    drawn = [contrast(picture.colour(x, y), COLOUR) < 1.2 for x, y in inside]
    return sum(drawn) / max(1, len(drawn))


def goes_to(reader: Reader, words: str) -> None:
    """Press Tab until the focus is on what is named so; at the end turn round."""
    back, last = False, None
    for _ in range(160):
        stop = reader.browser.panel(STOP)
        if stop and stop["name"].startswith(words):
            return
        back ^= stop is None or stop["place"] == last
        last = stop and stop["place"]
        reader.browser.panel_key("Tab", shift=back)
    raise AssertionError(f"Tab does not come to {words!r}")


def test_an_answer_is_used_by_the_keyboard_alone(held: Reader) -> None:
    found = stops(held)
    assert [stop["name"] for stop in found if not stop["seen"]] == []
    assert [(stop["name"], stop["ring"]) for stop in found if stop["ring"] < 0.7] == []
    said = "\n".join(stop["name"] for stop in found)
    read = ("Says 12", "Copy", "More", "Read: ", "1 Different", "A number differs", "Add another")
    assert sorted(read, key=said.index) == list(read)

    held.browser.panel_key("Tab", shift=True)  # and back in
    assert held.browser.panel(STOP)["name"] in [stop["name"] for stop in found[-2:]]

    goes_to(held, "A number differs")
    held.browser.panel_key("Enter")
    held.sees("Marked in the page.")
    held.waits_for_page("CSS.highlights.has('unabridged')")

    goes_to(held, "More")
    held.browser.panel_key("Enter")
    goes_to(held, "All")
    held.browser.panel_key("Enter")
    held.waits_for_page(MARKED.format("found"))
    held.browser.panel_key("Escape")
    held.waits_for("!document.querySelector('.menu').open")
    assert held.browser.panel(STOP)["name"] == "More"

    goes_to(held, "Copy")
    held.browser.panel_key("Enter")
    held.sees("Copied, with its address.")

    goes_to(held, "Read: ")
    held.browser.panel_key("Enter")
    held.browser.turn_to("original.html")
    held.sees("The page you checked")
    goes_to(held, "Back to the page")
    held.browser.panel_key("Enter")
    held.waits_for("document.querySelector('.eyebrow').textContent.startsWith('This page')")
    held.browser.close_tab()

    goes_to(held, "Add another original")
    held.browser.panel_key("Enter")
    held.browser.panel_key("Tab")
    for letter in held.address("briefing.html", "localhost"):
        held.browser.panel_key(letter)
    held.browser.panel_key("Enter")
    held.waits_for("document.querySelectorAll('.map-row').length === 2")
    assert held.browser.panel("document.activeElement.tagName") == "H1"

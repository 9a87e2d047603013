"""Panel and reading view by the keyboard alone: each stop is in view with a ring, and used."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from tests.e2e.drivers.controls import contrast
from tests.e2e.drivers.pixels import Picture
from tests.e2e.drivers.reader import SETTLED, Reader
from tests.e2e.drivers.visitor import Visitor

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


class Keys(NamedTuple):
    """The keyboard of panel or page, and what can be seen there."""

    press: Callable[..., None]
    value: Callable[[str], Any]
    view: Callable[[], bytes]


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


@pytest.fixture
def keys(held: Reader) -> Keys:
    browser = held.browser
    return Keys(browser.panel_key, browser.panel, browser.panel_view)


@pytest.fixture
def visitor(browser: Any, server: str) -> Iterator[Visitor]:
    """Yield a visitor who compared the sample and reads both texts."""
    visitor = Visitor(browser, server)
    visitor.hands.dress(width=800, height=560)
    visitor.asks_sample()
    visitor.waits_for("document.querySelector('.bands .band')")
    visitor.waits_for(SETTLED)
    yield visitor
    visitor.hands.undress()


def stops(keys: Keys) -> list[dict[str, Any]]:
    """Press Tab until it leaves panel or page or comes round; return each stop."""
    stops_seen: list[dict[str, Any]] = []
    while len(stops_seen) < 80:
        keys.press("Tab")
        stop = keys.value(STOP)
        if stop is None or (stops_seen and stop["place"] <= stops_seen[-1]["place"]):
            return stops_seen
        stops_seen.append(stop | {"ring": ringed(Picture(keys.view()), stop["boxes"])})
    raise AssertionError(f"no way out of {[stop['name'] for stop in stops_seen[-4:]]}")


def ringed(picture: Picture, boxes: list[list[float]]) -> float:
    """Return how much of the ring around all lines of a stop, as far as it is in view, is drawn."""
    return max(_ringed(picture, boxes, offset) for offset in OFFSETS)


def _ringed(picture: Picture, boxes: list[list[float]], offset: float) -> float:
    ring = [
        (x, y)
        for box in boxes
        for x, y in _around(box, offset)
        if 0 <= x < picture.width and 0 <= y < picture.height
        if not any(
            _is_in(x, y, other_box, offset + 2) for other_box in boxes if other_box is not box
        )
    ]
    drawn = [contrast(picture.colour(x, y), COLOUR) < 1.2 for x, y in ring]
    return sum(drawn) / max(1, len(drawn))


def _around(box: list[float], offset: float) -> Iterator[tuple[float, float]]:
    left, top, right, bottom = box
    for x in range(int(left) + 2, int(right) - 2):
        yield from ((x, top - offset), (x, bottom + offset))
    for y in range(int(top) + 2, int(bottom) - 2):
        yield from ((left - offset, y), (right + offset, y))


def _is_in(x: float, y: float, box: list[float], more: float) -> bool:
    left, top, right, bottom = box
    return left - more <= x <= right + more and top - more <= y <= bottom + more


def goes_to(keys: Keys, words: str, *, backwards: bool = False) -> None:
    """Press Tab until the focus is on what is named so; at the end turn round."""
    last = None
    for _ in range(160):
        stop = keys.value(STOP)
        if stop and stop["name"].startswith(words):
            return
        backwards ^= stop is None or stop["place"] == last
        last = stop and stop["place"]
        keys.press("Tab", shift=backwards)
    raise AssertionError(f"Tab does not come to {words!r}")


def test_an_answer_is_used_by_the_keyboard_alone(held: Reader, keys: Keys) -> None:
    held_by = keys.value(STOP)  # Firefox gives the answer the focus at once
    stops_seen = stops(keys)
    if held_by:
        assert held_by["name"].startswith("Retells The Marlow Gazette")
    in_order = (
        *(() if held_by else ("Retells The Marlow Gazette",)),
        "Copy",
        "Read: ",
        "Details",
        "More",
        "1 Changed",
        "Add another",
    )
    assert_seen(stops_seen, in_order)

    keys.press("Tab", shift=True)  # and back in
    assert keys.value(STOP)["name"] in [stop["name"] for stop in stops_seen[-2:]]

    goes_to(keys, "Details")
    keys.press("Enter")
    goes_to(keys, "Show in page")
    keys.press("Enter")
    held.sees("Marked in the page.")
    held.waits_for_page("CSS.highlights.has('unabridged')")

    goes_to(keys, "More")
    keys.press("Enter")
    goes_to(keys, "All")
    keys.press("Enter")
    held.waits_for_page(MARKED.format("found"))
    keys.press("Escape")
    held.waits_for("!document.querySelector('.menu').open")
    assert keys.value(STOP)["name"] == "More"

    goes_to(keys, "Copy")
    keys.press("Enter")
    held.sees("Copied, with its address.")

    goes_to(keys, "Read: ")
    keys.press("Enter")
    held.browser.turn_to("original.html")
    held.sees("The page you checked")
    goes_to(keys, "Back to the page")
    keys.press("Enter")
    held.waits_for("document.querySelector('.eyebrow').textContent.startsWith('This page')")
    held.browser.close_tab()

    goes_to(keys, "Add another original")
    keys.press("Enter")
    keys.press("Tab")
    for letter in held.address("briefing.html", "localhost"):
        keys.press(letter)
    keys.press("Enter")
    held.waits_for("document.querySelectorAll('.map-row').length === 2")
    assert held.browser.panel("document.activeElement.tagName") == "H1"


def test_the_reading_view_is_used_by_the_keyboard_alone(visitor: Visitor) -> None:
    keys = Keys(visitor.hands.press, visitor.browser.page, visitor.hands.view)
    keys.press("n")
    visitor.waits_for("document.querySelector('.walk-place').textContent === '1 of 9'")
    size = "parseFloat(getComputedStyle(document.querySelector('.pane.page > p')).fontSize)"
    before = visitor.browser.page(size)
    goes_to(keys, "A+Larger", backwards=True)
    keys.press("Enter")
    visitor.waits_for(f"{size} > {before}")
    goes_to(keys, "A−Smaller", backwards=True)
    keys.press("Enter")
    visitor.waits_for(f"{size} === {before}")

    goes_to(keys, "›Next", backwards=True)
    keys.press("Enter")
    visitor.waits_for("document.querySelector('.walk-place').textContent === '2 of 9'")
    goes_to(keys, "Overview")
    keys.press("End")
    visitor.waits_for("document.activeElement.ariaValueNow === '100'")
    goes_to(keys, "Copy link")
    visitor.browser.regain_focus()
    keys.press("Enter")
    visitor.sees("Link copied.")
    goes_to(keys, "Pairs", backwards=True)
    keys.press("Enter")
    visitor.waits_for("document.querySelector('.lists .pair')")

    goes_to(keys, "Reading", backwards=True)
    keys.press("Enter")
    visitor.waits_for("document.querySelector('.bands .band')")
    goes_to(keys, "Retells The Harbour Gazette", backwards=True)
    in_order = (
        *("Reading", "Pairs", "Everything", "‹Previous", "›Next", "A−Smaller", "A+Larger"),
        *("AaTypeface", "This page", "Original", "Overview", "Copy link"),
    )
    # Of the rings around the two texts .68 is drawn.
    assert_seen(stops(keys), in_order, least_share=0.6)


def assert_seen(
    stops_seen: list[dict[str, Any]], in_order: tuple[str, ...], least_share: float = 0.7
) -> None:
    """Check that all stops are in view, `least` of each ring drawn, and come in this order."""
    assert [stop["name"] for stop in stops_seen if not stop["seen"]] == []
    assert [(stop["name"], stop["ring"]) for stop in stops_seen if stop["ring"] < least_share] == []
    said = "\n".join(stop["name"] for stop in stops_seen)
    assert [name for name in in_order if name not in said] == [], said
    assert sorted(in_order, key=said.index) == list(in_order)

"""Every control works: read in forced colours by its pixels, in all widths, at 200 %, named.

One session of each browser walks the panel's states, the extension's pages and the server's.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.controls import LABELS, NAMELESS, OVERFLOWS, unreadable
from tests.e2e.drivers.hands import hands_of
from tests.e2e.drivers.reader import SCREENSHOTS, SETTLED, Reader
from tests.e2e.drivers.visitor import Visitor
from tests.e2e.made.sites import Misbehaving
from tests.e2e.made.states import STATES

pytestmark = pytest.mark.browser

WALKED = ("asking", "checking", "excerpt", "candidates", "not-found", "opinion", "busy-and-sent")
WEB = ("/", "/docs", "/saved", "/pair", "/privacy", "/nothing")


@pytest.fixture
def forced(browser: Any) -> Iterator[Any]:
    """Yield the browser in forced colours."""
    browser.force(on=True)
    yield browser
    browser.force(on=False)
    hands_of(browser).undress()


def test_each_label_in_the_panel_is_read_in_forced_colours(
    forced: Any, reader: Reader, misbehaving: Misbehaving
) -> None:
    faults_by_state: dict[str, Any] = {}
    for state in WALKED:
        misbehaving.released.clear()
        forced.configure(f"http://127.0.0.1:{misbehaving.port}")
        STATES[state](reader, misbehaving)
        reader.waits_for(SETTLED)
        faults_by_state[state] = seen_in_panel(forced, state)
        misbehaving.released.set()
    assert faults_by_state == dict.fromkeys(WALKED, ([], [], []))


def seen_in_panel(browser: Any, state: str) -> Any:
    """Return unreadable labels, nameless controls, and what is too wide for 240 px."""
    file = SCREENSHOTS / f"forced-{state}-{browser.name}.png"
    labels = browser.shoot_forced(file, LABELS)
    assert labels
    if isinstance(browser, Chromium):
        browser.paint(width=240)
    wide = browser.panel(OVERFLOWS)
    if isinstance(browser, Chromium):
        browser.paint()
    return unreadable(file, labels), browser.panel(NAMELESS), wide


def test_each_label_of_the_pages_is_read_in_forced_colours(
    forced: Any, server: str, tmp_path: Path
) -> None:
    forced.configure(server)
    visitor = Visitor(forced, server)
    faults_by_page: dict[str, Any] = {}
    for name in ("welcome.html", "options.html"):
        forced.open(forced.extension_page(name))
        visitor.waits_for("document.body.dataset.state === 'ready'")
        faults_by_page[name] = seen_in_page(visitor, tmp_path / "page.png")
    for path in WEB:
        visitor.opens(path)
        faults_by_page[path] = seen_in_page(visitor, tmp_path / "page.png")
    for view in ("Reading", "Pairs"):
        visitor.asks_sample(view)
        faults_by_page[view] = seen_in_page(
            visitor, SCREENSHOTS / f"forced-{view}-{forced.name}.png"
        )
    assert faults_by_page == dict.fromkeys(faults_by_page, ([], [], []))


def seen_in_page(visitor: Visitor, file: Path) -> Any:
    """Return unreadable labels, nameless controls, and what is too wide for any width."""
    wide = []
    for width in (240 if isinstance(visitor.browser, Chromium) else 500, 700, 1400):
        visitor.hands.dress(width=width)
        wide += visitor.browser.page(OVERFLOWS)
    visitor.hands.dress(width=700)
    visitor.hands.zoom(2)
    visitor.waits_for("innerWidth < 400 && devicePixelRatio === 2")
    wide += visitor.browser.page(OVERFLOWS)
    visitor.hands.zoom(1)
    visitor.hands.dress(width=1400)
    visitor.waits_for("innerWidth > 1300 && devicePixelRatio === 1")
    visitor.browser.page("scrollTo(0, 0)")
    visitor.waits_for(SETTLED)
    labels = None
    while labels != (labels := visitor.browser.page(LABELS)):  # until nothing moves any more
        visitor.hands.shoot(file)
    return unreadable(file, labels), visitor.browser.page(NAMELESS), wide

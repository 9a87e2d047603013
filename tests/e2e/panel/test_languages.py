"""Right to left: the interface in Arabic, the quotes in the page's own direction."""

from typing import Any

import pytest

from tests.e2e.drivers.reader import PICTURES, SCREENSHOTS, Reader
from tests.e2e.drivers.started import in_browsers
from tests.e2e.made.sites import Site
from tests.e2e.panel.test_accessibility import found

pytestmark = [pytest.mark.browser, in_browsers("arabic")]


@pytest.fixture
def arabic(browser: Any, pages: Site, server: str) -> Reader:
    """Yield a reader with an Arabic Chromium."""
    browser.configure(server)
    return Reader(browser, pages)


def test_in_arabic_the_panel_runs_from_right_to_left_and_quotes_keep_their_direction(
    arabic: Any,
) -> None:
    arabic.checks("summary.html")
    arabic.sees("تروي تقرير")
    assert "left out" not in arabic.browser.panel("document.querySelector('.coverage').textContent")
    direction = "getComputedStyle(document.querySelector({!r})).direction"
    assert arabic.browser.panel(direction.format("h1")) == "rtl"
    assert arabic.browser.panel(direction.format(".pair blockquote")) == "ltr"
    assert arabic.browser.panel("document.querySelector('.pair blockquote').lang") == "en"
    assert [found(arabic, dark=dark) for dark in (False, True)] == [[], []]
    if PICTURES:
        arabic.browser.shoot(SCREENSHOTS / "summary-rtl.png")

"""Right to left: the interface in Arabic, the quotes in the page's own direction."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.reader import SCREENSHOTS, Reader
from tests.e2e.made.sites import Site
from tests.e2e.panel.test_accessibility import found

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("chromium")]


@pytest.fixture
def arabic(
    dist: Path, pages: Site, server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reader]:
    """Yield a reader with an Arabic Chromium."""
    started = Chromium(dist / "chromium", tmp_path_factory.mktemp("arabic"), "ar")
    started.name = "arabic"
    started.configure(server)
    yield Reader(started, pages)
    started.close()


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
    arabic.browser.shoot(SCREENSHOTS / "summary-rtl.png")

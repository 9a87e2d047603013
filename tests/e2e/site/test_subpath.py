"""The server's pages below a path, in both browsers: scripts, styles, links and calls."""

from typing import Any

import pytest

from tests.e2e.drivers.visitor import Visitor
from tests.servers import free_port, running_server

pytestmark = pytest.mark.browser
LOADED = """[...document.styleSheets].length > 0
    && performance.getEntriesByType("resource").every(each => each.responseStatus < 400)"""


def test_a_visitor_compares_saves_and_lists_below_a_path(browser: Any, tmp_path: Any) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/unabridged"
    with running_server(tmp_path, port=port, UNABRIDGED_ADDRESS=address) as running:
        visitor = Visitor(browser, f"{running.base}/unabridged")
        visitor.signs_in(running)
        visitor.hands.dress()
        visitor.asks_sample()
        visitor.waits_for(LOADED)
        visitor.opens_menu()
        visitor.presses("Link to share")
        visitor.waits_for("document.getElementById('share-link')")
        link = browser.page("document.getElementById('share-link').value")
        assert link.startswith(f"{running.base}/unabridged/c/")
        visitor.opens(link.removeprefix(visitor.server))
        visitor.waits_for("document.body.dataset.state === 'answer'")
        visitor.opens("/saved")
        listed = browser.page("document.querySelector('.cards a').href")
        assert listed == link
        visitor.hands.undress()

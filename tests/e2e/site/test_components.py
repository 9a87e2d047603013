"""The page of all components: axe finds nothing in any look."""

import functools
import json
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.e2e.drivers.hands import hands_of
from tests.e2e.drivers.reader import PICTURES, SCREENSHOTS
from tests.e2e.drivers.started import in_looks
from tests.e2e.drivers.waiting import wait_for
from tests.e2e.panel.test_accessibility import AXE, RUN
from tests.servers import ROOT, serving

pytestmark = pytest.mark.browser


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    """Address of the repository's files."""
    handler = functools.partial(_Quiet, directory=str(ROOT))
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


LOOKS = {
    "light": ("en", {"width": 360}),
    "dark": ("en", {"width": 360, "dark": True}),
    "rtl": ("ar", {"width": 240}),
    "wide": ("de", {"width": 1000}),
}


@in_looks("look", LOOKS, chromium=LOOKS, firefox=["dark"])
def test_axe_finds_nothing_in_any_component(browser: Any, root: str, look: str) -> None:
    language, dress = LOOKS[look]
    hands = hands_of(browser)
    browser.open(f"{root}/tests/components/index.html?lang={language}")
    hands.dress(**dress, height=9000)
    try:
        browser.page(
            f"""window.found = null, (async () => {{
            while (document.body.dataset.state !== "ready")
              await new Promise(soon => setTimeout(soon, 50));
            (0, eval)({json.dumps(AXE.read_text("utf-8"))});
            window.found = {{all: await {RUN}}}; }})(), 0"""
        )
        violations = wait_for(lambda: browser.page("window.found"), lambda: "axe did not end")
        if PICTURES:
            hands.shoot(SCREENSHOTS / f"components-{look}-{browser.name}.png")
    finally:
        hands.undress()
    assert violations["all"] == []

"""Pages of other sites and of other ports, in both browsers: no call of theirs is answered."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.drivers.visitor import Visitor
from tests.e2e.made.sites import Site
from tests.servers import running_server, until

pytestmark = pytest.mark.browser
PATHS = (
    *("/v1/comparisons?q=word", "/v1/me", "/v1/stories", "/v1/stories.atom", "/v1/articles?q=a"),
    *("/v1/feeds", "/v1/tokens", "/v1/status", "/metrics", "/admin"),
)


@pytest.mark.parametrize("host", ["brief.test", "127.0.0.1"])
def test_no_call_of_a_foreign_page_is_answered(
    browser: Any, pages: Site, tmp_path: Path, host: str
) -> None:
    """Its reader is signed in, and cookies go to all ports of 127.0.0.1."""
    called = sorted(path.partition("?")[0] for path in PATHS)
    with running_server(tmp_path) as running:
        visitor = Visitor(browser, running.base)
        visitor.signs_in(running)
        browser.open(f"http://{host}:{pages.port}/original.html")
        before = len(running.log.read_text().splitlines())
        for path in PATHS:
            url = json.dumps(running.base + path)
            browser.page(f"void fetch({url}, {{mode: 'no-cors', credentials: 'include'}})")

        def answers() -> list[tuple[str, int]]:
            """Return the calls and statuses; files of the page signed in on may come late."""
            lines = map(json.loads, running.log.read_text().splitlines()[before:])
            return sorted(
                (line["call"], line["status"]) for line in lines if line.get("call") in called
            )

        until(lambda: len(answers()) >= len(PATHS))
        assert answers() == [(call, 403) for call in called]

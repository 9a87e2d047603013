"""The page of a real Miniflux, above whose entry a bridge wrote a line."""

from pathlib import Path
from typing import Any

import pytest

from server.bridge.line import has_line
from tests.contract.bridge.loopback import Item, Site, rss
from tests.contract.bridge.owner import add
from tests.e2e.drivers.reader import PICTURES, SCREENSHOTS
from tests.e2e.drivers.visitor import Visitor
from tests.miniflux.program import NEEDS_PROGRAM, PASSWORD, running_miniflux
from tests.postgres import PostgresServer
from tests.servers import running_server, serving, until

pytestmark = [pytest.mark.browser, NEEDS_PROGRAM, pytest.mark.xdist_group("chromium")]
SOONER = {"server.bridge.work._POLL_SECONDS": 0.5}


def test_its_reader_sees_whose_report_an_entry_is(
    browsers: dict[str, Any], postgres_server: PostgresServer, tmp_path: Path
) -> None:
    browser = browsers["chromium"].browser
    with (
        serving(Site()) as site,
        running_miniflux(tmp_path, postgres_server) as miniflux,
        running_server(
            tmp_path, UNABRIDGED_ALLOW_HOSTS=f"localhost:{site.server_port}", sooner=SOONER
        ) as server,
    ):
        site.made("original.html")
        lead = "<p>The company that runs the ferries across the Marlow strait goes electric.</p>"
        item = Item(site.made("summary.html"), "Tidewell goes all-electric", lead)
        site.pages["/feed"] = rss("Strait Brief", site.base, [item])
        person = miniflux.person()
        person.subscribe(f"{site.base}/feed")
        add(server, miniflux.base, person.key)
        until(lambda: has_line(person.entries()[item.title]["content"]))
        visitor = Visitor(browser, miniflux.base)
        visitor.opens()
        visitor.fills("form-username", person.name)
        visitor.fills("form-password", PASSWORD)
        visitor.presses("Login")
        visitor.waits_for("location.pathname.startsWith('/unread')")
        visitor.opens(f"/unread/entry/{person.entries()[item.title]['id']}")
        shown = visitor.waits_for("document.querySelector('.entry-content')?.innerText")
        line, _, content = shown.partition("\n\n")
        assert line.startswith("Retells The Marlow Gazette · Original: Tidewell to replace its")
        assert "sentences left out: 10 of 15 · compare" in line
        assert content.startswith("The company that runs the ferries")
        links = "[...document.querySelectorAll('.entry-content a')].map(link => link.href)"
        original, compare = browser.page(links)
        assert original.endswith("/original.html")
        assert compare.startswith(f"{server.base}/?page=")
        if PICTURES:
            visitor.hands.dress(width=900, height=420)
            visitor.hands.shoot(SCREENSHOTS / "miniflux.png")
            visitor.hands.undress()

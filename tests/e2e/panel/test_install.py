"""The browser's words when the extension is installed (none), its first page, its settings."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.hands import hands_of
from tests.e2e.drivers.reader import Reader
from tests.e2e.drivers.visitor import Visitor
from tests.e2e.made.answers import told
from tests.e2e.made.hard_pages import SENTENCES
from tests.e2e.made.sites import Site
from tests.servers import free_port, running_server

pytestmark = pytest.mark.browser

# What phones do not have.
WITHOUT = """for (const api of ["windows", "sidePanel", "contextMenus", "commands"])
  Object.defineProperty(chrome, api, {value: undefined});"""


def test_the_browser_warns_of_nothing_and_complains_of_nothing(reader: Reader) -> None:
    assert reader.browser.complaints() == []


def opens_first_page(reader: Reader) -> None:
    reader.browser.open(reader.browser.extension_page("welcome.html"))
    reader.waits_for_page("document.body.dataset.state === 'ready'")


def clicks_on(reader: Reader, identifier: str) -> None:
    """Click with the mouse: panels and permissions open at nothing else."""
    place = reader.browser.page(
        f"""(box => [box.x + 20, box.y + 10])
        (document.getElementById({identifier!r}).getBoundingClientRect())"""
    )
    hands_of(reader.browser).click(*place)


CAN_TRY = "!document.getElementById('sample').disabled"
SAYS = "document.body.innerText"


def test_the_first_page_knows_a_server_that_answers_and_compares_a_sample(
    reader: Reader, server: str
) -> None:
    browser = reader.browser
    opens_first_page(reader)
    text = browser.page(SAYS)
    address = server.removeprefix("http://")
    for words in (
        *("Unabridged is ready", "It works: unabridged/", address, "Alt+Shift+U"),
        *("pin it from the puzzle piece", "Nothing is sent before."),
    ):
        assert words in text
    clicks_on(reader, "sample")
    browser.turn_to("/sample/norvane-own-models")
    assert "What was left out" in reader.sees("The Harbour Gazette")
    browser.close_tab()


def test_the_first_page_tells_how_to_start_the_server_and_sees_it_start(
    reader: Reader, tmp_path: Path
) -> None:
    """What can't work yet can't be pressed; once the server is up, the page says so by itself."""
    port = free_port()
    reader.browser.configure(f"http://127.0.0.1:{port}")
    opens_first_page(reader)
    text = reader.browser.page(SAYS)
    for words in (
        *("One more thing: your server", "No answer from the server", f"127.0.0.1:{port}"),
        *("unabridged serve", "make run", "Try again"),
    ):
        assert words in text
    assert not reader.browser.page(CAN_TRY)
    clicks_on(reader, "again")
    assert "No answer from the server" in reader.browser.page(SAYS)
    with running_server(tmp_path, port=port):
        reader.waits_for_page(CAN_TRY)
        assert "Unabridged is ready" in reader.browser.page(SAYS)
    # It was stopped again, and nothing that is pressed ends in the browser's own error.
    clicks_on(reader, "sample")
    reader.waits_for_page(f"{SAYS}.includes('No answer from the server')")
    assert not reader.browser.page(CAN_TRY)


def test_the_first_page_connects_with_the_server_by_one_press(
    browser: Any, pages: Site, tmp_path: Path
) -> None:
    """Without a token a server of one's own compares; links need one."""
    reader = Reader(browser, pages)
    with running_server(tmp_path) as running:
        browser.configure(running.base)
        Visitor(browser, running.base).signs_in(running)
        opens_first_page(reader)
        clicks_on(reader, "connect")
        browser.turn_to("/pair?connect=")
        reader.waits_for_page("document.querySelector('.ask button') !== null")
        browser.page("void document.querySelector('.ask button').click()")
        browser.turn_to("/welcome.html")
        reader.waits_for_page("document.getElementById('connect').hidden")
        assert "It works: unabridged/" in browser.page(SAYS)


def test_the_first_page_takes_a_team_s_address_only_if_a_server_answers_there(
    reader: Reader, server: str
) -> None:
    reader.browser.configure("http://127.0.0.1:9")
    opens_first_page(reader)

    def joins(typed: str) -> None:
        reader.browser.page(f"void (document.getElementById('link').value = {typed!r})")
        clicks_on(reader, "join")

    mistake = "document.getElementById('mistake').textContent"
    for typed, words in {
        "http://127.0.0.1:10": "No answer from the server",
        "http://team.test": "not encrypted",
        f"http://localhost:{reader.pages.port}": "Not an Unabridged server",
        f"{server}/pair#never-made": "No such pairing link",
    }.items():
        joins(typed)
        reader.waits_for_page(f"{mistake}.includes({words!r})")
        assert "127.0.0.1:9" in reader.browser.page(SAYS)
    joins(server)
    reader.waits_for_page(CAN_TRY)
    assert reader.browser.page(mistake) == ""


def test_a_token_stays_with_its_server(reader: Reader, server: str) -> None:
    reader.browser.configure(server, "unab_of_this_server")
    reader.browser.open(reader.browser.extension_page("options.html"))
    reader.waits_for_page("document.body.dataset.state === 'ready'")
    reader.browser.page(
        """(field => { field.value = "https://other.test";
        field.dispatchEvent(new Event("change")); })(document.getElementById("server"))"""
    )
    assert reader.browser.page("document.getElementById('token').value") == ""
    assert "belongs to the other server" in reader.browser.page("document.body.innerText")


def test_checked_pages_are_kept_only_if_the_reader_wants_that(
    reader: Reader, misbehaving: Any
) -> None:
    """A kept comparison opens without the server; one click clears all."""
    browser = reader.browser

    def listed() -> Any:
        browser.open(browser.extension_page("options.html"))
        reader.waits_for_page("document.body.dataset.state === 'ready'")
        return browser.page(
            "[...document.querySelectorAll('#visits .name')].map(each => each.textContent)"
        )

    misbehaving.mode = "comparison"
    told_of = told(SENTENCES)
    misbehaving.comparison = told_of | {
        "page": told_of["page"] | {"url": "https://brief.test/ferries", "publisher": "The Brief"}
    }
    browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    reader.checks("summary.html")
    reader.sees("This is a summary")
    assert listed() == []
    browser.page("document.getElementById('keep').click()")
    reader.waits_for_page("document.querySelector('#visits .note') !== null")
    reader.checks("summary.html")
    reader.sees("This is a summary")
    reader.waits_until(lambda: listed() == ["Ferries"], "the visit")
    for words, count in (("no such words", 0), ("harbour 39", 1)):
        browser.page(
            f"""(field => {{ field.focus(); field.value = {words!r};
            field.dispatchEvent(new Event("input")); }})(document.getElementById("search"))"""
        )
        reader.waits_for_page(f"document.querySelectorAll('#visits .name').length === {count}")
    request_count = len(misbehaving.requests)
    browser.open(browser.page("document.querySelector('#visits .name').href"))
    reader.waits_for_page("document.querySelectorAll('.pane.source .sentence').length === 40")
    assert "kept in this browser" in browser.page("document.body.innerText")
    assert len(misbehaving.requests) == request_count
    assert listed() == ["Ferries"]
    browser.page("document.getElementById('clear').click()")
    reader.waits_for_page("document.querySelector('#visits .note') !== null")
    browser.page("document.getElementById('keep').click()")
    reader.waits_for_page("document.querySelector('#visits .note') === null")


# Targets that are too low for a finger; a link within a sentence may be.
SMALL = """[...document.querySelectorAll("button, a, summary, input")]
  .filter(each => each.checkVisibility() && !each.closest(".eyebrow, h1, h2, h3"))
  .map(each => [each.textContent, Math.round(each.getBoundingClientRect().height)])
  .filter(([, height]) => height < 44)"""


def test_the_panel_works_as_a_page_without_what_phones_lack(reader: Reader) -> None:
    """Use Chromium as Firefox on a phone: no windows, no side panel, no menus."""
    browser = reader.browser
    if not isinstance(browser, Chromium):
        pytest.skip("scripts before a page's own are Playwright's")
    reader.checks("summary.html")
    reader.sees("What was left out")
    tab = browser._worker.evaluate(
        "chrome.tabs.query({active: true, currentWindow: true}).then(([{id}]) => id)"
    )
    page = browser._context.new_page()
    try:
        page.add_init_script(WITHOUT)
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(browser.extension_page(f"panel.html?tab={tab}"))
        page.wait_for_selector(".reading .pane p:not(.imprint)")  # which phones hide
        touch = browser._context.new_cdp_session(page)
        touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        assert page.evaluate("chrome.windows") is None
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.click(".menu > summary")
        assert page.get_by_text("Back to the page").is_visible()
        assert page.evaluate("matchMedia('(pointer: coarse)').matches")
        assert page.evaluate(SMALL) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Pairs").click()
        assert page.evaluate(SMALL) == []
    finally:
        page.close()
        browser._page.bring_to_front()

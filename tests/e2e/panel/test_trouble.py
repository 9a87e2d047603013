"""Trouble: each state names its cause and the next step, in both browsers."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.drivers.reader import Reader
from tests.e2e.drivers.waiting import LONGEST

pytestmark = pytest.mark.browser


@pytest.fixture
def against(reader: Reader, misbehaving: Any) -> Callable[[str], Any]:
    """Set the extension to a server that misbehaves in the given way."""

    def against(mode: str) -> Any:
        misbehaving.mode = mode
        reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}", "a-token")
        return misbehaving

    return against


def test_a_server_that_is_down_is_named_and_can_be_tried_again(reader: Reader, server: str) -> None:
    reader.browser.configure("http://127.0.0.1:9")
    reader.checks("summary.html")
    assert "http://127.0.0.1:9" in reader.sees("No answer from the server")
    assert reader.texts("main button") == ["Try again", "Settings"]
    reader.browser.configure(server)
    reader.presses("Try again")
    reader.sees("Retells ")


def test_a_busy_server_says_so(reader: Reader, against: Any) -> None:
    against("busy")
    reader.checks("summary.html")
    reader.sees("The server is busy")
    assert reader.texts("main button") == ["Try again"]


def test_a_refused_token_leads_to_the_settings(reader: Reader, against: Any) -> None:
    against("unauthorized")
    reader.checks("summary.html")
    reader.sees("The server wants a valid token")
    assert "Settings" in reader.texts("main button")


@pytest.mark.parametrize("mode", ["html", "no_cors"])
def test_something_else_at_the_address_is_not_an_unabridged_server(
    reader: Reader, against: Any, mode: str
) -> None:
    against(mode)
    reader.checks("summary.html")
    reader.sees("Not an Unabridged server")


def test_an_answer_that_ends_in_the_middle_of_a_line_broke_off(
    reader: Reader, against: Any
) -> None:
    against("half")
    reader.checks("summary.html")
    reader.sees("The answer broke off")


def test_a_problem_on_the_way_is_worded(reader: Reader, against: Any) -> None:
    against("problem_later")
    reader.checks("summary.html")
    reader.sees("The page could not be read")


def test_an_open_verdict_says_what_was_seen_and_offers_the_candidates(
    reader: Reader, against: Any
) -> None:
    api = against("comparison")
    reader.checks("summary.html")
    reader.sees("Can't tell")
    assert "Comparing it with its original would settle this." in reader.sees("Ferries in north")
    reader.opens_details()
    reader.unfolds("How this page was read")
    text = reader.sees("The text is short: 41 words.")
    assert "Seen" in text  # a code newer than the extension: the server's own words
    assert "asks programs to stay away" in text
    assert reader.texts(".cards h3") == ["Ferries in north", "Ferries in south"]
    reader.presses("Compare")
    reader.gets_answer()
    assert json.loads(api.requests[-1][3])["source"] == {"url": "https://north.test/story"}


def test_the_steps_name_what_happens_and_a_stop_keeps_what_is_known(
    reader: Reader, against: Any
) -> None:
    slow = against("hang_judged")
    reader.checks("summary.html")
    reader.sees("Reading 2 of 3 · Opening gazette.test …")
    assert len(reader.texts(".steps .done")) == 1
    assert reader.texts(".steps .current")[0].startswith("Finding the original")
    reader.presses("Cancel")
    text = reader.sees("The original was not looked for.")
    assert "Can't tell" in text
    assert "Try again" in reader.texts("main button")
    assert reader.browser.panel("document.activeElement.tagName") == "H1"
    assert slow.broken_off.wait(LONGEST)


def test_after_ten_seconds_without_a_step_the_panel_says_that_it_still_waits(
    reader: Reader, against: Any
) -> None:
    against("hang_judged")
    reader.checks("summary.html")
    reader.sees("Reading 2 of 3 · Opening gazette.test …")
    waits = "getComputedStyle(document.querySelector('.patience')).visibility"
    assert reader.browser.panel(waits) == "hidden"
    appearing = "document.getAnimations().find(({animationName}) => animationName === 'appear')"
    assert reader.browser.panel(f"{appearing}.effect.getComputedTiming().delay") == 10_000
    reader.browser.panel(f"{appearing}.finish()")  # as after ten seconds
    assert reader.browser.panel(waits) == "visible"
    reader.presses("Cancel")


def test_a_tab_closed_in_the_middle_ends_the_request(reader: Reader, against: Any) -> None:
    slow = against("hang")
    reader.browser.open_tab(reader.address("summary.html"))
    reader.presses_button()
    reader.waits_for("document.querySelectorAll('.steps .done').length === 1")
    reader.browser.close_tab()
    assert slow.broken_off.wait(LONGEST)


def test_the_browsers_own_pages_can_not_be_read(reader: Reader) -> None:
    reader.browser.open(reader.browser.own_page)
    reader.presses_button()
    reader.sees("This page can't be read")
    assert reader.texts("main button") == ["Check this text"]
    reader.types("page-text", "Tidewell goes all-electric by 2031. Fares stay as they are.")
    reader.presses("Check this text")
    reader.gets_answer()
    assert reader.texts(".eyebrow")[0].startswith("This page")


def test_a_pdf_is_read_from_its_address(reader: Reader) -> None:
    reader.browser.open(reader.address("paper.pdf", "localhost"))
    reader.presses_button()
    reader.sees("Tidewell will run on electric buses")


def test_another_page_takes_the_place_of_the_old_answer(reader: Reader) -> None:
    reader.checks("original.html")
    reader.sees("No sign of a longer version")
    reader.opens("list.html", host="other.test")
    reader.sees("Not checked yet")
    assert "Tidewell to replace" in reader.sees("Last checked")
    reader.presses("Show that result")
    reader.sees("No sign of a longer version")


def test_each_tab_has_its_own_answer(reader: Reader) -> None:
    reader.checks("original.html")
    reader.sees("No sign of a longer version")
    reader.browser.open_tab(reader.address("list.html"))
    reader.sees("Press the toolbar button")
    reader.presses_button()
    reader.sees("This is not an article")
    reader.browser.close_tab()
    reader.sees("No sign of a longer version")


def test_the_settings_name_what_is_wrong(reader: Reader, server: str) -> None:
    reader.browser.open(reader.browser.extension_page("options.html"))
    reader.waits_for_page("document.body.dataset.state === 'ready'")
    words_by_address = {
        "http://192.168.1.20:8750": "not encrypted",
        "ftp://files.test": "Not an address",
        "127.0.0.1:9": "No answer from the server",
        server.removeprefix("http://") + "/v1/": "It works: unabridged/",
    }
    for typed, words in words_by_address.items():
        assert words in _tested(reader, typed)
    assert reader.browser.page("document.getElementById('server').value") == server


def _tested(reader: Reader, typed: str) -> str:
    """Return the settings page's message about an address."""
    reader.browser.page(
        f"""(() => {{ document.getElementById("server").value = {typed!r};
        document.getElementById("result").textContent = "";
        document.querySelector("button[type=submit]").click(); }})()"""
    )
    result = "document.getElementById('result').textContent"
    reader.waits_for_page(f"!['', 'Asking the server…'].includes({result})")
    return str(reader.browser.page(result))

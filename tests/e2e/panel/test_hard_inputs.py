"""Pages and servers that make it hard: a clear state each time, and nothing hangs."""

import json
import re
from typing import Any

import pytest

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.controls import OVERFLOWS
from tests.e2e.drivers.reader import Reader
from tests.e2e.made.answers import told
from tests.e2e.made.hard_pages import MANY, SENTENCES

pytestmark = pytest.mark.browser


@pytest.fixture
def telling(reader: Reader, misbehaving: Any) -> Reader:
    misbehaving.mode = "comparison"
    misbehaving.comparison = told(SENTENCES)
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    return reader


def test_a_page_of_twenty_megabytes_ends_in_a_state_that_says_why(reader: Reader) -> None:
    reader.opens("vast.html")
    assert reader.browser.page("document.body.textContent.length") > 20_000_000
    reader.presses_button()
    reader.waits_for(
        """["The page is too large", "The page does not answer"]
        .includes(document.querySelector("h1").textContent)"""
    )


@pytest.mark.parametrize("path", ["strict.html", "restless.html"])
def test_a_page_is_read_in_spite_of_its_policy_or_while_it_changes(
    telling: Reader, misbehaving: Any, path: str
) -> None:
    telling.checks(path)
    telling.sees("This is a summary")
    body = misbehaving.requests[-1][3]
    assert all(sentence in body for sentence in SENTENCES)
    assert "attachShadow" not in body


@pytest.mark.parametrize("path", ["forms.html", "images.html"])
def test_a_page_is_read_and_marked_whatever_its_fields_and_images_are_called(
    telling: Reader, misbehaving: Any, path: str
) -> None:
    telling.checks(path)
    telling.sees("This is a summary")
    html = json.loads(misbehaving.requests[-1][3])["page"]["html"]
    shown = re.sub("<[^>]* hidden[^>]*>[^<]*", "", html)
    assert [sentence for sentence in SENTENCES if sentence not in shown] == []
    telling.browser.panel("document.querySelector('.pair .this-page blockquote').click()")
    telling.waits_for_page("CSS.highlights.has('unabridged')")


def test_what_stands_in_a_frame_is_not_taken_for_the_page(
    telling: Reader, misbehaving: Any
) -> None:
    telling.checks("frames.html")
    telling.sees("This is a summary")
    body = misbehaving.requests[-1][3]
    assert "Frames" in body
    assert SENTENCES[0] not in body


@pytest.mark.parametrize("address", ["about:blank", "view-source:{}"])
def test_views_that_browsers_keep_to_themselves_are_named(reader: Reader, address: str) -> None:
    # On a host of its own: Chromium takes the leave for a view of a page for one for the page.
    reader.browser.open(address.format(reader.address("summary.html", "other.test")))
    reader.presses_button()
    reader.waits_for(
        """["This page can't be read", "The page does not answer"]
        .includes(document.querySelector("h1").textContent)"""
    )


@pytest.mark.parametrize(
    ("mode", "title", "settings"),
    [
        ("quota_exceeded", "Your quota is used up", False),
        ("not_found", "The server is too old", True),
    ],
)
def test_a_server_that_refuses_is_told_with_the_next_step(
    reader: Reader, misbehaving: Any, mode: str, title: str, settings: bool
) -> None:
    misbehaving.mode = mode
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    reader.checks("summary.html")
    reader.sees(title)
    assert ("Settings" in reader.texts("main button")) is settings


def test_a_server_beyond_this_computer_is_not_spoken_to_in_plain_http(reader: Reader) -> None:
    reader.browser.configure("http://192.168.1.20:8750", agreed=False)
    reader.checks("summary.html")
    reader.sees("This address is not encrypted")
    assert "Settings" in reader.texts("main button")


def test_a_title_of_400_letters_leaves_room_for_the_answer(
    telling: Reader, misbehaving: Any
) -> None:
    told_of = told(SENTENCES)
    for side in ("page", "source"):
        told_of[side] |= {"title": "Ferries" * 57, "publisher": "Gazette" * 20}
    misbehaving.comparison = told_of
    telling.checks("strict.html")
    telling.sees("This is a summary")
    if isinstance(telling.browser, Chromium):
        telling.browser.paint(width=240)
    assert telling.browser.panel(OVERFLOWS) == []
    assert (
        telling.browser.panel("document.querySelector('.pair').getBoundingClientRect().top") < 440
    )
    if isinstance(telling.browser, Chromium):
        telling.browser.paint()


def test_339_pairs_are_listed_when_the_reader_asks(telling: Reader, misbehaving: Any) -> None:
    misbehaving.comparison = told(MANY[:339], "partly_found")
    telling.checks("strict.html")
    telling.waits_for("document.querySelector('.pair') !== null")
    assert 0 < len(telling.texts(".pair")) < 5
    telling.presses("Show all 339")
    telling.waits_until(lambda: len(telling.texts(".pair")) == 339, "all pairs")
    assert telling.browser.panel(OVERFLOWS) == []


def test_a_page_that_reloads_itself_keeps_its_answer(telling: Reader) -> None:
    telling.checks("reloading.html")
    telling.sees("This is a summary")
    telling.browser.page("void dispatchEvent(new Event('again'))")
    telling.waits_for_page("!window.before && document.readyState === 'complete'")
    if not isinstance(telling.browser, Chromium):  # Firefox takes the leave away with a reload
        assert "Ferries" in telling.sees("Last checked")
        telling.presses("Show that result")
    assert "This is a summary" in telling.sees("Ferries")


def test_two_windows_write_the_list_of_checked_pages_at_once(reader: Reader) -> None:
    reader.browser.open(reader.browser.extension_page("options.html"))
    reader.waits_for_page("document.body.dataset.state === 'ready'")
    reader.browser.page(
        """void import("./lib/browser.js").then(async ({changeHistory, readHistory}) => {
        const add = url => changeHistory(({wanted, visits}) =>
          ({wanted, visits: [...visits, {url, title: url, label: "full", at: ""}]}));
        await Promise.all(["https://a.test/", "https://b.test/"].map(add));
        const {length} = (await readHistory()).visits;
        await changeHistory(({wanted}) => ({wanted, visits: []}));
        window.listed = length; })"""
    )
    reader.waits_for_page("window.listed")
    assert reader.browser.page("window.listed") == 2

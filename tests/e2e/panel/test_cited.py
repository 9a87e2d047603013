"""The panel checks what a page cites, source by source."""

import pytest

from tests.e2e.drivers.reader import PICTURES, SCREENSHOTS, Reader
from tests.e2e.drivers.visitor import Visitor

pytestmark = pytest.mark.browser
CHOSEN = "[...CSS.highlights.get('unabridged') ?? []].map(String)[0]"
CLICKS = "document.querySelector('.cited .{} {}').click()"


def checks_sources(reader: Reader, path: str) -> None:
    reader.checks(path)
    reader.gets_answer()
    reader.unfolds(reader.says("cite"))


def claims(reader: Reader, outcome: str) -> list[str]:
    texts: list[str] = reader.browser.panel(
        f"""[...document.querySelectorAll('.cited .{outcome} .card > :first-child')]
        .map(each => each.textContent)"""
    )
    return texts


def test_each_source_is_read_and_its_claims_open_on_both_sides(reader: Reader) -> None:
    before = len(reader.pages.requests)
    reader.checks("cited.html")
    reader.gets_answer()
    # Nothing that it cites is asked for before the press.
    assert not any("nothing" in path for _, _, path, _ in reader.pages.requests[before:])
    reader.unfolds(reader.says("cite"))
    is_done = "!document.querySelector('.cited div.note button')"
    shown = "document.querySelectorAll('.cited .fold:not([hidden])').length === 5"
    reader.waits_for(f"{shown} && {is_done}")
    assert [claim[:12] for claim in claims(reader, "differs")] == ["The plan wil"]
    assert [claim[:12] for claim in claims(reader, "not_there")] == ["Bread has co"]
    assert [claim[:12] for claim in claims(reader, "unreadable")] == ["The mayor op"]
    assert [claim[:12] for claim in claims(reader, "matches")] == ["Tidewell wil", "Residents of"]
    text = reader.sees("410 million")
    assert reader.says("tile_differs") in text
    reader.browser.panel(CLICKS.format("differs", ".claim"))
    reader.waits_for_page(f"({CHOSEN} ?? '').startsWith('The plan will cost 480')")
    reader.browser.panel(CLICKS.format("partly", ".claim"))
    # Its sentence has a note within.
    reader.waits_for_page(f"({CHOSEN} ?? '').startsWith('Ferries have crossed')")
    if PICTURES and reader.browser.name != "firefox":
        for name, look in {"light": {}, "dark": {"dark": True}, "narrow": {"width": 240}}.items():
            reader.browser.shoot(SCREENSHOTS / f"cited-{name}.png", **look)
    link = reader.browser.panel("document.querySelector('.cited .differs blockquote a').href")
    assert link.startswith(reader.address("original.html#:~:text=The%20plan", "localhost"))
    reader.browser.panel(CLICKS.format("differs", "blockquote a"), gesture=True)
    tab = reader.browser.newest_tab("original.html")
    tab.wait_for("document.title.startsWith('Tidewell to replace')")
    tab.close()


def test_reading_that_is_stopped_keeps_what_it_came_to(reader: Reader) -> None:
    reader.pages.left.clear()
    checks_sources(reader, "awaited.html")
    reader.sees(f"{reader.says('reading_of')} 2")
    reader.sees(reader.says("opening"))
    assert [claim[:12] for claim in claims(reader, "differs")] == ["The plan wil"]
    # Another page may have its words.
    assert not any(claim.startswith("Residents") for claim in reader.texts(".cited .claim"))
    reader.presses(reader.says("cancel"))
    reader.sees(reader.says("fail_cancelled_title"))
    reader.waits_until(reader.pages.left.is_set, "the server's own leaving")
    assert [claim[:12] for claim in claims(reader, "differs")] == ["The plan wil"]
    assert reader.says("try_again") in reader.texts(".cited button")


def test_page_without_notes_has_nothing_to_check(reader: Reader) -> None:
    reader.checks("summary.html")
    reader.gets_answer()
    assert reader.texts(".cited") == []


def test_page_of_the_server_checks_sources_in_the_same_words(reader: Reader, server: str) -> None:
    visitor = Visitor(reader.browser, server)
    visitor.hands.dress()
    address = reader.address("original.html", "localhost")
    text = (
        f"The plan will cost 480 million crowns, they said [1].\n\nSources\n\n[1] Post: {address}"
    )
    visitor.asks(text)
    visitor.gets_answer()
    visitor.clicks(".cited summary")
    visitor.waits_for("document.querySelector('.cited .differs:not([hidden])') !== null")
    heads = visitor.texts(".cited summary")
    passages = visitor.texts(".cited .differs blockquote a")
    visitor.hands.undress()
    assert heads == [reader.says("cite"), f"{reader.says('tile_differs')} 1"]
    assert passages[0].startswith("The plan will cost 410 million crowns")

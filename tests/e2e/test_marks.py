"""Marks in the page: they follow it, lead to their pairs, and are gone with the panel."""

from pathlib import Path
from typing import Any

import pytest

from .answers import told
from .chromium import Chromium
from .firefox import Firefox
from .hard_pages import MANY, SENTENCES
from .reader import Reader
from .sites import Site

pytestmark = pytest.mark.browser

PLACED = """[...(CSS.highlights.get("unabridged-found") ?? [])]
  .filter(range => !range.collapsed && range.startContainer.isConnected).length"""
FIRST = """(() => { const [range] = CSS.highlights.get("unabridged-differs");
  range.startContainer.parentElement.scrollIntoView({block: "center", behavior: "instant"});
  const box = range.getClientRects()[0]; return [box.x + 5, box.y + 5]; })()"""
# Names that are set, and that have a look: in Firefox an update takes only the look.
VISIBLE = """[...CSS.highlights.keys()].filter(name =>
  getComputedStyle(document.body, `::highlight(${name})`).textDecorationLine !== "none").length"""
FOCUSED = "document.activeElement.matches('.pair') && document.activeElement.dataset.kind"


@pytest.fixture
def telling(reader: Reader, misbehaving: Any) -> Reader:
    """A reader whose server finds every sentence of the tests' ferries."""
    misbehaving.mode = "comparison"
    misbehaving.comparison = told(SENTENCES)
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    return reader


def test_a_click_on_a_marked_sentence_brings_its_pair_into_view(reader: Reader) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    reader.waits_for_page("CSS.highlights.size === 3")
    reader.presses("Not in original")  # hides the pair
    reader.browser.click_at(*reader.browser.page(FIRST))
    reader.waits_for(FOCUSED)
    assert reader.browser.panel(FOCUSED) == "differs"
    assert reader.texts(".chips [aria-pressed=true]")[0].startswith("All")


@pytest.mark.parametrize(("place", "kind"), [(0.01, "differs"), (0.99, "left_out")])
def test_a_click_on_the_ribbon_leads_to_that_part_of_the_original(
    reader: Reader, place: float, kind: str
) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    reader.browser.panel(
        f"""(ribbon => {{ const box = ribbon.getBoundingClientRect();
        ribbon.dispatchEvent(new MouseEvent("click", {{bubbles: true, clientY: box.y + 2,
        clientX: box.x + {place} * box.width}})); }})
        (document.querySelector(".ribbon.source")), 0"""
    )
    assert reader.browser.panel(FOCUSED) == kind


def test_marks_follow_a_page_that_writes_itself_anew(telling: Reader) -> None:
    telling.checks("restless.html")
    telling.waits_for_page("document.title === 'At rest'")
    telling.waits_for_page(f"{PLACED} === {len(SENTENCES)}")
    telling.browser.page("document.querySelector('article').replaceChildren(), 0")
    telling.waits_for_page(f"{PLACED} === 0")
    telling.browser.page(
        "document.body.append(Object.assign(document.createElement('p'), "
        f"{{textContent: {SENTENCES[3]!r}}})), 0"
    )
    telling.waits_for_page(f"{PLACED} === 1")


def test_text_in_a_closed_shadow_root_is_sent_and_marked(telling: Reader, misbehaving: Any) -> None:
    telling.checks("sealed.html")
    telling.waits_for_page(f"{PLACED} === {len(SENTENCES)}")
    assert SENTENCES[-1] in misbehaving.requests[-1][3]


def test_three_thousand_sentences_are_marked_and_shown(telling: Reader, misbehaving: Any) -> None:
    misbehaving.comparison = told(MANY)
    telling.checks("many.html")
    telling.waits_for_page(f"{PLACED} === {len(MANY)}")
    assert telling.browser.panel("document.querySelectorAll('.pair').length") == len(MANY)
    telling.presses("Marks in the page")
    telling.waits_for_page("CSS.highlights.size === 0")
    telling.presses("Marks in the page")


def test_the_marks_go_with_the_panel_and_what_was_typed_comes_back_with_it(reader: Reader) -> None:
    reader.checks("unlinked.html")
    reader.sees("Address of the original")
    reader.types("original-text", "Half of the orig")
    reader.browser.open_tab(reader.address("summary.html"))
    reader.browser.click_button()
    reader.waits_for_page(f"{VISIBLE} === 3")
    reader.browser.close_panel()
    reader.waits_for_page(f"{VISIBLE} === 0")
    reader.browser.close_tab()
    reader.browser.click_button()
    reader.sees("Address of the original")
    assert reader.browser.panel("document.getElementById('original-text').value") == (
        "Half of the orig"
    )


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, id=kind.name, marks=pytest.mark.xdist_group(kind.name))
        for kind in (Chromium, Firefox)
    ],
)
def test_an_update_under_an_open_panel_takes_the_marks_away_and_keeps_what_was_typed(
    kind: Any, dist: Path, tmp_path: Path, pages: Site, server: str
) -> None:
    browser = kind(dist / kind.name, tmp_path)  # Chromium's button is dead afterwards
    try:
        browser.configure(server)
        reader = Reader(browser, pages)
        reader.checks("unlinked.html")
        reader.sees("Address of the original")
        reader.types("original", "half an addr")
        browser.open_tab(reader.address("summary.html"))
        browser.click_button()
        reader.waits_for_page(f"{VISIBLE} === 3")
        browser.update_extension()
        reader.waits_for_page(f"{VISIBLE} === 0")
        if kind is Firefox:  # a Chromium that loads from a folder does not load again
            browser.open_tab(browser.extension_page("options.html"))
            browser.page(
                """browser.storage.local.get("drafts").then(({drafts}) => {
                document.title = JSON.stringify(drafts); })"""
            )
            reader.waits_for_page("document.title.includes('half an addr')")
    finally:
        browser.close()

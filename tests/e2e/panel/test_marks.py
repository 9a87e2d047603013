"""Marks in the page: they follow it, lead to their pairs, and are gone with the panel."""

import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.hands import hands_of
from tests.e2e.drivers.pixels import Picture
from tests.e2e.drivers.reader import PICTURES, SCREENSHOTS, Reader
from tests.e2e.drivers.started import Started
from tests.e2e.made.answers import told
from tests.e2e.made.hard_pages import MANY, SENTENCES

pytestmark = pytest.mark.browser

EXTENSION = Path(__file__).parents[3] / "extension"
PLACED = """[...(CSS.highlights.get("unabridged-partly") ?? [])]
  .filter(range => !range.collapsed && range.startContainer.isConnected).length"""
FIRST = """(() => { const [range] = CSS.highlights.get("unabridged-not_found");
  range.startContainer.parentElement.scrollIntoView({block: "center", behavior: "instant"});
  const box = range.getClientRects()[0]; return [box.x + 5, box.y + 5]; })()"""
# Names that are set, and that have a look: in Firefox an update takes only the look.
VISIBLE = """[...CSS.highlights.keys()].filter(name =>
  getComputedStyle(document.body, `::highlight(${name})`).textDecorationLine !== "none").length"""
# What a click in the page leads to: lit in the panel, also while the page keeps the focus.
FOCUSED = "document.querySelector(':is(.pair, .proof).flash')?.dataset.kind"


@pytest.fixture
def telling(reader: Reader, misbehaving: Any) -> Reader:
    """Yield a reader whose server finds every sentence of the tests' ferries."""
    misbehaving.mode = "comparison"
    misbehaving.comparison = told(SENTENCES, "partly_found")
    reader.browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    return reader


def test_a_click_on_a_marked_sentence_brings_its_pair_into_view(reader: Reader) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    reader.waits_for_page("CSS.highlights.size === 5")
    reader.browser.panel("document.querySelector('.tile.left_out').click()")  # hides the pair
    reader.browser.click_at(*reader.browser.page(FIRST))
    reader.waits_for("document.activeElement.matches('.pair[data-kind=not_found]')")
    assert reader.texts(".tiles [aria-pressed=true]") == []


# Boxes of each kind's first sentence that are in view, with the background that it should have.
BOXES = """[...CSS.highlights].flatMap(([name, marks]) => [...marks].slice(0, 8).flatMap(range =>
  [...range.getClientRects()]
  .filter(box => box.top > 0 && box.bottom < innerHeight && box.width > 20)
  .map(box => [name.replace("unabridged", ""), box.left, box.top, box.right, box.bottom])))"""
GROUNDS = {
    "-differs": (0xFD, 0xE7, 0xE4),
    "-not_found": (0xF1, 0xEC, 0xF8),
    "-left_out": (0xD9, 0xDE, 0xE4),
    "": (0xFF, 0xC5, 0x3D),
}


def painted(reader: Reader, tmp_path: Path) -> dict[str, list[bool]]:
    """For each kind of mark in view, whether each of its boxes has its colour in the picture."""
    boxes = reader.browser.page(BOXES)
    file = tmp_path / "page.png"
    hands_of(reader.browser).shoot(file)
    picture = Picture(file.read_bytes())
    painted_by_kind: dict[str, list[bool]] = {}
    for name, *box in boxes:
        if name in GROUNDS:
            painted_by_kind.setdefault(name, []).append(GROUNDS[name] in picture.colours(*box))
    return painted_by_kind


def are_painted(reader: Reader, tmp_path: Path, *kinds: str) -> None:
    """Wait for the kinds' colours, also of the chosen one's mark once it pulses no more."""

    def look() -> bool:
        painted_by_kind = painted(reader, tmp_path)
        return painted_by_kind.keys() >= set(kinds) and all(
            all(boxes) for boxes in painted_by_kind.values()
        )

    reader.waits_until(look, f"the colours of {kinds}")


def test_marks_are_painted(reader: Reader, tmp_path: Path) -> None:
    """By the pixels: a style that a browser computes is not always one that it paints."""
    reader.checks("summary.html")
    reader.sees("What was left out")
    reader.waits_for_page("CSS.highlights.size > 2")
    reader.browser.panel("document.querySelector('.pair.found .this-page blockquote').click()")
    reader.sees("Marked in the page.")
    are_painted(reader, tmp_path, "-differs", "-not_found", "")


def test_left_out_passages_are_painted_on_the_original_s_page(
    reader: Reader, tmp_path: Path
) -> None:
    reader.checks("walled.html")
    reader.sees("The site answers with an error (403)")
    reader.presses("Open & compare")
    reader.browser.turn_to("harbour.html")
    reader.sees("waits to be compared with its original")
    reader.presses_button()
    reader.gets_answer()
    reader.presses("Compare with the page you checked")
    reader.sees("What was left out")
    reader.waits_for_page("CSS.highlights.get('unabridged-left_out')?.size > 0")
    are_painted(reader, tmp_path, "-left_out")
    reader.browser.close_tab()


def test_the_marks_have_the_colours_of_the_tokens() -> None:
    tokens = (EXTENSION / "tokens.css").read_text("utf-8").split("@media")[0]
    code = (EXTENSION / "lib" / "browser.js").read_text("utf-8")
    names = {"differs": "differs", "not_found": "not-found"}
    for mark, token in names.items():
        look = re.search(rf'"-{mark}":\s*"([^"]*)"', code)
        assert look, mark
        for name in (f"--{token}", f"--{token}-ground"):
            value = re.search(rf"{name}: (#\w+);", tokens)
            assert value, name
            assert value[1] in look[1], (mark, name)


BAR = "document.querySelector('unabridged-walk')"
BUTTON = """(box => [box.x + box.width / 2, box.y + box.height / 2])
(document.querySelector("unabridged-walk button:nth-of-type({at})").getBoundingClientRect())"""
CHOSEN = "String([...(CSS.highlights.get('unabridged') ?? [])][0] ?? '')"


def test_the_bar_in_the_page_walks_from_difference_to_difference(
    reader: Reader, tmp_path: Path
) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    reader.waits_for_page(BAR)
    page = reader.browser.page
    total = page(
        """["differs", "not_found", "partly"].map(kind =>
        CSS.highlights.get(`unabridged-${kind}`).size).reduce((a, b) => a + b)"""
    )
    walked = []
    hands = hands_of(reader.browser)
    for turn in [*range(1, total + 1), 1]:  # round again
        hands.click(*page(BUTTON.format(at=2)))
        reader.waits_for_page(f"{BAR}.querySelector('output').value === '{turn} of {total}'")
        walked.append(page(CHOSEN))
        begins = " ".join(walked[-1].split()[:3])
        reader.waits_for(
            "document.activeElement.querySelector(':is(.this-page, .proof > .page) blockquote')"
            f"?.textContent.startsWith({begins!r})"
        )
    assert len(set(walked)) == total
    assert walked[-1] == walked[0]
    hands.click(*page(BUTTON.format(at=1)))
    reader.waits_for_page(f"{BAR}.querySelector('output').value === '{total} of {total}'")
    if PICTURES:
        hands.shoot(SCREENSHOTS / f"walk-{reader.browser.name}.png")
    page(f"{BAR}.querySelector('button').click(), 0")  # a page's own script can't walk
    assert page(f"{BAR}.querySelector('output').value") == f"{total} of {total}"
    hands.click(*page(BUTTON.format(at=3)))
    reader.waits_for_page(f"!{BAR}")
    page("document.body.append(' '), 0")
    time.sleep(0.5)  # it stays away when the marks are placed anew
    assert not page(f"Boolean({BAR})")


def test_the_bar_is_not_read_as_a_part_of_the_page(telling: Reader, misbehaving: Any) -> None:
    telling.checks("summary.html")
    telling.waits_for_page("CSS.highlights.size")
    telling.checks("summary.html")
    telling.gets_answer()
    assert all("unabridged-walk" not in request[3] for request in misbehaving.requests)


@pytest.mark.parametrize(("place", "kind"), [(0.01, "differs"), (0.99, "left_out")])
def test_a_click_on_the_map_leads_to_that_part_of_the_original(
    reader: Reader, place: float, kind: str
) -> None:
    reader.checks("summary.html")
    reader.sees("What was left out")
    focused = reader.browser.panel(
        f"""(map => {{ const box = map.getBoundingClientRect();
        map.dispatchEvent(new MouseEvent("click", {{bubbles: true, clientY: box.y + 2,
        clientX: box.x + {place} * box.width}})); }})
        (document.querySelector(".map")), {FOCUSED}"""
    )
    assert focused == kind


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
    misbehaving.comparison = told(MANY, "partly_found")
    telling.checks("many.html")
    telling.waits_for_page(f"{PLACED} === {len(MANY)}")
    assert telling.browser.panel("document.querySelectorAll('.pair').length") == len(MANY)
    telling.opens_menu()
    telling.presses("Off")
    telling.waits_for_page("CSS.highlights.size === 0")
    telling.presses("All")
    telling.waits_for_page(f"{PLACED} === {len(MANY)}")
    telling.presses("Differences")  # what an open panel goes on with in the next test


def test_the_marks_go_with_the_panel_and_what_was_typed_comes_back_with_it(reader: Reader) -> None:
    reader.checks("unlinked.html")
    reader.knows_original()
    reader.types("original-text", "Half of the orig")
    reader.browser.open_tab(reader.address("summary.html"))
    reader.browser.click_button()
    reader.waits_for_page(f"{VISIBLE} === 5")
    reader.browser.close_panel()
    reader.waits_for_page(f"{VISIBLE} === 0")
    reader.browser.close_tab()
    reader.browser.click_button()
    reader.knows_original()
    assert reader.browser.panel("document.getElementById('original-text').value") == (
        "Half of the orig"
    )


def test_an_update_under_an_open_panel_takes_the_marks_away_and_keeps_what_was_typed(
    reader: Reader, started: Started
) -> None:
    browser = reader.browser
    reader.checks("unlinked.html")
    reader.knows_original()
    reader.types("original", "half an addr")
    browser.open_tab(reader.address("summary.html"))
    browser.click_button()
    reader.waits_for_page(f"{VISIBLE} === 5")
    browser.update_extension()
    reader.waits_for_page(f"{VISIBLE} === 0")
    if isinstance(browser, Chromium):  # loads no more from its folder, and its button is dead
        started.doubt()
    else:
        browser.open_tab(browser.extension_page("options.html"))
        browser.page(
            """browser.storage.local.get("drafts").then(({drafts}) => {
            document.title = JSON.stringify(drafts); })"""
        )
        reader.waits_for_page("document.title.includes('half an addr')")
        browser.close_tab()
        browser.close_tab()

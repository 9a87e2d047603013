"""Every state in light, dark and 240 px, right to left, and zoomed: axe finds nothing.

A screen reader meets each state's words in order, and at 200 % no word is cut.

What axe can't decide counts as found. With UNABRIDGED_PICTURES set, pictures are left in
.screenshots; `python -m tests.e2e.pictures` puts them on one sheet. With UNABRIDGED_AXE set
(`make soak`), each state is looked at in five widths, each in light, dark and forced colours, in
both directions.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.controls import OVERFLOWS
from tests.e2e.drivers.reader import PICTURES, SCREENSHOTS, Reader
from tests.e2e.drivers.started import in_browsers
from tests.e2e.drivers.visitor import Visitor
from tests.e2e.drivers.waiting import wait_for
from tests.e2e.made.sites import Misbehaving, Site
from tests.e2e.made.states import STATES

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
# Once what fades in is there, or gone again: half of a colour has half of its contrast.
RUN = """Promise.allSettled(document.getAnimations()
  .filter(each => each.animationName === "fade").map(each => each.finished)).then(() =>
  axe.run(document, {resultTypes: ["violations", "incomplete"]})).then(found =>
  [...found.violations, ...found.incomplete].flatMap(({id, nodes}) =>
    nodes.map(({html, any}) => [id, html, any[0]?.message ?? ""])))"""
# Each state has a next action, or a reason.
LEADS_ON = """[...document.querySelectorAll("main :is(button, a, summary), .reason, main .note")]
  .some(each => each.checkVisibility() && each.textContent.trim() && !each.closest(".sent"))"""
WIDE = 360
COLOURS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"dark": True},
    "forced": {"forced": True},
}
EVERY = {
    f"{name}-{width}": {"width": width, **look}
    for name, look in COLOURS.items()
    for width in (240, 320, 360, 480, 800)
}
SIDEBAR = {f"sidebar-{name}": look for name, look in COLOURS.items()}
VARIANTS: dict[str, dict[str, dict[str, Any]]] = {
    "chromium": {"light": {}, "narrow-dark": {"width": 240, "dark": True}},
    "arabic": {"rtl": {}},
    "firefox": {"sidebar": {}},
}
if PICTURES:
    VARIANTS["chromium"] = {**COLOURS, "narrow": {"width": 240}}
if os.environ.get("UNABRIDGED_AXE"):
    VARIANTS = {"chromium": EVERY, "arabic": EVERY, "firefox": SIDEBAR}
NAMED = ("button", "link", "heading", "region", "slider", "image")


def failed(kind: str, *buttons: str) -> list[tuple[str, str]]:
    """Return what is said of a failure: its heading, its words, its buttons."""
    return [
        ("heading", f"{kind}_title"),
        ("text", kind),
        *(("button", button) for button in buttons),
    ]


# What a screen reader meets in a state, in this order: roles (any if empty) and messages.
SAID: dict[str, list[tuple[str, str]]] = {
    "asking": [
        *(("heading", "ask"), ("text", "ask_reason"), ("button", "send"), ("button", "cancel")),
        *(("text", "privacy_note"), ("", "sent")),
    ],
    "checking": [
        *(("heading", "checking"), ("text", "step_article"), ("text", "step_done")),
        *(("text", "step_source"), ("text", "step_align"), ("button", "cancel")),
    ],
    "full": [
        *(("text", "this_page"), ("heading", "answer_no_longer"), ("", "compare_other")),
        ("", "details"),
    ],
    "stopped": [
        ("heading", "answer_no_longer"),
        ("text", "fail_cancelled_title"),
        ("button", "try_again"),
    ],
    "sources": [
        *(("heading", "answer_no_longer"), ("", "compare_other"), ("", "cite")),
        *(("text", "tile_differs"), ("text", "words_limit"), ("", "tile_differs")),
        *(("button", ""), ("link", ""), ("", "tile_partly"), ("", "cite_matches")),
    ],
    "subscribers": [
        *(("heading", "verdict_paywalled"), ("text", "signal_cut_for_subscribers")),
        *(("button", "tile_found"), ("region", "original"), ("link", "read")),
        *(("button", "open_and_compare"), ("heading", "group_found"), ("text", "words_limit")),
    ],
    "candidates": [
        *(("heading", "verdict_unknown"), ("text", "settle"), ("heading", "candidates")),
        *(("link", ""), ("button", "compare"), ("", "ask_known")),
    ],
    "same-story": [
        ("heading", "verdict_summary"),
        ("heading", "same_story"),
        ("button", "compare"),
    ],
    "not-found": [
        *(("heading", "verdict_unknown"), ("text", "settle"), ("text", "offer")),
        *(("button", "offer_allow"), ("", "ask_known")),
    ],
    "several-stories": [("heading", ""), ("text", "stories_reason"), ("button", "compare")],
    "not-article": [
        *(("heading", "verdict_not_article"), ("text", "verdict_not_article_reason")),
        *(("button", "appeal"), ("", "details")),
    ],
    "kept": [("region", "kept"), ("button", "kept_forget"), ("button", "open_and_compare")],
    "moved": [("heading", "moved"), ("text", "press_button"), ("button", "show_last")],
    "unreadable": [*failed("fail_page_unreadable"), ("", "page_text"), ("button", "check_text")],
    "marking": [
        *(("heading", "answer_no_longer"), ("", "compare_other"), ("", "details")),
        *(("", "how_read"), ("", "mark_end"), ("", "mark_end_lead")),
        *(("button", "report_save"), ("button", "mark_click")),
    ],
    "excerpt": [
        *(("heading", "verdict_excerpt"), ("", "ask_known"), ("", "details")),
    ],
    "opinion": [
        *(("heading", "verdict_summary"), ("button", "tile_found"), ("region", "original")),
        *(("link", "read"), ("heading", "group_found"), ("text", "opinion_offer")),
        *(("button", "opinion_allow"), ("", "add_original")),
    ],
    "server-down": [
        *(("heading", "fail_server_unreachable_title"), ("text", "nothing_kept")),
        *(("text", "start_it"), ("text", "start_checkout")),
        *(("button", "try_again"), ("button", "settings")),
    ],
    "plain-http": failed("fail_address_insecure", "settings", "try_again"),
    "unauthorized": failed("problem_unauthorized", "settings", "try_again"),
    "too-old": failed("fail_server_too_old", "settings", "try_again"),
    "quota": failed("problem_quota_exceeded", "try_again"),
    "busy-and-sent": [*failed("problem_busy", "try_again"), ("", "was_sent")],
    "pdf": [
        *failed("problem_unreadable_document"),
        *(("", "page_text"), ("button", "check_text"), ("", "was_sent")),
    ],
    "not-unabridged": failed("fail_server_not_unabridged", "settings", "try_again"),
    "broke-off": failed("fail_server_broke_off", "try_again"),
    "cancelled": failed("fail_cancelled", "try_again"),
}
pytestmark = [pytest.mark.browser, in_browsers(*VARIANTS)]


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state(
    browser: Any, pages: Site, misbehaving: Misbehaving, state: str
) -> None:
    browser.configure(f"http://127.0.0.1:{misbehaving.port}")
    reader = Reader(browser, pages)
    STATES[state](reader, misbehaving)
    is_heard(reader, [(role, key and reader.says(key)) for role, key in SAID[state]])
    assert browser.panel(LEADS_ON)
    browser.hold_panel(zoom=2)
    assert browser.panel(OVERFLOWS) == []
    browser.hold_panel()
    problems = {}
    for variant, look in VARIANTS[browser.name].items():
        problems[variant] = found(reader, **look)
        if PICTURES:
            browser.shoot(SCREENSHOTS / f"{state}-{variant}.png", **look)
    if state == "kept":
        reader.presses(reader.says("kept_forget"))
        browser.close_tab()
    assert problems == {variant: [] for variant in VARIANTS[browser.name]}


def is_heard(reader: Reader, order: list[tuple[str, str]]) -> None:
    """Wait until a screen reader meets these roles and words in this order, and all have names.

    What it meets follows the page in a browser's own time.
    """
    lacking: object = None

    def look() -> bool:
        nonlocal lacking
        spoken = reader.browser.spoken()
        lacking = [role for role, name in spoken if role in NAMED and not name.strip()]
        rest = iter(spoken)
        for role, words in order:
            if not any(role in ("", said) and words in name for said, name in rest):
                lacking = (role, words)
        return not lacking

    wait_for(look, lambda: f"a screen reader does not meet {lacking}")


def of_a_compared_summary(browser: Any, pages: Site, server: str) -> Reader:
    browser.configure(server)
    reader = Reader(browser, pages)
    reader.checks("summary.html")
    reader.gets_answer()
    reader.sees(reader.says("left_out"))
    return reader


def test_axe_finds_nothing_in_a_summary_that_was_compared(
    browser: Any, pages: Site, server: str
) -> None:
    reader = of_a_compared_summary(browser, pages, server)
    for variant, look in VARIANTS[browser.name].items():
        assert found(reader, **look) == [], variant
        if PICTURES:
            browser.shoot(SCREENSHOTS / f"summary-{variant}.png", **look)


def test_a_screen_reader_meets_the_answer_then_the_proof_then_the_original(
    browser: Any, pages: Site, server: str
) -> None:
    reader = of_a_compared_summary(browser, pages, server)
    order = [
        ("heading", "The Marlow Gazette"),  # "Retells The Marlow Gazette"
        ("button", reader.says("copy_gist")),
        ("text", "12"),
        ("text", "14"),
        ("link", reader.says("read")),
        ("button", reader.says("chip_left_out")),
        ("slider", "15"),
        ("heading", reader.says("left_out")),
        ("deletion", ""),
        ("heading", reader.says("label_not_found")),
        ("insertion", ""),
        ("region", reader.says("original")),
        ("heading", "Tidewell to replace"),
        ("link", "Tidewell to replace"),
    ]
    is_heard(reader, order)


WEB = ("/", "/docs", "/saved", "/pair", "/privacy", "/nothing", "/problems/busy", "compared")
# Firefox's windows are never narrower than 500 px; there axe can't decide the commands of /docs.
NARROW: dict[str, tuple[int, ...]] = {"chromium": (320, 360), "arabic": (320, 360), "firefox": ()}


@pytest.mark.skipif("UNABRIDGED_AXE" not in os.environ, reason="`make soak` looks at all of them")
@pytest.mark.parametrize("path", WEB)
def test_axe_finds_nothing_in_the_server_s_pages(browser: Any, server: str, path: str) -> None:
    visitor = Visitor(browser, server)
    if path == "compared":
        visitor.opens_form(browser.language)
        browser.page("document.querySelector('button[name=sample]').click()")
        visitor.waits_for("document.querySelector('.reading.live')")
        visitor.hands.point(5, 5)
    else:
        visitor.opens(f"{path}?lang={browser.language}")
    # In the page's own scope, also where the driver keeps one of its own.
    browser.page(f"(0, eval)({json.dumps(AXE.read_text('utf-8'))}), 1")
    problems = {}
    for name, look in COLOURS.items():
        browser.force(on="forced" in look)
        for width in (*NARROW[browser.name], 768, 1024, 1400):
            visitor.hands.dress(dark="dark" in look, width=width, height=6000)
            visitor.waits_for(f"innerWidth === {width} && !(window.found = null)")
            browser.page(f"void ({RUN}).then(all => window.found = {{all}})")
            problems[name, width] = visitor.waits_for("window.found")["all"]
    browser.force(on=False)
    visitor.hands.undress()
    assert problems == {look: [] for look in problems}


def found(reader: Reader, **look: Any) -> Any:
    """Return axe's findings in the panel, in a window high enough for all of it."""
    if isinstance(reader.browser, Chromium):
        look = {"width": WIDE, "height": 6000, **look}
    reader.browser.paint(**look)
    if not reader.browser.panel("'axe' in window"):
        reader.browser.panel(AXE.read_text("utf-8") + ";1")
    problems = reader.browser.panel(RUN)
    reader.browser.paint()
    return problems

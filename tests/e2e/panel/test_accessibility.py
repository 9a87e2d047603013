"""Every state in light, dark, right to left and 240 px: a picture, and axe finds nothing.

What axe can't decide counts as found. The pictures are in .screenshots;
`python -m tests.e2e.pictures` puts them on one sheet. With UNABRIDGED_AXE set (`make soak`), each
state is looked at in five widths, each in light, dark and forced colours, in both directions.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.firefox import Firefox
from tests.e2e.drivers.reader import SCREENSHOTS, Reader
from tests.e2e.made.sites import Misbehaving, Site
from tests.e2e.made.states import STATES

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
# Once what fades in is there: half of a colour has half of its contrast.
RUN = """Promise.all(document.getAnimations()
  .filter(each => each.animationName === "fade").map(each => each.finished)).then(() =>
  axe.run(document, {resultTypes: ["violations", "incomplete"]})).then(found =>
  [...found.violations, ...found.incomplete].flatMap(({id, nodes}) =>
    nodes.map(({html, any}) => [id, html, any[0]?.message ?? ""])))"""
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
VARIANTS: dict[str, dict[str, dict[str, Any]]] = {
    "chromium": {**COLOURS, "narrow": {"width": 240}},
    "arabic": {"rtl": {}},
    "firefox": {"sidebar": {}, "sidebar-dark": {"dark": True}},
}
if os.environ.get("UNABRIDGED_AXE"):
    VARIANTS = {"chromium": EVERY, "arabic": EVERY}


@pytest.fixture(
    scope="session",
    params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in VARIANTS],
)
def kind(request: pytest.FixtureRequest, dist: Path, tmp_path_factory: Any) -> Iterator[Any]:
    """Chromium in English and in Arabic, Firefox; each for its variants."""
    profile = tmp_path_factory.mktemp(request.param)
    if request.param == "firefox":
        started: Any = Firefox(dist / "firefox", profile)
    else:
        language = "ar" if request.param == "arabic" else "en"
        started = Chromium(dist / "chromium", profile, language)
        started.name = request.param
    yield started
    started.close()


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state(
    kind: Any, pages: Site, misbehaving: Misbehaving, state: str
) -> None:
    kind.configure(f"http://127.0.0.1:{misbehaving.port}")
    reader = Reader(kind, pages)
    STATES[state](reader, misbehaving)
    problems = {}
    for variant, look in VARIANTS[kind.name].items():
        problems[variant] = found(reader, **look)
        if VARIANTS[kind.name] is not EVERY:
            kind.shoot(SCREENSHOTS / f"{state}-{variant}.png", **look)
    if state == "kept":
        reader.presses(reader.says("kept_forget"))
        kind.close_tab()
    assert problems == {variant: [] for variant in VARIANTS[kind.name]}


def of_a_compared_summary(kind: Any, pages: Site, server: str) -> Reader:
    kind.configure(server)
    reader = Reader(kind, pages)
    reader.checks("summary.html")
    reader.gets_answer()
    reader.sees(reader.says("left_out"))
    return reader


def test_axe_finds_nothing_in_a_summary_that_was_compared(
    kind: Any, pages: Site, server: str
) -> None:
    reader = of_a_compared_summary(kind, pages, server)
    for variant, look in VARIANTS[kind.name].items():
        assert found(reader, **look) == [], variant
        kind.shoot(SCREENSHOTS / f"summary-{variant}.png", **look)


def test_a_screen_reader_meets_the_answer_then_the_original_then_the_proof(
    kind: Any, pages: Site, server: str
) -> None:
    reader = of_a_compared_summary(kind, pages, server)
    spoken = kind.spoken()
    needs_name = ("button", "link", "heading", "region", "slider")
    assert [role for role, name in spoken if role in needs_name and not name.strip()] == []
    rest = iter(spoken)
    for role, words in [
        ("heading", "14"),  # "Says 12 where the original says 14, …"
        ("button", reader.says("copy_gist")),
        ("region", reader.says("original")),
        ("heading", "Tidewell to replace"),
        ("link", "Tidewell to replace"),
        ("slider", "15"),
        ("button", reader.says("tile_found")),
        ("heading", reader.says("group_differs")),
        ("text", reader.says("change_number")),
        ("text", "12"),
        ("text", "14"),
        ("heading", reader.says("left_out")),
    ]:
        assert any(said == role and words in name for said, name in rest), (role, words)


WEB = ("/", "/docs", "/saved", "/pair", "/privacy", "/nothing", "/problems/busy", "compared")


@pytest.mark.skipif("UNABRIDGED_AXE" not in os.environ, reason="`make soak` looks at all of them")
@pytest.mark.parametrize("path", WEB)
def test_axe_finds_nothing_in_the_server_s_pages(kind: Any, server: str, path: str) -> None:
    page = kind._page
    page.goto(f"{server}{path if path in WEB[:-1] else '/'}?lang={kind.language}")
    if path == "compared":
        page.click("button[name=sample]")
        page.wait_for_selector(".reading.live")
        page.mouse.move(5, 5)
    page.evaluate(f"(0, eval)({json.dumps(AXE.read_text('utf-8'))}), 1")
    problems = {}
    for name, look in COLOURS.items():
        dark, forced = "dark" in look, "forced" in look
        page.emulate_media(
            color_scheme="dark" if dark else "light", forced_colors="active" if forced else "none"
        )
        for width in (320, 360, 768, 1024, 1400):
            page.set_viewport_size({"width": width, "height": 6000})
            page.wait_for_timeout(100)
            problems[name, width] = page.evaluate(RUN)
    page.emulate_media(color_scheme="light", forced_colors="none")
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

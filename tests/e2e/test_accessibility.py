"""Every state in light, dark, right to left and 240 px: a picture, and axe finds nothing.

What axe can't decide counts as found. The pictures are in .screenshots;
`python -m tests.e2e.pictures` puts them on one sheet.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .chromium import Chromium
from .firefox import Firefox
from .reader import SCREENSHOTS, Reader
from .sites import Misbehaving, Site
from .states import STATES

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# Once what fades in is there: half of a colour has half of its contrast.
RUN = """Promise.all(document.getAnimations()
  .filter(each => each.animationName === "fade").map(each => each.finished)).then(() =>
  axe.run(document, {resultTypes: ["violations", "incomplete"]})).then(found =>
  [...found.violations, ...found.incomplete].flatMap(({id, nodes}) =>
    nodes.map(({html, any}) => [id, html, any[0]?.message ?? ""])))"""
VARIANTS: dict[str, dict[str, dict[str, Any]]] = {
    "chromium": {"light": {}, "dark": {"dark": True}, "narrow": {"width": 240}},
    "arabic": {"rtl": {}},
    "firefox": {"sidebar": {}, "sidebar-dark": {"dark": True}},
}


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
        kind.shoot(SCREENSHOTS / f"{state}-{variant}.png", **look)
    if state == "kept":
        reader.presses(reader.says("kept_forget"))
        kind.close_tab()
    assert problems == {variant: [] for variant in VARIANTS[kind.name]}


def test_axe_finds_nothing_in_a_summary_that_was_compared(reader: Reader) -> None:
    reader.checks("summary.html")
    reader.gets_answer()
    reader.sees("What was left out")
    for variant, look in VARIANTS[reader.browser.name].items():
        assert found(reader, **look) == []
        reader.browser.shoot(SCREENSHOTS / f"summary-{variant}.png", **look)


def found(reader: Reader, **look: Any) -> Any:
    """What axe finds in the panel."""
    reader.browser.paint(**look)
    if not reader.browser.panel("'axe' in window"):
        reader.browser.panel(AXE.read_text("utf-8") + ";1")
    problems = reader.browser.panel(RUN)
    reader.browser.paint()
    return problems

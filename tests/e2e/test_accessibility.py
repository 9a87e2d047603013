"""axe finds nothing in the panel, light and dark; what it can't decide counts as found."""

from pathlib import Path
from typing import Any

import pytest

from .reader import Reader

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """axe.run(document, {resultTypes: ["violations", "incomplete"]}).then(found =>
  [...found.violations, ...found.incomplete].flatMap(({id, nodes}) =>
    nodes.map(({html, any}) => [id, html, any[0]?.message ?? ""])))"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("summary.html", "Read the full story"),
        ("unlinked.html", "Address of the original"),
        ("original.html", "This is the full story"),
        ("list.html", "This is not an article"),
        ("walled.html", "Open the original and compare there"),
    ],
)
def test_axe_finds_nothing(reader: Reader, path: str, words: str, dark: Any) -> None:
    reader.checks(path)
    reader.gets_answer()
    reader.sees(words)
    assert found(reader, dark) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_where_a_page_waits_for_its_original(reader: Reader, dark: Any) -> None:
    reader.checks("walled.html")
    reader.sees("Could not be opened by the server.")
    reader.presses("Open the original and compare there")
    reader.browser.turn_to("members.html")
    reader.browser.click_button()
    reader.sees("Compare with Tidewell")
    reader.gets_answer()
    problems = found(reader, dark)
    reader.presses("Don't wait for it")
    reader.browser.close_tab()
    assert problems == []


def found(reader: Reader, dark: Any) -> Any:
    """What axe finds in the panel."""
    reader.browser.paint(dark=dark)
    reader.browser.panel(AXE.read_text("utf-8") + ";1")
    problems = reader.browser.panel(RUN)
    reader.browser.paint(dark=False)
    return problems

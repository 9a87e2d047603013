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
    ],
)
def test_axe_finds_nothing(reader: Reader, path: str, words: str, dark: Any) -> None:
    reader.checks(path)
    reader.gets_answer()
    reader.sees(words)
    reader.browser.paint(dark=dark)
    reader.browser.panel(AXE.read_text("utf-8") + ";1")
    assert reader.browser.panel(RUN) == []
    reader.browser.paint(dark=False)

"""Text and links that Chromium shows of the pages in tests/unit/page/browsers.json."""

import json
import re
from pathlib import Path

from tests.e2e.drivers.chromium import bare_page

CASES = json.loads(
    (Path(__file__).parents[1] / "unit" / "page" / "browsers.json").read_text("utf-8")
)
_LINKS = """[...document.querySelectorAll("a[href]")].map(
    (link) => [link.textContent.split(/\\s+/).join(" ").trim(), link.getAttribute("href")])"""


def test_chromium_shows_what_is_recorded():
    with bare_page() as page:
        for case in CASES:
            page.set_content(case["html"])
            lines = re.split(r"[\n\t]", page.evaluate("document.body.innerText"))
            shown = [clean for line in lines if (clean := " ".join(line.split()))]
            assert (shown, page.evaluate(_LINKS)) == (case["lines"], case["links"]), case["name"]

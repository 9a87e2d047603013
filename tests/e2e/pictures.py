"""The pictures of the docs, made from the running program: `python -m tests.e2e.pictures`.

docs/panel.png and docs/reading.png show the sample; docs/panel-states.jpg joins the pictures that
panel/test_accessibility.py left in .screenshots with UNABRIDGED_PICTURES set, if it left any. Each
PNG bears what the program said of the sample, so that a test knows a stale one.
"""

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from pathlib import Path
from typing import Any

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.reader import SCREENSHOTS, Reader
from tests.e2e.made.states import STATES
from tests.servers import ROOT, running_server

DOCS = ROOT / "docs"
VARIANTS = ("light", "dark", "narrow", "rtl")


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        command = [sys.executable, str(ROOT / "extension" / "build.py"), str(work / "dist")]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with running_server(work) as server:
            browser = Chromium(work / "dist" / "chromium", work / "profile")
            try:
                _shoot(browser, server.base, work)
            finally:
                browser.close()
            for name in ("panel.png", "reading.png"):
                note(DOCS / name, facts_of(compared_sample(server.base)))


def facts_of(comparison: dict[str, Any]) -> str:
    """Return the figures that a picture of a comparison shows."""
    figures = comparison["alignment"]["figures"]
    names = ("used", "source_sentences", "differs", "not_found", "partly_found", "found")
    counts = [f"{name} {figures[name]}" for name in names]
    return ", ".join([comparison["verdict"]["label"], *counts])


def noted(picture: Path) -> str:
    """Return the facts noted in a PNG, or ""."""
    png, offset = picture.read_bytes(), 8
    while offset < len(png):
        size = int.from_bytes(png[offset : offset + 4])
        if png[offset + 4 : offset + 8] == b"tEXt":
            return png[offset + 8 : offset + 8 + size].partition(b"\0")[2].decode("latin-1")
        offset += size + 12
    return ""


def note(picture: Path, text: str) -> None:
    """Note a text in a PNG."""
    chunk = b"tEXt" + b"Comment\0" + text.encode("latin-1")
    framed = (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)
    png = picture.read_bytes()
    picture.write_bytes(png[:33] + framed + png[33:])  # after the header


def compared_sample(server: str) -> dict[str, Any]:
    """Return the server's comparison of the sample."""
    body = json.dumps({"page": {"url": f"{server}/sample/norvane-own-models"}}).encode()
    headers = {"Content-Type": "application/json"}
    call = urllib.request.Request(f"{server}/v1/compare", body, headers)
    with urllib.request.urlopen(call) as answer:
        compared: dict[str, Any] = json.load(answer)
        return compared


def _shoot(browser: Chromium, server: str, work: Path) -> None:
    browser.configure(server)
    browser.open(f"{server}/sample/norvane-own-models")
    browser.click_button()
    reader = Reader(browser, None)  # type: ignore[arg-type]  # it opens no page of the tests
    reader.gets_answer()
    time.sleep(1)
    for name, dark in (("light", False), ("dark", True)):
        browser.shoot(work / f"{name}.png", dark=dark)
    panels = [work / "light.png", work / "dark.png"]
    _join(
        browser,
        panels,
        DOCS / "panel.png",
        "flex: none; width: 360px; height: 900px; object-fit: cover; object-position: top",
        744,
    )
    page: Any = browser._page
    page.set_viewport_size({"width": 1320, "height": 860})
    page.goto(f"{server}/?lang=en")
    page.click("button[name=sample]")
    page.wait_for_selector(".bands .band")
    page.mouse.move(5, 5)
    time.sleep(1)
    page.screenshot(path=DOCS / "reading.png")
    taken = [
        SCREENSHOTS / f"{state}-{variant}.png"
        for state in ("summary", *STATES)
        for variant in VARIANTS
    ]
    states = [path for path in taken if path.exists()]
    if states:
        look = "width: 150px; height: 217px; object-fit: cover; object-position: top"
        _join(browser, states, DOCS / "panel-states.jpg", look, 1882)  # three states a row
    for path in (DOCS / "panel.png", DOCS / "reading.png", DOCS / "panel-states.jpg"):
        sys.stdout.write(f"{path} ({path.stat().st_size / 1000:.0f} KB)\n")


def _join(browser: Chromium, pictures: list[Path], file: Path, look: str, width: int) -> None:
    """Put pictures beside each other, as a page that is shot."""
    images = "".join(f'<img src="{path.as_uri()}">' for path in pictures)
    sheet = pictures[0].parent / "sheet.html"
    sheet.write_text(
        f"<style>body {{ margin: 0; padding: 8px; background: #888; display: flex; gap: 6px; "
        f"flex-wrap: wrap }} img {{ {look} }}</style>{images}"
    )
    page: Any = browser._page
    page.set_viewport_size({"width": width, "height": 100})
    page.goto(sheet.as_uri())
    quality = {"type": "jpeg", "quality": 70} if file.suffix == ".jpg" else {}
    page.screenshot(path=file, full_page=True, **quality)
    sheet.unlink()


if __name__ == "__main__":
    main()

"""How long a reader waits for the panel: the real button and side panel of a Chromium.

    python -m tests.bench.browser.panel [--times N]

"paint" is from the click to the panel's first contentful paint, the first time after the start
of the browser and later (closed and opened again); "step" from the server's first line, which
says that a step is done, to the frame that shows it. Milliseconds of one run on one machine.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.reader import Reader
from tests.e2e.made.sites import Misbehaving, Pages, Site

ROOT = Path(__file__).parents[3]
PAINTED = """(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN)
  + performance.timeOrigin"""
WATCH = """(() => { window.stepped = 0; new MutationObserver((_, observer) => {
  if (!document.querySelector(".steps .done")) return;
  observer.disconnect();
  requestAnimationFrame(() => { window.stepped = performance.timeOrigin + performance.now(); });
}).observe(document.body, {childList: true, subtree: true}); })()"""


def main() -> None:
    """Print the two rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    options = parser.parse_args()
    pages, api = Site(Pages), Misbehaving()
    api.mode = "hang"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        build = [sys.executable, str(ROOT / "extension" / "build.py"), folder]
        subprocess.run(build, check=True, capture_output=True)
        browser = Chromium(Path(folder) / "chromium", Path(folder) / "profile")
        browser.configure(f"http://127.0.0.1:{api.port}")
        reader = Reader(browser, pages)
        reader.opens("summary.html")
        first, *paints = [_paint(reader) for _ in range(options.times + 1)]
        steps = [_step(reader, api) for _ in range(options.times)]
        browser.close()
    api.close()
    pages.close()
    print(f"paint  first {first:.0f}  {_row(paints)}")
    print(f"step   {_row(steps)}")


def _row(values: list[float]) -> str:
    return f"median {statistics.median(values):.0f}  worst {max(values):.0f}  ({len(values)} times)"


def _paint(reader: Reader) -> float:
    clicked = time.time() * 1000
    reader.browser.click_button()
    reader.waits_for(f"{PAINTED} > 0")
    painted: float = reader.browser.panel(PAINTED)
    reader.waits_for("document.querySelector('.steps .done') !== null")
    reader.browser.close_panel()
    return painted - clicked


def _step(reader: Reader, api: Misbehaving) -> float:
    reader.checks("summary.html")
    reader.presses("Cancel")
    reader.sees("Stopped")
    reader.browser.panel(WATCH)
    reader.browser.click_button()
    reader.waits_for("window.stepped > 0")
    stepped: float = reader.browser.panel("window.stepped")
    reader.presses("Cancel")
    reader.sees("Stopped")
    return stepped - api.written * 1000


if __name__ == "__main__":
    main()

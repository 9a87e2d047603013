"""Measures how long a reader waits for the panel: the button and side panel of both browsers.

    python -m tests.bench.browser.panel [--times N] [chromium] [firefox]

From the click on the sample's page, the panel closed: "paint" to the panel's first contentful
paint, "answer" to the frame that shows the comparison by a real server; "again" is "answer" with
the panel open. "step" is from the server's first line, which says that a step is done, to the
frame that shows it. Milliseconds of one run on one machine, the browser's first click apart.
"layout" is where the sample's proof begins: the y of the page's words, of the original's, of the
first omission, and how many words a reader meets before, at the panel's own width.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.e2e.drivers.chromium import Chromium
from tests.e2e.drivers.firefox import Firefox
from tests.e2e.drivers.reader import Reader
from tests.e2e.made.sites import Misbehaving, Pages, Site
from tests.servers import ROOT, running_server

PAINTED = """(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN)
  + performance.timeOrigin"""
# Notes when the frame is shown in which the condition holds first.
WATCH = """(() => {{
  window.shown = 0;
  const look = () => ({condition}) && (observer.disconnect(), requestAnimationFrame(() => {{
    window.shown = performance.timeOrigin + performance.now(); }}));
  const observer = new MutationObserver(look);
  observer.observe(document.body, {{attributes: true, childList: true, subtree: true}});
  look(); }})()"""
LAYOUT = """(() => {
  const box = each => document.querySelector(each).getBoundingClientRect();
  const top = each => Math.round(box(each).top + scrollY);
  const before = document.createRange();
  before.setEnd(document.querySelector(".proof .page .said"), 0);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = 0;
  for (let text; (text = texts.nextNode()) && before.comparePoint(text, 0) <= 0;)
    if (text.parentElement.checkVisibility() && !text.parentElement.closest(".for-ears"))
      words += (text.data.match(/[\\p{L}\\p{N}]+/gu) ?? []).length;
  return [innerWidth, top(".proof .page .said"), top(".proof .source .said"),
    top(".pair.left_out"), words]; })()"""
ANSWERED = "document.body.dataset.state === 'answer'"
STEPPED = "document.querySelector('.steps .done')"


def main() -> None:
    """Print each browser's rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("browsers", nargs="*", default=["chromium", "firefox"])
    options = parser.parse_args()
    pages, api = Site(Pages), Misbehaving()
    api.mode = "hang"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        build = [sys.executable, str(ROOT / "extension" / "build.py"), folder]
        subprocess.run(build, check=True, capture_output=True)
        with running_server(Path(folder)) as server:
            for kind in (Chromium, Firefox):
                if kind.name in options.browsers:
                    browser = kind(Path(folder) / kind.name, Path(folder) / f"of-{kind.name}")
                    _measure(Reader(browser, pages), server.base, api, options.times)
                    browser.close()
    api.close()
    pages.close()


def _measure(reader: Reader, server: str, api: Misbehaving, times: int) -> None:
    reader.browser.configure(server)
    reader.browser.open(f"{server}/sample/norvane-own-models")
    opened = [_open(reader) for _ in range(times + 1)]
    reader.browser.click_button()
    reader.waits_for(ANSWERED)
    width, *layout = reader.browser.panel(LAYOUT)
    said = "page {}  original {}  omission {}  words before {}".format(*layout)
    print(f"{reader.browser.name:9} layout  {said}  ({width} px)")
    rows = {"paint": [paint for paint, _ in opened], "answer": [answer for _, answer in opened]}
    rows["again"] = [_until(reader, ANSWERED, time.time()) for _ in range(times + 1)]
    reader.browser.configure(f"http://127.0.0.1:{api.port}")
    rows["step"] = [_until(reader, STEPPED, api) for _ in range(times + 1)]
    for name, (first, *rest) in rows.items():
        row = f"median {statistics.median(rest):4.0f}  worst {max(rest):4.0f}"
        print(f"{reader.browser.name:9} {name:7} {row}  first {first:4.0f}  ({len(rest)} times)")


def _open(reader: Reader) -> tuple[float, float]:
    """Click with the panel closed; return the times to its first paint and to the answer."""
    clicked = time.time() * 1000
    reader.browser.click_button()
    while reader._panel("document.body?.dataset.state") is None:
        time.sleep(0.005)
    reader.browser.panel(WATCH.format(condition=ANSWERED))
    reader.waits_for("window.shown > 0")
    painted, answered = reader.browser.panel(f"[{PAINTED}, window.shown]")
    reader.browser.close_panel()
    time.sleep(0.5)  # Firefox's closing sidebar may still take the next click
    return painted - clicked, answered - clicked


def _until(reader: Reader, condition: str, begins: Any) -> float:
    """Click with the panel open; return the time to the condition's first frame."""
    reader.browser.panel("document.body.dataset.state = 'before'")
    reader.browser.panel("document.querySelector('.steps')?.remove()")
    reader.browser.panel(WATCH.format(condition=condition))
    clicked = time.time()
    reader.browser.click_button()
    reader.waits_for("window.shown > 0")
    shown: float = reader.browser.panel("window.shown")
    if not isinstance(begins, Misbehaving):
        return shown - clicked * 1000
    reader.presses("Cancel")
    reader.sees("Stopped")
    return shown - begins.written * 1000


if __name__ == "__main__":
    main()

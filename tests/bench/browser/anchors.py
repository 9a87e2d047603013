"""Measures sentences found again in their page by a real Chromium, in docs/measurements.md.

    python -m tests.bench.browser.anchors [--sample N] [--misses]

The pages are those of ../shared/data/extraction/fundus, without their scripts and without the
network; the sentences are those of their true texts, longer than 25 characters. "naive" is what
`indexOf` finds in one text node, in the same run. Times are of one page's index and all of its
sentences, best of three. A sentence that no text of the page holds, folded as a whole (a page's
text may be in its data for scripts alone), is counted apart: nobody could mark it.
"""

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

from server.language.detect import detect
from server.text.sentences import split
from tests.bench.article.extraction import DATA, html_of, rows_of

ANCHOR = Path(__file__).parents[3] / "extension" / "page" / "anchor.js"
SHORTEST = 25
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
MEASURE = """sentences => {
  const times = [];
  let ranges = [];
  for (let turn = 0; turn < 3; turn++) {
    const begun = performance.now();
    ranges = locate(indexText(document.body), sentences);
    times.push(performance.now() - begun);
  }
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode.data);
  const whole = fold(document.documentElement.textContent);
  return {
    page_side: ranges.map(Boolean),
    naive: sentences.filter(sentence => texts.some(text => text.includes(sentence))).length,
    there: sentences.map(sentence => whole.includes(fold(sentence))),
    milliseconds: Math.min(...times),
  };
}"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="about so many pages")
    parser.add_argument("--misses", action="store_true", help="show what was not found")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The pages are not there: {DATA} is no folder.")
    rows = list(rows_of("fundus"))
    stride = max(1, len(rows) // options.sample) if options.sample else 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        _report([_found(page, row, show=options.misses) for row in rows[::stride]])
        browser.close()


def _found(page: Page, row: dict[str, Any], *, show: bool) -> dict[str, Any]:
    text: str = row["text"]
    split_up = split(text.split("\n"), detect(text[:1_500]))
    sentences = [sentence.text for sentence in split_up if len(sentence.text) > SHORTEST]
    page.unroute_all()
    page.route("**/*", lambda route: _answer(route, row))
    page.goto("http://page.test/", wait_until="domcontentloaded")
    page.evaluate(ANCHOR.read_text("utf-8") + "; Object.assign(window, {indexText, locate, fold});")
    measured: dict[str, Any] = page.evaluate(MEASURE, sentences)
    if show:
        for sentence, page_side, is_there in zip(
            sentences, measured["page_side"], measured["there"], strict=True
        ):
            if not page_side:
                print(row["id"], "in no text" if not is_there else "MISSED", sentence[:100])
    return measured


def _answer(route: Route, row: dict[str, Any]) -> None:
    if route.request.url != "http://page.test/":
        return route.abort()
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
    return route.fulfill(body=html_of(row), headers=headers)


def _report(measured: list[dict[str, Any]]) -> None:
    page_side = sum(sum(page["page_side"]) for page in measured)
    naive = sum(page["naive"] for page in measured)
    every = sum(len(page["page_side"]) for page in measured)
    shown = sum(sum(page["there"]) for page in measured)
    times = [page["milliseconds"] for page in measured]
    print(f"pages {len(measured)}  sentences {every}, in some text of their page {shown}")
    print(
        f"folded, in order   {page_side / every:.4%} of all  {page_side / shown:.4%} of those there"
    )
    print(f"naive, one node    {naive / every:.4%} of all  {naive / shown:.4%} of those there")
    print(f"a page, ms         median {statistics.median(times):.1f}  worst {max(times):.1f}")


if __name__ == "__main__":
    main()

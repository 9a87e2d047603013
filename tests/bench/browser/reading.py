"""The reading view in a real Chromium: first drawn, and frames while it scrolls, against the pairs.

    python -m tests.bench.browser.reading [SECONDS]

Invented sentences, at three sizes. A frame's cost is that of the longest task of the page's main
thread in a trace; a frame has 16.7 ms. First drawn is from the call that builds the view to the
frame after it, median of five. All of one run on one machine: compare columns, not runs.
"""

import json
import random
import statistics
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

ROOT = Path(__file__).parents[3]
SIZES = ((10, 40), (100, 500), (1000, 5000))
PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/style.css">
<script type="module">
import { comparisonView } from "/lib/view/comparison.js";
import { translator } from "/lib/view/translate.js";
const messages = await fetch("/_locales/en/messages.json").then(answer => answer.json());
const t = translator(new Map(Object.entries(messages).map(([name, {message}]) => [name, message])));
window.build = (comparison, first) => {
  const {headline, body} = comparisonView(comparison, t, {views: {first, choose: () => {}}});
  document.body.replaceChildren(...headline, ...body);
};
window.drawn = (comparison, first) => new Promise(done => {
  document.body.replaceChildren();
  requestAnimationFrame(() => {
    const begun = performance.now();
    window.build(comparison, first);
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
  });
});
window.ready = true;
</script>"""
SCROLL = """async ({selector, seconds}) => {
  const pane = document.querySelector(selector) ?? document.scrollingElement;
  const room = pane.scrollHeight - pane.clientHeight;
  pane.dispatchEvent(new Event("wheel"));
  const begun = performance.now();
  await new Promise(done => {
    const step = now => {
      const share = (now - begun) / 1000 / seconds;
      if (share >= 1) return done();
      pane.scrollTop = room * (share < 0.5 ? 2 * share : 2 - 2 * share);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  return room;
}"""


class Handler(SimpleHTTPRequestHandler):
    """The extension's files, and the page that shows them."""

    def do_GET(self) -> None:
        if self.path == "/":
            self._send(PAGE.encode())
        else:
            super().do_GET()

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Print nothing but the table."""


def comparison(own: int, other: int) -> dict[str, Any]:
    """Return a comparison of `own` page sentences with `other` of an original."""
    chance = random.Random(7)
    page = [_sentence(chance) for _ in range(own)]
    source = [_sentence(chance) for _ in range(other)]
    sentences = [_told(index, own, other, page[index], chance) for index in range(own)]
    used = {at for sentence in sentences for at in sentence["source"]}
    basis = {"kind": "own", "credits": []}
    left = [at for at in range(other) if at not in used]
    return {
        "id": None,
        "engine": "bench",
        "page": _article(page),
        "source": _article(source),
        "verdict": {"label": "summary", "confidence": 1, "evidence": [], "basis": basis},
        "search": None,
        "alignment": {
            "order": "monotone",
            "sentences": sentences,
            "left_out": [
                {"source": at, "rank": rank + 1, "why": "", "why_code": "detail"}
                for rank, at in enumerate(left)
            ],
            "figures": _figures(own, other, len(used)),
            "page": page,
            "source": source,
            "further": [],
            "withheld": [],
            "warnings": [],
        },
        "timings_ms": {},
        "warnings": [],
    }


def _sentence(chance: random.Random) -> str:
    letters = "abcdefghiklmnoprstuvw"
    lengths = [chance.randint(2, 10) for _ in range(chance.randint(8, 28))]
    return " ".join("".join(chance.choices(letters, k=k)) for k in lengths).capitalize() + "."


def _told(index: int, own: int, other: int, text: str, chance: random.Random) -> dict[str, Any]:
    at = min(other - 1, max(0, int(index / own * other + chance.gauss(0, 3))))
    label = chance.choice(["verbatim", "paraphrase", "fused", "partly_found", "not_found"])
    source = [] if label == "not_found" else [at, min(at + 2, other - 1)][: 1 + (label == "fused")]
    word = {"start": 0, "end": 4, "text": text[:4]}
    change = {"kind": "number", "page": word, "source": None, "says": "", "params": {}}
    findings = {"partly_found": "partly", "not_found": "not_found"}
    return {
        "index": index,
        "label": label,
        "finding": findings.get(label, "found"),
        "source": source,
        "score": 0.7,
        "concern": chance.random(),
        "missing": [],
        "changes": [change] if label == "paraphrase" and chance.random() < 0.5 else [],
    }


def _article(texts: list[str]) -> dict[str, Any]:
    start, sentences = 0, []
    for index, text in enumerate(texts):
        end = start + len(text)
        sentences.append({"text": text, "start": start, "end": end, "paragraph": index // 3})
        start = end + 1
    return {"title": "A title", "url": None, "language": "en", "sentences": sentences}


def _figures(own: int, other: int, used: int) -> dict[str, Any]:
    names = ("found", "verbatim", "partly_found", "not_found", "covered_share", "left_out_words")
    counts = dict.fromkeys((*names, "left_out_minutes"), 1)
    changed = dict.fromkeys(("number", "name", "date", "quote", "negation", "moved"), 0)
    totals = {"page_sentences": own, "source_sentences": other, "used": used}
    return {**counts, **totals, "changed": changed}


def longest_tasks(cdp: CDPSession, scroll: Any) -> list[float]:
    """Milliseconds of each task of the page's main thread while `scroll` runs, longest first."""
    events: list[dict[str, Any]] = []
    cdp.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    ended = threading.Event()
    cdp.on("Tracing.tracingComplete", lambda _: ended.set())
    categories = {"includedCategories": ["devtools.timeline", "toplevel", "__metadata"]}
    cdp.send("Tracing.start", {"traceConfig": categories})
    page = scroll()
    cdp.send("Tracing.end")
    while not ended.is_set():
        page.wait_for_timeout(20)
    names = [each for each in events if each["name"] == "thread_name"]
    main = {
        (each["pid"], each["tid"]) for each in names if each["args"]["name"] == "CrRendererMain"
    }
    return sorted(
        (
            each["dur"] / 1000
            for each in events
            if each["name"].endswith("RunTask")
            and (each["pid"], each["tid"]) in main
            and "dur" in each
        ),
        reverse=True,
    )


def measure(page: Page, size: tuple[int, int], view: str, seconds: float) -> list[str]:
    """Return a row's figures."""
    made = comparison(*size)
    firsts = [page.evaluate("([c, v]) => drawn(c, v)", [made, view]) for _ in range(5)]
    page.wait_for_timeout(500)
    selector = ".reading .pane.source" if view == "reading" else "html"

    def scroll() -> Page:
        page.evaluate(SCROLL, {"selector": selector, "seconds": seconds})
        return page

    tasks = longest_tasks(page.context.new_cdp_session(page), scroll)
    over = sum(task > 16.7 for task in tasks)
    nodes = page.evaluate("document.querySelectorAll('*').length")
    heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    return [
        f"{statistics.median(firsts):.0f}",
        f"{max(firsts):.0f}",
        f"{tasks[0]:.1f}",
        str(over),
        str(nodes),
        f"{heap:.0f}",
    ]


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    head = ("sentences", "view", "drawn ms", "worst", "longest task ms", "over 16.7", "nodes", "MB")
    print("  ".join(f"{name:>15}" for name in head))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--enable-precise-memory-info"],
        )
        served = ThreadingHTTPServer(
            ("127.0.0.1", 0), partial(Handler, directory=str(ROOT / "extension"))
        )
        threading.Thread(target=served.serve_forever, daemon=True).start()
        for size, view in product(SIZES, ("pairs", "reading")):
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(f"http://127.0.0.1:{served.server_port}/")
            page.wait_for_function("window.ready")
            row = [f"{size[0]} x {size[1]}", view, *measure(page, size, view, seconds)]
            print("  ".join(f"{cell:>15}" for cell in row), flush=True)
            page.close()
        served.shutdown()
        print(json.dumps({"browser": browser.version}))
        browser.close()


if __name__ == "__main__":
    main()

"""The verdict on labelled pages, its false alarms on whole pages, and its cost.

    python -m tests.bench.verdict [--whole N] [--show]

Reads ../shared/data from the project's root. The labels `excerpt` and `paywalled` are not given
yet: such a page counts as right when it is `unknown`, and it is counted how many of them show
that they are cut.
"""

import argparse
import gzip
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import readability

from server.article.read import read
from server.errors import Problem
from server.model import PageInput, Verdict
from server.net.charset import decode
from server.source.pointers import find_pointers
from server.verdict.judge import judge

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
CUT = {
    "cut_for_subscribers",
    "cut_off_end",
    "says_excerpt",
    "continues_on_site",
    "continues_elsewhere",
    "points_to_longer",
    "links_to_original",
    "declared_longer",
}


def pages(folder: str, most: int | None = None) -> Iterator[tuple[dict[str, Any], str]]:
    """Entries of a data folder with their HTML; a fixed random sample of `most`."""
    entries = [json.loads(line) for line in (DATA / folder / "index.jsonl").open()]
    if most is not None:
        entries = random.Random(1).sample(entries, min(most, len(entries)))
    for entry in entries:
        raw = gzip.decompress((DATA / folder / entry["file"]).read_bytes())
        yield entry, decode(raw, "text/html")


def verdict_of(entry: dict[str, Any], html: str) -> Verdict:
    """The verdict on one page; a page that can't be read is none."""
    try:
        return judge(read(PageInput(html=html, url=entry.get("url"))))
    except Problem:
        return Verdict("unknown", 0.0, [])


def show(entry: dict[str, Any], verdict: Verdict) -> None:
    """One line, then the evidence."""
    print(f"  {entry['file']} is {entry.get('label', 'full')}, judged {verdict.label}")
    for evidence in verdict.evidence:
        print(f"     {evidence.weight:+.2f} {evidence.signal}: {(evidence.quote or '')[:90]!r}")


def labelled(*, showing: bool) -> None:
    """The confusion on the pages labelled by hand."""
    confusion: Counter[tuple[str, str]] = Counter()
    right = cut = incomplete = 0
    for entry, html in pages("verdict"):
        verdict = verdict_of(entry, html)
        confusion[entry["label"], verdict.label] += 1
        parts = entry["label"] in ("excerpt", "paywalled")
        good = verdict.label == ("unknown" if parts else entry["label"])
        right += good
        incomplete += parts
        cut += parts and any(evidence.signal in CUT for evidence in verdict.evidence)
        if showing and not good:
            show(entry, verdict)
    print(
        f"labelled: {right} of {confusion.total()} right; {cut} of {incomplete} cut pages show it"
    )
    for (truth, label), count in sorted(confusion.items()):
        print(f"  {truth:12} judged {label:12} {count}")


def whole(folder: str, most: int, *, showing: bool) -> None:
    """False alarms on pages that are whole."""
    labels: Counter[str] = Counter()
    for entry, html in pages(folder, most):
        verdict = verdict_of(entry, html)
        labels[verdict.label] += 1
        if showing and verdict.label != "full":
            show(entry, verdict)
    shares = ", ".join(f"{label} {n} ({n / labels.total():.1%})" for label, n in labels.items())
    print(f"{folder}: {labels.total()} whole pages: {shares}")


def cost(most: int) -> None:
    """CPU of verdict and pointers, relative to readability-lxml on the same pages."""
    ours = pointers = theirs = 0.0
    for entry, html in pages("extraction/fundus", most):
        reading = read(PageInput(html=html, url=entry["url"]))
        start = time.process_time()
        judge(reading)
        judged = time.process_time()
        find_pointers(reading)
        pointed = time.process_time()
        readability.Document(html).summary()
        theirs += time.process_time() - pointed
        ours += judged - start
        pointers += pointed - judged
    print(
        f"cost: readability-lxml 1.00x, verdict {ours / theirs:.2f}x "
        f"({1000 * ours / most:.1f} ms), pointers {pointers / theirs:.2f}x"
    )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whole", type=int, default=200, help="whole pages of each folder")
    parser.add_argument("--show", action="store_true", help="list what was judged otherwise")
    given = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; this benchmark needs the labelled pages.")
    labelled(showing=given.show)
    for folder in ("extraction/fundus", "extraction/waddle"):
        whole(folder, given.whole, showing=given.show)
    cost(20)


if __name__ == "__main__":
    main()

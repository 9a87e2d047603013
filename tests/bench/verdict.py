"""The verdict on labelled pages, on made ones, its false alarms, its calibration and its cost.

    python -m tests.bench.verdict [--whole N] [--each N] [--show] [--diagram FILE]

Reads ../shared/data from the project's root. `made` is the test half of tests/bench/corpus.py,
whose sites, phrases, markup and ten of whose languages the model has not seen; shares have their
count and 95 % interval.
"""

import argparse
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import readability

from server.article.read import read
from server.errors import Problem
from server.model import PageInput, Verdict
from server.source.pointers import find_pointers
from server.verdict.judge import judge
from tests.bench.corpus import TRAIN_LANGUAGES, made_pages
from tests.bench.reliability import bins_of, draw, expected_error
from tests.bench.verdict_data import DATA, entries, html_of, share

INCOMPLETE = ("excerpt", "paywalled", "summary")
LABELS = ("full", *INCOMPLETE, "not_article", "unknown")


@dataclass(frozen=True)
class Judged:
    """A page's true label, what it was judged, and what it is called."""

    truth: str
    verdict: Verdict
    name: str
    language: str = ""

    @property
    def label(self) -> str:
        return self.verdict.label


def verdict_of(html: str, url: str | None, status: int | None = None) -> Verdict:
    """The verdict on one page; a page that can't be read is none."""
    try:
        return judge(read(PageInput(html=html, url=url)), status)
    except Problem:
        return Verdict("unknown", 0.0, [])


def labelled() -> Iterator[Judged]:
    """The pages labelled by hand."""
    for entry in entries("verdict"):
        verdict = verdict_of(html_of("verdict", entry), None)
        yield Judged(entry["label"], verdict, entry["file"], entry["lang"])


def made(each: int) -> Iterator[Judged]:
    """The made test half."""
    for page in made_pages("test", each):
        verdict = verdict_of(page.html, page.url, page.status)
        yield Judged(page.label, verdict, f"{page.how} {page.url[:50]}", page.language)


def whole(folder: str, most: int) -> Iterator[Judged]:
    """Whole pages, a fixed random sample."""
    index = entries(folder)
    for entry in random.Random(1).sample(index, min(most, len(index))):
        verdict = verdict_of(html_of(folder, entry), entry["url"])
        yield Judged("full", verdict, entry["file"])


def confusion(judged: list[Judged]) -> None:
    """Truth in rows, verdicts in columns."""
    counts = Counter((each.truth, each.label) for each in judged)
    print(f"  {'':12}" + "".join(f"{label:>12}" for label in LABELS))
    for truth in LABELS[:-1]:
        if any(counts[truth, label] for label in LABELS):
            print(f"  {truth:12}" + "".join(f"{counts[truth, label]:12}" for label in LABELS))


def scores(judged: list[Judged]) -> None:
    """Incomplete against full, and the share of labels that are right."""
    told = [each for each in judged if each.truth != "not_article"]
    hits = sum(each.truth in INCOMPLETE and each.label in INCOMPLETE for each in told)
    said = sum(each.label in INCOMPLETE for each in told)
    true = sum(each.truth in INCOMPLETE for each in told)
    f1 = 2 * hits / max(1, said + true)
    print(f"  incomplete: precision {share(hits, said)}, recall {share(hits, true)}, F1 {f1:.3f}")
    print(f"  label right: {share(sum(e.truth == e.label for e in judged), len(judged))}")


def table(title: str, judged: list[Judged], *, showing: bool) -> None:
    """All that is counted of a set of pages."""
    print(f"{title}: {len(judged)} pages")
    confusion(judged)
    scores(judged)
    if showing:
        show(each for each in judged if each.truth != each.label)


def alarms(folder: str, most: int, *, showing: bool) -> None:
    """False alarms on whole pages."""
    judged = list(whole(folder, most))
    wrong = [each for each in judged if each.label != "full"]
    counts = Counter(each.label for each in wrong)
    cut = sum(each.label in INCOMPLETE for each in wrong)
    print(f"{folder}: called incomplete {share(cut, len(judged))}; not full {dict(counts)}")
    if showing:
        show(wrong)


def show(judged: Iterable[Judged]) -> None:
    """One line each, then the evidence."""
    for each in judged:
        chance = each.verdict.confidence
        print(f"  {each.language} {each.name} is {each.truth}, judged {each.label} {chance}")
        for evidence in each.verdict.evidence[:6]:
            quote = (evidence.quote or "")[:80]
            print(f"     {evidence.weight:+.2f} {evidence.signal}: {quote!r}")


def calibration(judged: list[Judged], diagram: Path | None) -> None:
    """How often a verdict of each confidence is right; drawn to `diagram`."""
    pairs = [
        (each.verdict.confidence, each.truth == each.label)
        for each in judged
        if each.label not in ("unknown", "not_article")
    ]
    bins = bins_of(pairs)
    print(f"calibration: expected error {expected_error(bins):.3f} over {len(pairs)} verdicts")
    for one in bins:
        print(f"  {one.low:.1f}..{one.high:.1f} said {one.said:.2f}, {share(one.right, one.count)}")
    if diagram:
        diagram.write_text(draw(bins), "utf-8")


def cost(most: int) -> None:
    """CPU of verdict and pointers, relative to readability-lxml on the same pages."""
    ours = pointers = theirs = reading_time = 0.0
    for entry in entries("extraction/fundus")[:most]:
        html = html_of("extraction/fundus", entry)
        begun = time.process_time()
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
        reading_time += start - begun
    print(
        f"cost: readability-lxml 1.00x, article {reading_time / theirs:.2f}x, verdict "
        f"{ours / theirs:.2f}x ({1000 * ours / most:.1f} ms), pointers {pointers / theirs:.2f}x"
    )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whole", type=int, default=200, help="whole pages of each folder")
    parser.add_argument("--each", type=int, default=6, help="made pages of each whole one")
    parser.add_argument("--show", action="store_true", help="list what was judged otherwise")
    parser.add_argument("--diagram", type=Path, help="where to draw the calibration (SVG)")
    given = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; this benchmark needs the labelled pages.")
    warnings.simplefilter("ignore")
    table("labelled by hand", list(labelled()), showing=given.show)
    for folder in ("extraction/fundus", "extraction/waddle"):
        alarms(folder, given.whole, showing=given.show)
    tested = list(made(given.each))
    seen = [each for each in tested if each.language in TRAIN_LANGUAGES]
    other = [each for each in tested if each.language not in TRAIN_LANGUAGES]
    table("made, languages of the train half", seen, showing=given.show)
    table("made, other languages", other, showing=given.show)
    table("made, all", tested, showing=False)
    calibration(tested, given.diagram)
    cost(30)


if __name__ == "__main__":
    main()

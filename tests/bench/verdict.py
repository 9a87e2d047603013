"""The verdict on labelled pages, on made ones, its false alarms, its calibration and its cost.

    python -m tests.bench.verdict [--whole N] [--each N] [--show] [--diagram FILE]

Reads ../shared/data from the project's root. The pages labelled by hand are judged by weights that
were fitted without them (cross-validated by site); `made` is the test half of the corpus, `final`
and `later` are sets in other words and markup, kept for the last figure. Shares have their count
and 95 % interval (Wilson).
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
from typing import Any

import readability

from server.article.read import read
from server.errors import Problem
from server.model import PageInput, Verdict
from server.source.pointers.find import find_pointers
from server.text.notices import LANGUAGES
from server.verdict.classifier import Table
from server.verdict.judge import judge
from tests.bench.corpus import TRAIN_LANGUAGES, Made, made_pages
from tests.bench.parallel import each_of
from tests.bench.reliability import bins_of, draw, expected_error
from tests.bench.verdict_data import DATA, entries, html_of, share
from tests.bench.verdict_simple import SIMPLE
from tests.bench.verdict_train import FOLDS, by_hand, fold_of, rows_of, train, train_rows

INCOMPLETE = ("excerpt", "paywalled", "summary")
LABELS = ("full", *INCOMPLETE, "not_article", "unknown")


@dataclass(frozen=True)
class Judged:
    """A page's true label, what it was judged, its name, and which simple signals it has."""

    truth: str
    verdict: Verdict
    name: str
    language: str = ""
    simple: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        return self.verdict.label


@dataclass(frozen=True)
class Task:
    """A page to judge."""

    html: str
    url: str | None
    truth: str
    name: str
    language: str = ""
    status: int | None = None
    weights: Table | None = None


def judged(task: Task) -> Judged:
    """The verdict on one page; a page that can't be read is none."""
    try:
        reading = read(PageInput(html=task.html, url=task.url))
    except Problem:
        return Judged(task.truth, Verdict("unknown", 0.0, []), task.name, task.language)
    verdict = judge(reading, task.status, task.weights)
    simple = frozenset(name for name, test in SIMPLE.items() if test(reading))
    return Judged(task.truth, verdict, task.name, task.language, simple)


def labelled() -> Iterator[Judged]:
    """The pages labelled by hand, each by weights that have seen neither it nor its fold."""
    rows = train_rows()
    hand = rows_of(by_hand())
    line = train(rows).chosen
    tables = [
        train(
            [*rows, *(row for row in hand if fold_of(row.site) != fold)],
            (line["slope"], line["shift"]),
        ).table
        for fold in range(FOLDS)
    ]
    tasks = []
    for entry in entries("verdict"):
        weights = tables[fold_of(f"by hand {entry['file']}")]
        name = f"{entry['file']} {entry['why'][:50]}"
        html = html_of("verdict", entry)
        tasks.append(Task(html, None, entry["label"], name, entry["lang"], None, weights))
    yield from each_of(judged, tasks)


def _task_of(page: Made) -> Task:
    name = f"{page.how} {page.url[:50]}"
    return Task(page.html, page.url, page.label, name, page.language, page.status)


def made(half: str, each: int) -> Iterator[Judged]:
    """The made pages of a half."""
    yield from each_of(judged, (_task_of(page) for page in made_pages(half, each)))


def missed(pages: list[Judged]) -> None:
    """How many incomplete pages were not called so, by what was done to them."""
    cut = [page for page in pages if page.truth in INCOMPLETE]
    lost = Counter(_how(page) for page in cut if page.label not in INCOMPLETE)
    of_all = Counter(map(_how, cut))
    print("  missed: " + ", ".join(f"{how} {lost[how]} of {of_all[how]}" for how in of_all))


def _how(page: Judged) -> str:
    return page.name.partition(" http")[0]


def whole(folder: str, most: int) -> Iterator[Judged]:
    """Whole pages, a fixed random sample."""
    index = entries(folder)
    chosen = random.Random(1).sample(index, min(most, len(index)))
    yield from each_of(
        judged, (Task(html_of(folder, one), one["url"], "full", one["file"]) for one in chosen)
    )


def confusion(pages: list[Judged]) -> None:
    """Truth in rows, verdicts in columns."""
    counts = Counter((each.truth, each.label) for each in pages)
    print(f"  {'':12}" + "".join(f"{label:>12}" for label in LABELS))
    for truth in LABELS[:-1]:
        if any(counts[truth, label] for label in LABELS):
            print(f"  {truth:12}" + "".join(f"{counts[truth, label]:12}" for label in LABELS))


def scores(pages: list[Judged]) -> None:
    """Incomplete against full, and the share of labels that are right."""
    told = [each for each in pages if each.truth != "not_article"]
    found = _against(told, lambda each: each.label in INCOMPLETE)
    print(f"  incomplete: {found}")
    right = sum(each.truth == each.label for each in pages)
    print(f"  label right: {share(right, len(pages))}")
    print(f"  unknown: {share(sum(each.label == 'unknown' for each in pages), len(pages))}")


def _against(pages: list[Judged], says: Any) -> str:
    """Precision, recall and F1 of `says` for incomplete pages."""
    hits = sum(each.truth in INCOMPLETE and says(each) for each in pages)
    said = sum(bool(says(each)) for each in pages)
    true = sum(each.truth in INCOMPLETE for each in pages)
    f1 = 2 * hits / max(1, said + true)
    return f"precision {share(hits, said)}, recall {share(hits, true)}, F1 {f1:.3f}"


def by_signal(title: str, pages: list[Judged]) -> None:
    """Each signal alone as a test for incomplete pages, after the simple public ones."""
    told = [each for each in pages if each.truth in (*INCOMPLETE, "full")]
    print(f"{title}, each signal alone:")
    for name in SIMPLE:
        print(f"  public: {name:28} {_against(told, lambda each, n=name: n in each.simple)}")
    seen = Counter(e for each in told for e in {one.signal for one in each.verdict.evidence})
    for name, _ in seen.most_common():
        signals = [each for each in told if name in {e.signal for e in each.verdict.evidence}]
        cut = sum(each.truth in INCOMPLETE for each in signals)
        true = sum(each.truth in INCOMPLETE for each in told)
        print(f"  {name:36} precision {share(cut, len(signals))}, recall {share(cut, true)}")


def table(title: str, pages: list[Judged], *, showing: bool) -> None:
    """All that is counted of a set of pages."""
    print(f"{title}: {len(pages)} pages")
    confusion(pages)
    scores(pages)
    if showing:
        show(each for each in pages if each.truth != each.label)


def alarms(folder: str, most: int, *, showing: bool) -> None:
    """False alarms on whole pages."""
    pages = list(whole(folder, most))
    wrong = [each for each in pages if each.label != "full"]
    counts = Counter(each.label for each in wrong)
    cut = sum(each.label in INCOMPLETE for each in wrong)
    print(f"{folder}: called incomplete {share(cut, len(pages))}; not full {dict(counts)}")
    for name in SIMPLE:
        count = sum(name in each.simple for each in pages)
        print(f"  public: {name:28} {share(count, len(pages))}")
    if showing:
        show(wrong)


def show(pages: Iterable[Judged]) -> None:
    """One line each, then the evidence."""
    for each in pages:
        chance = each.verdict.confidence
        print(f"  {each.language} {each.name} is {each.truth}, judged {each.label} {chance}")
        for evidence in each.verdict.evidence[:6]:
            quote = (evidence.quote or "")[:80]
            print(f"     {evidence.weight:+.2f} {evidence.signal}: {quote!r}")


def calibration(title: str, pages: list[Judged], diagram: Path | None = None) -> None:
    """How often a verdict of each confidence is right; drawn to `diagram`."""
    pairs = [
        (each.verdict.confidence, each.truth == each.label)
        for each in pages
        if each.label != "unknown"
    ]
    bins = bins_of(pairs)
    print(f"calibration, {title}: error {expected_error(bins):.3f} over {len(pairs)} verdicts")
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
        ended = time.process_time()
        find_pointers(reading)
        pointed = time.process_time()
        readability.Document(html).summary()
        theirs += time.process_time() - pointed
        ours += ended - start
        pointers += pointed - ended
        reading_time += start - begun
    print(
        f"cost: readability-lxml 1.00x, article {reading_time / theirs:.2f}x, verdict "
        f"{ours / theirs:.2f}x ({1000 * ours / most:.1f} ms), pointers {pointers / theirs:.2f}x"
    )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whole", type=int, default=1000, help="whole pages of each folder")
    parser.add_argument("--each", type=int, default=3, help="made pages of each whole one")
    parser.add_argument("--show", action="store_true", help="list what was judged otherwise")
    parser.add_argument("--diagram", type=Path, help="where to draw the calibration (SVG)")
    given = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; this benchmark needs the labelled pages.")
    warnings.simplefilter("ignore")
    hand = list(labelled())
    table("labelled by hand, cross-validated", hand, showing=given.show)
    by_signal("labelled by hand", hand)
    for folder in ("extraction/fundus", "extraction/waddle"):
        alarms(folder, given.whole, showing=given.show)
    final = list(made("final", 2 * given.each))
    table("made, final set", final, showing=False)
    table("of these with phrases", [p for p in final if p.language in LANGUAGES], showing=False)
    missed(final)
    calibration("made, final set", final, given.diagram)
    later = list(made("later", 2 * given.each))
    table("made, later set", later, showing=False)
    table("of these with phrases", [p for p in later if p.language in LANGUAGES], showing=False)
    missed(later)
    calibration("made, later set", later)
    tested = list(made("test", given.each))
    trained = [page for page in tested if page.language in TRAIN_LANGUAGES & set(LANGUAGES)]
    phrased = [page for page in tested if page.language in set(LANGUAGES) - TRAIN_LANGUAGES]
    others = [page for page in tested if page.language not in LANGUAGES]
    table("made, languages of the train half", trained, showing=False)
    table("made, languages with phrases only", phrased, showing=False)
    table("made, languages without phrases", others, showing=False)
    table("made, all", tested, showing=False)
    by_signal("made", tested)
    missed(tested)
    calibration("made", tested)
    calibration("labelled by hand", hand)
    cost(30)


if __name__ == "__main__":
    main()

"""The verdict on real pages, by models that have seen no page of the same site.

    python -m tests.bench.verdict [--keep] [--errors] [--whole N] [--diagram FILE]

Reads ../shared/data from the project's root. The sites of `real` are split in three by a hash:
two thirds are judged in five folds, each by models learned on the other four; `--keep` judges the
last third by models learned on the two. Errors are listed of the two thirds only. Shares have
their count and 95 % interval (Wilson).
"""

import argparse
import hashlib
import random
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import readability

from server.model import Verdict
from server.source import find_pointers
from server.verdict.judge import Models, decide, judge, look_at
from tests.bench.parallel import each_of
from tests.bench.reliability import bins_of, draw, expected_error
from tests.bench.verdict_data import DATA, Page, pages_of, share
from tests.bench.verdict_train import Row, fit, rows_of, view_of

INCOMPLETE = ("excerpt", "paywalled", "summary")
LABELS = ("full", *INCOMPLETE, "not_article", "unknown")
FOLDS = 5
KEPT = 2  # the third of the sites that is not looked at


@dataclass(frozen=True)
class Judged:
    """A page and its verdict."""

    page: Page
    verdict: Verdict

    @property
    def label(self) -> str:
        """The label that it got."""
        return self.verdict.label

    @property
    def is_right(self) -> bool:
        """Whether that is one of its labels."""
        return self.page.is_right(self.label)


@dataclass(frozen=True)
class Task:
    """A page to judge, and by which models."""

    page: Page
    models: Models | None = None


def judged(task: Task) -> Judged:
    """The verdict on one page; a page that can't be read gets none."""
    view = view_of(task.page)
    if view is None:
        return Judged(task.page, Verdict("unknown", 0.0, []))
    if task.models is None:
        return Judged(task.page, judge(view))
    return Judged(task.page, decide(look_at(view), view, task.models))


def fold_of(site: str) -> int:
    """The part that the pages of `site` are in."""
    return int(hashlib.md5(site.encode()).hexdigest(), 16) % FOLDS


def cross_judged(rows: Sequence[Row], more: Sequence[Row]) -> list[Judged]:
    """Each page of `rows` by models learned on the other folds and on `more`."""
    tasks = []
    for fold in range(FOLDS):
        learned = [row for row in rows if fold_of(row.page.site) != fold]
        models = fit([*learned, *(row for row in more if fold_of(row.page.site) != fold)])
        tasks += [Task(row.page, models) for row in rows if fold_of(row.page.site) == fold]
    return list(each_of(judged, tasks))


def boundary_of(page: Page) -> str:
    """What kind of boundary an incomplete page has, as far as its label's reason tells."""
    said = f"{page.why} {page.boundary}".casefold()
    kinds = {
        "digest": ("digest", "brief", "newsletter of"),
        "pager": ("page 1", "page:", "next page", "下一页", "下一頁", "1 | 2", "1 2", "following"),
        "own words": ("excerpt", "automat", "compress", "回看原文"),
        "source line": ("source:", "источник", "źródło", "via ", "(source)", "來源"),
    }
    for kind, words in kinds.items():
        if any(word in said for word in words):
            return kind
    if page.label == "paywalled":
        return "wall" if page.boundary else "no call"
    return "in prose" if page.label == "summary" else "elsewhere"


def table(title: str, pages: Sequence[Judged]) -> None:
    """All that is counted of a set of pages."""
    read = [one for one in pages if one.page.was_read]
    print(f"{title}: {len(pages)} pages, {len(read)} of them read")
    confusion(read)
    print(f"  label right, read: {_share(read, lambda one: one.is_right)}")
    print(f"  label right, all: {_share(pages, lambda one: one.is_right)}")
    said = [one for one in read if one.label in INCOMPLETE]
    cut = [one for one in read if one.page.label in INCOMPLETE]
    print(f"  incomplete, precision: {_share(said, _is_incomplete)}")
    print(f"  incomplete, recall: {_share(cut, lambda one: one.label in INCOMPLETE)}")
    for label in (*INCOMPLETE, "not_article", "full"):
        of_label = [one for one in read if one.page.label == label]
        print(f"  {label}: {_share(of_label, lambda one: one.is_right)}")
    kinds = defaultdict(list)
    for one in cut:
        kinds[boundary_of(one.page)].append(one)
    for kind, ones in sorted(kinds.items()):
        print(f"  boundary {kind}: {_share(ones, lambda one: one.is_right)}")
    whole = [one for one in pages if one.page.label == "full" and one.page.certainty == "assumed"]
    alarms("whole pages at natural mix", whole)
    calibration(pages)


def confusion(pages: Sequence[Judged]) -> None:
    """Truth in rows, verdicts in columns."""
    counts = Counter((one.page.label, one.label) for one in pages)
    print(f"  {'':12}" + "".join(f"{label:>12}" for label in LABELS))
    for truth in LABELS[:-1]:
        print(f"  {truth:12}" + "".join(f"{counts[truth, label]:12}" for label in LABELS))


def alarms(title: str, pages: Sequence[Judged]) -> None:
    """False alarms on whole pages."""
    print(f"  {title}: incomplete {_share(pages, lambda one: one.label in INCOMPLETE)}")
    print(f"  {title}: not full {_share(pages, lambda one: one.label != 'full')}")
    print(f"  {title}: unknown {_share(pages, lambda one: one.label == 'unknown')}")


def calibration(pages: Sequence[Judged], diagram: Path | None = None) -> None:
    """How often a verdict of each confidence is right; drawn to `diagram`."""
    pairs = [(one.verdict.confidence, one.is_right) for one in pages if one.label != "unknown"]
    bins = bins_of(pairs)
    sure = [right for chance, right in pairs if chance >= 0.9]
    print(f"  calibration error {expected_error(bins):.3f} over {len(pairs)} verdicts")
    print(f"  right at .9 or more: {share(sum(sure), len(sure))}")
    for one in bins:
        print(
            f"    {one.low:.1f}..{one.high:.1f} said {one.said:.2f}, {share(one.right, one.count)}"
        )
    if diagram:
        diagram.write_text(draw(bins), "utf-8")


def errors(pages: Iterable[Judged]) -> None:
    """One line for each wrong verdict, then the evidence that decided."""
    for one in sorted(pages, key=lambda one: one.page.name):
        if one.is_right:
            continue
        page, verdict = one.page, one.verdict
        print(f"{page.name} {page.language} {page.certainty} {page.label} {sorted(page.others)}")
        print(f"  judged {verdict.label} {verdict.confidence}; {page.why[:80]}")
        for evidence in verdict.evidence[:4]:
            print(f"    {evidence.weight:+.2f} {evidence.signal}: {(evidence.quote or '')[:80]!r}")


def _is_incomplete(one: Judged) -> bool:
    return bool({one.page.label, *one.page.others} & set(INCOMPLETE))


def _share(pages: Sequence[Judged], holds: Callable[[Judged], bool]) -> str:
    return share(sum(map(holds, pages)), len(pages))


def _sample(folder: str, most: int) -> list[Page]:
    """A fixed random sample of a folder's pages."""
    pages = list(pages_of(folder))
    return random.Random(1).sample(pages, min(most, len(pages)))


def cost(most: int) -> None:
    """CPU of the verdict and of the pointers, relative to readability-lxml on the same pages."""
    verdict = pointers = anchor = 0.0
    for page in list(pages_of("extraction/fundus"))[:most]:
        view = view_of(page)
        if view is None:
            continue
        start = time.process_time()
        judge(view)
        ended = time.process_time()
        find_pointers(view)
        pointed = time.process_time()
        readability.Document(page.html).summary()
        anchor += time.process_time() - pointed
        verdict, pointers = verdict + ended - start, pointers + pointed - ended
    print(
        f"cost: readability-lxml 1.00x, verdict {verdict / anchor:.2f}x "
        f"({1000 * verdict / most:.1f} ms), pointers {pointers / anchor:.2f}x"
    )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="judge the third that was kept")
    parser.add_argument("--errors", action="store_true", help="list the wrong verdicts")
    parser.add_argument("--whole", type=int, default=300, help="whole pages of each folder")
    parser.add_argument("--diagram", type=Path, help="where to draw the calibration (SVG)")
    given = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; this benchmark needs the labelled pages.")
    warnings.simplefilter("ignore")
    pages = list(pages_of("real"))
    seen = rows_of(page for page in pages if page.third != KEPT)
    more = rows_of([*pages_of("verdict"), *pages_of("extraction/fundus")])
    of_two = cross_judged(seen, more)
    table("two thirds of the sites, each left out of what judges it", of_two)
    if given.errors:
        errors(of_two)
    models = fit([*seen, *more])
    if given.keep:
        kept = list(each_of(judged, [Task(p, models) for p in pages if p.third == KEPT]))
        table("the third that was kept", kept)
        calibration(kept, given.diagram)
    first = cross_judged([row for row in more if row.page.name.startswith("verdict/")], seen)
    print(f"the pages labelled first: {_share(first, lambda one: one.is_right)}")
    for folder in ("extraction/fundus", "extraction/waddle"):
        whole = _sample(folder, given.whole)
        alarms(folder, list(each_of(judged, [Task(page, models) for page in whole])))
    cost(30)


if __name__ == "__main__":
    main()

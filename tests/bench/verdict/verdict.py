"""Measures the verdict, by models that have seen no page of the same site, in docs/measurements.md.

    python -m tests.bench.verdict.verdict [--keep] [--errors] [--counts] [--readings FOLDER]
        [--forms FOLDER] [--diagram FILE]

Reads ../shared/data from the project's root. The sites of `real` are split in three by a hash:
two thirds are judged in five folds, each by models learned on the other four; `--keep` judges the
last third by models learned on the two. Errors are listed of the two thirds only. Shares have
their count and 95 % interval (Wilson). `--readings` makes a second run faster; `--forms` names the
pages of `verdict_data.form_pages`, which are learned from and judged if they are there.
"""

import argparse
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import readability

from server.source import find_pointers
from server.verdict.judge import Models, decide, judge
from tests.bench.verdict.reliability import bins_of, draw, expected_error
from tests.bench.verdict.verdict_data import (
    DATA,
    FOLDS,
    FORMS,
    Page,
    fold_of,
    form_pages,
    pages_of,
    share,
)
from tests.bench.verdict.verdict_train import Row, fit, keep_readings, rows_of, view_of

INCOMPLETE = ("excerpt", "paywalled", "summary")
LABELS = ("full", *INCOMPLETE, "not_article", "unknown")
KEPT = 2  # the third of the sites that is not looked at


@dataclass(frozen=True)
class Judged:
    """A page and the answer on it."""

    row: Row
    label: str
    confidence: float

    @property
    def page(self) -> Page:
        """Return the page."""
        return self.row.page

    @property
    def is_right(self) -> bool:
        """Return whether the answer is one of its labels."""
        return self.page.is_right(self.label)


def judged(rows: Iterable[Row], models: Models) -> list[Judged]:
    """Return the answers on `rows`."""
    return [Judged(row, *decide(row.seen, models)[:2]) for row in rows]


def models_of(rows: Sequence[Row]) -> list[Models]:
    """For each part, the models learned on the others."""
    return [fit([row for row in rows if fold_of(row.page) != fold]) for fold in range(FOLDS)]


def cross_judged(rows: Iterable[Row], models: Sequence[Models]) -> list[Judged]:
    """Judge each page by models that have seen nothing of its site."""
    return [Judged(row, *decide(row.seen, models[fold_of(row.page)])[:2]) for row in rows]


def boundary_of(page: Page) -> str:
    """Return the kind of boundary of an incomplete page, from its label's reason."""
    said = f"{page.why} {page.boundary}".casefold().replace("retells or digests", "retells")
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
    read = [page for page in pages if page.page.was_read]
    print(f"{title}: {len(pages)} pages, {len(read)} of them read")
    confusion(read)
    print(f"  label right, read: {_share(read, lambda page: page.is_right)}")
    print(f"  label right, all: {_share(pages, lambda page: page.is_right)}")
    said = [page for page in read if page.label in INCOMPLETE]
    cut = [page for page in read if page.page.label in INCOMPLETE]
    print(f"  incomplete, precision: {_share(said, _is_incomplete)}")
    print(f"  incomplete, recall: {_share(cut, lambda page: page.label in INCOMPLETE)}")
    for label in (*INCOMPLETE, "not_article", "full"):
        of_label = [page for page in read if page.page.label == label]
        print(f"  {label}: {_share(of_label, lambda page: page.is_right)}")
    kinds = defaultdict(list)
    for page in cut:
        kinds[boundary_of(page.page)].append(page)
    for kind, of_kind in sorted(kinds.items()):
        print(f"  boundary {kind}: {_share(of_kind, lambda page: page.is_right)}")
    natural_mix = [
        page for page in pages if page.page.label == "full" and page.page.certainty == "assumed"
    ]
    alarms("whole pages at natural mix", natural_mix)
    calibration(pages)


def confusion(pages: Sequence[Judged]) -> None:
    """Truth in rows, verdicts in columns."""
    counts = Counter((page.page.label, page.label) for page in pages)
    print(f"  {'':12}" + "".join(f"{label:>12}" for label in LABELS))
    for truth in LABELS[:-1]:
        print(f"  {truth:12}" + "".join(f"{counts[truth, label]:12}" for label in LABELS))


def alarms(title: str, pages: Sequence[Judged]) -> None:
    """Return the false alarms on whole pages."""
    print(f"  {title}: incomplete {_share(pages, lambda page: page.label in INCOMPLETE)}")
    print(f"  {title}: not full {_share(pages, lambda page: page.label != 'full')}")
    print(f"  {title}: unknown {_share(pages, lambda page: page.label == 'unknown')}")


def calibration(pages: Sequence[Judged], diagram: Path | None = None) -> None:
    """Count how often a verdict of each confidence is right; draw it to `diagram`."""
    pairs = [(page.confidence, page.is_right) for page in pages if page.label != "unknown"]
    bins = bins_of(pairs)
    confident = [right for chance, right in pairs if chance >= 0.9]
    print(f"  calibration error {expected_error(bins):.3f} over {len(pairs)} verdicts")
    print(f"  right at .9 or more: {share(sum(confident), len(confident))}")
    for group in bins:
        print(
            f"    {group.low:.1f}..{group.high:.1f} said {group.said:.2f}, "
            f"{share(group.right, group.count)}"
        )
    if diagram:
        diagram.write_text(draw(bins), "utf-8")


def errors(pages: Iterable[Judged]) -> None:
    """One line for each wrong verdict, then the evidence that decided."""
    for wrong_page in sorted(pages, key=lambda page: page.page.name):
        if wrong_page.is_right:
            continue
        page = wrong_page.page
        print(f"{page.name} {page.language} {page.certainty} {page.label} {sorted(page.others)}")
        print(f"  judged {wrong_page.label} {wrong_page.confidence}; {page.why[:80]}")
        for signal in wrong_page.row.seen.signals:
            print(f"    {signal.feature}: {(signal.quote or '')[:80]!r}")


def counts(rows: Iterable[Row]) -> None:
    """On how many sites each signal is, by what their pages are."""
    sites: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        kind = "incomplete" if row.page.label in INCOMPLETE else row.page.label
        for feature in row.seen.features:
            sites[feature][kind].add(row.page.site)
    kinds = ("incomplete", "full", "not_article")
    print(f"sites{'':35}" + "".join(f"{kind:>12}" for kind in kinds))
    for feature, sites_by_kind in sorted(sites.items()):
        print(f"  {feature:38}" + "".join(f"{len(sites_by_kind[kind]):12}" for kind in kinds))


def _is_incomplete(page: Judged) -> bool:
    return bool({page.page.label, *page.page.others} & set(INCOMPLETE))


def _is_right(page: Judged) -> bool:
    return page.is_right


def _share(pages: Sequence[Judged], holds: Callable[[Judged], bool]) -> str:
    return share(sum(map(holds, pages)), len(pages))


def cost(count: int) -> None:
    """CPU of the verdict and of the pointers, relative to readability-lxml on the same pages."""
    verdict = pointers = anchor = 0.0
    for page in list(pages_of("extraction/fundus"))[:count]:
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
        f"({1000 * verdict / count:.1f} ms), pointers {pointers / anchor:.2f}x"
    )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="judge the third that was kept")
    parser.add_argument("--errors", action="store_true", help="list the wrong answers")
    parser.add_argument("--counts", action="store_true", help="count the sites of each signal")
    parser.add_argument("--readings", type=Path, help="where to keep what was read of each page")
    parser.add_argument("--forms", type=Path, default=FORMS, help="data of formasaurus")
    parser.add_argument("--diagram", type=Path, help="where to draw the calibration (SVG)")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; this benchmark needs the labelled pages.")
    warnings.simplefilter("ignore")
    keep_readings(options.readings)
    rows = rows_of(pages_of("real"))
    first, complete = rows_of(pages_of("verdict")), rows_of(pages_of("extraction/fundus"))
    forms = rows_of(form_pages(options.forms)) if options.forms.is_dir() else []
    learned = [row for row in (*rows, *first, *complete) if row.page.third != KEPT] + forms
    models = models_of(learned)
    of_two = cross_judged((row for row in rows if row.page.third != KEPT), models)
    table("two thirds of the sites, each left out of what judges it", of_two)
    if options.errors:
        errors(of_two)
    if options.counts:
        counts(learned)
    if options.keep:
        held_out = judged((row for row in rows if row.page.third == KEPT), fit(learned))
        table("the third that was kept", held_out)
        calibration(held_out, options.diagram)
    print(f"labelled first, sites left out: {_share(cross_judged(first, models), _is_right)}")
    shipped = judged(first, Models())
    print(f"labelled first, shipped weights: {_share(shipped, _is_right)}")
    alarms("extraction/fundus", cross_judged(complete, models))
    print(f"pages with forms, sites left out: {_share(cross_judged(forms, models), _is_right)}")
    cost(30)


if __name__ == "__main__":
    main()

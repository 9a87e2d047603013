"""Measures whose report a page is called, and its first answer, in docs/measurements.md.

    python -m tests.bench.verdict.basis [--keep] [--errors] [--readings FOLDER]

Reads ../shared/data/basis and ../shared/data/real. The sites are split in three by a hash: two
thirds are judged by models that have seen no page of the same site, `--keep` judges the last third
by models learned on the two. Errors are listed of the two thirds only.
"""

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from server.model import Basis
from server.verdict.judge import Models, decide
from tests.bench.verdict.basis_train import (
    RETOLD,
    Labelled,
    credited_pages,
    fit_all,
    labelled,
    taught,
)
from tests.bench.verdict.reliability import bins_of, expected_error
from tests.bench.verdict.verdict import KEPT
from tests.bench.verdict.verdict_data import DATA, FOLDS, fold_of, form_pages, pages_of, share
from tests.bench.verdict.verdict_train import FORMS, Row, keep_readings, rows_of

TICK = "complete"
OWN = ("own", "document", "unclear")
COMPLETE = frozenset({"full"})


@dataclass(frozen=True)
class Told:
    """A page with its answer to a reader; `label` where it was read for whose report it is."""

    row: Row
    answer: str
    chance: float
    basis: Basis
    read: Labelled | None

    @property
    def is_retold(self) -> bool:
        """Return whether the text is read as another's report."""
        return self.read is not None and self.read.is_retold

    @property
    def is_right(self) -> bool:
        """Return whether the answer is one that its labels allow."""
        page = self.row.page
        labels = {page.label, *page.others}
        if self.answer == "complete":
            return "full" in labels and not self.is_retold
        if self.answer == "retells":
            return self.is_retold if self.read else "summary" in labels
        if self.answer == "no_article":
            return "not_article" in labels
        return bool(labels & {"excerpt", "paywalled"}) or (
            not self.is_retold and "summary" in labels
        )


def told(row: Row, models: Models, read: Labelled | None) -> Told:
    """Return the answer of `models` to a reader of a page."""
    decision = decide(row.seen, models)
    return Told(row, decision.answer, decision.confidence, decision.basis, read)


def table(title: str, pages: Sequence[Told]) -> None:
    """Print all that is counted of a set of pages."""
    read = [page for page in pages if page.read]
    certain = [page for page in read if page.read and page.read.sure != "low"]
    print(f"{title}: {len(pages)} pages, {len(read)} of them read for their basis")
    named = [
        page
        for page in certain
        if page.read and page.read.kind in ("retells", "agency") and page.read.outlets
    ]
    print(f"  outlet named, of retells and agency: {_share(named, _names_right)}")
    naming = [page for page in read if page.basis.outlets]
    print(f"  named rightly: {_share(naming, _names_right)}")
    own = [page for page in read if page.read and page.read.kind == "own"]
    print(f"  own called retold: {_share(own, lambda page: bool(page.basis.outlets))}")
    print(f"  the same, by kind: {_share(own, lambda page: page.basis.kind in RETOLD)}")
    retold = [page for page in read if page.is_retold]
    print(f"  retold with the tick: {_share(retold, lambda page: page.answer == TICK)}")
    print(f"  retold called retells: {_share(retold, lambda page: page.answer == 'retells')}")
    checked = [page for page in pages if page.row.page.was_read or page.read]
    ticked = [page for page in checked if page.answer == TICK]
    print(f"  tick right: {_share(ticked, lambda page: page.is_right)}")
    own_full = [page for page in own if page.row.page.label == "full"]
    print(f"  tick given to whole own pages: {_share(own_full, lambda page: page.answer == TICK)}")
    assumed = [page for page in pages if page.row.page.certainty == "assumed"]
    for answer in ("complete", "retells", "incomplete", "no_article", "unsure"):
        print(f"    natural mix, {answer}: {_share(assumed, lambda o, a=answer: o.answer == a)}")
    cut = [page for page in checked if {page.row.page.label} & {"excerpt", "paywalled"}]
    said = [page for page in checked if page.answer == "incomplete"]
    print(f"  incomplete, precision: {_share(said, lambda page: page.is_right)}")
    print(f"  incomplete, recall: {_share(cut, lambda page: page.answer == 'incomplete')}")
    none = [page for page in checked if page.row.page.label == "not_article"]
    print(f"  no article, recall: {_share(none, lambda page: page.answer == 'no_article')}")
    said = [page for page in checked if page.answer == "no_article"]
    print(f"  no article, precision: {_share(said, lambda page: page.is_right)}")
    full = [page for page in pages if {page.row.page.label, *page.row.page.others} == {"full"}]
    print(f"  whole pages called no article: {_share(full, lambda o: o.answer == 'no_article')}")
    print(f"  whole pages called incomplete: {_share(full, lambda o: o.answer == 'incomplete')}")
    kinds = Counter((page.read.kind, page.basis.kind) for page in read if page.read)
    for (truth, kind), count in sorted(kinds.items()):
        print(f"    {truth} called {kind}: {count}")
    pairs = [(page.chance, page.is_right) for page in pages if page.answer != "unsure"]
    bins = bins_of(pairs)
    print(f"  calibration error {expected_error(bins):.3f} over {len(pairs)} answers")
    for group in bins:
        print(
            f"    {group.low:.1f}..{group.high:.1f} said {group.said:.2f}, "
            f"{share(group.right, group.count)}"
        )


def _names_right(page: Told) -> bool:
    outlets = page.basis.outlets
    return bool(outlets and page.read and page.is_retold and page.read.rests_on(outlets[0].name))


def _share(pages: Sequence[Told], holds: Callable[[Told], bool]) -> str:
    return share(sum(map(holds, pages)), len(pages))


def errors(pages: Sequence[Told]) -> None:
    """Print a line for each wrong answer or basis."""
    for answered in pages:
        page, read = answered.row.page, answered.read
        wrong = answered.answer != "unsure" and not answered.is_right
        missed = read is not None and (answered.is_retold != bool(answered.basis.outlets))
        if not (wrong or missed) or (page.certainty == "assumed" and not read):
            continue
        print(
            f"{page.name} {page.language} {page.label} {sorted(page.others)} -> {answered.answer} "
            f"{answered.chance}"
        )
        if read:
            print(
                f"   read as {read.kind} {read.sure} {read.outlets}; basis {answered.basis.kind} "
                f"{[(c.name, c.role) for c in answered.basis.credits][:4]}"
            )
        print(f"   {sorted(answered.row.seen.features)[:8]} {page.why[:90]}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="judge the third that was kept")
    parser.add_argument("--errors", action="store_true", help="list the wrong answers")
    parser.add_argument("--readings", type=Path, help="where to keep what was read of each page")
    parser.add_argument("--forms", type=Path, default=FORMS, help="data of formasaurus")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; this benchmark needs the labelled pages.")
    warnings.simplefilter("ignore")
    keep_readings(options.readings)
    rows = rows_of(pages_of("real"))
    read = {page.page.name: page for page in labelled(rows)}
    others = (*pages_of("verdict"), *pages_of("extraction/fundus"), *credited_pages())
    learned = [*rows, *rows_of(others)]
    forms = rows_of(form_pages(options.forms)) if options.forms.is_dir() else []
    learned = [row for row in learned if row.page.third != KEPT] + forms
    teaching = taught(learned)
    models = [
        fit_all([row for row in learned if fold_of(row.page) != fold], teaching)
        for fold in range(FOLDS)
    ]
    table(
        "two thirds of the sites, each left out of what judges it",
        of_two := [
            told(row, models[fold_of(row.page)], read.get(row.page.name))
            for row in rows
            if row.page.third != KEPT
        ],
    )
    if options.errors:
        errors(of_two)
    if options.keep:
        model = fit_all(learned, teaching)
        held_out = [row for row in rows if row.page.third == KEPT]
        table("the third that was kept", [told(r, model, read.get(r.page.name)) for r in held_out])


if __name__ == "__main__":
    main()

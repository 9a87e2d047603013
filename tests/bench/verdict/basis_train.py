"""Teaches server/verdict/basis.json: which credits count, and what makes a page complete.

    python -m tests.bench.verdict.basis_train [--readings FOLDER] [--forms FOLDER]

Reads ../shared/data/basis, the pages of ../shared/data/real that were read for whose report they
are, and credited.json: further pages of real, fundus and waddle, with those of the publishers they
credit on which they rest. Each publisher that a page names is a row: does the text rest on it? A
weight starts from what its feature means (WORTH) and is drawn back to that. What makes a page
complete is learned on the pages of verdict_train, from the odds of models that have not seen their
sites. numpy is needed here only.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from server.model import LinearModel
from server.text.credits.publishers import bare_name, domain_of
from server.verdict.basis import CreditedOutlet
from server.verdict.judge import Models, PageSigns, decide
from tests.bench.align.logistic import logistic, write_models
from tests.bench.verdict.verdict_data import (
    DATA,
    FORMS,
    Page,
    entries,
    fold_of,
    form_pages,
    pages_of,
    read_again,
)
from tests.bench.verdict.verdict_train import LEARNED, Row, keep_readings, regression, rows_of
from tests.bench.verdict.verdict_train import fit as fit_verdict

CREDITED = Path(__file__).with_name("credited.json")
MOST_OF_SITE = 4  # what all publishers named by a site's pages count
TARGET = Path(__file__).resolve().parents[3] / "server" / "verdict" / "basis.json"
RIDGE, THRESHOLD, BIAS = 3.0, 0.4, -2.5
RIDGE_COMPLETE, ENOUGH = 10.0, 0.79
FORM_COUNTS = 0.15  # what a page with a form counts, which is never complete
MISSED_COUNTS = 0.1  # what a retelling counts once more, as if its credits had been missed
RETOLD = ("retells", "compiles", "agency")
COUNTS = {"high": 1.0, "medium": 0.8, "low": 0.3}
# What a way to name a publisher is worth before any page was seen, in log odds.
WORTH: dict[str, float] = {
    "how:call": 4.0, "how:wire": 3.5, "how:byline": 3.0, "how:line": 3.2,
    "how:report": 2.0,
    "how:speech": 0.5, "how:republished": 3.0, "how:alone": 2.0,
    "prose:first": 2.0, "prose:head": 1.5, "prose:tail": 0.5,
    "prose+short": 0.5, "prose+long": -1.0, "prose+subject": -2.0,
    "prose+unlisted": -0.5, "beside+unlisted": -0.5,
}  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    """A page that was read for whose report it is, with the publishers that it names.

    `outlets` are those that the text rests on, `sure` how sure the reader was.
    """

    page: Page
    kind: str
    outlets: tuple[str, ...]
    sure: str
    candidates: tuple[CreditedOutlet, ...]

    @property
    def is_retold(self) -> bool:
        """Return whether the report is not the page's own."""
        return self.kind in RETOLD

    def rests_on(self, name: str) -> bool:
        """Return whether `name` is one of its outlets."""
        return any(is_same(name, outlet) for outlet in self.outlets)


def is_same(name: str, other_name: str) -> bool:
    """Return whether two writings name one publisher."""
    bare, other_bare = bare_name(name), bare_name(other_name)
    if domain_of(name) is not None and domain_of(name) == domain_of(other_name):
        return True
    return bare == other_bare or (
        min(len(bare), len(other_bare)) >= 4 and (bare in other_bare or other_bare in bare)
    )


def labelled(rows: Iterable[Row]) -> Iterator[Labelled]:
    """Yield the pages among `rows` that were read for their basis, with their labels."""
    lines = (DATA / "basis" / "labels.jsonl").read_text("utf-8").splitlines()
    label_by_id = {entry["id"]: entry for entry in map(json.loads, lines)}
    files = {entry["id"]: f"real/{entry['file']}" for entry in entries("real")}
    label_by_page = {files[name]: entry for name, entry in label_by_id.items() if name in files}
    for row in rows:
        if label := (label_by_page | read_again()).get(row.page.name):
            outlets, candidates = tuple(label["outlets"]), tuple(row.seen.credited)
            yield Labelled(row.page, label["basis"], outlets, label["sure"], candidates)


def credited_pages() -> Iterator[Page]:
    """Yield the pages that only teach the worth of their credits."""
    outlets_by_page = json.loads(CREDITED.read_text("utf-8"))
    pages = (page for page in pages_of("extraction/waddle") if page.name in outlets_by_page)
    return (replace(page, certainty="credited") for page in pages)


def credited(rows: Iterable[Row]) -> Iterator[Labelled]:
    """Yield the pages among `rows` of which only the credits were read, by this project."""
    outlets_by_page = json.loads(CREDITED.read_text("utf-8"))
    for row in rows:
        if (outlets := outlets_by_page.get(row.page.name)) is not None:
            kind, candidates = "retells" if outlets else "own", tuple(row.seen.credited)
            yield Labelled(row.page, kind, tuple(outlets), "medium", candidates)


def taught(rows: Sequence[Row]) -> dict[str, Labelled]:
    """All pages among `rows` whose credits were read, by their names."""
    return {page.page.name: page for page in (*credited(rows), *labelled(rows))}


def fit(pages: Sequence[Labelled]) -> LinearModel:
    """Return the weights learned on `pages`."""
    rows = [
        (candidate, page)
        for page in pages
        for candidate in page.candidates
        # A call leads to the source, whoever else is named for it.
        if not ("call" in candidate.hows and page.is_retold and not page.rests_on(candidate.name))
    ]
    names = sorted({*WORTH, *(name for candidate, _ in rows for name in candidate.features)})
    x = np.array([[name in candidate.features for name in names] for candidate, _ in rows], float)
    y = np.array(
        [page.is_retold and page.rests_on(candidate.name) for candidate, page in rows], float
    )
    sites = Counter(page.page.site for _, page in rows)
    shares = [min(1.0, MOST_OF_SITE / sites[page.page.site]) for _, page in rows]
    count = np.array([COUNTS[page.sure] for _, page in rows]) * shares
    worth = np.array([WORTH.get(name, 0.0) for name in names])
    least = np.full(len(names), -np.inf)
    weights, bias = regression(x, y, count, worth, least, BIAS, RIDGE)
    weight_by_name = {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)}
    weight_by_name = {name: w for name, w in weight_by_name.items() if w}
    return LinearModel(round(bias, 2), weight_by_name, thresholds={"counts": THRESHOLD})


def fit_all(rows: Sequence[Row], read: Mapping[str, Labelled]) -> Models:
    """All models learned on `rows`, of which some were `read` for whose report they are."""
    models = fit_two(rows, read)
    return replace(models, complete=fit_complete(rows, read))


def fit_two(rows: Sequence[Row], read: Mapping[str, Labelled]) -> Models:
    """Learn the models of what a page is and of its credits."""
    pages = [read[row.page.name] for row in rows if row.page.name in read]
    judged = [row for row in rows if row.page.certainty != "credited"]
    return replace(fit_verdict(judged), basis=fit(pages))


def fit_complete(rows: Sequence[Row], read: Mapping[str, Labelled]) -> LinearModel:
    """Learn what makes a page complete, where nothing else is said of it."""
    grounds_of_pages: list[dict[str, float]] = []
    right: list[bool] = []
    worth: list[float] = []
    for fold in {fold_of(row.page) for row in rows}:
        models = fit_two([row for row in rows if fold_of(row.page) != fold], read)
        for row in rows:
            if fold_of(row.page) != fold or row.page.certainty == "credited":
                continue
            label_of_basis = read.get(row.page.name)
            is_own = label_of_basis is None or not label_of_basis.is_retold
            counts = {"form": FORM_COUNTS, "assumed": 0.5, "low": 0.5}.get(row.page.certainty, 1.0)
            counts = 2.0 if label_of_basis else counts
            grounds = _unsettled(row.seen, models)
            if grounds is None and not is_own:
                grounds = _unsettled(_uncredited(row.seen), models)
                counts *= MISSED_COUNTS
            if grounds is not None:
                grounds_of_pages.append(grounds)
                right.append(is_own and row.page.is_right("full"))
                worth.append(counts)
    names = sorted(grounds_of_pages[0])
    x = np.array(
        [[page_grounds[name] for name in names] for page_grounds in grounds_of_pages], float
    )
    weights, bias = logistic(x, np.array(right, float), worth=np.array(worth), ridge=RIDGE_COMPLETE)
    return LinearModel(
        round(bias, 2),
        {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)},
        thresholds={"enough": ENOUGH},
    )


def _unsettled(page_signs: PageSigns, models: Models) -> dict[str, float] | None:
    """Return the grounds of a page of which nothing else is said; else None."""
    decision = decide(page_signs, models)
    is_open = decision.label in ("full", "unknown") and decision.basis.kind in ("own", "document")
    return decision.grounds if is_open else None


def _uncredited(page_signs: PageSigns) -> PageSigns:
    """Return a page as it is seen when its credits are missed."""
    features = page_signs.features - {"retells_report:head"}
    return replace(page_signs, features=frozenset(features), credited=[])


def main() -> None:
    """Fit on all pages and write the weights."""
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; the weights are learned on the pages there.")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=Path, help="where to keep what was read of each page")
    parser.add_argument("--forms", type=Path, default=FORMS, help="data of formasaurus")
    options = parser.parse_args()
    keep_readings(options.readings)
    forms = form_pages(options.forms) if options.forms.is_dir() else ()
    pages = (page for name in LEARNED for page in pages_of(name))
    rows = rows_of([*pages, *credited_pages(), *forms])
    read = taught(rows)
    models = fit_all(rows, read)
    basis, complete = models.basis, models.complete
    written = {
        "basis": {
            "bias": basis.bias,
            "weights": basis.weights,
            "thresholds": {"counts": THRESHOLD},
        },
        "complete": {
            "bias": complete.bias,
            "weights": complete.weights,
            "thresholds": complete.thresholds,
        },
    }
    write_models(TARGET, "verdict.basis_train", written, pages=len(read))


if __name__ == "__main__":
    main()

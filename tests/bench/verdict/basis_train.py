"""Makes server/verdict/basis/weights.json: which credits of a page count for its whole report.

    python -m tests.bench.verdict.basis_train [--readings FOLDER]

Reads ../shared/data/basis, the pages of ../shared/data/real that were read for whose report they
are. Each publisher that such a page names is a row: does the text rest on it? A weight starts from
what its feature means (WORTH) and is drawn back to that. numpy is needed here only.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from server.model import LinearModel
from server.text.publishers import bare_name, domain_of
from server.verdict.basis.basis import CreditedOutlet
from tests.bench.align.logistic import write_models
from tests.bench.verdict.verdict_data import DATA, Page, entries, pages_of
from tests.bench.verdict.verdict_train import Row, keep_readings, regression, rows_of

TARGET = Path(__file__).resolve().parents[3] / "server" / "verdict" / "basis" / "weights.json"
RIDGE, THRESHOLD, BIAS = 1.0, 0.4, -2.5
RETOLD = ("retells", "compiles", "agency")
COUNTS = {"high": 1.0, "medium": 0.8, "low": 0.3}
# What a way to name a publisher is worth before any page was seen, in log odds.
WORTH: dict[str, float] = {
    "report:first": 4.0, "report:head": 3.5, "report:middle": 0.5, "report:tail": 1.5,
    "unlisted:first": 3.0, "unlisted:head": 2.5, "unlisted:middle": 0.0, "unlisted:tail": 0.5,
    "speech:first": 2.0, "speech:head": 1.5, "speech:middle": 0.0, "speech:tail": 0.0,
    "line:tail": 4.5, "via:tail": 3.0, "via:beside": 2.0, "line:beside": 3.0, "bracket:tail": 3.5,
    "wire:first": 5.0, "wire:head": 4.0,
    "wire:beside": 3.0, "wire:tail": 4.0, "byline:beside": 4.0, "beside:beside": 4.0,
    "declared:beside": 2.5,
    "prose+signed": -1.0, "prose+length:short": 0.5, "prose+length:long": -1.0,
    "prose+among_others": -0.5, "prose+agency": -1.0, "again": 0.5, "linked": 0.5,
    "prose+unlisted": -0.5, "beside+unlisted": -0.5, "in_title": -2.0, "prose+subject": -2.0,
    "call:tail": 4.0, "line:middle": 1.5, "line:first": 3.0, "line:head": 3.0,
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
        """Whether the report is not the page's own."""
        return self.kind in RETOLD

    def rests_on(self, name: str) -> bool:
        """Whether `name` is one of its outlets."""
        return any(is_same(name, outlet) for outlet in self.outlets)


def is_same(one: str, other: str) -> bool:
    """Whether two writings name one publisher."""
    bare, known = bare_name(one), bare_name(other)
    if domain_of(one) is not None and domain_of(one) == domain_of(other):
        return True
    return bare == known or (min(len(bare), len(known)) >= 4 and (bare in known or known in bare))


def labelled(rows: Iterable[Row]) -> Iterator[Labelled]:
    """The pages among `rows` that were read for their basis, with their labels."""
    lines = (DATA / "basis" / "labels.jsonl").read_text("utf-8").splitlines()
    known = {entry["id"]: entry for entry in map(json.loads, lines)}
    files = {f"real/{entry['file']}": entry["id"] for entry in entries("real")}
    for row in rows:
        if label := known.get(files.get(row.page.name, "")):
            outlets, found = tuple(label["outlets"]), tuple(row.seen.credited)
            yield Labelled(row.page, label["basis"], outlets, label["sure"], found)


def fit(pages: Sequence[Labelled]) -> LinearModel:
    """The weights learned on `pages`."""
    rows = [(one, page) for page in pages for one in page.candidates]
    names = sorted({*WORTH, *(name for one, _ in rows for name in one.features)})
    x = np.array([[name in one.features for name in names] for one, _ in rows], float)
    y = np.array([page.is_retold and page.rests_on(one.name) for one, page in rows], float)
    count = np.array([COUNTS[page.sure] for _, page in rows])
    worth = np.array([WORTH.get(name, 0.0) for name in names])
    least = np.full(len(names), -np.inf)
    weights, bias = regression(x, y, count, worth, least, BIAS, RIDGE)
    kept = {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)}
    return LinearModel(round(bias, 2), {name: w for name, w in kept.items() if w})


def main() -> None:
    """Fit on all pages and write the weights."""
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; the weights are learned on the pages there.")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=Path, help="where to keep what was read of each page")
    keep_readings(parser.parse_args().readings)
    pages = list(labelled(rows_of(pages_of("real"))))
    model = fit(pages)
    limits = {"counts": THRESHOLD}
    written = {"bias": model.bias, "weights": model.weights, "thresholds": limits}
    write_models(TARGET, "basis_train", {"basis": written}, pages=len(pages))


if __name__ == "__main__":
    main()

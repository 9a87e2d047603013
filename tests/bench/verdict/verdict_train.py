"""Teaches server/verdict/weights.json: two logistic models, learned on real pages.

    python -m tests.bench.verdict.verdict_train [--readings FOLDER] [--forms FOLDER]

Reads ../shared/data/real, the pages of ../shared/data/verdict and the whole pages of
../shared/data/extraction/fundus; what is no article also on the pages with forms that
`verdict_data.form_pages` names. A weight starts from what its feature means (WORTH) and is drawn
back to that (a Gaussian prior), since the surest signals are rare. A signal never speaks for a
whole page, so its weight is not negative. numpy is needed here only.
"""

import argparse
import hashlib
import pickle
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from server.article import read
from server.errors import Problem
from server.model import LinearModel, PageInput
from server.page.document import Reading
from server.page.parse import parse
from server.page.view import PageView
from server.verdict.judge import Models, PageSigns, look_at
from tests.bench.align.logistic import logistic, write_models
from tests.bench.verdict.verdict_data import DATA, FORMS, Page, form_pages, pages_of
from tests.bench.whole.parallel import each_of

READINGS: Path | None = None
TARGET = Path(__file__).resolve().parents[3] / "server" / "verdict" / "weights.json"
LEARNED = ("real", "verdict", "extraction/fundus")
RIDGE_PART, RIDGE_SHAPE = 1.0, 8.0
# What a page counts whose label is doubtful; one with forms, of which there are many.
COUNTS = {"low": 0.5, "form": 0.1}
PART_FROM, SHAPE_FROM = {"part": 0.5, "doubt": 0.35}, {"other": 0.45}
BIAS = -4.0
# What a feature is worth before any page was seen, in log odds that the page is not whole.
WORTH: dict[str, float] = {
    "more_pages:own": 7.0, "more_pages:alike": 6.0, "more_pages:next": 5.0,
    "http_status": 2.0,
    "cut_for_subscribers:locked": 5.0, "cut_for_subscribers:here": 3.0,
    "cut_for_subscribers:near": 2.5,
    "cut_for_subscribers:made": 3.0,
    "locked_part:close": 4.0, "locked_part:call": 4.0,
    "offers_access": 0.3,
    "hidden_rest": 3.5,
    "declared_paid": 0.0,
    "cut_off_end:open": 2.5, "cut_off_end:ellipsis": 1.5,
    "cut_off_end:html": 5.0, "cut_off_end+brief": 1.0,
    "says_summary:tail": 6.5, "says_summary:head": 5.0,
    "says_excerpt:tail": 4.0, "says_excerpt:head": 2.5,
    "links_to_original:full": 4.5, "links_to_original:more": 4.0,
    "links_to_original:continued": 4.0, "links_to_original:medium": 1.0,
    "continues_on_site": 5.0,
    "retells_report:head": 4.0, "retells_report:digest": 5.5,
    "says_excerpt:edition": 4.0, "length:declared": -2.0,
}  # fmt: skip
# These may speak for a whole page too.
_FREE = ("length:", "declared_paid", "offers_access")


@dataclass(frozen=True)
class Row:
    """One page as both models see it, without its tree, and its label."""

    page: Page
    seen: PageSigns
    warnings: tuple[str, ...] = ()  # types of the article's warnings

    @property
    def weight(self) -> float:
        """Return what the page counts."""
        return COUNTS.get(self.page.certainty, 1.0)


def row_of(page: Page) -> Row | None:
    """Return the row of a page; None if it can't be read."""
    view = view_of(page)
    if view is None:
        return None
    page_signs = look_at(view)
    decisive = page_signs.shape.decisive and replace(page_signs.shape.decisive, element=None)
    tests = tuple(replace(signal, element=None) for signal in page_signs.shape.tests)
    bare = replace(
        page_signs,
        shape=replace(page_signs.shape, decisive=decisive, tests=tests),
        signals=[replace(signal, element=None) for signal in page_signs.signals],
    )
    warned = tuple(warning.type for warning in view.article.warnings)
    return Row(replace(page, html=""), bare, warned)


def view_of(page: Page) -> PageView | None:
    """Return the page as the verdict sees it, with its reading cached in READINGS."""
    cached = READINGS and READINGS / hashlib.sha256(page.name.encode()).hexdigest()
    if cached and cached.exists():
        article, spans = pickle.loads(cached.read_bytes())
        return PageView(Reading(article, parse(page.html, page.url), spans))
    try:
        reading = read(PageInput(html=page.html, url=page.url))
    except Problem:
        return None
    if cached:
        cached.write_bytes(pickle.dumps((reading.article, reading.body)))
    return PageView(reading)


def keep_readings(folder: Path | None) -> None:
    """Keep what was read in `folder`; it must be emptied when the extraction changes."""
    global READINGS  # noqa: PLW0603 - the processes that read inherit it
    READINGS = folder
    if folder:
        folder.mkdir(parents=True, exist_ok=True)


def rows_of(pages: Iterable[Page]) -> list[Row]:
    """Yield the rows of `pages`."""
    return [row for row in each_of(row_of, pages) if row]


def fit(rows: Sequence[Row]) -> Models:
    """Both models, learned on `rows`."""
    undecided = [row for row in rows if row.seen.shape.decisive is None]
    articles = [row for row in undecided if row.page.label != "not_article"]
    names = sorted({*WORTH, *(name for row in articles for name in row.seen.features)})
    x = np.array([[name in row.seen.features for name in names] for row in articles], float)
    y = np.array([row.page.label != "full" for row in articles], float)
    worth = np.array([WORTH.get(name, 0.0) for name in names])
    least = np.array([-np.inf if name.startswith(_FREE) else 0.0 for name in names])
    cut_model = regression(x, y, _weights(articles), worth, least, BIAS, RIDGE_PART)
    shapes = sorted({name for row in undecided for name in row.seen.shape.features})
    xs = np.array([_values(row, shapes) for row in undecided], float)
    ys = np.array([row.page.label == "not_article" for row in undecided], float)
    weights, bias = logistic(xs, ys, worth=_weights(undecided), ridge=RIDGE_SHAPE)
    natural = np.array([row.page.certainty != "form" for row in undecided])
    count = _weights(undecided)[natural]
    bias = _bias(xs[natural] @ weights, ys[natural], count, bias)
    return Models(_named(names, cut_model, PART_FROM), _named(shapes, (weights, bias), SHAPE_FROM))


def _bias(odds: Any, y: Any, count: Any, bias: float) -> float:
    """Return the bias at which `odds` expect the true count, from a start near it."""
    for _ in range(60):
        chance = 1 / (1 + np.exp(-(odds + bias)))
        bias -= float((count * (chance - y)).sum() / (count * chance * (1 - chance)).sum())
    return bias


def _values(row: Row, names: Sequence[str]) -> list[float]:
    return [row.seen.shape.features.get(name, 0.0) for name in names]


def _weights(rows: Sequence[Row]) -> Any:
    return np.array([row.weight for row in rows])


def _named(
    names: Sequence[str], fitted: tuple[Any, float], limits: Mapping[str, float]
) -> LinearModel:
    weights = {name: round(float(w), 2) for name, w in zip(names, fitted[0], strict=True)}
    nonzero = {name: w for name, w in weights.items() if w}
    return LinearModel(round(fitted[1], 2), nonzero, thresholds=limits)


def regression(  # noqa: PLR0917 - a fit has this many givens
    x: Any, y: Any, count: Any, worth: Any, least: Any, bias: float, ridge: float
) -> tuple[Any, float]:
    """Return the likeliest weights under a Gaussian around `worth`, none below `least`."""
    x = np.column_stack([x, np.ones(len(x))])
    centre, low = np.append(worth, bias), np.append(least, -np.inf)
    shrink = np.append(np.full(len(worth), ridge), 0.0)
    weights, speed = centre.copy(), np.zeros_like(centre)
    rate = 1.0 / (0.25 * np.linalg.norm(x.T * np.sqrt(count), 2) ** 2 + ridge)
    for _ in range(4000):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (count * (chance - y)) + shrink * (weights - centre)
        speed = 0.95 * speed - rate * slope
        weights = np.maximum(weights + speed, low)
    return weights[:-1], float(weights[-1])


def main() -> None:
    """Fit on all pages and write the weights."""
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; the weights are learned on the pages there.")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=Path, help="where to keep what was read of each page")
    parser.add_argument("--forms", type=Path, default=FORMS, help="data of formasaurus")
    options = parser.parse_args()
    if not options.forms.is_dir():
        sys.exit(
            f"No pages with forms: {options.forms} does not exist; see verdict_data.form_pages."
        )
    keep_readings(options.readings)
    labelled = (page for name in LEARNED for page in pages_of(name))
    rows = rows_of([*labelled, *form_pages(options.forms)])
    write(fit(rows), len(rows))


def write(models: Models, pages: int) -> None:
    """Write the weights as the server reads them."""
    written = {
        name: {"bias": model.bias, "weights": model.weights, "thresholds": model.thresholds}
        for name, model in (("part", models.part), ("shape", models.shape))
    }
    write_models(TARGET, "verdict.verdict_train", written, pages=pages)


if __name__ == "__main__":
    main()

"""Makes server/verdict/weights.json: a multinomial logistic model over the signs of pages.

    python -m tests.bench.verdict_train

Trains on the train half of tests/bench/corpus.py, and on the pages labelled by hand, each of which
counts as HAND pages; nothing of waddle is learned from. The temperature that makes the
probabilities hold is chosen on sites that were left out (cross-validation; Platt 1999, Guo et al.
2017). numpy is needed here only.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from server.article.read import read
from server.errors import Problem
from server.model import PageInput
from server.verdict.gate import not_an_article
from server.verdict.judge import PERHAPS_CUT
from server.verdict.signs import features_of, signs_of
from server.verdict.weigh import LABELS, Table
from tests.bench.corpus import Made, made_pages
from tests.bench.parallel import each_of
from tests.bench.verdict_data import DATA, entries, html_of

TARGET = Path(__file__).resolve().parents[2] / "server" / "verdict" / "weights.json"
# A heavier one (1.0) has a slightly smaller loss, but hides rare signs that tell much.
PENALTY = 0.3
TEMPERATURES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8)
RAREST = 4  # pages; a feature seen on fewer says nothing
EACH = 14
HAND = 4
FOLDS = 5


@dataclass(frozen=True)
class Row:
    """What one page shows, what it is, and where it is from; `fold` is the same for a site."""

    features: frozenset[str]
    label: str
    site: str
    weight: float = 1.0


def fold_of(site: str, folds: int = FOLDS) -> int:
    """The part that the pages of `site` are in."""
    return sum(map(ord, site)) % folds


def row_of(page: Made) -> Row | None:
    """The row of a page; None for what the gate lets not through."""
    try:
        reading = read(PageInput(html=page.html, url=page.url or None))
    except Problem:
        return None
    nothing = not_an_article(reading, page.status)
    if nothing and nothing.signal not in PERHAPS_CUT:
        return None
    features = frozenset(features_of(signs_of(reading, page.status), reading.article))
    hand = page.how.startswith("by hand")
    site = page.how if hand else urlsplit(page.url).netloc
    return Row(features, page.label, site, HAND if hand else 1.0)


def by_hand() -> Iterator[Made]:
    """The pages labelled by hand that are articles."""
    for entry in entries("verdict"):
        if entry["label"] in LABELS:
            how = f"by hand {entry['file']}"
            yield Made(html_of("verdict", entry), "", entry["label"], entry["lang"], how)


def rows_of(pages: Iterator[Made]) -> list[Row]:
    """The rows of `pages`."""
    return [row for row in each_of(row_of, pages) if row]


def train(rows: list[Row], heat: float | None = None) -> tuple[Table, dict[str, float]]:
    """The table fitted to `rows`, and what was chosen on the way; `heat` spares choosing it."""
    seen = Counter(name for row in rows for name in row.features)
    names = sorted(name for name, count in seen.items() if count >= RAREST)
    x, y, many = _matrices(rows, names)
    chosen: dict[str, float] = {}
    if heat is None:
        held = _held_out(x, y, many, np.array([fold_of(row.site) for row in rows]))
        heat = min(TEMPERATURES, key=lambda heat: _loss(held / heat, y, many))
        chosen = {"temperature": heat, "log_loss": _loss(held / heat, y, many)}
    weights = _fit(x, y, many) / heat
    table = Table(
        {label: round(float(weights[-1, i]), 2) for i, label in enumerate(LABELS) if i},
        {
            name: {label: round(float(weights[at, i]), 2) for i, label in enumerate(LABELS) if i}
            for at, name in enumerate(names)
        },
    )
    return table, chosen


def _matrices(rows: list[Row], names: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features (with a last column of ones), labels, and how much each row counts."""
    x = np.array([[name in row.features for name in names] + [True] for row in rows], float)
    y = np.array([[row.label == name for name in LABELS] for row in rows], float)
    many = np.array([row.weight for row in rows])[:, None]
    return x, y, many / many.mean()


def _fit(x: np.ndarray, y: np.ndarray, many: np.ndarray) -> np.ndarray:
    """Weights by gradient descent with momentum; the first label's stay zero, biases are free."""
    weights = np.zeros((x.shape[1], y.shape[1]))
    speed = np.zeros_like(weights)
    shrink = np.full((x.shape[1], 1), PENALTY / len(x))
    shrink[-1] = 0
    for _ in range(2500):
        slope = x.T @ (many * (_chances(x @ weights) - y)) / len(x) + shrink * weights
        slope[:, 0] = 0
        speed = 0.9 * speed - 0.5 * slope
        weights += speed
    return weights


def _chances(scores: np.ndarray) -> np.ndarray:
    parts = np.exp(scores - scores.max(axis=1, keepdims=True))
    return parts / parts.sum(axis=1, keepdims=True)


def _held_out(x: np.ndarray, y: np.ndarray, many: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Each row's scores by weights that have not seen its site."""
    scores = np.zeros_like(y)
    for part in range(FOLDS):
        left = parts == part
        if left.any():
            scores[left] = x[left] @ _fit(x[~left], y[~left], many[~left])
    return scores


def _loss(scores: np.ndarray, y: np.ndarray, many: np.ndarray) -> float:
    told = (_chances(scores) * y).sum(axis=1, keepdims=True)
    return float(-(many * np.log(np.maximum(told, 1e-9))).mean())


def main() -> None:
    """Fit and write the table."""
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; pages are made from the whole pages there.")
    rows = [*rows_of(made_pages("train", EACH)), *rows_of(by_hand())]
    table, chosen = train(rows)
    print(f"{len(rows)} pages of {len({row.site for row in rows})} sites; {chosen}")
    written = {
        "made_by": "python -m tests.bench.verdict_train",
        "pages": len(rows),
        **chosen,
        "bias": table.bias,
        "weights": table.weights,
    }
    TARGET.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

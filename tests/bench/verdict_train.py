"""Makes server/verdict/weights.json: a multinomial logistic model over the signs of made pages.

    python -m tests.bench.verdict_train

Trains on the train half of tests/bench/corpus.py alone (made from whole pages of fundus); the
penalty is chosen by cross-validation over its sites. Nothing of waddle or of the pages labelled by
hand is learned from.
"""

import json
import sys
import warnings
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from server.article.read import read
from server.model import PageInput
from server.verdict.gate import not_an_article
from server.verdict.signs import features_of, signs_of
from server.verdict.weigh import LABELS
from tests.bench.corpus import made_pages
from tests.bench.verdict_data import DATA

TARGET = Path(__file__).resolve().parents[2] / "server" / "verdict" / "weights.json"
PENALTIES = (0.3, 1.0, 3.0)
RAREST = 4  # pages; a feature seen on fewer says nothing
EACH = 18
# Most pages that are read are whole; the made ones are not, so the biases are moved to this share.
WHOLE_SHARE = 0.75
Rows = list[tuple[set[str], str, str]]


def rows() -> Rows:
    """Features, label and site of each page of the train half."""
    found = []
    for page in made_pages("train", EACH):
        reading = read(PageInput(html=page.html, url=page.url))
        if not_an_article(reading, page.status) is None:
            signs = signs_of(reading, page.status)
            site = urlsplit(page.url).netloc
            found.append((features_of(signs, reading.article), page.label, site))
    return found


def matrices(data: Rows, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Features (with a last column of ones) and labels as matrices."""
    x = np.array([[name in features for name in names] + [True] for features, _, _ in data], float)
    y = np.array([[label == name for name in LABELS] for _, label, _ in data], float)
    return x, y


def fit(x: np.ndarray, y: np.ndarray, penalty: float) -> np.ndarray:
    """Weights by gradient descent with momentum; the first label's stay zero, biases are free."""
    weights = np.zeros((x.shape[1], y.shape[1]))
    speed = np.zeros_like(weights)
    shrink = np.full((x.shape[1], 1), penalty / len(x))
    shrink[-1] = 0
    for _ in range(3000):
        slope = x.T @ (chances(x, weights) - y) / len(x) + shrink * weights
        slope[:, 0] = 0
        speed = 0.9 * speed - 0.5 * slope
        weights += speed
    return weights


def chances(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The probability of each label for each row."""
    scores = x @ weights
    parts = np.exp(scores - scores.max(axis=1, keepdims=True))
    return parts / parts.sum(axis=1, keepdims=True)


def loss(x: np.ndarray, y: np.ndarray, sites: np.ndarray, penalty: float) -> float:
    """Mean log loss on sites that were left out, in five parts."""
    total = 0.0
    parts = np.unique(sites, return_inverse=True)[1] % 5
    for part in range(5):
        weights = fit(x[parts != part], y[parts != part], penalty)
        told = (chances(x[parts == part], weights) * y[parts == part]).sum(axis=1)
        total -= float(np.log(np.maximum(told, 1e-9)).sum())
    return total / len(x)


def whole_odds(whole: int, count: int) -> float:
    """What brings the log odds of `whole` in `count` pages to WHOLE_SHARE."""
    return float(np.log(WHOLE_SHARE / (1 - WHOLE_SHARE)) - np.log(whole / (count - whole)))


def main() -> None:
    """Fit and write the table."""
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; pages are made from the whole pages there.")
    warnings.simplefilter("ignore")
    data = rows()
    seen = Counter(feature for features, _, _ in data for feature in features)
    names = sorted(name for name, count in seen.items() if count >= RAREST)
    x, y = matrices(data, names)
    sites = np.array([site for _, _, site in data])
    losses = {penalty: loss(x, y, sites, penalty) for penalty in PENALTIES}
    best = min(losses, key=lambda penalty: losses[penalty])
    weights = fit(x, y, best)
    weights[-1, 1:] -= whole_odds(sum(label == LABELS[0] for _, label, _ in data), len(data))
    print(f"{len(data)} pages of {len(set(sites))} sites; log loss by penalty {losses}")
    table = {
        "made_by": "python -m tests.bench.verdict_train",
        "pages": len(data),
        "penalty": best,
        "bias": {label: round(float(weights[-1, i]), 2) for i, label in enumerate(LABELS) if i},
        "weights": {
            name: {label: round(float(weights[row, i]), 2) for i, label in enumerate(LABELS) if i}
            for row, name in enumerate(names)
        },
    }
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(TARGET.read_text("utf-8"))


if __name__ == "__main__":
    main()

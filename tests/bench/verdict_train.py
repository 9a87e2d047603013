"""Makes server/verdict/weights.json: two logistic models over the signs of pages (weigh.py).

    python -m tests.bench.verdict_train

Learns from the train half of tests/bench/corpus.py, from the whole pages of trafeval, and from the
pages labelled by hand, each of which counts as HAND pages; nothing of waddle is learned from. Signs
that a page showed before anything was made of it are its furniture's, and left out of what was
made. A sign of a page that is not whole never counts against that, and its weight is drawn to what
its kind is worth (a Gaussian prior) rather than to zero, as what tells most is rare. The scores are
calibrated on sites that were left out (Platt 1999). numpy is needed here only.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from server.article.read import read
from server.errors import Problem
from server.model import PageInput
from server.verdict.classifier import LABELS, PARTS, Table
from server.verdict.features import features_of, signs_of
from server.verdict.gate.gate import not_an_article
from server.verdict.judge import PERHAPS_CUT
from tests.bench.corpus import Made, made_pages
from tests.bench.parallel import each_of
from tests.bench.verdict_data import DATA, entries, html_of

TARGET = Path(__file__).resolve().parents[2] / "server" / "verdict" / "weights.json"
PENALTY = 3.0
RAREST = 4  # pages; a sign of no known worth that is seen on fewer says nothing
EACH = 14
HAND = 4
FOLDS = 5
# What signs are worth before any page was seen: the page says so; it points there; a word of it.
STATED, POINTED, HINTED = 3.0, 1.5, 0.7
_STATED = (
    "says_summary", "says_excerpt", "names_original", "cut_for_subscribers", "rest_declared",
    "in_other_edition", "http_status", "retells_report:digest", "points_to_longer:full",
    "links_to_original:full", "continues_elsewhere:continue", "continues_on_site:own",
    "cut_off_end:open", "more_pages", "locked_part+offers_access",
)  # fmt: skip
_POINTED = (
    "locked_part:style",
    "cut_for_subscribers:told", "says_excerpt:told", "points_to_longer:full_told",
    "in_other_edition:told",
    "retells_report", "cut_off_end:bracketed_ellipsis", "cut_off_end:ellipsis",
    "continues_on_site:full", "continues_on_site:continue", "says_summary:top_words",
    "says_excerpt:top_words", "continues_elsewhere:led",
    "source_line:story", "source_line:bare", "source_line:words", "points_to_longer:full_words",
    "more_pages:numbers", "more_pages:next", "offers_access:form", "locked_part:around",
)  # fmt: skip
# What the page is, where it is not whole, before any page was seen: the sign's name begins so.
_TELLS = {
    "cut_for_subscribers": "paywalled", "offers_access": "paywalled", "http_status": "paywalled",
    "locked_part+": "paywalled", "rest_declared+": "paywalled",
    "says_summary": "summary", "links_to_original": "summary", "names_original": "summary",
    "source_line": "summary", "retells_report": "summary",
    "says_excerpt": "excerpt", "in_other_edition": "excerpt", "more_pages": "excerpt",
    "continues_on_site": "excerpt", "cut_off_end": "excerpt",
}  # fmt: skip
# May speak for a whole page; whole ones are longer than what was made of them, so not by much.
_FREE = ("length:", "short_text", "republished")
_LEAST = {"length:long": -1.0}
# Pages of trafeval that end with "the rest of the article is here", or are one page of forty.
NOT_WHOLE = frozenset({"pages/0434.html.gz", "pages/0828.html.gz"})
_NO_SIGN = ("length:", "declared", "short_text")


@dataclass(frozen=True)
class Row:
    """What one page shows, what it is, and where it is from; `fold` is the same for a site."""

    features: frozenset[str]
    label: str
    site: str
    url: str
    weight: float = 1.0


@dataclass(frozen=True)
class Fit:
    """A fitted table, and the log loss on the sites left out, before and after calibration."""

    table: Table
    chosen: dict[str, float]


def fold_of(site: str, folds: int = FOLDS) -> int:
    """The part that the pages of `site` are in."""
    return sum(map(ord, site)) % folds


def worth_of(feature: str) -> float:
    """What `feature` is worth before any page was seen."""
    if ":hint_" in feature:
        return HINTED
    if feature in _POINTED:
        return POINTED
    return STATED if feature.startswith(_STATED) else 0.0


def tells(feature: str, label: str) -> float:
    """How far `feature` speaks for `label` among the parts before any page was seen."""
    told = next((part for start, part in _TELLS.items() if feature.startswith(start)), None)
    return min(worth_of(feature), POINTED) if told == label else 0.0


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
    return Row(features, page.label, site, page.url, HAND if hand else 1.0)


def by_hand() -> Iterator[Made]:
    """The pages labelled by hand that are articles."""
    for entry in entries("verdict"):
        if entry["label"] in LABELS:
            how = f"by hand {entry['file']}"
            yield Made(html_of("verdict", entry), "", entry["label"], entry["lang"], how)


def untouched(folder: str) -> Iterator[Made]:
    """The whole pages of a data folder, as they are."""
    for entry in entries(folder):
        if entry["file"] not in NOT_WHOLE:
            yield Made(html_of(folder, entry), entry["url"], "full", "", "whole: as it is")


def rows_of(pages: Iterable[Made]) -> list[Row]:
    """The rows of `pages`."""
    return [row for row in each_of(row_of, pages) if row]


def train_rows() -> list[Row]:
    """All rows to learn from but those labelled by hand."""
    made = rows_of(made_pages("train", EACH))
    urls = {row.url for row in made}
    bare = {row.url: row for row in rows_of(untouched("extraction/fundus")) if row.url in urls}
    return [
        *(replace(row, features=row.features - _signs(bare.get(row.url))) for row in made),
        *bare.values(),
        *rows_of(untouched("extraction/trafeval")),
    ]


def _signs(row: Row | None) -> frozenset[str]:
    features = row.features if row else frozenset()
    return frozenset(name for name in features if not name.startswith(_NO_SIGN))


def train(rows: list[Row], line: tuple[float, float] | None = None) -> Fit:
    """The table fitted to `rows`; the `line` of its calibration is found where none is given."""
    names = _names(rows)
    x, y, many = _matrices(rows, names)
    chosen: dict[str, float] = {}
    if line is None:
        held = _held_out(x, y[:, 0] == 0, many, np.array([fold_of(r.site) for r in rows]), names)
        line = _platt(held, y[:, 0] == 0, many)
        chosen = {
            "slope": round(line[0], 3),
            "shift": round(line[1], 3),
            "log_loss": _loss(line[0] * held + line[1], y[:, 0] == 0, many),
            "log_loss_before": _loss(held, y[:, 0] == 0, many),
        }
    weights = _fit(x, y[:, 0] == 0, many, names) * line[0]
    parts = y[:, 0] == 0
    kinds = _fit_kinds(x[parts], y[parts][:, 1:], many[parts], names)
    table = Table(
        round(float(weights[-1] + line[1]), 2),
        {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=False)},
        {
            label: {
                name: round(float(weight), 2)
                for name, weight in zip([*names, "bias"], kinds[:, number], strict=True)
            }
            for number, label in enumerate(PARTS)
        },
    )
    return Fit(table, chosen)


def _names(rows: list[Row]) -> list[str]:
    seen = Counter(name for row in rows for name in row.features)
    known = {*_POINTED, "rest_declared:close", *(name for name in _STATED if ":" in name)}
    return sorted(
        known | {name for name, count in seen.items() if count >= RAREST or worth_of(name)}
    )


def _matrices(rows: list[Row], names: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features (with a last column of ones), labels, and how much each row counts."""
    x = np.array([[name in row.features for name in names] + [True] for row in rows], float)
    y = np.array([[row.label == name for name in LABELS] for row in rows], float)
    many = np.array([row.weight for row in rows])
    return x, y, many / many.mean()


def _fit(x: np.ndarray, part: np.ndarray, many: np.ndarray, names: list[str]) -> np.ndarray:
    """Weights by projected gradient descent with momentum; the last, the bias, is free."""
    worth = np.array([worth_of(name) for name in names] + [0.0])
    least = np.array(
        [_LEAST.get(name, -np.inf if name.startswith(_FREE) else 0.0) for name in names] + [-np.inf]
    )
    shrink = np.array([PENALTY / len(x)] * len(names) + [0.0])
    weights, speed = worth.copy(), np.zeros_like(worth)
    for _ in range(3000):
        slope = x.T @ (many * (_chances(x @ weights) - part)) / len(x) + shrink * (weights - worth)
        speed = 0.9 * speed - 0.5 * slope
        weights = weights + speed
        low = weights < least
        weights[low], speed[low] = least[low], 0
    return weights


def _fit_kinds(x: np.ndarray, y: np.ndarray, many: np.ndarray, names: list[str]) -> np.ndarray:
    """Weights that tell the parts apart (softmax), drawn to what signs tell; biases are free."""
    told = [[tells(name, part) for part in PARTS] for name in names]
    worth = np.array([*told, [0.0] * len(PARTS)])
    weights, speed = worth.copy(), np.zeros_like(worth)
    shrink = np.full((x.shape[1], 1), PENALTY / len(x))
    shrink[-1] = 0
    for _ in range(2000):
        scores = x @ weights
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        slope = x.T @ (many[:, None] * (chances - y)) / len(x) + shrink * (weights - worth)
        speed = 0.9 * speed - 0.5 * slope
        weights += speed
    return weights


def _chances(scores: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-scores))


def _held_out(
    x: np.ndarray, part: np.ndarray, many: np.ndarray, folds: np.ndarray, names: list[str]
) -> np.ndarray:
    """Each row's score by weights that have not seen its site."""
    scores = np.zeros(len(x))
    for fold in range(FOLDS):
        left = folds == fold
        if left.any():
            scores[left] = x[left] @ _fit(x[~left], part[~left], many[~left], names)
    return scores


def _platt(scores: np.ndarray, part: np.ndarray, many: np.ndarray) -> tuple[float, float]:
    """The line over `scores` that makes their probabilities hold."""
    slope, shift = 1.0, 0.0
    for _ in range(5000):
        wrong = many * (_chances(slope * scores + shift) - part)
        slope -= 0.1 * float((wrong * scores).mean())
        shift -= 0.1 * float(wrong.mean())
    return slope, shift


def _loss(scores: np.ndarray, part: np.ndarray, many: np.ndarray) -> float:
    told = np.where(part, _chances(scores), 1 - _chances(scores))
    return round(float(-(many * np.log(np.maximum(told, 1e-9))).sum() / many.sum()), 4)


def main() -> None:
    """Fit and write the table."""
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist; pages are made from the whole pages there.")
    rows = [*train_rows(), *rows_of(by_hand())]
    fitted = train(rows)
    print(f"{len(rows)} pages of {len({row.site for row in rows})} sites; {fitted.chosen}")
    written = {
        "made_by": "python -m tests.bench.verdict_train",
        "pages": len(rows),
        **fitted.chosen,
        "bias": fitted.table.bias,
        "weights": fitted.table.weights,
        "kinds": fitted.table.kinds,
    }
    TARGET.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

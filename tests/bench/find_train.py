"""Makes server/source/weights.json: how likely a candidate is the source, or the same story.

    python -m tests.bench.find_train

Trains on ../shared/data/source (tests/bench/find_data.py): each page with its source in the pool
and with it taken out, and beginnings and wholes of articles whose event others covered. The
penalty is chosen by cross-validation that keeps pages of one article, or one event, together.
"""

import json
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from server.source import weigh
from tests.bench.find_data import DATA, Rival, Trial, trials

TARGET = Path(weigh.__file__).parent / "weights.json"
PENALTIES = (3.0, 10.0, 30.0)
PARTS = 5
SHOWN = 10  # candidates that the index gives
COPIED = 0.3  # share of runs from which other coverage is the same text, and no error


@dataclass(frozen=True)
class Row:
    """A candidate of a trial: its features, what it is, and the part it is tested in."""

    trial: Trial
    variant: str
    rival: Rival
    features: dict[str, float]
    source: bool
    event: bool
    counts: bool
    part: int


def variants(trial: Trial) -> Iterator[tuple[str, list[Rival]]]:
    """The candidates of a trial with its source among them, and without."""
    if trial.kind.startswith("event"):
        yield "event", trial.rivals[:SHOWN]
    else:
        yield "present", trial.rivals[:SHOWN]
        yield "removed", [rival for rival in trial.rivals if not rival.gold][:SHOWN]


def part_of(group: str) -> int:
    """The part that pages of `group` are tested in."""
    return zlib.crc32(group.encode()) % PARTS


def rows() -> list[Row]:
    """All candidates of all trials."""
    made = []
    for trial in trials():
        for variant, found in variants(trial):
            others = weigh.rivals([rival.measures for rival in found])
            for rival, rest in zip(found, others, strict=True):
                features = weigh.text_features(rival.measures)
                if rest:
                    features |= weigh.margin_features(rival.measures, rest)
                copied = rival.same_event and rival.measures.runs >= COPIED
                event = rival.gold or rival.same_event
                part = part_of(trial.group)
                made.append(
                    Row(trial, variant, rival, features, rival.gold, event, not copied, part)
                )
    return made


@dataclass(frozen=True)
class Fitted:
    """A logistic model in numpy."""

    names: list[str]
    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray

    def log_odds(self, data: list[Row]) -> np.ndarray:
        """The log odds of each row."""
        table = np.array([[row.features.get(name, 0.0) for name in self.names] for row in data])
        return self._standard(table) @ self.weights

    def _standard(self, table: np.ndarray) -> np.ndarray:
        bounded = np.clip((table - self.mean) / self.scale, -4, 4)
        return np.c_[bounded, np.ones(len(table))]

    def as_table(self) -> dict[str, object]:
        """The model as weights.json holds it."""
        columns = zip(self.names, self.weights, self.mean, self.scale, strict=False)
        return {
            "bias": round(float(self.weights[-1]), 3),
            "weights": {
                name: [round(float(w), 3), round(float(m), 4), round(float(s), 4)]
                for name, w, m, s in columns
            },
        }


def fit(data: list[Row], truth: np.ndarray, names: list[str], penalty: float) -> Fitted:
    """A logistic model by Newton's method with an L2 penalty; the bias is free."""
    table = np.array([[row.features.get(name, 0.0) for name in names] for row in data])
    counts = np.array([row.counts for row in data], float)
    model = Fitted(names, table.mean(0), table.std(0) + 1e-9, np.zeros(len(names) + 1))
    x = model._standard(table)
    shrink = np.eye(x.shape[1]) * penalty
    shrink[-1, -1] = 0
    weights = model.weights
    for _ in range(30):
        told = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (counts * (told - truth)) + shrink @ weights
        curve = (x * (counts * told * (1 - told) + 1e-9)[:, None]).T @ x + shrink
        weights = weights - np.linalg.solve(curve, slope)
    return Fitted(names, model.mean, model.scale, weights)


def held_out(data: list[Row], truth: np.ndarray, names: list[str], penalty: float) -> np.ndarray:
    """The log odds of each row by a model that has not seen its part."""
    found = np.zeros(len(data))
    parts = np.array([row.part for row in data])
    for part in range(PARTS):
        train = [row for row in data if row.part != part]
        model = fit(train, truth[parts != part], names, penalty)
        found[parts == part] = model.log_odds([row for row in data if row.part == part])
    return found


def loss(odds: np.ndarray, truth: np.ndarray, data: list[Row]) -> float:
    """Mean log loss of the rows that count."""
    counts = np.array([row.counts for row in data])
    told = 1 / (1 + np.exp(-np.where(truth > 0, odds, -odds)))
    return float(-np.log(np.maximum(told, 1e-9))[counts].mean())


def tasks(data: list[Row]) -> dict[str, tuple[np.ndarray, list[str]]]:
    """For each model, what it has to tell and by which features."""
    text = list(weigh.text_features(data[0].rival.measures))
    both = [*text, *weigh.margin_features(data[0].rival.measures, [data[1].rival.measures])]
    source = np.array([row.source for row in data], float)
    event = np.array([row.event for row in data], float)
    return {"source": (source, both), "alone": (source, text), "same_event": (event, text)}


def main() -> None:
    """Fit and write the table."""
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist.")
    data = rows()
    models = {}
    for name, (truth, names) in tasks(data).items():
        losses = {p: loss(held_out(data, truth, names, p), truth, data) for p in PENALTIES}
        best = min(losses, key=lambda penalty: losses[penalty])
        print(name, "log loss by penalty", {p: round(value, 5) for p, value in losses.items()})
        models[name] = {"penalty": best, **fit(data, truth, names, best).as_table()}
    table = {
        "made_by": "python -m tests.bench.find_train",
        "candidates": len(data),
        "models": models,
    }
    TARGET.write_text(json.dumps(table, indent=1) + "\n", "utf-8")
    print(f"{len(data)} candidates; written to {TARGET.name}")


if __name__ == "__main__":
    main()

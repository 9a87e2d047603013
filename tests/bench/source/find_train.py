"""Teaches server/source/weights.json: how likely a candidate is the source.

    python -m tests.bench.source.find_train

Trains on ../shared/data/source (find_trials.py): each page with its source in the pool
and with it taken out, and beginnings and wholes of articles whose event others covered, with these
and without (docs/decisions.md).
"""

import os
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

# One thread: on a busy machine those of BLAS wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from typing import Any

import numpy as np

from server.source import features as weigh
from tests.bench.align.logistic import write_models
from tests.bench.source.find_data import DATA, PADDED
from tests.bench.source.find_trials import Rival, Trial, trials

FAR = 3.0  # standard deviations from which a feature says no more
TARGET = Path(weigh.__file__).parent / "weights.json"
PENALTY = 20.0
PARTS = 5
NEAR = 0.35  # cosine with the source from which an article reports the same event
# For a candidate alone these hold short sources, of which a page has nearly all, to be rewrites.
UNLIKE = frozenset({"told_by_runs", "headline", "backwards"})
UNLEARNED = PADDED[1]  # pages that only test
COPIED = 0.3  # share of runs from which other coverage is the same text, and no error


@dataclass(frozen=True)
class Row:
    """A candidate of a trial: its features, what it is, and the part it is tested in.

    `counts`: an error about it is one; `learned`: models may learn from it.
    """

    trial: Trial
    variant: str
    rival: Rival
    features: dict[str, float]
    source: bool
    event: bool
    counts: bool
    learned: bool
    part: int


def part_of(group: str) -> int:
    """Return the part that pages of `group` are tested in."""
    return zlib.crc32(group.encode()) % PARTS


def is_copied(rival: Rival) -> bool:
    """Return whether other coverage is the page's text, for which no answer is wrong."""
    return rival.same_event and rival.features.runs >= COPIED


def tells_event(rival: Rival) -> bool:
    """Return whether a candidate reports the page's event."""
    return rival.gold or rival.same_event or rival.near >= NEAR


def rows() -> list[Row]:
    """All candidates of all trials."""
    candidates = []
    for trial in trials():
        part = part_of(trial.group)
        for variant, rivals in trial.variants.items():
            for rival in rivals:
                rest = [
                    other.features
                    for other in rivals
                    if other is not rival and not weigh.alike(rival.features, other.features)
                ]
                features = weigh.text_features(rival.features)
                if rest:
                    features |= weigh.margin_features(rival.features, rest)
                counts = not is_copied(rival)
                event = tells_event(rival)
                learned = not trial.kind.endswith(UNLEARNED)
                candidates.append(
                    Row(trial, variant, rival, features, rival.gold, event, counts, learned, part)
                )
    return candidates


@dataclass(frozen=True)
class Fitted:
    """A logistic model in numpy."""

    names: list[str]
    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray

    def log_odds(self, table: np.ndarray) -> np.ndarray:
        """Return the log odds of each row of `table`."""
        return self._standard(table) @ self.weights

    def _standard(self, table: np.ndarray) -> np.ndarray:
        bounded = np.clip((table - self.mean) / self.scale, -FAR, FAR)
        return np.c_[bounded, np.ones(len(table))]

    def as_table(self) -> dict[str, Any]:
        """Return the model in the form of weights.json: raw weights and their bounds."""
        by_name = list(zip(self.names, self.mean, self.scale, strict=True))
        bias = float(self.weights[-1] - (self.weights[:-1] * self.mean / self.scale).sum())
        raw = self.weights[:-1] / self.scale
        return {
            "bias": round(bias, 5),
            "weights": {n: float(f"{w:.6g}") for n, w in zip(self.names, raw, strict=True)},
            "bounds": {
                n: [float(f"{mean + far * scale:.6g}") for far in (-FAR, FAR)]
                for n, mean, scale in by_name
            },
        }


@dataclass(frozen=True)
class Task:
    """A model's rows, one a candidate: the features and what is right."""

    names: list[str]
    table: np.ndarray
    truth: np.ndarray
    counts: np.ndarray
    parts: np.ndarray

    def fit(self, chosen: np.ndarray | None = None) -> Fitted:
        """Fit a logistic model to the rows `kept` by Newton's method, its bias unpenalised."""
        chosen = np.ones(len(self.truth), bool) if chosen is None else chosen
        table, truth, counts = self.table[chosen], self.truth[chosen], self.counts[chosen]
        model = Fitted(
            self.names, table.mean(0), table.std(0) + 1e-9, np.zeros(len(self.names) + 1)
        )
        x = model._standard(table)
        shrink = np.eye(x.shape[1]) * PENALTY
        shrink[-1, -1] = 0
        weights = model.weights
        for _ in range(12):
            chances = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
            slope = x.T @ (counts * (chances - truth)) + shrink @ weights
            curve = (x * (counts * chances * (1 - chances) + 1e-9)[:, None]).T @ x + shrink
            weights = weights - np.linalg.solve(curve, slope)
        return Fitted(self.names, model.mean, model.scale, weights)

    def held_out(self, parts: np.ndarray | None = None) -> np.ndarray:
        """Return the log odds of each row by a model that has not seen its part."""
        parts = self.parts if parts is None else parts
        log_odds = np.zeros(len(self.truth))
        for part in np.unique(parts):
            log_odds[parts == part] = self.fit(parts != part).log_odds(self.table[parts == part])
        return log_odds


def tasks(candidates: list[Row]) -> dict[str, Task]:
    """Return the models' tasks by name."""
    rival, other_rival = candidates[0].rival.features, candidates[1].rival.features
    text = list(weigh.text_features(rival))
    both = [*text, *weigh.margin_features(rival, [other_rival])]
    table = np.array([[row.features.get(name, 0.0) for name in both] for row in candidates])
    source = np.array([row.source for row in candidates], float)
    event = np.array([row.event for row in candidates], float)
    counts = np.array([row.counts and row.learned for row in candidates], float)
    parts = np.array([row.part for row in candidates])
    used = [name not in UNLIKE for name in text]
    return {
        "source": Task(both, table, source, counts, parts),
        "alone": Task(
            [name for name in text if name not in UNLIKE],
            table[:, : len(text)][:, used],
            source,
            counts,
            parts,
        ),
        "same_event": Task(text, table[:, : len(text)], event, counts, parts),
    }


def main() -> None:
    """Fit and write the table."""
    if not DATA.is_dir():
        sys.exit(f"No data: {DATA} does not exist.")
    candidates = rows()
    models = {name: task.fit().as_table() for name, task in tasks(candidates).items()}
    write_models(TARGET, "source.find_train", models, candidates=len(candidates))
    print(f"{len(candidates)} candidates; written to {TARGET.name}")


if __name__ == "__main__":
    main()

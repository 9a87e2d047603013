"""Measures whether a source is found, and refused where it is not there, in docs/measurements.md.

    python -m tests.bench.source.finding

Reads ../shared/data/source beside the project (find_trials.py makes the trials, find_train.py the
model, find_outcomes.py what the server would answer). Every page is judged by models that have seen
no page of its article or event; shares have their counts and 95 % interval. Baselines in the same
run: the best article by plain BM25, and the one that holds most of the page, each accepted from a
threshold that lets the same share of wrong ones through.
"""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from server.model import chance
from server.source.decide import SURE
from tests.bench.source.find_data import DATA
from tests.bench.source.find_outcomes import outcome_tables, share
from tests.bench.source.find_train import Row, rows, tasks
from tests.bench.source.find_trials import Trial, trials
from tests.bench.verdict.reliability import bins_of, expected_error

SUMMARIES = {"inshorts", "ragtruth", "tiiiger", "qags_cnndm", "qags_xsum"}
ALLOWED = (0.002, 0.005, 0.01, 0.02)


@dataclass(frozen=True)
class Best:
    """A page's best candidate under some score; `counts`: accepting it is right or wrong."""

    kind: str
    variant: str
    gold: bool
    score: float
    counts: bool = True


def best_of(candidates: list[Row], scores: np.ndarray) -> list[Best]:
    """For each page and variant its best candidate."""
    best_by_page: dict[tuple[str, str], tuple[float, Row]] = {}
    for row, score in zip(candidates, scores, strict=True):
        key = row.trial.id, row.variant
        if key not in best_by_page or score > best_by_page[key][0]:
            best_by_page[key] = float(score), row
    return [
        Best(row.trial.kind, row.variant, row.source, score, row.counts)
        for score, row in best_by_page.values()
    ]


def plain_best(measured: list[Trial]) -> list[Best]:
    """Return the same for the baseline: plain BM25's first article and first non-source."""
    firsts = []
    for trial in measured:
        for variant in trial.variants:
            hits = [hit for hit in trial.plain if variant != "removed" or not hit[2]]
            if hits:
                _, score, gold = hits[0]
                firsts.append(Best(trial.kind, variant, gold, score))
    return firsts


def group(pages: list[Best], kinds: set[str], variant: str) -> list[Best]:
    """Return the pages of some kinds in one variant."""
    return [b for b in pages if b.kind in kinds and b.variant == variant and b.counts]


def threshold(refused: list[Best], allowed: float) -> float:
    """Return the score that at most `allowed` of the pages without a source exceed."""
    ordered = sorted((b.score for b in refused), reverse=True)
    return ordered[int(allowed * len(ordered))] + 1e-9


def accepted(pages: list[Best], limit: float, right: Callable[[Best], bool] | None = None) -> int:
    """Return how many of the `right` ones are accepted from `limit` on."""
    return sum(b.score >= limit and (right is None or right(b)) for b in pages)


def report(name: str, pages: list[Best]) -> None:
    """Recall at some shares of wrongly accepted pages, and other coverage at the same points."""
    present, gone = group(pages, SUMMARIES, "present"), group(pages, SUMMARIES, "removed")
    event = group(pages, {"event lead"}, "event")
    print(f"\n{name}: R@1 {share(sum(b.gold for b in present), len(present))}")
    for allowed in ALLOWED:
        limit = threshold(gone, allowed)
        recall = accepted(present, limit, lambda b: b.gold)
        print(
            f"  removed, accepted <= {allowed:.3f}: recall {share(recall, len(present))}; "
            f"same event called source {share(accepted(event, limit), len(event))}"
        )
    for allowed in (0.01, 0.02, 0.05):
        limit = threshold(event, allowed)
        recall = accepted(present, limit, lambda b: b.gold)
        print(f"  same event <= {allowed:.2f}, text only: recall {share(recall, len(present))}")


def calibration(candidates: list[Row], scores: np.ndarray) -> None:
    """Return the expected calibration error of the best candidates, in ten bins."""
    best = [b for b in best_of(candidates, scores) if b.counts]
    chances = [(b.score, b.gold and b.variant == "present") for b in best]
    print(f"\nECE of the best candidate's probability: {expected_error(bins_of(chances)):.3f}")


def _set_of(trial: Trial) -> str:
    """Return the set that a summary is from, or its place among opinion."""
    name = trial.id.removeprefix("padded-").partition("-")[0]
    return name if name in SUMMARIES else "the rest"


def by_family(candidates: list[Row]) -> None:
    """Each set of pages judged by a model of the other sets: recall where wrong ones are few."""
    kinds = [_set_of(row.trial) for row in candidates]
    odds = tasks(candidates)["source"].held_out(np.array(kinds))
    best = best_of(candidates, odds)
    report("model that has seen no page of the set", best)
    for kind in sorted(SUMMARIES):
        present, gone = group(best, {kind}, "present"), group(best, {kind}, "removed")
        limit = math.log(SURE / (1 - SURE))
        right = accepted(present, limit, lambda b: b.gold)
        wrong = accepted(gone, limit)
        print(
            f"  {kind}, p >= {SURE}: {share(right, len(present))}; wrong {share(wrong, len(gone))}"
        )


def main() -> None:
    """Print the tables."""
    if not DATA.is_dir():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    measured, candidates = trials(), rows()
    odds = tasks(candidates)["source"].held_out()
    report("model", best_of(candidates, odds))
    containment = np.array([row.rival.features.containment for row in candidates])
    report("baseline: containment from a threshold", best_of(candidates, containment))
    plain = plain_best(measured)
    report("baseline: plain BM25 from a threshold", plain)
    gone = group(plain, SUMMARIES, "removed")
    always = share(len(gone), len(gone))
    print(f"baseline: BM25's first, always accepted: wrong where removed {always}")
    by_family(candidates)
    calibration(candidates, np.array([chance(value) for value in odds]))
    outcome_tables(measured, candidates, SUMMARIES)


if __name__ == "__main__":
    main()

"""Whether a page's source is told from everything else, and refused when it is not there.

    python -m tests.bench.finding

Reads ../shared/data/source beside the project (find_data.py makes the trials, find_train.py the
model). Every page is judged by models that have seen no page of its article or event; shares have
their counts and 95 % interval. Baselines in the same run: the best article by BM25, always
accepted, and the one that holds most of the page, accepted from a threshold that lets the same
share of wrong ones through.
"""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from server.source.decide import SURE
from server.source.weigh import chance
from tests.bench.find_data import DATA, Rival
from tests.bench.find_train import COPIED, PARTS, Row, fit, rows, tasks

SUMMARIES = {"inshorts", "ragtruth", "tiiiger", "qags_cnndm", "qags_xsum"}
PENALTY = 3.0
ALLOWED = (0.002, 0.005, 0.01, 0.02)


@dataclass(frozen=True)
class Best:
    """A page's best candidate under some score."""

    kind: str
    variant: str
    rival: Rival
    score: float

    @property
    def counts(self) -> bool:
        """Whether accepting it is right or wrong: other coverage word for word is neither."""
        return not (self.rival.same_event and self.rival.measures.runs >= COPIED)


def scored(data: list[Row]) -> np.ndarray:
    """The probability of each row by a model that has not seen its part."""
    truth, names = tasks(data)["source"]
    parts = np.array([row.part for row in data])
    odds = np.zeros(len(data))
    for part in range(PARTS):
        train = [row for row in data if row.part != part]
        model = fit(train, truth[parts != part], names, PENALTY)
        odds[parts == part] = model.log_odds([row for row in data if row.part == part])
    return np.array([chance(value) for value in odds])


def best_of(data: list[Row], scores: np.ndarray) -> list[Best]:
    """For each page and variant its best candidate."""
    found: dict[tuple[str, str], Best] = {}
    for row, score in zip(data, scores, strict=True):
        key = row.trial.id, row.variant
        if key not in found or score > found[key].score:
            found[key] = Best(row.trial.kind, row.variant, row.rival, float(score))
    return list(found.values())


def share(part: int, whole: int) -> str:
    """A share with its counts and Wilson interval."""
    if not whole:
        return "none"
    p, z = part / whole, 1.96
    centre = (p + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole**2)) / (1 + z * z / whole)
    return f"{p:.3f} ({part}/{whole}) [{max(0, centre - half):.3f}, {min(1, centre + half):.3f}]"


def group(found: list[Best], kinds: set[str], variant: str) -> list[Best]:
    """The pages of some kinds in one variant."""
    return [b for b in found if b.kind in kinds and b.variant == variant and b.counts]


def threshold(refused: list[Best], allowed: float) -> float:
    """The score above which at most `allowed` of the pages without a source are accepted."""
    ordered = sorted((b.score for b in refused), reverse=True)
    return ordered[int(allowed * len(ordered))] + 1e-9


def accepted(found: list[Best], limit: float, right: Callable[[Best], bool] | None = None) -> int:
    """How many are accepted from `limit` on, of those that are `right`."""
    return sum(b.score >= limit and (right is None or right(b)) for b in found)


def report(name: str, found: list[Best]) -> None:
    """Recall at some shares of wrongly accepted pages, and other coverage at the same points."""
    there, gone = group(found, SUMMARIES, "present"), group(found, SUMMARIES, "removed")
    event = group(found, {"event lead"}, "event")
    print(f"\n{name}: R@1 {share(sum(b.rival.gold for b in there), len(there))}")
    for allowed in ALLOWED:
        limit = threshold(gone, allowed)
        recall = accepted(there, limit, lambda b: b.rival.gold)
        print(
            f"  removed, accepted <= {allowed:.3f}: recall {share(recall, len(there))}; "
            f"same event called source {share(accepted(event, limit), len(event))}"
        )
    for allowed in (0.01, 0.02, 0.05):
        limit = threshold(event, allowed)
        recall = accepted(there, limit, lambda b: b.rival.gold)
        print(f"  same event <= {allowed:.2f}, text only: recall {share(recall, len(there))}")


def at_the_products_threshold(found: list[Best]) -> None:
    """What the server does: accept from SURE on."""
    print(f"\naccepted from p >= {SURE}")
    for kinds, name in ((SUMMARIES, "summaries"), ({"excerpt"}, "excerpts")):
        there, gone = group(found, kinds, "present"), group(found, kinds, "removed")
        right = accepted(there, SURE, lambda b: b.rival.gold)
        shown = accepted(there, SURE) + accepted(gone, SURE)
        print(f"  {name}: recall {share(right, len(there))}")
        print(f"  {name}, source removed: accepted {share(accepted(gone, SURE), len(gone))}")
        print(f"  {name}: wrong among those shown {share(shown - right, shown)}")
    for kind in ("event lead", "event whole"):
        event = group(found, {kind}, "event")
        print(f"  {kind}: other coverage called source {share(accepted(event, SURE), len(event))}")


def calibration(data: list[Row], scores: np.ndarray) -> None:
    """The expected calibration error over pages' best candidates, in ten bins."""
    best = [b for b in best_of(data, scores) if b.counts]
    total, error = len(best), 0.0
    for low in np.arange(0, 1, 0.1):
        inside = [b for b in best if low <= b.score < low + 0.1 or (low > 0.85 and b.score >= 1)]
        if inside:
            said = sum(b.score for b in inside) / len(inside)
            true = sum(b.rival.gold and b.variant == "present" for b in inside) / len(inside)
            error += len(inside) / total * abs(said - true)
    print(f"\nECE of the best candidate's probability: {error:.3f} ({total} pages)")


def main() -> None:
    """Print the tables."""
    if not DATA.is_dir():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    data = rows()
    scores = scored(data)
    found = best_of(data, scores)
    report("model", found)
    containment = np.array([row.rival.measures.containment for row in data])
    report("baseline: containment from a threshold", best_of(data, containment))
    bm25 = best_of(data, np.array([row.rival.score for row in data]))
    report("baseline: BM25 from a threshold", bm25)
    gone = group(bm25, SUMMARIES, "removed")
    always = share(len(gone), len(gone))
    print(f"baseline: BM25's first, always accepted: wrong where removed {always}")
    at_the_products_threshold(found)
    calibration(data, scores)


if __name__ == "__main__":
    main()

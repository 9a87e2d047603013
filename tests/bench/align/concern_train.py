"""Teaches server/align/priority.json: how the signs of `concern` are weighed.

    python -m tests.bench.align.concern_train [--write]

Logistic regression, every family and both its classes with the same weight; a sign that would
count against its meaning is left out. All families together go into
server/align/priority.json with --write.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import Pool
from typing import Any, NamedTuple

import numpy as np

from server.align import Text, TextPair
from server.align.concern import SIGNS
from server.align.placement import place
from server.align.sentences import compare_sentence
from server.align.similarity import Similarity
from server.model import linear_models
from tests.bench.align.align_data import ROOT, auc, balanced, interval
from tests.bench.align.concern_data import Summary, summaries
from tests.bench.align.logistic import table_of, write_models

_RIDGE = 30.0
_STEPS = 15
_SINGLE = {"ragtruth", "wice", "qags_cnndm", "xsum"}  # judged by sentence; others by summary


class Example(NamedTuple):
    """A sentence with its signs; None: word for word in the source."""

    summary: Summary
    bad: bool
    signs: tuple[float, ...] | None


Score = Callable[[Example], float]


class Model(NamedTuple):
    """A weight for each sign, and the bias."""

    weights: Any
    bias: float

    def score(self, example: Example) -> float:
        """Return log odds; a sentence that is word for word in the source comes last."""
        if example.signs is None:
            return -20.0
        return float(self.bias + self.weights @ np.array(example.signs))


def examples(summary: Summary) -> Iterator[Example]:
    """Yield the sentences of a summary except notes."""
    texts = TextPair.of(Text(summary.page, "en"), Text(summary.source, "en"))
    placed = place(texts, Similarity())
    in_order, limits = placed.assigned.order == "monotone", placed.similarity.thresholds
    for index, bad in enumerate(summary.bad):
        if index in placed.verbatim:
            yield Example(summary, bad, None)
        elif index not in placed.notes:
            pair = placed.pair(index)
            comparison = compare_sentence(pair, placed.coverage(pair), limits, in_order=in_order)
            yield Example(summary, bad, comparison.signs)


def _examples(summary: Summary) -> list[Example]:
    return list(examples(summary))


def learn(entries: Sequence[Example]) -> Model:
    """Learn the model; drop signs whose weight contradicts their meaning one by one."""
    entries = [e for e in entries if e.signs is not None]
    x = np.array([e.signs for e in entries])
    y = np.array([e.bad for e in entries], dtype=float)
    worth = _worth(entries)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    meaning = np.array(list(SIGNS.values()))
    columns = list(range(len(SIGNS) - 1))  # "exchanged" is weighed by hand
    while True:
        fitted = _fit((x[:, columns] - mean[columns]) / spread[columns], y, worth)
        against = fitted[1:] * meaning[columns]
        if against.min() >= 0:
            break
        columns.pop(int(against.argmin()))
    weights = np.zeros(len(SIGNS))
    weights[columns] = fitted[1:] / spread[columns]
    return Model(weights, float(fitted[0] - weights @ mean))


def _worth(entries: Sequence[Example]) -> Any:
    counted: defaultdict[tuple[str, bool], int] = defaultdict(int)
    for entry in entries:
        counted[entry.summary.family, entry.bad] += 1
    worth = np.array([1 / counted[e.summary.family, e.bad] for e in entries])
    return worth * len(entries) / worth.sum()


def _fit(x: Any, y: Any, worth: Any) -> Any:
    z = np.column_stack([np.ones(len(x)), x])
    ridge = _RIDGE * np.eye(z.shape[1])
    ridge[0, 0] = 0
    weights = np.zeros(z.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-z @ weights))
        slope = z.T @ (worth * (p - y)) + ridge @ weights
        weights -= np.linalg.solve((z.T * (worth * p * (1 - p))) @ z + ridge, slope)
    return weights


def judge(entries: Sequence[Example], model: Model) -> None:
    """Print how well a model without their family recognises the bad ones."""
    name, family = entries[0].summary.name, entries[0].summary.family
    scored = _scored(entries, model.score)
    print(f"\n{name}: {len(scored)}, {sum(b for _, b in scored)} of them bad")
    print(f"  {'this':22} AUC {interval(auc, scored)}  BAcc {interval(balanced, scored)}"
          f"  best {_best(scored):.3f}{_twins(entries, model.score, family)}")  # fmt: skip


def _groups(entries: Sequence[Example]) -> list[list[Example]]:
    """By sentence or, where whole summaries were judged, by summary."""
    if entries[0].summary.family in _SINGLE:
        return [[entry] for entry in entries]
    by_summary: defaultdict[int, list[Example]] = defaultdict(list)
    for entry in entries:
        by_summary[id(entry.summary)].append(entry)
    return list(by_summary.values())


def _scored(entries: Sequence[Example], score: Score) -> list[tuple[float, bool]]:
    return [(max(map(score, g)), any(e.bad for e in g)) for g in _groups(entries)]


def _best(scored: Sequence[tuple[float, bool]]) -> float:
    """Return the balanced accuracy at the best threshold for these data."""
    values = np.quantile([s for s, _ in scored], np.linspace(0.02, 0.98, 49))
    return max(balanced(scored, float(value)) for value in values)


def _twins(entries: Sequence[Example], score: Score, family: str) -> str:
    """Return how often the altered one of a pair is scored higher than the faithful one.

    By its most suspicious sentence, and by the mean of its sentences.
    """
    if family not in {"bump", "fib"}:
        return ""
    pairs: defaultdict[str, dict[bool, list[float]]] = defaultdict(dict)
    for group in _groups(entries):
        pairs[group[0].summary.twin][any(e.bad for e in group)] = list(map(score, group))
    scored_pairs = [(pair[True], pair[False]) for pair in pairs.values() if len(pair) == 2]
    higher = np.mean([max(altered) > max(faithful) for altered, faithful in scored_pairs])
    same = np.mean([max(altered) == max(faithful) for altered, faithful in scored_pairs])
    by_mean = np.mean([np.mean(altered) > np.mean(faithful) for altered, faithful in scored_pairs])
    return f"  altered higher {higher:.3f}, same {same:.3f}, higher by mean {by_mean:.3f}"


def main() -> None:
    """Print the table; --write stores the weights learned from all."""
    with Pool() as pool:
        examples_by_summary = pool.imap(_examples, summaries(), chunksize=16)
        entries = [example for of_summary in examples_by_summary for example in of_summary]
    print("concern by sentence, of edited texts by text; weights learned on the other families.")
    print("BAcc at even odds, beside it with the threshold that is best on these very data.")
    for family in dict.fromkeys(e.summary.family for e in entries):
        model = learn([e for e in entries if e.summary.family != family])
        own = [e for e in entries if e.summary.family == family]
        for name in dict.fromkeys(e.summary.name for e in own):
            judge([e for e in own if e.summary.name == name], model)
    model = learn(entries)
    model.weights[-1] = linear_models("server.align", "priority.json")["concern"].weights[
        "exchanged"
    ]
    table = table_of(SIGNS, model.weights, model.bias)
    print(table)
    if "--write" in sys.argv:
        write_models(
            ROOT / "server" / "align" / "priority.json", "align.concern_train", {"concern": table}
        )


if __name__ == "__main__":
    main()

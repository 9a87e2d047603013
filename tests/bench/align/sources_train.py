"""Teaches server/align/further.json: which further source sentences bear a sentence out.

    python -m tests.bench.align.sources_train

Logistic regression on the two thirds of the judged pairs (tests/bench/align/judged.py); prints the
weights for server/align/assign.py, and how many of the sentences that rest on several have
all of them listed at each threshold, by weights of the other articles.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from server.align import Text, TextPair
from server.align.assign import MOST_LISTED, REACH
from server.align.placement import place
from server.align.similarity import Similarity
from tests.bench.align.align_data import is_held_out, load
from tests.bench.align.logistic import logistic

_RIDGE = 10.0
_PARTS = 5  # of the articles; each is judged by weights of the others


class Sentence(NamedTuple):
    """A page sentence: where it is placed, what bears it out, and the signs of all others."""

    article: int
    placed: list[int]
    wanted: set[int]
    others: list[int]
    signs: Any


def sentences() -> Iterator[Sentence]:
    """Return the judged pairs that have a source."""
    for article, row in enumerate(load("judged")):
        if is_held_out(" ".join(row["source"])):
            continue
        texts = TextPair.of(Text(row["page"], "en"), Text(row["source"], "en"))
        places = place(texts, Similarity())
        verbatim, placed = places.verbatim, places.assigned.sources
        source, weights = texts.source.terms, texts.weights
        shared = np.array(
            [[weights.mass(own & other) for other in source] for own in texts.page.terms]
        )
        for index, judged in enumerate(row["sentences"]):
            if index in verbatim or not judged["sources"] or not placed[index]:
                continue
            terms, chosen = texts.page.terms[index], placed[index]
            lacking = terms.difference(*(source[j] for j in chosen))
            best = max(weights.mass(terms & source[j]) for j in chosen) / weights.mass(terms)
            others = [j for j in range(len(source)) if j not in chosen]
            signs = [
                (
                    shared[index, j],
                    weights.mass(lacking & source[j]),
                    max((weights[term] for term in lacking & source[j]), default=0.0),
                    min(abs(j - k) for k in chosen) <= REACH,
                    min(abs(j - k) for k in chosen) == 1,
                    shared[index, j] >= shared[:, j].max(),
                    best,
                )
                for j in others
            ]
            yield Sentence(article, chosen, set(judged["sources"]), others, np.array(signs))


def learn(entries: Sequence[Sentence]) -> tuple[Any, float]:
    """Weights of the signs, and the bias."""
    x = np.concatenate([entry.signs for entry in entries])
    y = np.array([j in entry.wanted for entry in entries for j in entry.others], dtype=float)
    return logistic(x.astype(float), y, ridge=_RIDGE)


def main() -> None:
    """Print the weights, and the shares by threshold."""
    entries = [entry for entry in sentences() if len(entry.others)]
    odds: dict[int, Any] = {}
    for part in range(_PARTS):
        weights, bias = learn([e for e in entries if e.article % _PARTS != part])
        for index, entry in enumerate(entries):
            if entry.article % _PARTS == part:
                odds[index] = entry.signs @ weights + bias
    for limit in (-1.25, -1.5, -1.75, -2.0, -2.25, -2.5):
        all_listed, listed = [], []
        for index, entry in enumerate(entries):
            likely = [j for j in np.argsort(-odds[index]) if odds[index][j] >= limit]
            more = [entry.others[j] for j in likely[: MOST_LISTED - len(entry.placed)]]
            listed.append(len(entry.placed) + len(more))
            if len(entry.wanted) > 1:
                all_listed.append(entry.wanted <= {*entry.placed, *more})
        print(f"from {limit:5} on: all of several {np.mean(all_listed):.3f} of {len(all_listed)}, "
              f"listed {np.mean(listed):.2f}")  # fmt: skip
    weights, bias = learn(entries)
    print("weights:", weights.round(1).tolist(), "bias", round(bias, 2))


if __name__ == "__main__":
    main()

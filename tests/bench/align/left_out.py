"""Teaches server/align/left_out.json, and measures the order of omissions, in docs/measurements.md.

    python -m tests.bench.align.left_out

Each summary is compared with its article; what it leaves out should come first where others'
summaries of the same article have it (RAGTruth: six models an article), and, of an article of
which nothing is used, where a person's summary has it. Beside it: the order of the article,
the longest sentences first, the most central ones first, and weights learned on the other set.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from server.align import Text, TextPair, align
from server.align.omissions import centrality_of, signs_of
from server.model import Alignment
from tests.bench.align.align_data import DATA, auc, interval, load, split, tfidf
from tests.bench.align.logistic import logistic

_FIRST = 5
_MOST = 150  # articles of a set


class Ranked(NamedTuple):
    """Return what a page leaves out, by each way to rank; the wanted ones; their signs."""

    orders: dict[str, list[int]]
    wanted: set[int]
    signs: dict[int, tuple[float, ...]]


def told(result: Alignment) -> set[int]:
    """Return the source sentences that a summary has."""
    return {j for sentence in result.sentences for j in sentence.source}


def ranked(page: list[str], source: list[str], others_told: set[int]) -> Ranked | None:
    """Return the omissions of `page`; None where none or all of it is wanted."""
    result = align(Text(page, "en"), Text(source, "en"))
    page_side = [entry.source for entry in result.left_out if entry.span is None]
    others_told = others_told.intersection(page_side)
    if not others_told or len(others_told) == len(page_side):
        return None
    central = tfidf([" ".join(source)], source)[0]
    orders = {
        "this": page_side,
        "order of the article": sorted(page_side),
        "longest first": sorted(page_side, key=lambda j: -len(source[j])),
        "most central first": sorted(page_side, key=lambda j: -central[j]),
    }
    texts = TextPair.of(Text(page, "en"), Text(source, "en"))
    centrality = centrality_of(texts)
    return Ranked(
        orders, others_told, {j: tuple(signs_of(texts, j, centrality).values()) for j in page_side}
    )


def of_models() -> Iterator[Ranked]:
    """Yield a model's summary, and the others' sentences on the same article."""
    articles: defaultdict[str, list[Any]] = defaultdict(list)
    for row in load("ragtruth_summary"):
        articles[row["source"]].append(row)
    for text, rows in list(articles.items())[:_MOST]:
        source = split(text)
        results = [(page, told(align(Text(page, "en"), Text(source, "en"))))
                   for page in (split(row["summary"]) for row in rows)]  # fmt: skip
        for page, own in results:
            others = [used for _, used in results if used is not own]
            counted = {j for j in range(len(source)) if sum(j in used for used in others) >= 2}
            if omissions := ranked(page, source, counted):
                yield omissions


def of_people() -> Iterator[Ranked]:
    """Yield articles of which a person's summary is known: XSum, CNN/DM, inshorts."""
    for page, source in people():
        told_by_person = told(align(Text(page, "en"), Text(source, "en")))
        if omissions := ranked([], source, told_by_person):
            yield omissions


def people() -> Iterator[tuple[list[str], list[str]]]:
    """People's summaries with their articles."""
    used_sources: set[str] = set()
    for row in load("bump_task2"):
        if row["source"] not in used_sources:
            used_sources.add(row["source"])
            yield split(row["faithful"]), split(row["source"])
    folder = DATA.parent / "source"
    with gzip.open(folder / "pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        pairs = [row for row in map(json.loads, lines) if row["set"] == "inshorts"][:_MOST]
    bodies = {row["article_id"]: "" for row in pairs}
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["id"] in bodies:
                bodies[row["id"]] = row["body"]
    for row in pairs:
        yield split(row["summary"]), split(bodies[row["article_id"]])


def _auc(entries: Sequence[Ranked], name: str) -> float:
    scores = []
    for entry in entries:
        order = entry.orders[name]
        scores.append(auc([(-float(rank), j in entry.wanted) for rank, j in enumerate(order)]))
    return float(np.mean(scores))


def _first(entries: Sequence[Ranked], name: str) -> float:
    shares = [len(e.wanted.intersection(e.orders[name][:_FIRST])) / min(_FIRST, len(e.wanted))
              for e in entries]  # fmt: skip
    return float(np.mean(shares))


def learn(entries: Sequence[Ranked]) -> Any:
    """Weights of the signs; every text counts the same, and its wanted ones as its others."""
    signs, targets, worth = [], [], []
    for entry in entries:
        for j, sign in entry.signs.items():
            signs.append(sign)
            targets.append(j in entry.wanted)
            same = sum((index in entry.wanted) == targets[-1] for index in entry.signs)
            worth.append(1 / same)
    scale = len(worth) / sum(worth)
    return logistic(np.array(signs), np.array(targets, dtype=float), worth=scale * np.array(worth))[
        0
    ]


def main() -> None:
    """Print the table, and the weights learned on all."""
    sets = {"other models' summaries": list(of_models()), "people's summaries": list(of_people())}
    for title, entries in sets.items():
        weights = learn(
            [
                entry
                for name, other_entries in sets.items()
                if name != title
                for entry in other_entries
            ]
        )
        for entry in entries:
            entry.orders["learned on the other"] = sorted(
                entry.signs, key=lambda j, e=entry: -float(weights @ np.array(e.signs[j]))
            )
        print(f"\nleft out against {title}: {len(entries)} texts")
        for name in entries[0].orders:
            whole_order = interval(lambda e, n=name: _auc(e, n), entries)
            first = interval(lambda e, n=name: _first(e, n), entries)
            print(f"  {name:22} AUC {whole_order}  of the first {_FIRST} {first}")
    everything = [entry for entries in sets.values() for entry in entries]
    print("weights learned on all:", learn(everything).round(2).tolist())


if __name__ == "__main__":
    main()

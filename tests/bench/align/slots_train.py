"""Teaches server/align/misplaced.json: is a number in its place, or of elsewhere in the article?

    python -m tests.bench.align.slots_train [--write]

Numbers of consistent sentences (RAGTruth, QAGS, DeFacto, FIB) against the same sentences with
the number exchanged for another one of the article. Weights by logistic regression over
`server.align.changes.misplaced.FEATURES`; each half of the articles is judged with the weights
of the other, all together go into server/align/misplaced.json with --write.
"""

import hashlib
import random
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from server.align import Text, TextPair
from server.align.changes.misplaced import FEATURES, slot_of
from server.align.pair import SentencePair
from server.align.placement import place
from server.align.similarity import Similarity
from server.model import linear_models
from server.text.quantity import comparable, same_value
from tests.bench.align.align_data import ROOT, load, split
from tests.bench.align.logistic import logistic, table_of, write_models

_SAME_UNIT = 0.7  # share of the exchanges for a number of the same unit


class Example(NamedTuple):
    """A number of a sentence: its set, half, whether it was exchanged, its features."""

    name: str
    seen: bool
    exchanged: bool
    features: tuple[float, ...]


def pairs(page: list[str], source: list[str]) -> list[SentencePair | None]:
    """Each page sentence beside its source sentences; None for verbatim ones."""
    texts = TextPair.of(Text(page, "en"), Text(source, "en"))
    placed = place(texts, Similarity())
    return [
        None if i in placed.verbatim else SentencePair(texts, i, tuple(sources))
        for i, sources in enumerate(placed.assigned.sources)
    ]


def examples() -> Iterator[Example]:
    """Every number of the consistent sentences, and one exchange of each."""
    chance = random.Random(5)
    for name, page, source, fine in consistent():
        half = seen(" ".join(source))
        for pair in pairs(page, source):
            if pair is None or not fine[pair.index]:
                continue
            for quantity in pair.page.quantities:
                if pair.places(quantity):
                    yield Example(name, half, False, slot_of(pair, quantity).features)
                    for features in _exchanged(page, source, pair, quantity, chance):
                        yield Example(name, half, True, features)


def _exchanged(
    page: list[str], source: list[str], pair: SentencePair, quantity: Any, chance: random.Random
) -> Iterator[tuple[float, ...]]:
    """Features of another number of the source in this one's place."""
    others = [q for _, q in pair.texts.source.values.places if not same_value(quantity, q)]
    alike = [q for q in others if comparable(quantity, q)]
    pool = alike if alike and chance.random() < _SAME_UNIT else others
    if not pool:
        return
    exchanged = chance.choice(pool).text
    sentence = pair.page.text[: quantity.start] + exchanged + pair.page.text[quantity.end :]
    changed = pairs([*page[: pair.index], sentence, *page[pair.index + 1 :]], source)[pair.index]
    for located in changed.quantities if changed else ():
        if located.start < quantity.start + len(exchanged) and located.end > quantity.start:
            if changed and changed.places(located):
                yield slot_of(changed, located).features
            return


def learn(entries: list[Example]) -> tuple[np.ndarray[Any, Any], float]:
    """Weights and bias of a logistic regression, ridge 1 on standardised features."""
    x = np.array([e.features for e in entries])
    return logistic(x, np.array([e.exchanged for e in entries], dtype=float))


def seen(article: str) -> bool:
    """Return whether rules may be written from this article's texts."""
    return hashlib.sha1(article.encode(), usedforsecurity=False).digest()[0] % 2 == 0


def consistent() -> Iterator[tuple[str, list[str], list[str], list[bool]]]:
    """Set, page, source and which page sentences are consistent, for learning."""
    faithful = {row["faithful"]: row for row in load("fib_factcc")}
    for text, row in faithful.items():
        page = _sentences(text)
        yield "fib", page, split(row["source"]), [True] * len(page)
    for row in load("ragtruth_summary"):
        page = split(row["summary"])
        yield "ragtruth", page, split(row["source"]), [not b for b in _marked(row, page)]
    for name in ("qags_cnndm", "qags_xsum", "defacto_train"):
        for row in load(name):
            fine = [bool(support) for support in row["support"]]
            yield name, row["summary_sentences"], split(row["source"]), fine


def _marked(row: dict[str, Any], page: list[str]) -> list[bool]:
    """Return which sentences of a RAGTruth summary hold an unsupported span."""
    start, marked = 0, []
    for text in page:
        start = row["summary"].find(text, start)
        end = start + len(text)
        marked.append(any(s["s"] < end and s["e"] > start for s in row["spans"]))
        start = end
    return marked


def _sentences(text: str) -> list[str]:
    return [s for line in text.replace("</t>", "").split("<t>") for s in split(line)]


def main() -> None:
    """Print how many exchanges are found at several rates of false alarm."""
    entries = list(examples())
    scores = np.zeros(len(entries))
    for half in (True, False):
        weights, bias = learn([e for e in entries if e.seen is not half])
        for index, e in enumerate(entries):
            if e.seen is half:
                scores[index] = bias + weights @ np.array(e.features)
    for name in sorted({e.name for e in entries}):
        own = [s for s, e in zip(scores, entries, strict=True) if e.name == name]
        kinds = [e.exchanged for e in entries if e.name == name]
        line = f"{name:14} n {kinds.count(False):4}"
        for limit in (1.5, 2.0, 2.5, 3.0, 3.5, 4.0):
            rates = [np.mean([s > limit for s, k in zip(own, kinds, strict=True) if k is side])
                     for side in (True, False)]  # fmt: skip
            line += f"  >{limit}: {rates[0]:.2f}/{rates[1]:.3f}"
        print(line)
    weights, bias = learn(entries)
    limits = linear_models("server.align", "misplaced.json")["oddity"].thresholds
    table = table_of(FEATURES, weights, bias, thresholds=limits)
    print(table)
    if "--write" in sys.argv:
        path = ROOT / "server" / "align" / "misplaced.json"
        write_models(path, "align.slots_train", {"oddity": table})


if __name__ == "__main__":
    main()

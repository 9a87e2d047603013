"""Measures lies and judged claims that pass as cited, in docs/measurements.md.

    python -m tests.bench.align.lies [--third] [--show KIND OUTCOME]

A lie is a sentence of an article in which one thing was turned: "not" put in, "may" made "will" or
the reverse, a name, a number or the word after an auxiliary verb exchanged for another one of the
same article. Beside them are the claims of ExpertQA, WiCE and the judged summaries. The claims of
two thirds of the articles are counted, with --third those of the others.
"""

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from multiprocessing import Pool
from typing import NamedTuple

from server.align import Text
from server.cite.claims import CitedClaim, check_claim
from tests.bench.align.align_data import DATA, is_held_out, load, split

_ARTICLES = 300  # that lies are made of
_LENGTHS = range(8, 31)  # words of a sentence that is turned
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could)\b(?! not\b)")
_TURNS = {"may": "will", "might": "will", "could": "will", "will": "may", "would": "might"}
_MODAL = re.compile(rf"\b(?:{'|'.join(_TURNS)})\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_VERB = re.compile(r"(?:(?<=\bwas )|(?<=\bwere ))[a-z]{4,}ed\b")


class Asked(NamedTuple):
    """A claim with what it is, and the sentences of the page that it cites."""

    kind: str
    text: str
    source: list[str]


def lies_of(source: Sequence[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield one lie of each kind that the sentences of an article allow."""
    fitting = [
        sentence for sentence in source if len(sentence.split()) in _LENGTHS and '"' not in sentence
    ]
    chance.shuffle(fitting)
    turns = {
        "negated": (_AUXILIARY, lambda word, _: [f"{word} not"]),
        "modal": (_MODAL, lambda word, _: [_TURNS[word]]),
        "name": (_NAME, lambda _, others: others),
        "number": (_NUMBER, lambda _, others: others),
        "verb": (_VERB, lambda _, others: others),
    }
    for kind, (pattern, turned) in turns.items():
        for sentence in fitting:
            others = [w for other in source if other != sentence for w in pattern.findall(other)]
            match = pattern.search(sentence)
            new = (
                [word for word in turned(match[0], others) if word not in sentence] if match else []
            )
            if match and new:
                yield kind, sentence[: match.start()] + chance.choice(new) + sentence[match.end() :]
                break


def claims() -> Iterator[Asked]:
    """Yield made lies, and claims that people judged."""
    chance = random.Random(39)
    with gzip.open(DATA.parent / "source" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        bodies = [row["body"] for row in map(json.loads, lines) if row["source"] in ("bbc", "fnc")]
    for body in chance.sample(bodies, _ARTICLES):
        source = split(body)
        for kind, text in lies_of(source, chance):
            yield Asked(f"lie {kind}", text, source)
    for row in load("wice_claim_dev"):
        yield Asked(f"WiCE {row['label']}", row["summary_sentences"][0], row["source_sentences"])
    with gzip.open(DATA.parent / "claims" / "expertqa.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            cited = [
                sentence for evidence in row["evidence"] for sentence in split(evidence["text"])
            ]
            yield Asked(f"ExpertQA {row['support']}", row["claim"], cited)
    for row in load("judged"):
        for text, said in zip(row["page"], row["sentences"], strict=True):
            if said["support"] != "note":
                yield Asked(f"judged {said['support']}", text, row["source"])


def _checked(claim: Asked) -> tuple[Asked, str]:
    checked = check_claim(CitedClaim(Text([claim.text], "en")), Text(claim.source, "en"))
    return claim, checked.outcome


def main() -> None:
    """Print how many claims of each kind have which outcome."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--third", action="store_true")
    parser.add_argument("--show", nargs=2, default=("", ""), metavar=("KIND", "OUTCOME"))
    options = parser.parse_args()
    chosen = [claim for claim in claims() if is_held_out(" ".join(claim.source)) == options.third]
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with Pool() as pool:
        for claim, outcome in pool.imap(_checked, chosen, chunksize=16):
            counts[claim.kind][outcome] += 1
            if (claim.kind, outcome) == tuple(options.show):
                print(claim.text)
    for kind, by_outcome in sorted(counts.items()):
        shown = "  ".join(f"{name} {count}" for name, count in by_outcome.most_common())
        print(f"{kind:28} {by_outcome.total():5}  {shown}")


if __name__ == "__main__":
    main()

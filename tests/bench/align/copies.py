"""Teaches server/align/changes/opposites.py its words: which rules are right on near copies.

    python -m tests.bench.align.copies [--natural] [--show RULE]

Near copies are two versions of one sentence. Right is a firing on a version that people judged to
say something else, or that was altered on purpose: SummEdits (with edits that keep the sense), BUMP
and FIB, each beside its own first version, and statements about one passage (data/consistency),
beside one that the passage bears out. --natural counts firings on sentences that two articles of
one text (data/source) have in two versions: most were edited without changing what is said, so
these are read. All on two thirds of the articles.
"""

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain, combinations, product
from multiprocessing import Pool
from typing import Any

from rapidfuzz.distance import LCSseq

from tests.bench.align.align_data import DATA, interval_of, is_held_out, load, split
from tests.bench.align.rules import Task, fired_on

_ALIKE = 0.7  # of the longer one's words, in order
_ENDS = 5  # words at an end that two versions share
_LONGEST = 60  # words
_MOST = 30  # sentences with the same end: more are headings and forms
_ONE_TEXT = 0.35  # of the shorter one's runs of five words
_LEFT_OUT = {"short", "absent", "bbc_title", "rewrite_noisy", "add_one_rte", "monli"}


def versions() -> Iterator[Task]:
    """Yield pairs of versions of which somebody said whether they say the same."""
    for name in ("summedits_ectsum", "summedits_scitldr"):
        for row in load(name):
            sides = row["summary"], row["original_summary"]
            yield from _pairs(name, row, *sides, is_wrong=not int(row["support"]))
    for name in ("bump_task2", "fib_factcc"):
        for row in load(name):
            altered, faithful = (
                re.sub("</?t>", " ", row[side]) for side in ("altered", "faithful")
            )
            yield from _pairs(name, row, altered, faithful, is_wrong=True)
    yield from _of_passages()


def _of_passages() -> Iterator[Task]:
    said: defaultdict[tuple[str, str, str], dict[str, bool]] = defaultdict(dict)
    with gzip.open(DATA.parent / "consistency" / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["set"] not in _LEFT_OUT and not row["set"].startswith(("flip", "fib", "bump")):
                key = row["set"], row["lang"], row["premise"]
                said[key][row["hypothesis"]] = row["label"] == "not"
    for (name, language, passage), wrong in said.items():
        true = [text for text, is_wrong in wrong.items() if not is_wrong][:20]
        for text, first in product(wrong, [*true, passage]):
            if first != text and _are_alike(text, first):
                yield Task(name, [text], [first], [wrong[text]], language=language)


def _pairs(
    name: str, row: dict[str, Any], page: str, source: str, *, is_wrong: bool
) -> Iterator[Task]:
    sides = split(page), split(source)
    changed = [(a, b) for a, b in zip(*sides, strict=False) if a != b]
    is_reserved = is_held_out(row["source"])
    if not is_reserved and len(sides[0]) == len(sides[1]) and len(changed) == 1:
        yield Task(name, [changed[0][0]], [changed[0][1]], [is_wrong])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _are_alike(text: str, other_text: str) -> bool:
    a, b = (_words(text) if " " in text else list(text) for text in (text, other_text))
    longest = max(len(a), len(b), 1)
    return abs(len(a) - len(b)) < longest / 3 and LCSseq.similarity(a, b) >= _ALIKE * longest


def natural() -> Iterator[Task]:
    """Yield sentences of two articles of one text that differ, both ways round."""
    texts: dict[str, str] = {}
    with gzip.open(DATA.parent / "source" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            texts[row["id"]] = " ".join(row["body"].split())
    ends: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, text in texts.items():
        for sentence in split(text):
            words = _words(sentence)
            if _ENDS < len(words) <= _LONGEST:
                for end in (words[:_ENDS], words[-_ENDS:]):
                    ends[" ".join(end)].append((key, sentence))
    near = chain.from_iterable(combinations(g, 2) for g in ends.values() if len(g) <= _MOST)
    differing = {
        sides
        for (key, page), (other_key, source) in near
        if key != other_key and _words(page) != _words(source) and _are_alike(page, source)
        if _are_one_text(texts[key], texts[other_key])
        for sides in ((page, source), (source, page))
    }
    for page, source in sorted(differing):
        yield Task("natural", [page], [source], [False])


def _are_one_text(text: str, other_text: str) -> bool:
    a, b = (
        {tuple(w[start : start + 5]) for start in range(len(w) - 4)}
        for w in (_words(text), _words(other_text))
    )
    return len(a & b) >= _ONE_TEXT * max(1, min(len(a), len(b)))


def main() -> None:
    """Print right and fired for each rule, by set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--natural", action="store_true")
    parser.add_argument(
        "--show", default="", help="print what a rule fired on, by part of its name"
    )
    options = parser.parse_args()
    counts: defaultdict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    with Pool() as pool:
        tasks = natural() if options.natural else versions()
        for task, fired in pool.imap(fired_on, tasks, chunksize=64):
            for rule in fired:
                counts[rule][task.set, task.wrong[0]] += 1
                if options.show and options.show in rule:
                    print(rule, task.wrong[0], task.page[0], "|", task.source[0], sep="\n  ")
    for rule, by_set in sorted(counts.items()):
        right = sum(count for (_, is_right), count in by_set.items() if is_right)
        sets = " ".join(f"{name} {by_set[name, True]}/{by_set[name, True] + by_set[name, False]}"
                        for name in sorted({name for name, _ in by_set}))  # fmt: skip
        print(
            f"{rule:58} {right:5}/{by_set.total():5} {interval_of(right, by_set.total())}  {sets}"
        )


if __name__ == "__main__":
    main()

"""Counts how often each kind of change is found, and raised on what is consistent.

    python -m tests.bench.align.changes [fib bump ragtruth qags defacto summedits] [--misses KIND]

Each set is cut in two by its articles: rules are written looking at one half ("seen") and
reported for the other ("unseen") too. Intervals are Wilson's at 95 %. Beside them, in the same
run, the naive rules: a number, a capital word, a "not" that the source does not have.
"""

import hashlib
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from server.align import Text, align
from tests.bench.align.align_data import load, split

VALUES = frozenset({"number", "date"})
KINDS = {
    "number, date": VALUES,
    "number or date": frozenset({"number", "date"}),
    "name": frozenset({"name"}),
    "quote": frozenset({"quote"}),
    "negation": frozenset({"negation"}),
    "hedge": frozenset({"hedge"}),
    "opposite": frozenset({"opposite"}),
    "any": frozenset({*VALUES, "name", "quote", "negation", "hedge", "opposite"}),
}
WANTED = {
    "numswp": ("number, date", "naive number"),
    "dateswp": ("number, date", "naive number"),
    "entswp": ("name", "naive name"),
    "negation": ("negation", "naive negation"),
    "pronoun": ("any", "naive name"),
}


class Judged(NamedTuple):
    """A text with what was raised on it."""

    seen: bool
    altered: bool
    flags: frozenset[str]


def seen(article: str) -> bool:
    """Return whether rules may be written from this article's texts."""
    return hashlib.sha1(article.encode(), usedforsecurity=False).digest()[0] % 2 == 0


def raised(page: list[str], source: list[str]) -> list[frozenset[str]]:
    """For each page sentence the groups of kinds raised on it, the naive ones included."""
    result = align(Text(page, "en"), Text(source, "en"))
    naive = _naive(page, source)
    found = []
    for sentence in result.sentences:
        kinds = {change.params.get("code") or change.kind for change in sentence.changes}
        groups = {name for name, wanted in KINDS.items() if kinds & wanted}
        if sentence.label == "verbatim":
            groups.add("verbatim")
        found.append(frozenset(groups | naive[sentence.index]))
    return found


def _naive(page: list[str], source: list[str]) -> list[set[str]]:
    whole = " ".join(source)
    numbers, words = set(re.findall(r"\d[\d.,]*", whole)), set(re.findall(r"\w+", whole.lower()))
    rules = {
        "naive number": lambda s: set(re.findall(r"\d[\d.,]*\d|\d", s)) - numbers,
        "naive name": lambda s: {w.lower() for w in re.findall(r"(?<=\w )[A-Z]\w+", s)} - words,
        "naive negation": lambda s: (
            bool(re.search(r"\bnot\b|n't", s)) and not re.search(r"\bnot\b|n't", whole)
        ),
    }
    return [{name for name, rule in rules.items() if rule(s)} for s in page]


def _union(groups: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*groups)


# --- tables ------------------------------------------------------------------------------


def _share(hits: int, total: int) -> str:
    if not total:
        return "   –             "
    z, p = 1.96, hits / total
    centre = (p + z * z / 2 / total) / (1 + z * z / total)
    half = z * math.sqrt(p * (1 - p) / total + z * z / 4 / total**2) / (1 + z * z / total)
    return f"{p:.3f} [{max(0, centre - half):.2f}-{min(1, centre + half):.2f}]"


def _twins(title: str, judged: dict[str, list[Judged]], groups: dict[str, tuple[str, ...]]) -> None:
    """Share of altered and of faithful texts on which each group is raised."""
    print(f"\n{title}: raised on altered / on faithful")
    for name, entries in sorted(judged.items()):
        for group in groups[name]:
            line = f"  {name:28} {group:20}"
            for half in (True, False):
                sides = [
                    [group in j.flags for j in entries if j.seen is half and j.altered is side]
                    for side in (True, False)
                ]
                line += f" | {'seen' if half else 'unseen':6} n {len(sides[0]):3} "
                line += " / ".join(_share(sum(side), len(side)) for side in sides)
            print(line)


def _precision(title: str, judged: list[Judged]) -> None:
    """Precision and recall of "unsupported" for each group."""
    print(f"\n{title}: right when raised, recall (base rate)")
    for group in [*KINDS, "verbatim", "naive number", "naive name", "naive negation"]:
        line = f"  {group:22}"
        for half in (True, False):
            part = [j for j in judged if j.seen is half]
            bad = sum(j.altered for j in part)
            hits = [j.altered for j in part if group in j.flags]
            name, right = "seen" if half else "unseen", sum(hits)
            line += f" | {name:6} n {len(hits):3} {_share(right, len(hits))}"
            line += f" {sum(hits) / max(1, bad):.3f} ({bad / max(1, len(part)):.2f} of {len(part)})"
        print(line)


# --- data sets ---------------------------------------------------------------------------


def _sentences(text: str) -> list[str]:
    return [s for part in text.replace("</t>", "").split("<t>") for s in split(part)]


def fib() -> None:
    """FactCC's rule-made swaps."""
    judged: defaultdict[str, list[Judged]] = defaultdict(list)
    groups: dict[str, tuple[str, ...]] = {}
    for row in load("fib_factcc"):
        source = split(row["source"])
        name = f"{row['swap']} {row['dataset'][11:]}"
        groups[name] = WANTED[row["swap"]]
        for side in ("altered", "faithful"):
            flags = _union(raised(_sentences(row[side]), source))
            judged[name].append(Judged(seen(row["source"]), side == "altered", flags))
    _twins("FIB", judged, groups)
    every = [j for entries in judged.values() for j in entries if not j.altered]
    _alarms("FIB, all faithful texts", every)


def _alarms(title: str, faithful: list[Judged]) -> None:
    print(f"\n{title}: raised on what is consistent")
    for group in [*KINDS, "naive number", "naive name", "naive negation"]:
        line = f"  {group:22}"
        for half in (True, False):
            hits = [group in j.flags for j in faithful if j.seen is half]
            name = "seen" if half else "unseen"
            line += f" | {name:6} n {len(hits):4} {_share(sum(hits), len(hits))}"
        print(line)


def bump() -> None:
    """People's minimal edits of summaries, by type of error."""
    judged: defaultdict[str, list[Judged]] = defaultdict(list)
    for row in load("bump_task2"):
        source = split(row["source"])
        for side in ("altered", "faithful"):
            flags = _union(raised(split(row[side]), source))
            judged[row["error_type"]].append(Judged(seen(row["source"]), side == "altered", flags))
    chosen = ("number, date", "name", "negation", "opposite", "hedge", "any")
    _twins("BUMP", judged, dict.fromkeys(judged, chosen))


def summedits() -> None:
    """Edits by models, checked by people."""
    for name in ("summedits_ectsum", "summedits_scitldr"):
        _precision(
            name,
            [
                Judged(seen(r["source"]), not r["support"],
                       _union(raised(split(r["summary"]), split(r["source"]))))
                for r in load(name)
            ],
        )  # fmt: skip


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
    at, marked = 0, []
    for text in page:
        at = row["summary"].find(text, at)
        end = at + len(text)
        marked.append(any(s["s"] < end and s["e"] > at for s in row["spans"]))
        at = end
    return marked


def _judged_sentences(names: Iterable[str]) -> Iterator[Judged]:
    for name in names:
        for row in load(name):
            flags = raised(row["summary_sentences"], split(row["source"]))
            for kinds, support in zip(flags, row["support"], strict=True):
                yield Judged(seen(row["source"]), not support, kinds)


def qags() -> None:
    """Sentences of summarisers, three votes each."""
    for name in ("qags_cnndm", "qags_xsum"):
        _precision(name, list(_judged_sentences([name])))


def defacto() -> None:
    """XSum summaries."""
    _precision("DeFacto", list(_judged_sentences(["defacto_train", "defacto_val"])))


def ragtruth() -> None:
    """Summaries by language models, unsupported spans marked."""
    judged = []
    for row in load("ragtruth_summary"):
        page = split(row["summary"])
        flags = raised(page, split(row["source"]))
        for bad, kinds in zip(_marked(row, page), flags, strict=True):
            judged.append(Judged(seen(row["source"]), bad, kinds))
    _precision("RAGTruth", judged)


def main() -> None:
    """Run the sets named on the command line, or all."""
    measures: dict[str, Any] = {
        f.__name__: f for f in (fib, bump, ragtruth, qags, defacto, summedits)
    }
    for name in sys.argv[1:] or measures:
        measures[name]()


if __name__ == "__main__":
    main()

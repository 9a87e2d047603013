"""Measures how often each rule that decides fired and was right, in docs/measurements.md.

    python -m tests.bench.align.rules [--third] [--also PATH] [--show RULE]

A rule is the function of a module of server/align/changes that found the change. It is right where
it fires on a sentence that has something wrong: a sentence judged by people (judged pairs,
RAGTruth, QAGS, DeFacto), an edited text (SummEdits), or the altered one of two versions (BUMP, FIB)
where it is silent on the other one. Rules are made on two thirds of the articles; --third counts
the others, and is looked at once a version. --also adds pairs judged elsewhere, in the form and
language that they have (a file or a folder, as of tests.bench.align.judged).
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple

from server.align import Text, align
from server.align.changes import change as change_module
from server.model import DIFFERING_KINDS, Change
from tests.bench.align.align_data import interval_of, is_held_out, judged_at, load, split

_FOLDER = "/align/changes/"
_NOT_RULES = frozenset(
    {"make_change", "change_of_facts", "change_of_words", "detect_changes", "compare_number"}
    | {"compare_edit"}
)


class Task(NamedTuple):
    """A text with which of its sentences have something wrong; of twins, the faithful version."""

    set: str
    page: list[str]
    source: list[str]
    wrong: list[bool]
    twin: list[str] | None = None
    language: str = "en"


class Fired(NamedTuple):
    """A rule that fired on a sentence."""

    rule: str
    set: str
    right: bool
    says: str


def _named(*fields: Any) -> Change:
    """Make a change that knows which function found it."""
    frame, names = sys._getframe(1), []
    while frame is not None and len(names) < 12:
        code = frame.f_code
        if _FOLDER in code.co_filename and code.co_name not in _NOT_RULES:
            module = code.co_filename.rpartition("/")[2].removesuffix(".py")
            names.append(f"{module}.{code.co_name}")
        frame = frame.f_back
    kind, page, source, message, params = fields
    named = [name for name in names if not name.startswith("<")]
    rule = named[-1] if named else kind
    sides = ("page " if page else "") + ("source" if source else "")
    return Change(
        kind, page, source, message, {**params, "rule": f"{kind} {rule} ({sides.strip()})"}
    )


def _fired(page: list[str], source: list[str], language: str) -> list[dict[str, str]]:
    """Return what fired on each sentence: rules of changes that differ, and the finding."""
    change_module.Change = _named  # type: ignore[misc,assignment]
    rules_by_sentence = []
    for sentence in align(Text(page, language), Text(source, language)).sentences:
        rules = {
            change.params["rule"]: change.says
            for change in sentence.changes
            if change.kind in DIFFERING_KINDS
        }
        text = page[sentence.index]
        rules_by_sentence.append(
            {**rules, f"finding {sentence.finding}": text, f"label {sentence.label}": text}
        )
    return rules_by_sentence


def fired_on(task: Task) -> tuple[Task, dict[str, str]]:
    """Return a task of one sentence with the rules that fired on it."""
    return task, _fired(task.page, task.source, task.language)[0]


def _counted(task: Task) -> list[Fired]:
    fired = _fired(task.page, task.source, task.language)
    rules_of_twin: set[str] = set()
    if task.twin is not None:
        rules_of_twin = {
            rule for rules in _fired(task.twin, task.source, task.language) for rule in rules
        }
        merged = {rule: text for rules in fired for rule, text in rules.items()}
        wrong = [Fired(rule, task.set, False, "faithful") for rule in rules_of_twin]
        return wrong + [
            Fired(rule, task.set, True, says)
            for rule, says in merged.items()
            if rule not in rules_of_twin
        ]
    if len(task.wrong) == 1 < len(task.page):
        fired = [{rule: text for rules in fired for rule, text in rules.items()}]
    return [
        Fired(rule, task.set, bad, text)
        for bad, rules in zip(task.wrong, fired, strict=True)
        for rule, text in rules.items()
    ]


def tasks(*, third: bool) -> Iterator[Task]:
    """Yield the texts of two thirds of the articles, or of the held-out third."""
    for task in _all():
        if is_held_out(" ".join(task.source)) == third:
            yield task


def also(path: Path) -> Iterator[Task]:
    """Yield pairs that were judged elsewhere."""
    for row in judged_at(path):
        yield Task(row["set"], row["page"], row["source"], _wrong(row), language=row["lang"])


def _wrong(row: dict[str, Any]) -> list[bool]:
    return [bool(s["facts"]) or s["support"] == "none" for s in row["sentences"]]


def _all() -> Iterator[Task]:
    for row in load("judged"):
        yield Task("judged", row["page"], row["source"], _wrong(row))
    for row in load("ragtruth_summary"):
        page, end, wrong = split(row["summary"]), 0, []
        for sentence in page:
            start = row["summary"].find(sentence, end)
            end = start + len(sentence)
            wrong.append(any(s["s"] < end and s["e"] > start for s in row["spans"]))
        yield Task("ragtruth", page, split(row["source"]), wrong)
    for name in ("qags_cnndm", "qags_xsum", "defacto_train", "defacto_val"):
        for row in load(name):
            wrong = [not support for support in row["support"]]
            yield Task(name, row["summary_sentences"], split(row["source"]), wrong)
    for name in ("summedits_ectsum", "summedits_scitldr"):
        for row in load(name):
            yield Task(name, split(row["summary"]), split(row["source"]), [not row["support"]])
    for name in ("bump_task2", "fib_factcc"):
        for row in load(name):
            sides = (_sentences(row[side]) for side in ("altered", "faithful"))
            altered, faithful = sides
            yield Task(name, altered, split(row["source"]), [True] * len(altered), faithful)


def _sentences(text: str) -> list[str]:
    return [s for line in text.replace("</t>", "").split("<t>") for s in split(line)]


def main() -> None:
    """Print right and fired for each rule, by set and in all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--third", action="store_true")
    parser.add_argument("--also", type=Path, help="pairs judged elsewhere, a file or a folder")
    parser.add_argument("--show", default="", help="print what a rule said, by part of its name")
    options = parser.parse_args()
    counts: defaultdict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    with Pool() as pool:
        texts = chain(tasks(third=options.third), also(options.also) if options.also else ())
        for fired in pool.imap(_counted, texts, chunksize=16):
            for firing in fired:
                counts[firing.rule][firing.set, firing.right] += 1
                if options.show and options.show in firing.rule:
                    print(firing)
    for rule, by_set in sorted(counts.items()):
        right = sum(count for (_, is_right), count in by_set.items() if is_right)
        total = by_set.total()
        sets = "  ".join(
            f"{name.split('_')[0][:5]}{name[-3:] if '_' in name else ''} "
            f"{by_set[name, True]}/{by_set[name, True] + by_set[name, False]}"
            for name in dict.fromkeys(name for name, _ in sorted(by_set))
        )
        print(f"{rule:58} {right:5}/{total:5} {interval_of(right, total)}  {sets}")


if __name__ == "__main__":
    main()

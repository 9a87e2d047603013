"""Measures each aim of finding on data that taught nothing, in docs/measurements.md.

    python -m tests.bench.source.find_table [--third] [--pairs N]

Reads ../shared/data/source beside the project. Articles and events are in thirds by a hash. Without
--third the rows are of two thirds, each page judged by models that have seen no page of its article
or event; with it of the last third, by models of the two. Where the source is not the page's own
article, other articles on its event are in the pool. The hidden web has N pairs (default 12).
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

from tests.bench.source.find_data import DATA
from tests.bench.source.find_outcomes import (
    Answer,
    answers,
    judged_by,
    models_by_part,
    models_of,
    outcomes,
    share,
)
from tests.bench.source.find_train import Row as Candidate
from tests.bench.source.find_train import rows
from tests.bench.source.find_trials import trials
from tests.bench.source.finding import SUMMARIES
from tests.bench.source.hidden_web import (
    Answered,
    chosen_pairs,
    is_called_cut,
    is_wholly_right,
    is_wrong,
    measured,
)
from tests.bench.whole.answers import third_of

KEPT = 2  # the third that is only judged
# A row: what, its figure, what is asked.
Line = tuple[str, str, str]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--third", action="store_true", help="judge the third that was kept")
    parser.add_argument("--pairs", type=int, default=12, help="of the hidden web (0: without it)")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The data is not at {DATA}; nothing was measured.")
    candidates = rows()
    lines = list(of_pairs(answered(candidates, kept=options.third)))
    if options.pairs:
        lines += of_web(web(candidates, options.pairs, kept=options.third))
    print("the third that was kept" if options.third else "two thirds, each page left out")
    for what, figure, aim in lines:
        print(f"  {what:58} {figure:34} {aim}")


def answered(candidates: Sequence[Candidate], *, kept: bool) -> list[Answer]:
    """Return the server's decisions on two thirds of the trials, or on the kept third."""
    learned = [row for row in candidates if third_of(row.trial.group) != KEPT]
    judged = [trial for trial in trials() if (third_of(trial.group) == KEPT) == kept]
    if not kept:
        return outcomes(judged, models_by_part(learned))
    with judged_by(models_of(learned)):
        return [answer for trial in judged for answer in answers(trial)]


def of_pairs(answered_pairs: Sequence[Answer]) -> Iterator[Line]:
    """Return the rows of pairs of a page and its source in the whole pool."""
    present = [
        answer
        for answer in answered_pairs
        if answer.kind in SUMMARIES and answer.variant == "present"
    ]
    removed = [
        answer
        for answer in answered_pairs
        if answer.kind in SUMMARIES and answer.variant == "removed"
    ]
    accepted = [answer for answer in present if answer.said == "source"]

    def line(
        what: str, aim: str, graded: Sequence[Answer], is_so: Callable[[Answer], bool]
    ) -> Line:
        return f"pairs: {what}", share(sum(map(is_so, graded)), len(graded)), aim

    yield line("source first", ">= .985", present, lambda answer: answer.place == 0)
    yield line("source among the ten", ">= .995", present, lambda answer: answer.place is not None)
    yield line("right source accepted", ">= .88", present, _is_right)
    yield line("wrong among the accepted", "<= .005", accepted, lambda answer: not answer.right)
    yield line("source absent: accepted", "<= .005", removed, _is_source)
    for kind in ("event lead", "event whole"):
        event = [
            answer for answer in answered_pairs if answer.kind == kind and answer.variant == "event"
        ]
        yield line(f"{kind}: other coverage called source", "<= .005", event, _is_source)
    padded = [
        answer
        for answer in answered_pairs
        if "padded" in answer.kind and answer.trial.id.startswith("padded-")
    ]
    present = [answer for answer in padded if answer.variant == "present"]
    removed = [answer for answer in padded if answer.variant in ("removed", "event")]
    yield line("with opinion: right source accepted", "", present, _is_right)
    yield line("with opinion, source absent: accepted", "<= .005", removed, _is_source)


def _is_source(answer: Answer) -> bool:
    return answer.said == "source"


def _is_right(answer: Answer) -> bool:
    return answer.said == "source" and answer.right


def web(candidates: Sequence[Candidate], count: int, *, kept: bool) -> list[Answered]:
    """Return the answers on the hidden web, by models without its articles."""
    pairs = chosen_pairs(count, KEPT if kept else 0)
    own = {pair["article_id"] for pair in pairs}
    thirds = {KEPT} if kept else set()
    learned = [
        row
        for row in candidates
        if row.trial.group not in own and third_of(row.trial.group) not in thirds
    ]
    with judged_by(models_of(learned)):
        return measured(pairs)


def of_web(answered_web: Sequence[Answered]) -> Iterator[Line]:
    """Return the rows of the hidden web."""
    wholes = [row for row in answered_web if row[0].labels == ("full",)]
    aims_by_way = {"address": (">= .88", "<= 1"), "html": (">= .88", ""), "text": (">= .76", "0")}
    for way, (aim_right, aim_wrong) in aims_by_way.items():
        answers_of_way = [
            (case, answer) for case, its_way, answer in answered_web if its_way == way
        ]
        right = share(
            sum(is_wholly_right(*case_and_answer) for case_and_answer in answers_of_way),
            len(answers_of_way),
        )
        yield f"hidden web by {way}: verdict and source right", right, aim_right
        yield (
            f"hidden web by {way}: wrong sources",
            f"{sum(is_wrong(*case_and_answer) for case_and_answer in answers_of_way)}",
            aim_wrong,
        )
    cut = sum(is_called_cut(case, answer) for case, _, answer in wholes)
    yield "hidden web: whole pages called cut", share(cut, len(wholes)), "<= 1"
    few = [(case, answer) for case, way, answer in answered_web if _is_few(case.kind, way)]
    right = share(sum(is_wholly_right(*case_and_answer) for case_and_answer in few), len(few))
    yield "hidden web: one to three sentences without a link", right, ">= .80"


def _is_few(kind: str, way: str) -> bool:
    return kind == "few sentences" and way == "html"


if __name__ == "__main__":
    main()

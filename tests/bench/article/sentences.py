"""Measures ends of sentences beside sentencex alone, in docs/measurements.md.

    python -m tests.bench.article.sentences [--wrong]

--wrong shows the misread cases that were not held out.
"""

import sys
from collections.abc import Callable, Iterable

import sentencex

from server.text.sentences import split
from tests.unit.article.cases import Case, cases, inner_ends

Splitter = Callable[[Case], list[str]]


def alone(case: Case) -> list[str]:
    """Split the paragraph with only sentencex."""
    return [s for s in sentencex.segment(case.language, case.paragraph) if s.strip()]


def layered(case: Case) -> list[str]:
    """Split the paragraph with the project."""
    return [sentence.text for sentence in split([case.paragraph], case.language)]


def score(chosen: Iterable[Case], splitter: Splitter) -> tuple[float, float, int, int]:
    """Precision and recall of inner boundaries; cases wholly right, and how many there are."""
    right = found_ends = true_ends = wholly_right = count = 0
    for case in chosen:
        ends = inner_ends(splitter(case))
        right += len(ends & case.ends)
        found_ends += len(ends)
        true_ends += len(case.ends)
        wholly_right += ends == case.ends
        count += 1
    return right / max(1, found_ends), right / max(1, true_ends), wholly_right, count


def main() -> None:
    """Print the table."""
    everything = list(cases())
    print("language  half       sentencex P / R  whole    layer P / R  whole")
    for language in [*dict.fromkeys(case.language for case in everything), "all"]:
        for held_out in (False, True):
            chosen = [c for c in everything if c.held_out == held_out
                      and language in (c.language, "all")]  # fmt: skip
            (p, r, alone_right, n), (p2, r2, layered_right, _) = (
                score(chosen, s) for s in (alone, layered)
            )
            half = "held out" if held_out else "made with"
            print(f"{language:8}  {half:9}  {p:6.2f} / {r:.2f}  {alone_right:4}/{n:<3}"
                  f"  {p2:5.2f} / {r2:.2f}  {layered_right:4}/{n}")  # fmt: skip
    if "--wrong" in sys.argv:
        for case in everything:
            if not case.held_out and inner_ends(layered(case)) != case.ends:
                print(case.language, " | ".join(layered(case)))


if __name__ == "__main__":
    main()

"""Words at a number that turn it: "more than", "minus", "below zero"."""

from server.align.line import Line

_LONGEST_MINUS = 4
_LONGEST_BOUND = 6  # words; characters of a script without spaces


def bound_of(line: Line, first: int, last: int) -> tuple[str, tuple[int, int] | None]:
    """The bound that stands at a number, and where its words are."""
    bounds = line.known.bounds
    for at in range(max(0, first - _LONGEST_BOUND), first):
        found = bounds.at(line.plains, at)
        if found and at + found[1] == first:
            return found[0], (line.words[at].start, line.ends[first - 1])
    for at in (last + 1, last + 2) if line.known.is_dense else ():
        if found := bounds.at(line.plains, at):
            return found[0], (line.words[at].start, line.ends[at + found[1] - 1])
    return "", None


def minus_words(line: Line, first: int) -> int:
    """How many words before word `first` say "minus"."""
    found = (line.known.minus.at(line.plains, first - n) for n in range(1, _LONGEST_MINUS + 1))
    return next((hit[1] for n, hit in enumerate(found, start=1) if hit and hit[1] == n), 0)


def is_below_nought(line: Line, last: int) -> bool:
    """Whether "below zero" follows, over the word for what is counted."""
    below = line.known.below_nought
    return any(below.at(line.plains, last + n) for n in (1, 2, 3))

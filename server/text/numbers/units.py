"""The unit that a number counts: per cent, a currency, a stretch of time."""

from server.align.line import ABBREVIATED, JOINED, Line
from server.align.number_signs import PERCENT
from server.text.numbers.conventions import currency_signs

MINOR = "minor"  # a hundredth of a currency that is not told: "50 cents"


def unit_of(line: Line, at: int, last: int) -> tuple[str, int]:
    """The unit that follows word `last` or stands before `at`; the last word of both."""
    known, plains, after = line.known, line.plains, last + 1
    if unit := _share(line, last) or money_of(line, at, last):
        return unit
    minor = known.minor.at(plains, after)
    if minor and (len(plains[after]) > 1 or not line.gap(last)):
        return MINOR, last + minor[1]
    span = known.spans.at(plains, after)
    if span and JOINED.match(line.gap(last)):
        return f"span:{span[0]}", last + span[1]
    return "", last


def _share(line: Line, last: int) -> tuple[str, int] | None:
    """Per cent, per mille or percentage points behind word `last`."""
    if points := line.known.points.at(line.plains, last + 1):
        return "points", last + points[1]
    if sign := PERCENT.get(line.sign_behind(last)):
        return sign, last
    percent = line.known.percent.at(line.plains, last + 1)
    return ("%", last + percent[1]) if percent else None


def money_of(line: Line, at: int, last: int) -> tuple[str, int] | None:
    """The currency beside a number, and the last word of both."""
    signs, names = currency_signs(), line.known.currencies
    start, end = line.words[at].start, line.ends[last]
    if sign := signs.get(line.sentence[max(0, start - 2) : start].rstrip()[-1:]):
        return sign, last
    name = names.at(line.plains, at - 1)
    if name and JOINED.match(line.gap(at - 1)) and not _is_titled(line, at - 1):
        return name[0], last
    after = line.sentence[end : end + 2].lstrip("\u00a0\u202f ")[:1]
    if sign := signs.get(after):
        return sign, last
    name = names.at(line.plains, last + 1)
    return (name[0], last + name[1]) if name and ABBREVIATED.match(line.gap(last)) else None


def _is_titled(line: Line, at: int) -> bool:
    """Whether word `at` has only its first letter in capitals: "Euro 2016" is no sum."""
    word = line.sentence[line.words[at].start : line.words[at].end]
    return len(word) > 2 and word.istitle()

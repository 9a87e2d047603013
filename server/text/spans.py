"""Words back to the pieces of their sentence."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from server.language.scripts import HANGUL
from server.model import SourceSpan, Span
from server.text.tokens import Word

_SIGN_BEFORE = re.compile(r"[$€£¥₹₩₺₽#+−]\s?$")
_SIGN_BEHIND = re.compile(r"\s?[%‰°€£₽₺]")


class Extent(NamedTuple):
    """Place a piece in a text: its start and its end, exclusive, in characters."""

    start: int
    end: int


class WordRun(NamedTuple):
    """Words next to one another: the numbers of the first and the last."""

    first: int
    last: int


def page_span(sentence: str, start: int, end: int) -> Span:
    """Return the piece `start` to `end` of a page sentence."""
    return Span(start, end, sentence[start:end])


def source_span(index: int, sentence: str, start: int, end: int) -> SourceSpan:
    """Return the piece `start` to `end` of source sentence `index`."""
    return SourceSpan(index, start, end, sentence[start:end])


def whole(sentence: str, words: Sequence[Word], run: range) -> Extent:
    """Return the start and end of the words of `run` with their signs: "$5", "5 %".

    Hangul has spaces: a piece of it that is not a whole word can't be read.
    """
    start, end = words[run[0]].start, words[run[-1]].end
    if _is_hangul(sentence[start : start + 1]):
        while start and (_is_hangul(sentence[start - 1]) or sentence[start - 1].isdecimal()):
            start -= 1
    while _is_hangul(sentence[end - 1 : end]) and _is_hangul(sentence[end : end + 1]):
        end += 1
    before = _SIGN_BEFORE.search(sentence, max(0, start - 2), start)
    after = _SIGN_BEHIND.match(sentence, end)
    return Extent(before.start() if before else start, after.end() if after else end)


def _is_hangul(letter: str) -> bool:
    return HANGUL[0] <= letter <= HANGUL[-1]


def runs(indices: Iterable[int], bridge: Sequence[bool] = ()) -> list[WordRun]:
    """Yield first and last of the runs of `indices`; a single `bridge` position joins two."""
    joined: list[WordRun] = []
    for index in sorted(indices):
        gap = index - joined[-1].last if joined else 0
        if gap == 1 or (gap == 2 and any(bridge[index - 1 : index])):
            joined[-1] = WordRun(joined[-1].first, index)
        else:
            joined.append(WordRun(index, index))
    return joined

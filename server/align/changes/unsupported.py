"""What of a page sentence has no counterpart in its sources."""

import re
from collections.abc import Iterator

from server.align.sentence_pair import Pair
from server.model import Span
from server.text.spans import page_span, runs, whole
from server.text.tokens import is_dense

_KANA = re.compile("[\u3041-\u309f]")  # one alone is an ending or a particle


def missing_spans(pair: Pair) -> list[Span]:
    """The stretches of the page sentence whose telling words no source sentence has.

    Function words between two such words belong to the stretch; a number that the sources
    write in another way does not.
    """
    words = pair.words
    telling = [_tells(pair, at) for at in range(len(words))]
    known = set(_numbers(pair))
    absent = [
        at for at, tells in enumerate(telling) if tells and at not in known and _lacks(pair, at)
    ]
    bridge = [not tells for tells in telling]
    found = (whole(pair.sentence, words, range(*run)) for run in _stretches(absent, bridge))
    spans = [page_span(pair.sentence, *at) for at in found]
    return [span for span in spans if not _KANA.fullmatch(span.text)]


def _stretches(absent: list[int], bridge: list[bool]) -> Iterator[tuple[int, int]]:
    for first, last in runs(absent, bridge):
        yield first, last + 1


def _pairs(pair: Pair, at: int) -> list[str]:
    """The terms that word `at` is in: its own, in scripts without spaces the one before too."""
    words, term = pair.words, pair.words[at].term
    if at and is_dense(words[at].plain) and words[at - 1].end == words[at].start:
        return [other for other in (words[at - 1].term, term) if len(other) > 1]
    return [term]


def _tells(pair: Pair, at: int) -> bool:
    return any(pair.texts.weights[term] for term in _pairs(pair, at))


def _lacks(pair: Pair, at: int) -> bool:
    return pair.source_terms.isdisjoint(_pairs(pair, at))


def _numbers(pair: Pair) -> Iterator[int]:
    """Words of the numbers and dates that an aligned sentence has by value."""
    for quantity in pair.quantities:
        if any(j in pair.sources for j, _ in pair.places(quantity)):
            yield from range(quantity.first, quantity.last + 1)

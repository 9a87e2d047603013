"""What of a page sentence has no counterpart in its sources."""

from server.align.pair import Pair
from server.align.spans import page_span, runs
from server.model import Span


def missing_spans(pair: Pair) -> list[Span]:
    """The stretches of the page sentence whose telling words no source sentence has.

    Function words between two such words belong to the stretch.
    """
    weights, known, words = pair.texts.weights, pair.source_terms, pair.words
    telling = [bool(weights[word.term]) for word in words]
    absent = [at for at, word in enumerate(words) if telling[at] and not _has(word.term, known)]
    bridge = [not tells for tells in telling]
    return [
        page_span(pair.sentence, words[first].start, words[last].end)
        for first, last in runs(absent, bridge)
    ]


def _has(term: str, known: frozenset[str]) -> bool:
    return term in known

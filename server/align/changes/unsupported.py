"""Spans of a page sentence that nothing in the whole source supports."""

from collections.abc import Iterator
from itertools import pairwise

from server.align.sentence_pair import SentencePair
from server.model import Span
from server.text.spans import page_span, runs, whole

_HYPHENS = frozenset("-‐‑")
_KANA = frozenset(map(chr, range(0x3041, 0x30A0)))  # one alone is an ending or a particle


def missing_spans(pair: SentencePair) -> list[Span]:
    """Return the stretches of the page sentence whose content words the source lacks.

    A function word between two of them belongs to the stretch. Of a source in another language
    nobody can say it.
    """
    if not pair.texts.same_language:
        return []
    bridge = [not pair.is_content(at) for at in range(len(pair.words))]
    found = (
        whole(pair.sentence, pair.words, range(first, last + 1))
        for first, last in runs(_absent(pair), bridge)
    )
    spans = [page_span(pair.sentence, *at) for at in found]
    return [span for span in spans if span.text not in _KANA]


def _absent(pair: SentencePair) -> Iterator[int]:
    """Yield the absent words; a hyphenated one is absent if all its content words are."""
    absent, words = {*pair.absent}, pair.words
    ends = [at for at in range(1, len(words)) if not _is_hyphenated(pair, at)]
    for first, end in pairwise([0, *ends, len(words)]):
        parts = range(first, end)
        telling = [at for at in parts if pair.is_content(at)]
        if telling and absent.issuperset(telling):
            yield from parts


def _is_hyphenated(pair: SentencePair, at: int) -> bool:
    """Return whether word `at` is joined to the one before it."""
    between = pair.sentence[pair.words[at - 1].end : pair.words[at].start]
    return between in _HYPHENS

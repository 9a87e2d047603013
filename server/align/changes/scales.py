"""Scales and orders that figures contradict: "millions" for a billion, "most" for the second."""

from collections.abc import Iterator
from itertools import product

from server.align.changes.change import Fact, change_of_facts, fact_of, make_change
from server.align.facts import SentenceFacts
from server.align.pair import SentencePair
from server.model import Change
from server.text.quantity import Quantity
from server.text.units import conventions

_LEAST_SCALE = 1e6  # "thousands" is also a word for many
_SHORTEST_WORD = 4  # letters; "m" and "bn" are signs
_SCALE_STEP = 1000  # from one scale to the next
_SHARED = 2  # content words near both from which they count one thing
_FARTHEST = 6  # words from "most" or "followed by" to its figure: "the most, at 2.95 million"


def other_scale(pair: SentencePair, sentence: SentenceFacts) -> Change | None:
    """Name a bare scale where the source's figure of this thing has another one.

    Another figure of the source with that scale bears it out only if it counts the same.

    page: In Orlund, the ferries move millions of parcels a year.
    source: The ferries that Orlund pays for move over 1.2 billion parcels a year.
    kind: number
    """
    if not (pair.sources and pair.texts.same_language):
        return None
    for index, scale in _bare_scales(sentence):
        if _has_bare_scale(pair, sentence.words[index].term):
            continue
        figures = [*_figures_of_the_same(pair, sentence, index)]
        if any(scale <= figure.value.value < scale * _SCALE_STEP for figure in figures):
            continue
        larger = [figure for figure in figures if figure.value.value >= scale * _SCALE_STEP]
        if larger:
            return change_of_facts(fact_of("number", sentence, [index]), larger[0])
    return None


def _figures_of_the_same(pair: SentencePair, sentence: SentenceFacts, index: int) -> Iterator[Fact]:
    """Yield the figures of the sources that count what a bare scale counts, by the words near."""
    own_term = sentence.words[index].term
    nearby = pair.texts.nearby_terms(sentence.words, index, index) - {own_term}
    for line in pair.lines(pair.all_sources):
        for quantity in line.quantities:
            if quantity.is_date or not quantity.firm:
                continue
            first, last = quantity.first, quantity.last
            counted = {word.term for word in line.words[first : last + 1]}
            counted |= pair.texts.nearby_terms(line.words, first, last)
            if len(nearby & counted) >= _SHARED:
                yield Fact("number", quantity, line, *quantity.whole)


def contradicted_order(pair: SentencePair, sentence: SentenceFacts) -> Change | None:
    """Name a "most" whose own figure is less than the one that is said to follow it.

    page: Orlund spent the most, at 2.95 million, followed by Brevik at 2.98 million.
    source: In the spring Brevik spent 2.98 million, and Orlund spent 2.95 million.
    kind: scope
    """
    for extreme, follower in product(sentence.cues("extremes"), sentence.cues("followers")):
        own = _figure_between(sentence, extreme.words[-1] + 1, follower.words[0])
        next_one = _figure_between(sentence, follower.words[-1] + 1, len(sentence.words))
        if not (own and next_one) or own.unit != next_one.unit:
            continue
        is_least = bool(extreme.kind)
        if own.value == next_one.value or (own.value < next_one.value) == is_least:
            continue
        for line in pair.lines(pair.all_sources):
            for quantity in line.quantities:
                if (quantity.value, quantity.unit) == (next_one.value, next_one.unit):
                    page = sentence.span(*sentence.extent([extreme.words[0], own.last]))
                    source = line.source_span(quantity.start, quantity.end)
                    return make_change("scope", page, source)
    return None


def _figure_between(line: SentenceFacts, start: int, stop: int) -> Quantity | None:
    """Return the first figure among some words, if it is near their start."""
    for quantity in line.quantities:
        if quantity.firm and not quantity.is_date and start <= quantity.first < stop:
            return quantity if quantity.first - start < _FARTHEST else None
    return None


def _bare_scales(line: SentenceFacts, *, of_several: bool = False) -> Iterator[tuple[int, float]]:
    """Yield the words for a scale that stand without a number, with its value.

    Those "of several" are "hundreds of millions", which may be billions.
    """
    scales = conventions(line.language).scales
    counted = {
        index for quantity in line.quantities for index in range(quantity.first, quantity.last + 1)
    }
    for index, plain in enumerate(line.plains):
        scale = scales.at([plain], 0) or scales.at([plain.removesuffix("s")], 0)
        if not scale or scale[0] < _LEAST_SCALE or index in counted or len(plain) < _SHORTEST_WORD:
            continue
        before = line.plains[max(0, index - 2) : index]
        is_multiple = any(
            scales.at([word], 0) or scales.at([word.removesuffix("s")], 0) for word in before
        )
        if of_several or not (is_multiple or "tens" in before):
            yield index, scale[0]


def _has_bare_scale(pair: SentencePair, term: str) -> bool:
    """Whether the source has the word without a number anywhere."""
    return any(
        line.words[index].term == term
        for line in pair.lines(pair.texts.source.term_places.get(term, ()))
        for index, _ in _bare_scales(line, of_several=True)
    )

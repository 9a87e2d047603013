"""Numbers that the source has about something else, by the words around them.

A number exchanged for another one of the same article is not a number that the source lacks. What
shows it are the words around it: those near the number in the page against those around each of
its places in the source, and around the other numbers of the aligned sentences.
"""

from collections.abc import Sequence
from math import log1p
from typing import NamedTuple

from server.align.pair import WEIGHT_BY_DISTANCE, ContextWindow, SentencePair
from server.align.texts import MOST_LOOKED_AT
from server.model import linear_models
from server.text.quantity import NumberPlace, Quantity, comparable
from server.text.tokens import Word

# Weighed by misplaced.json, which tests/bench/align/slots_train.py makes.
FEATURES = (
    "own",  # likeness of the number's window to the likest of its places in the source, 0..1
    "rival",  # and to the likest of the aligned sentences' other numbers, 0..1
    "own_kept",  # both times the share of words that are kept in order
    "rival_kept",
    "kept",
    "gap",  # share of the sentence's weight that no sentence with the number has, 0..1
    "aligned",  # whether an aligned sentence has the number
    "same_right",  # whether the same word follows it in the source
    "rival_both",  # whether a rival is between the same two words
    "counted",  # whether the first content word after it is in its window in the source
    "before",  # whether the last content word before it is
    "places",  # log of how many places it has
    "firm",  # whether it is in figures
)

# Chosen by hand; misplaced.json weighs their sum.
_OTHER_SIDE = 0.6  # worth of a word on the other side of the number
# By the word's distance in the page, then in the source.
_NEARNESS = [[near * far**0.5 for far in WEIGHT_BY_DISTANCE] for near in WEIGHT_BY_DISTANCE]

_LIKE_RIVAL = 0.3  # likeness of windows from which another number may be meant
_COUNTED_WITHIN = 3  # words beside a number that may say what it counts


class Slot(NamedTuple):
    """A number of the page among those of the source."""

    features: tuple[float, ...]  # `FEATURES`
    rival: NumberPlace | None  # the aligned sentences' other number with the likest window


def likelier_number(pair: SentencePair, quantity: Quantity) -> NumberPlace | None:
    """Return the source's number that fits the page's words better, if one surely does.

    Of a number in words it has to be surer.
    """
    places = pair.places(quantity)
    if len(places) >= MOST_LOOKED_AT:
        return None  # it may have more, and any of them that window
    if not any(comparable(quantity, rival.quantity) for rival in pair.rivals):
        return None
    likeness = _Likeness(pair, quantity)
    likest = max(map(likeness.of, pair.rivals), default=0.0)
    if likest <= _LIKE_RIVAL or any(likeness.of(place) >= likest for place in places):
        return None
    slot = slot_of(pair, quantity, likeness)
    if slot.rival is None:
        return None
    model = linear_models("server.align", "misplaced.json")["oddity"]
    oddity = model.log_odds(dict(zip(FEATURES, slot.features, strict=True)))
    is_odd = oddity >= model.thresholds["figure" if quantity.firm else "word"]
    return slot.rival if is_odd else None


def slot_of(pair: SentencePair, quantity: Quantity, likeness: "_Likeness | None" = None) -> Slot:
    """Compare a number of the page with the numbers of the source."""
    texts = pair.texts
    likeness = likeness or _Likeness(pair, quantity)
    page_window = likeness.window
    places = pair.places(quantity)
    source_windows = [likeness.source_window(place) for place in places]
    rival_windows = [likeness.source_window(place) for place in pair.rivals]

    own_likeness = max(map(likeness.of, places), default=0.0)
    rival_likeness = max(map(likeness.of, pair.rivals), default=0.0)
    comparable_rivals = [place for place in pair.rivals if comparable(quantity, place.quantity)]
    rival = max(comparable_rivals, key=likeness.of, default=None)

    terms = _other_terms(pair.page.words, quantity)
    weight = texts.weights.mass(terms) or 1.0

    def share(sentence: int) -> float:
        return texts.weights.mass(terms & texts.source.terms[sentence]) / weight

    share_with_number = max(map(share, {place.sentence for place in places}), default=0.0)
    share_aligned = max(map(share, pair.sources), default=0.0)
    counted, before = _content_beside(pair, quantity)
    features = (
        own_likeness,
        rival_likeness,
        own_likeness * pair.kept_share,
        rival_likeness * pair.kept_share,
        pair.kept_share,
        max(0.0, share_aligned - share_with_number),
        any(place.sentence in pair.sources for place in places),
        any(page_window.right == window.right for window in source_windows),
        any(page_window[1:] == window[1:] for window in rival_windows),
        any(counted in window.terms for window in source_windows),
        any(before in window.terms for window in source_windows),
        log1p(len(places)),
        quantity.firm,
    )
    return Slot(tuple(map(float, features)), rival)


class _Likeness:
    """The likeness of a page number's context window to those of the source's numbers, 0..1."""

    def __init__(self, pair: SentencePair, quantity: Quantity) -> None:
        self._texts = pair.texts
        self._measured: dict[tuple[int, int, int], float] = {}
        self.window = pair.texts.window(pair.page.words, quantity.first, quantity.last)

    def of(self, place: NumberPlace) -> float:
        """Measure the likeness to a number of the source, once."""
        key = place.sentence, place.quantity.first, place.quantity.last
        likeness = self._measured.get(key)
        if likeness is None:
            likeness = self._measured[key] = _likeness(self.window, self.source_window(place))
        return likeness

    def source_window(self, place: NumberPlace) -> ContextWindow:
        """Return the context window of a number of the source."""
        return self._texts.source_window(place.sentence, place.quantity.first, place.quantity.last)


def _likeness(page: ContextWindow, source: ContextWindow) -> float:
    """Measure the share of the page's window, near words first, that the source's has."""
    total = shared = 0.0
    for term, word in page.terms.items():
        total += word.weight * WEIGHT_BY_DISTANCE[word.distance]
        if other := source.terms.get(term):
            worth = word.weight * _NEARNESS[word.distance][other.distance]
            shared += worth * (1.0 if word.side == other.side else _OTHER_SIDE)
    return shared / total if total else 0.0


def _other_terms(words: Sequence[Word], quantity: Quantity) -> frozenset[str]:
    """Return the terms of a sentence without its numbers."""
    number = range(quantity.first, quantity.last + 1)
    return frozenset(
        word.term
        for index, word in enumerate(words)
        if word.term and index not in number and not word.plain[0].isdigit()
    )


def _content_beside(pair: SentencePair, quantity: Quantity) -> tuple[str | None, str | None]:
    """Return the first content term after a number, and the last one before it."""
    words, weights = pair.page.words, pair.texts.weights

    def first_content(near: Sequence[Word]) -> str | None:
        for word in near:
            if weights[word.term] and not word.plain[0].isdigit():
                return word.term
        return None

    after = words[quantity.last + 1 : quantity.last + 1 + _COUNTED_WITHIN]
    before = words[: quantity.first][-_COUNTED_WITHIN:]
    return first_content(after), first_content(before[::-1])

"""Numbers and dates that the page gives differently from its source."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from server.align.changes.make_change import make_change
from server.align.changes.misplaced import likelier
from server.align.sentence_pair import KEPT, NEARLY_ALL, SentencePair
from server.model import Change, ChangeKind, iso_day
from server.text.calls.lines import lead_end
from server.text.numbers.conventions import conventions
from server.text.numbers.conversion import Measured, same_measure
from server.text.numbers.quantity import (
    DAYS,
    Quantity,
    comparable,
    fits_bound,
    is_negated,
    same_value,
    turned_round,
)
from server.text.numbers.value_index import NumberPlace
from server.text.spans import page_span, source_span
from server.text.tokens import Word

_LOOSE_DATES = {"weekday", "month", "mday", "time"}  # known from the date of the article as well
_LEAST_RECKONED = 10  # a smaller number follows from others by chance
_LOW_ORDINALS = 31  # days of a month; up to it ordinals also count floors and centuries
_NEAR = 3  # words after a number that may say its minus
_HALF_DAY = 12  # hours
_FURTHEST_APART = 10  # times
_BRACKETS = {"(", "（", "[", "/"}
_SURE, _SURE_OF_WORDS = 1.0, 1.5  # likeness from which two numbers count the same thing


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each number or date of the page sentence that its sources do not bear out.

    Of a sentence that was not found, the figures that are nowhere in the source.
    """
    lead = lead_end(pair.sentence)
    for quantity in pair.quantities:
        if quantity.unit == "label" or quantity.end <= lead:
            continue
        if pair.places(quantity):
            yield from _turned_round(pair, quantity) or _misplaced(pair, quantity)
        else:
            yield from _absent(pair, quantity)


def _turned_round(pair: SentencePair, quantity: Quantity) -> list[Change]:
    """Report "less than" for the source's "more than", or "5" for "-5", or the reverse.

    Where the aligned sentences do not have the figure, all others that do must say so; and none may
    have one that fits: 196 are "nearly 200", though another sentence has "more than 200".
    """
    everywhere = pair.places(quantity)
    lines, counted = pair.texts.source.words, _next_term(pair.words, quantity)
    if any(
        place.value != quantity.value and counted == _next_term(lines[index], place) != ""
        for index, place in everywhere
    ):
        return []
    places = [place for place in everywhere if place[0] in pair.sources] or everywhere
    if places and all(turned_round(quantity, source_side) for _, source_side in places):
        index, source_side = places[0]
        other = _with_bound(source_side, pair.texts.source.sentences[index])
        return [_change(pair, _with_bound(quantity, pair.sentence), NumberPlace(index, other))]
    if places and all(_lost_its_minus(pair, quantity, place) for place in places):
        return [_change(pair, quantity, places[0])]
    return []


def _with_bound(quantity: Quantity, sentence: str) -> Quantity:
    start, end = quantity.whole
    return replace(quantity, start=start, end=end, text=sentence[start:end])


def _lost_its_minus(pair: SentencePair, quantity: Quantity, place: NumberPlace) -> bool:
    """Return whether only a minus separates the two; "fell 5%" may mean "-5%"."""
    index, source_side = place
    if pair.kept < KEPT or not is_negated(quantity, source_side):
        return False
    page_side, others = pair.words, pair.texts.source.words[index]
    near = range(quantity.last + 1, quantity.last + 1 + _NEAR)  # "degrees below zero"
    return _term(page_side, quantity.first - 1) == _term(others, source_side.first - 1) and not any(
        at in near for edit in pair.edits for at in edit.page
    )


def _misplaced(pair: SentencePair, quantity: Quantity) -> Iterator[Change]:
    """Report a number in the place of another one, which the source has about something else."""
    if not pair.sources:
        return
    instead = _in_its_place(pair, quantity)
    if not instead and not quantity.is_date:
        rival = likelier(pair, quantity)
        if rival and pair.is_told_in(rival[0]):
            instead = rival
    if instead:
        yield _change(pair, quantity, instead)


def _in_its_place(pair: SentencePair, quantity: Quantity) -> NumberPlace | None:
    """Return the number that a copy has replaced by this one, and changed nothing else."""
    if pair.kept < NEARLY_ALL or len(pair.edits) != 1 or quantity.first not in pair.edits[0].page:
        return None
    if any(place.sentence == pair.best for place in pair.places(quantity)):
        return None  # "April 26" for "Apr. 18-26"
    replaced = [
        NumberPlace(pair.best, other) for other in pair.texts.source.quantities[pair.best]
        if other.first in pair.edits[0].source and comparable(quantity, other)
    ]  # fmt: skip
    return replaced[0] if len(replaced) == 1 else None


def _absent(pair: SentencePair, quantity: Quantity) -> Iterator[Change]:
    if (
        _is_converted(pair, quantity)
        or _is_spaced(pair, quantity)
        or _is_reckoned(pair, quantity)
        or _is_age(pair, quantity)
    ):
        return
    instead = _counterpart(pair, quantity)
    if instead:
        yield _change(pair, quantity, instead)
    elif _is_sure(pair, quantity):
        yield _change(pair, quantity, None)


def _is_spaced(pair: SentencePair, quantity: Quantity) -> bool:
    """Return whether an aligned sentence writes "3, 000" for "3,000"."""
    spaced = quantity.text.replace(",", ", ")
    sentences = pair.texts.source.sentences
    return spaced != quantity.text and any(spaced in sentences[j] for j in pair.listed)


def _is_reckoned(pair: SentencePair, quantity: Quantity) -> bool:
    """Return whether the number is a sum or difference of the source's counts.

    27 counts are "21 counts of theft and six of fraud".
    """
    if quantity.unit or quantity.value < _LEAST_RECKONED:
        return False
    source, value = pair.texts.source, quantity.value
    counted = _next_term(pair.words, quantity)
    known = [(j, pair.texts.source.quantities[j]) for j in pair.listed]
    for j, (one, other) in ((j, side) for j, found in known for side in pairwise(found)):
        total = one.value + other.value
        added = replace(one, value=total, count=total, text="")
        is_counted = counted in source.terms[j] and not (one.unit or other.unit)
        if is_counted and same_value(quantity, added):
            return True
    rest = {q.value for _, found in known for q in found if not q.unit}
    return any(
        whole.value - value in rest
        for whole in pair.quantities
        if whole is not quantity and not whole.unit and pair.places(whole)
    )


def _is_age(pair: SentencePair, quantity: Quantity) -> bool:
    """Return whether the number is the years since one that the source names."""
    day = iso_day(pair.texts.page.text.published)
    return (
        day is not None
        and quantity.unit == "span"
        and any(
            other.unit == "year" and abs(day.year - other.value) * DAYS["y"] == quantity.value
            for j in pair.sources
            for other in pair.texts.source.quantities[j]
        )
    )


def _is_sure(pair: SentencePair, quantity: Quantity) -> bool:
    """Return whether a source with this number would write it readably."""
    if quantity.unit == "time" and not _has_minutes(pair, quantity):
        return True
    is_high = quantity.unit == "ordinal" and quantity.value > _LOW_ORDINALS
    if quantity.unit in _LOOSE_DATES or quantity.is_relative or not (quantity.firm or is_high):
        return False
    return conventions(pair.texts.source.language).has_words


def _has_minutes(pair: SentencePair, quantity: Quantity) -> bool:
    """Return whether the source has these minutes, maybe of another time zone, or the hour."""
    hour, minutes = divmod(quantity.value, 60)
    hours = {hour % _HALF_DAY, (hour + 1) % _HALF_DAY}  # "halb acht"
    known = pair.texts.source.quantities
    times = (q for found in known for q in found if q.unit == "time")
    in_words = (q for j in pair.listed for q in known[j] if not (q.firm or q.unit))
    return any(q.value % 60 == minutes for q in times) or any(
        q.value % _HALF_DAY in hours for q in in_words
    )


def _is_converted(pair: SentencePair, quantity: Quantity) -> bool:
    """Return whether the number converts one of the source: "3 miles (4.8 km)"."""
    source, given = pair.texts.source, Measured(pair.words, quantity, pair.texts.page.language)
    return any(
        same_measure(given, Measured(source.words[j], other, source.language))
        for j in pair.sources
        for other in source.quantities[j]
    ) or any(
        quantity.is_money and before.is_money and pair.places(before)
        for before in pair.quantities
        if pair.sentence[before.end : quantity.whole[0]].strip() in _BRACKETS
    )


def _change(pair: SentencePair, quantity: Quantity, place: NumberPlace | None) -> Change:
    mine = page_span(pair.sentence, quantity.start, quantity.end)
    kind: ChangeKind = "date" if quantity.is_date else "number"
    if place is None:
        return make_change(kind, mine, None)
    index, other = place
    sentence = pair.texts.source.sentences[index]
    return make_change(kind, mine, source_span(index, sentence, other.start, other.end))


def _counterpart(pair: SentencePair, quantity: Quantity) -> NumberPlace | None:
    """Return the source's number in the place of the page's."""
    rivals = [
        place
        for place in pair.rivals
        if _may_stand_for(quantity, place[1])
        and _scaled_alike(pair, quantity, place)
        and _sized_alike(pair, quantity, place[1])
        and pair.is_told_in(place[0])
        and not fits_bound(quantity, place[1])
    ]
    scored = [(_likeness(pair, quantity, place), place) for place in rivals]
    best = max(
        scored,
        key=lambda entry: (entry[0], -abs(entry[1].quantity.value - quantity.value)),
        default=None,
    )
    sure = _SURE if quantity.firm else _SURE_OF_WORDS
    return best[1] if best and best[0] >= sure else None


def _may_stand_for(page: Quantity, source: Quantity) -> bool:
    """Return whether the two count alike; "15,000" does not mean "six", nor "two" for 26 %."""
    if not comparable(page, source):
        is_figure = source.firm or bool(source.unit)  # "three percentage points"
        return is_figure and page.value == source.value and not (page.is_date or source.is_date)
    return page.is_date or (source.firm if page.firm else page.unit == source.unit)


def _scaled_alike(pair: SentencePair, quantity: Quantity, place: NumberPlace) -> bool:
    """Return whether no unread scale can make the two the same: 1.5 พันล้าน are 1,500 ล้าน."""
    index, source_side = place
    source = pair.texts.source
    if quantity.is_date or conventions(source.language).has_scales:
        return True
    return _next_term(pair.words, quantity) == _next_term(source.words[index], source_side)


def _sized_alike(pair: SentencePair, page: Quantity, source: Quantity) -> bool:
    """Return whether two amounts may count one thing: no 90 minutes are 19.6 seconds."""
    low, high = sorted((page.value, source.value))
    return page.is_date or pair.is_near_copy() or high <= _FURTHEST_APART * low


def _likeness(pair: SentencePair, quantity: Quantity, place: NumberPlace) -> float:
    """Rate how surely two numbers count the same thing, by place, unit and words near them."""
    j, source_side = place
    words, others = pair.words, pair.texts.source.words[j]
    beside = _next_term(words, quantity) == _next_term(others, source_side) or (
        _term(words, quantity.first - 1) == _term(others, source_side.first - 1)
    )
    swapped = (
        pair.kept >= KEPT
        and j == pair.sources[0]
        and beside
        and any(
            quantity.first in page_side and source_side.first in swap
            for page_side, swap in pair.swaps
        )
    )
    context = pair.texts.context(others, source_side.first, source_side.last)
    counted = _next_term(words, quantity) in (context | {_next_term(others, source_side)}) - {""}
    unit = quantity.unit == source_side.unit != ""
    if not (swapped or counted or unit):
        return 0.0
    shared = len(context & pair.texts.context(words, quantity.first, quantity.last))
    return swapped + counted + 0.5 * unit + 0.5 * shared


def _next_term(words: Sequence[Word], quantity: Quantity) -> str:
    return _term(words, quantity.last + 1)


def _term(words: Sequence[Word], at: int) -> str:
    return words[at].term if 0 <= at < len(words) else ""

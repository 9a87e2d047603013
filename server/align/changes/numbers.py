"""Numbers and dates that the page gives differently from its source, or puts into another context.

A number exchanged for another one of the same article is no number that the source lacks. What
shows it are the words around it: those near the number in the page against those around each of
its places in the source, and around the other numbers of the aligned sentences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf, log1p
from typing import NamedTuple

from server.align.changes.make_change import Fact, counterpart, fact_change
from server.align.facts import SentenceFacts
from server.align.pair import FALLS, KEPT, NEARLY_ALL, Company, SentencePair
from server.align.texts import MOST_LOOKED_AT
from server.model import Change, iso_day, linear_models
from server.text.lines import lead_end
from server.text.quantity import (
    DAYS,
    NumberPlace,
    Quantity,
    comparable,
    fits_bound,
    is_negated,
    same_value,
    turned_round,
)
from server.text.tokens import Word
from server.text.units import Measured, conventions, same_measure

# Worth of a word on the other side of the number; chosen, misplaced.json weighs the sum.
_OTHER_SIDE = 0.6
_FITS = 0.3  # likeness of company from which another number replaces the page's
_NEARNESS = [[fall * other**0.5 for other in FALLS] for fall in FALLS]
_NEAR = 3  # words beside a number that may say what it counts, or its minus
FEATURES = (  # weighed by misplaced.json, which tests/bench/align/slots_train.py makes
    "own", "rival", "own_kept", "rival_kept", "kept", "gap", "aligned", "same_right",
    "rival_both", "counted", "before", "places", "firm",
)  # fmt: skip


class Slot(NamedTuple):
    """A number of the page among those of the source: its `FEATURES`.

    `rival` is the place of the aligned sentences' other number with the likest company.
    """

    features: tuple[float, ...]
    rival: NumberPlace | None


def likelier(pair: SentencePair, quantity: Quantity) -> NumberPlace | None:
    """Return the source's number that fits the page's words better, if one surely does.

    Of a number in words it has to be surer.
    """
    alike, places = _Likeness(pair, quantity), pair.places(quantity)
    if len(places) >= MOST_LOOKED_AT:
        return None  # it may have more, and any of them that company
    best = max(map(alike.of, pair.rivals), default=0.0)
    if best <= _FITS or any(alike.of(place) >= best for place in places):
        return None  # no rival's company is likelier than that of each place of the number
    slot = slot_of(pair, quantity, alike)
    model = linear_models("server.align", "misplaced.json")["oddity"]
    if slot.rival is None:
        return None
    oddity = model.log_odds(dict(zip(FEATURES, slot.features, strict=True)))
    return slot.rival if oddity >= model.thresholds["figure" if quantity.firm else "word"] else None


class _Likeness(dict[tuple[int, int, int], float]):
    """Measure each likeness of a number's company to one of the source once."""

    def __init__(self, pair: SentencePair, quantity: Quantity) -> None:
        super().__init__()
        self._known = pair.texts.company
        self.company = pair.texts.company_of(pair.page.words, quantity.first, quantity.last)

    def __missing__(self, key: tuple[int, int, int]) -> float:
        alike = self[key] = _alike(self.company, self._known(*key))
        return alike

    def of(self, place: NumberPlace) -> float:
        """Return the likeness of the company of a number of the source."""
        return self[place.sentence, place.quantity.first, place.quantity.last]


def slot_of(pair: SentencePair, quantity: Quantity, alike: _Likeness | None = None) -> Slot:
    """Compare `quantity` of the page with the numbers of the source."""
    texts, weights, words = pair.texts, pair.texts.weights, pair.page.words
    alike = alike or _Likeness(pair, quantity)
    page_side = alike.company
    near = words[quantity.last + 1 : quantity.last + 1 + _NEAR], words[: quantity.first][-_NEAR:]
    counted, before = (  # the first content word after a number, and the last before it
        next((w.term for w in side if weights[w.term] and not w.plain[0].isdigit()), None)
        for side in (near[0], near[1][::-1])
    )
    rest = frozenset(
        word.term
        for at, word in enumerate(words)
        if word.term and not quantity.first <= at <= quantity.last and not word.plain[0].isdigit()
    )
    mass = weights.mass(rest) or 1.0

    def share(index: int) -> float:
        return weights.mass(rest & texts.source.terms[index]) / mass

    places = pair.places(quantity)
    companies = [texts.company(j, other.first, other.last) for j, other in places]
    best = max(map(alike.of, places), default=0.0)
    covered = max((share(j) for j in {j for j, _ in places}), default=0.0)
    rivals = [(texts.company(j, q.first, q.last), NumberPlace(j, q)) for j, q in pair.rivals]
    rival = max(
        (place for _, place in rivals if comparable(quantity, place.quantity)),
        key=alike.of, default=None,
    )  # fmt: skip
    rival_best = max((alike.of(place) for _, place in rivals), default=0.0)
    features = (
        best, rival_best, best * pair.kept, rival_best * pair.kept, pair.kept,
        max(0.0, max(map(share, pair.sources), default=0.0) - covered),
        any(j in pair.sources for j, _ in places),
        any(page_side.right == each.right for each in companies),
        any(page_side[1:] == each[1:] for each, _ in rivals),
        any(counted in each.terms for each in companies),
        any(before in each.terms for each in companies),
        log1p(len(places)), quantity.firm,
    )  # fmt: skip
    return Slot(tuple(map(float, features)), rival)


def _alike(page_side: Company, source_side: Company) -> float:
    """Return the share of the page's company, near words first, that the source has."""
    whole = shared = 0.0
    for term, (worth, step, side) in page_side.terms.items():
        whole += worth * FALLS[step]
        if other := source_side.terms.get(term):
            shared += worth * _NEARNESS[step][other[1]] * (1.0 if side == other[2] else _OTHER_SIDE)
    return shared / whole if whole else 0.0


def find_changes(pair: SentencePair) -> Iterator[Change]:
    """Yield a change for each number or date of the page sentence that its sources do not bear out.

    Of a sentence that was not found, the figures that are nowhere in the source.
    """
    lead = lead_end(pair.page.text)
    for quantity in pair.page.quantities:
        if quantity.unit == "label" or quantity.end <= lead:
            continue
        if pair.places(quantity):
            yield from _turned_round(pair, quantity) or _misplaced(pair, quantity)
        else:
            yield from _absent(pair, quantity)


def _fact(line: SentenceFacts, quantity: Quantity) -> Fact:
    kind = "date" if quantity.is_date else "number"
    return Fact(kind, quantity, line, quantity.start, quantity.end)


def _turned_round(pair: SentencePair, quantity: Quantity) -> list[Change]:
    """Report "less than" for the source's "more than", or "5" for "-5", or the reverse.

    Where the aligned sentences do not have the figure, all others that do must say so; and none may
    have one that fits: 196 are "nearly 200", though another sentence has "more than 200".
    """
    everywhere, lines = pair.places(quantity), pair.texts.source.lines
    places = [place for place in everywhere if place[0] in pair.sources] or everywhere
    mine, other = _fact(pair.page, quantity), _fact(lines[places[0][0]], places[0][1])
    if all(turned_round(quantity, source_side) for _, source_side in places):
        wholes = (each.value.whole for each in (mine, other))  # with "more than"
        mine, other = (
            each._replace(start=start, end=end)
            for each, (start, end) in zip((mine, other), wholes, strict=True)
        )
    elif not all(_lost_its_minus(pair, quantity, _fact(lines[j], q)) for j, q in places):
        return []  # most numbers
    counted = _next_term(pair.page.words, quantity)
    fits = any(
        place.value != quantity.value and counted == _next_term(lines[index].words, place) != ""
        for index, place in everywhere
    )
    return [] if fits else [fact_change(mine, other)]


def _lost_its_minus(pair: SentencePair, quantity: Quantity, other: Fact) -> bool:
    """Return whether only a minus separates the two; "fell 5%" may mean "-5%"."""
    if pair.kept < KEPT or not is_negated(quantity, other.value):
        return False
    near = range(quantity.last + 1, quantity.last + 1 + _NEAR)  # "degrees below zero"
    before = _term(other.line.words, other.value.first - 1)
    return _term(pair.page.words, quantity.first - 1) == before and not any(
        at in near for edit in pair.edits for at in edit.page
    )


def _misplaced(pair: SentencePair, quantity: Quantity) -> Iterator[Change]:
    """Report a number in the place of another one, which the source has about something else."""
    if not pair.sources:
        return
    instead = _in_its_place(pair, quantity)
    if not instead and not quantity.is_date:
        rival = likelier(pair, quantity)
        if rival and pair.is_told_in(rival.sentence):
            instead = _fact(pair.texts.source.lines[rival.sentence], rival.quantity)
    if instead:
        yield fact_change(_fact(pair.page, quantity), instead)


def _in_its_place(pair: SentencePair, quantity: Quantity) -> Fact | None:
    """Return the number that a copy has replaced by this one, and changed nothing else."""
    if pair.kept < NEARLY_ALL or len(pair.edits) != 1 or quantity.first not in pair.edits[0].page:
        return None
    if any(place.sentence == pair.best.index for place in pair.places(quantity)):
        return None  # "April 26" for "Apr. 18-26"
    replaced = [
        _fact(pair.best, other) for other in pair.best.quantities
        if other.first in pair.edits[0].source and comparable(quantity, other)
    ]  # fmt: skip
    return replaced[0] if len(replaced) == 1 else None


def _absent(pair: SentencePair, quantity: Quantity) -> Iterator[Change]:
    excuses = (_is_converted, _is_spaced, _is_reckoned, _is_age)
    if any(may_be(pair, quantity) for may_be in excuses):
        return
    rivals = (
        _fact(pair.texts.source.lines[index], other)
        for index, other in pair.rivals
        if _may_stand_for(quantity, other)
    )
    sure = 1.0 if quantity.firm else 1.5  # likeness from which two numbers count the same thing
    instead = counterpart(
        rivals, lambda other: _likeness(pair, quantity, other), least=(sure, -inf)
    )
    if instead or _is_sure(pair, quantity):
        yield fact_change(_fact(pair.page, quantity), instead)


def _is_reckoned(pair: SentencePair, quantity: Quantity) -> bool:
    """Return whether the number is a sum or difference of the source's counts.

    27 counts are "21 counts of theft and six of fraud".
    """
    if quantity.unit or quantity.value < 10:  # a smaller number follows from others by chance
        return False
    counted, known = _next_term(pair.page.words, quantity), pair.lines(pair.listed)
    for line in known:
        for one, other in pairwise(line.quantities if counted in line.terms else ()):
            total = one.value + other.value
            added = replace(one, value=total, count=total, text="")
            if not (one.unit or other.unit) and same_value(quantity, added):
                return True
    rest = {q.value for line in known for q in line.quantities if not q.unit}
    return any(
        whole.value - quantity.value in rest
        for whole in pair.page.quantities
        if whole is not quantity and not whole.unit and pair.places(whole)
    )


def _is_age(pair: SentencePair, quantity: Quantity) -> bool:
    """Return whether the number is the years since one that the source names, or the reverse.

    "A hundred years ago" is no exact year, and none at all where its day is not known.
    """
    is_year, published = quantity.unit == "year", pair.page.published
    for line in pair.lines(pair.sources):
        day = iso_day((is_year and line.published) or published)
        for other in line.quantities:
            if {quantity.unit, other.unit} != {"year", "span"}:
                continue
            year, span = (quantity, other) if is_year else (other, quantity)
            years, apart = span.value / DAYS["y"], abs(day.year - year.value) if day else None
            # "Thirty years ago" may be a year off, as far as that is known; of fewer each counts.
            is_about = is_year and years >= 10 and (apart is None or abs(years - apart) <= 1)
            if years == apart or is_about:
                return True
    return False


def _is_spaced(pair: SentencePair, quantity: Quantity) -> bool:
    """Return whether an aligned sentence writes "3, 000" for "3,000"."""
    spaced = quantity.text.replace(",", ", ")
    return spaced != quantity.text and any(spaced in x.text for x in pair.lines(pair.listed))


def _is_sure(pair: SentencePair, quantity: Quantity) -> bool:
    """Return whether a source with this number would write it readably."""
    # Days of a month; up to it ordinals also count floors and centuries.
    is_high = quantity.unit == "ordinal" and quantity.value > 31
    # Known from the date of the article as well.
    if (
        quantity.unit in {"weekday", "month", "mday", "time"}
        or quantity.is_relative
        or not (quantity.firm or is_high)
    ):
        return False
    return conventions(pair.texts.source.language).has_words


def _is_converted(pair: SentencePair, quantity: Quantity) -> bool:
    """Return whether the number converts one of the source: "3 miles (4.8 km)"."""
    given = Measured(pair.page.words, quantity, pair.page.language)
    return any(
        same_measure(given, Measured(line.words, other, line.language))
        for line in pair.lines(pair.sources)
        for other in line.quantities
    ) or any(
        quantity.is_money and before.is_money and pair.places(before)
        for before in pair.page.quantities
        if pair.page.text[before.end : quantity.whole[0]].strip() in {"(", "（", "[", "/"}
    )


def _may_stand_for(page: Quantity, source: Quantity) -> bool:
    """Return whether the two count alike; "15,000" does not mean "six", nor "two" for 26 %."""
    if not comparable(page, source):
        is_figure = source.firm or bool(source.unit)  # "three percentage points"
        return is_figure and page.value == source.value and not (page.is_date or source.is_date)
    return page.is_date or (source.firm if page.firm else page.unit == source.unit)


def _likeness(pair: SentencePair, quantity: Quantity, fact: Fact) -> tuple[float, float]:
    """Rate how surely two numbers count the same thing, by place, unit and words near them.

    Of equals the nearer value is likelier.
    """
    words, others, other = pair.page.words, fact.line.words, fact.value
    same_next = _next_term(words, quantity) == _next_term(others, other)
    low, high = sorted((quantity.value, other.value))
    if not (
        # An unread scale can make the two the same: 1.5 พันล้าน are 1,500 ล้าน.
        (quantity.is_date or conventions(fact.line.language).has_scales or same_next)
        # No 90 minutes are 19.6 seconds.
        and (quantity.is_date or pair.is_near_copy() or high <= 10 * low)  # times
        and pair.is_told_in(fact.line.index)
        and not fits_bound(quantity, other)
    ):
        return 0.0, 0.0
    beside = same_next or _term(words, quantity.first - 1) == _term(others, other.first - 1)
    swapped = (
        pair.kept >= KEPT
        and fact.line.index == pair.sources[0]
        and beside
        and any(quantity.first in mine and other.first in swap for mine, swap in pair.swaps)
    )
    context = pair.texts.context(others, other.first, other.last)
    counted = _next_term(words, quantity) in (context | {_next_term(others, other)}) - {""}
    unit = quantity.unit == other.unit != ""
    if not (swapped or counted or unit):
        return 0.0, 0.0
    shared = len(context & pair.texts.context(words, quantity.first, quantity.last))
    alike = swapped + counted + 0.5 * unit + 0.5 * shared
    return alike, -abs(other.value - quantity.value)


def _next_term(words: Sequence[Word], quantity: Quantity) -> str:
    return _term(words, quantity.last + 1)


def _term(words: Sequence[Word], at: int) -> str:
    return words[at].term if 0 <= at < len(words) else ""

"""Numbers and dates that the page gives otherwise than its source, or puts into another context."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from math import inf

from server.align.changes.change import Fact, change_of_facts, counterpart
from server.align.changes.misplaced import likelier_number
from server.align.facts import SentenceFacts
from server.align.pair import CLOSE_COPY, NEAR_COPY, Edit, SentencePair
from server.model import Change, iso_day
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
from server.text.units import conventions

_MINUS_WITHIN = 3  # words after a number in which "below zero" is
_LEAST_RECKONED = 10  # a smaller number follows from others by chance
_ABOUT_FROM = 10  # years from which "ago" may be a year off
_LAST_DAY = 31  # of a month; up to it ordinals also count floors and centuries
_LONGEST_COUNT = 3  # words of an edit that begins with a number: "four alleged"
_MOST_TIMES = 10  # one number in the place of another: no 90 minutes are 19.6 seconds

_POINTED = re.compile(r"(?<!\d)\d++(?:[.,]\d++)++")
_POINT = re.compile(r"[.,]")

# Likeness of two numbers from which they count the same thing.
_SAME_COUNT = 1.0
_SAME_COUNT_IN_WORDS = 1.5
_LIKE_BY_UNIT = 0.5
_LIKE_BY_WORD = 0.5  # for each term near both
_SAME_BEFORE, _SAME_BEHIND = 1, 2  # content words around two figures that are of one thing


def numbers_of(pair: SentencePair) -> list[Quantity]:
    """Return the numbers and dates of a page sentence that state something."""
    lead = lead_end(pair.page.text)
    return [
        quantity
        for quantity in pair.page.quantities
        if quantity.unit != "label" and quantity.end > lead
    ]


def compare_number(pair: SentencePair, quantity: Quantity) -> Change | None:
    """Compare a number or date with the source's; None where they bear it out.

    Of a sentence that was not found, only figures that are nowhere in the source differ.
    """
    if not pair.places(quantity):
        return _absent_number(pair, quantity)
    return _turned_round(pair, quantity) or _report_misplaced(pair, quantity)


def _fact(line: SentenceFacts, quantity: Quantity) -> Fact:
    kind = "date" if quantity.is_date else "number"
    return Fact(kind, quantity, line, quantity.start, quantity.end)


def _fact_at(pair: SentencePair, place: NumberPlace) -> Fact:
    return _fact(pair.texts.source.lines[place.sentence], place.quantity)


# The source has the number


def _turned_round(pair: SentencePair, quantity: Quantity) -> Change | None:
    """Report "less than" for the source's "more than", or "5" for "-5", or the reverse.

    Where the aligned sentences don't have the figure, all others that do must say so; and none may
    have one that fits: 196 are "nearly 200", though another sentence has "more than 200".
    """
    everywhere = pair.places(quantity)
    places = [place for place in everywhere if place.sentence in pair.sources] or everywhere
    page_fact, source_fact = _fact(pair.page, quantity), _fact_at(pair, places[0])
    if all(turned_round(quantity, place.quantity) for place in places):
        page_fact, source_fact = _with_bound(page_fact), _with_bound(source_fact)
    elif not all(_lost_its_minus(pair, quantity, _fact_at(pair, place)) for place in places):
        return None  # most numbers
    if _fits_elsewhere(pair, quantity, everywhere):
        return None
    return change_of_facts(page_fact, source_fact)


def _with_bound(fact: Fact) -> Fact:
    """Return a number with its "more than"."""
    start, end = fact.value.whole
    return fact._replace(start=start, end=end)


def _fits_elsewhere(pair: SentencePair, quantity: Quantity, places: Sequence[NumberPlace]) -> bool:
    """Whether the source counts the same thing by another number, which this one rounds."""
    counted = _term_after(pair.page.words, quantity)
    for place in places:
        words = pair.texts.source.lines[place.sentence].words
        is_other = place.quantity.value != quantity.value
        if is_other and counted and counted == _term_after(words, place.quantity):
            return True
    return False


def _lost_its_minus(pair: SentencePair, quantity: Quantity, source: Fact) -> bool:
    """Whether only a minus separates the two; "fell 5%" may mean "-5%"."""
    if pair.kept_share < NEAR_COPY or not is_negated(quantity, source.value):
        return False
    if _term_before(pair.page.words, quantity) != _term_before(source.line.words, source.value):
        return False
    minus_words = range(quantity.last + 1, quantity.last + 1 + _MINUS_WITHIN)
    return not any(index in minus_words for edit in pair.edits for index in edit.page)


def _report_misplaced(pair: SentencePair, quantity: Quantity) -> Change | None:
    """Report a number in the place of another one, which the source has about something else."""
    if not pair.sources:
        return None
    instead = _replaced_number(pair, quantity)
    if not instead and not quantity.is_date and pair.has_told_rivals:
        rival = likelier_number(pair, quantity)
        if rival and pair.is_mostly_in(rival.sentence):
            instead = _fact_at(pair, rival)
    return change_of_facts(_fact(pair.page, quantity), instead) if instead else None


def _replaced_number(pair: SentencePair, quantity: Quantity) -> Fact | None:
    """Return the number of the best source sentence that a copy has replaced by this one."""
    if any(place.sentence == pair.best.index for place in pair.places(quantity)):
        return None  # "April 26" for "Apr. 18-26"
    for edit in pair.edits:
        if quantity.first not in edit.page:
            continue
        replaced = [
            other
            for other in pair.best.quantities
            if other.first in edit.source and comparable(quantity, other)
        ]
        if len(replaced) != 1:
            return None
        is_only_edit = len(pair.edits) == 1 and pair.kept_share >= CLOSE_COPY
        if is_only_edit or _counts_the_same(pair, edit, quantity, replaced[0]):
            return _fact(pair.best, replaced[0])
    return None


def _counts_the_same(pair: SentencePair, edit: Edit, quantity: Quantity, other: Quantity) -> bool:
    """Whether an edit gives another number of one thing, which the source counts so nowhere.

    Of "four attackers" for "three attackers" it doesn't matter that "four" people were hurt.
    """
    is_short = max(len(edit.page), len(edit.source)) <= _LONGEST_COUNT
    opens_both = quantity.first == edit.page[0] and other.first == edit.source[0]
    is_edit_of_count = pair.is_near_copy() and is_short and opens_both
    if not is_edit_of_count or quantity.is_date or edit.page.stop == len(pair.page.words):
        return False
    counted = pair.page.words[edit.page.stop].term
    if not pair.texts.weights[counted] or quantity.unit != other.unit:
        return False
    for place in pair.places(quantity):
        words, number = pair.texts.source.lines[place.sentence].words, place.quantity
        if counted in pair.texts.nearby_terms(words, number.first, number.last):
            return False
    return not fits_bound(quantity, other)


# The source has it nowhere


def _absent_number(pair: SentencePair, quantity: Quantity) -> Change | None:
    if (
        _is_converted(pair, quantity)
        or _is_spaced(pair, quantity)
        or _is_reckoned(pair, quantity)
        or _is_age(pair, quantity)
    ):
        return None
    rivals = [
        _fact_at(pair, place) for place in pair.rivals if _may_replace(quantity, place.quantity)
    ]
    least = _SAME_COUNT if quantity.firm else _SAME_COUNT_IN_WORDS
    instead = counterpart(
        rivals, lambda rival: _likeness(pair, quantity, rival), least=(least, -inf)
    )
    if not (instead or _would_be_readable(pair, quantity)):
        return None
    return change_of_facts(_fact(pair.page, quantity), instead)


def _is_converted(pair: SentencePair, quantity: Quantity) -> bool:
    """Whether a sum converts one of the source: "500 kroner (44 euros)"."""
    if not quantity.is_money:
        return False
    for before in pair.page.quantities:
        between = pair.page.text[before.end : quantity.whole[0]].strip()
        if before.is_money and between in {"(", "（", "[", "/"} and pair.places(before):
            return True
    return False


def _is_spaced(pair: SentencePair, quantity: Quantity) -> bool:
    """Whether the source writes "3, 000" for "3,000", or "1. 3", which two sentences share."""
    number = _POINTED.search(quantity.text)
    if number is None:
        return False
    spaced = _POINT.sub(r"\g<0> ", number[0])
    return spaced in pair.texts.source.vocabulary.running_text


def _is_reckoned(pair: SentencePair, quantity: Quantity) -> bool:
    """Whether the number is a sum or difference of the source's counts.

    27 counts are "21 counts of theft and six of fraud".
    """
    if quantity.unit or quantity.value < _LEAST_RECKONED:
        return False
    lines = pair.lines(pair.all_sources)
    counted = _term_after(pair.page.words, quantity)
    for line in lines:
        if counted not in line.terms:
            continue
        for summand, other in pairwise(line.quantities):
            total = summand.value + other.value
            added = replace(summand, value=total, count=total, text="")
            if not (summand.unit or other.unit) and same_value(quantity, added):
                return True
    counts = {other.value for line in lines for other in line.quantities if not other.unit}
    for whole in pair.page.quantities:
        is_other = whole is not quantity and not whole.unit
        if is_other and whole.value - quantity.value in counts and pair.places(whole):
            return True
    return False


def _is_age(pair: SentencePair, quantity: Quantity) -> bool:
    """Whether the number is the years since one that the source names, or the reverse.

    "A hundred years ago" is not an exact year, and none at all where its day is not known.
    """
    is_year, published = quantity.unit == "year", pair.page.published
    for line in pair.lines(pair.sources):
        day = iso_day((is_year and line.published) or published)
        for other in line.quantities:
            if {quantity.unit, other.unit} != {"year", "span"}:
                continue
            year, span = (quantity, other) if is_year else (other, quantity)
            years = span.value / DAYS["y"]
            years_apart = abs(day.year - year.value) if day else None
            if years == years_apart:
                return True
            # "Thirty years ago" may be a year off, as far as that is known; of fewer each counts.
            if (
                is_year
                and years >= _ABOUT_FROM
                and (years_apart is None or abs(years - years_apart) <= 1)
            ):
                return True
    return False


def _would_be_readable(pair: SentencePair, quantity: Quantity) -> bool:
    """Whether a source with this number would write it so that it is read."""
    # Known from the date of the article as well.
    if quantity.unit in {"weekday", "month", "mday", "time"} or quantity.is_relative:
        return False
    is_high_ordinal = quantity.unit == "ordinal" and quantity.value > _LAST_DAY
    if not (quantity.firm or is_high_ordinal):
        return False
    return conventions(pair.texts.source.language).has_words


# Whether two numbers count the same thing


def _may_replace(page: Quantity, source: Quantity) -> bool:
    """Whether the two count alike; "15,000" doesn't mean "six", nor "two" 26 %."""
    if not comparable(page, source):
        is_figure = source.firm or bool(source.unit)  # "three percentage points"
        return is_figure and page.amount == source.amount and not (page.is_date or source.is_date)
    if page.is_date:
        return True
    return source.firm if page.firm else page.unit == source.unit


def _likeness(pair: SentencePair, quantity: Quantity, source: Fact) -> tuple[float, float]:
    """Rate how surely two numbers count the same thing, by place, unit and words near them.

    Of equals the nearer value is likelier.
    """
    words, source_words, other = pair.page.words, source.line.words, source.value
    counts_same = _term_after(words, quantity) == _term_after(source_words, other)
    if not _may_count_same(pair, quantity, source, counts_same=counts_same):
        return 0.0, 0.0

    # "58 miles" for "58 kilometres", "90 euros a day" for "a week".
    is_other_unit = quantity.amount == other.amount and bool(quantity.unit and other.unit)
    is_exchanged = is_other_unit or (
        pair.kept_share >= NEAR_COPY
        and source.line.index == pair.sources[0]
        and (counts_same or _term_before(words, quantity) == _term_before(source_words, other))
        and any(
            quantity.first in edit.page and other.first in edit.source for edit in pair.replacements
        )
    )
    nearby = pair.texts.nearby_terms(source_words, other.first, other.last)
    counted = _term_after(words, quantity)
    is_counted = bool(counted) and (counts_same or counted in nearby)
    same_unit = quantity.unit == other.unit != ""
    if not (is_exchanged or is_counted or same_unit):
        return 0.0, 0.0
    shared = nearby & pair.texts.nearby_terms(words, quantity.first, quantity.last)
    likeness = is_exchanged + is_counted + _LIKE_BY_UNIT * same_unit + _LIKE_BY_WORD * len(shared)
    return likeness, -abs(other.value - quantity.value)


def _may_count_same(
    pair: SentencePair, quantity: Quantity, source: Fact, *, counts_same: bool
) -> bool:
    other = source.value
    if not quantity.is_date:
        # An unread scale can make the two the same: 1.5 พันล้าน are 1,500 ล้าน.
        if not (conventions(source.line.language).has_scales or counts_same):
            return False
        low, high = sorted((quantity.amount, other.amount))
        if high > _MOST_TIMES * low and not pair.is_near_copy():
            return False
    is_told_there = pair.is_mostly_in(source.line.index) or _is_in_same_words(
        pair, quantity, source
    )
    return is_told_there and not fits_bound(quantity, other)


def _is_in_same_words(pair: SentencePair, quantity: Quantity, source: Fact) -> bool:
    """Whether two figures stand behind the same content word, and before the same ones.

    "It was trained on 15,000 of the company's chips" is about what "Norvane One was trained on
    about 15,500 of the company's chips" is about, whatever else the two sentences say.
    """
    other = source.value
    if not (quantity.firm and other.firm) or quantity.is_date or other.is_date:
        return False
    before = _content_terms(pair, reversed(pair.page.words[: quantity.first]), _SAME_BEFORE)
    behind = _content_terms(pair, pair.page.words[quantity.last + 1 :], _SAME_BEHIND)
    if len(before) < _SAME_BEFORE or len(behind) < _SAME_BEHIND:
        return False
    words = source.line.words
    return before == _content_terms(
        pair, reversed(words[: other.first]), _SAME_BEFORE
    ) and behind == _content_terms(pair, words[other.last + 1 :], _SAME_BEHIND)


def _content_terms(pair: SentencePair, words: Iterable[Word], count: int) -> list[str]:
    """Return the terms of the first content words that are not figures, up to `count`."""
    terms = (word.term for word in words if not word.plain[0].isdigit())
    return list(islice((term for term in terms if pair.texts.weights[term]), count))


def _term_before(words: Sequence[Word], quantity: Quantity) -> str:
    return _term_at(words, quantity.first - 1)


def _term_after(words: Sequence[Word], quantity: Quantity) -> str:
    return _term_at(words, quantity.last + 1)


def _term_at(words: Sequence[Word], index: int) -> str:
    return words[index].term if 0 <= index < len(words) else ""

"""Numbers and dates that the page tells differently from its source."""

from collections.abc import Iterator, Sequence

from server.align.numerals import Quantity, same_value
from server.align.pair import Pair
from server.align.spans import page_span, source_span
from server.align.words import Word
from server.model import Change, ChangeKind, SourceSpan

Place = tuple[int, Quantity]
_LOOSE_DATES = {"weekday", "month", "time"}  # told from the date of the article as well
_KEPT = 0.6  # of its words a sentence must share before a number from elsewhere is odd there
_SURE, _SURE_OF_WORDS = 1.0, 1.5  # likeness from which two numbers count the same thing


def number_changes(pair: Pair) -> Iterator[Change]:
    """A change for each number or date of the page sentence that its sources do not bear out.

    Of a sentence that was not found, the figures that stand nowhere in the source.
    """
    aligned = [(j, q) for j in pair.sources for q in pair.texts.source_quantities[j]]
    for quantity in pair.quantities:
        if any(same_value(quantity, theirs) for _, theirs in aligned):
            continue
        elsewhere = _elsewhere(pair, quantity)
        if any(_same_matter(pair, quantity, place) for place in elsewhere):
            continue
        instead = _counterpart(pair, quantity, aligned)
        if elsewhere and not instead and pair.kept < _KEPT:
            continue  # other words of the page may speak of that place
        if instead or (quantity.firm and quantity.unit not in _LOOSE_DATES):
            yield _change(pair, quantity, instead, elsewhere)


def _change(
    pair: Pair, quantity: Quantity, instead: Place | None, elsewhere: list[Place]
) -> Change:
    kind: ChangeKind = "date" if quantity.is_date else "number"
    ours, place = quantity.text, instead
    if instead:
        says = f"The page says {ours}, the source {instead[1].text}."
    elif elsewhere:
        kind, place = "moved", elsewhere[0]
        says = f"{ours} stands in the source, but about something else."
    else:
        says = f"{ours} is not in the source."
    return Change(
        kind=kind,
        page=page_span(pair.sentence, quantity.start, quantity.end),
        source=_span(pair, place) if place else None,
        says=says,
        params={"page": ours, "source": place[1].text if place else None},
    )


def _span(pair: Pair, place: Place) -> SourceSpan:
    index, quantity = place
    sentence = pair.texts.source.sentences[index]
    return source_span(index, sentence, quantity.start, quantity.end)


def _elsewhere(pair: Pair, quantity: Quantity) -> list[Place]:
    """Where the source has the same value outside the aligned sentences."""
    return [
        (j, theirs)
        for j, theirs in pair.texts.quantities_by_value.get(quantity.value, [])
        if j not in pair.sources and same_value(quantity, theirs)
    ]


def _same_matter(pair: Pair, quantity: Quantity, place: Place) -> bool:
    """Whether the page speaks of what the source speaks of where it has this number."""
    context = pair.texts.context(pair.words, quantity.first, quantity.last)
    return bool(context & pair.texts.source.terms[place[0]])


def _counterpart(pair: Pair, quantity: Quantity, aligned: list[Place]) -> Place | None:
    """The number of the aligned sentences that stands where the page has its own."""
    rivals = [
        (j, theirs)
        for j, theirs in aligned
        if _comparable(quantity, theirs)
        and not any(same_value(ours, theirs) for ours in pair.quantities)
    ]
    scored = [(_likeness(pair, quantity, place), place) for place in rivals]
    best = max(scored, key=lambda entry: entry[0], default=None)
    sure = _SURE if quantity.firm else _SURE_OF_WORDS
    return best[1] if best and best[0] >= sure else None


def _comparable(page: Quantity, source: Quantity) -> bool:
    if page.is_date or source.is_date:
        return page.unit == source.unit
    if page.firm and not source.firm:
        return False  # "15,000" does not stand for "six"
    return page.unit == source.unit or not (page.unit and source.unit)


def _likeness(pair: Pair, quantity: Quantity, place: Place) -> float:
    """How sure it is that two numbers count the same thing: place, unit and words near them."""
    j, theirs = place
    words, others = pair.words, pair.texts.source.words[j]
    swapped = j == pair.sources[0] and any(
        quantity.first in ours and theirs.first in swap for ours, swap in pair.swaps
    )
    context = pair.texts.context(others, theirs.first, theirs.last)
    counted = _next_term(words, quantity) in (context | {_next_term(others, theirs)}) - {""}
    unit = quantity.unit == theirs.unit != ""
    if not (swapped or counted or unit):
        return 0.0
    shared = len(context & pair.texts.context(words, quantity.first, quantity.last))
    return swapped + counted + 0.5 * unit + 0.5 * shared


def _next_term(words: Sequence[Word], quantity: Quantity) -> str:
    return words[quantity.last + 1].term if quantity.last + 1 < len(words) else ""
